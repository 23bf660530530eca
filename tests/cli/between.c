/*
 * between: stand between a command and a server on loopback.
 *
 *   between [-r DIR] [-k N] [-t] [-a] PORT COMMAND [ARG ...]
 *
 * Runs COMMAND with HARNESS_ENDPOINT pointing here and passes each HTTP/1.1
 * request on to 127.0.0.1:PORT, one at a time. -r keeps the bytes of every request,
 * as received, in DIR/0001, DIR/0002, ... -k kills the command (SIGKILL) at the Nth
 * request: before it is passed on or, with -a, after its answer came and before
 * that is passed back. With -t it is asked to end (SIGTERM) and served on. The last line
 * on stderr is "between: N requests"; the exit status is the command's, 137 when it was
 * killed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONNECTIONS = 64, READ_BYTES = 1 << 16, MESSAGE_BYTES = 64 << 20 };

struct stream {
	int fd; /* -1: closed */
	char *bytes;
	size_t size, room;
};

struct between {
	int listener;
	int alive;      /* hangs up when the command ends */
	in_port_t port; /* upstream, network order */
	struct stream clients[CONNECTIONS];
	const char *record; /* a folder, or NULL */
	unsigned long kill_at, requests;
	bool after, gentle, killed;
	pid_t command;
};

static void die(const char *what)
{
	fprintf(stderr, "between: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int loopback(in_port_t port, bool listening)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = port };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0)
		die("socket");
	if (listening) {
		if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
			listen(fd, CONNECTIONS) != 0)
			die("listen");
	} else if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
		die("connect");
	}
	return fd;
}

static void close_stream(struct stream *stream)
{
	if (stream->fd >= 0)
		close(stream->fd);
	free(stream->bytes);
	*stream = (struct stream){ .fd = -1 };
}

/* One read; false at the end. */
static bool fill(struct stream *stream)
{
	ssize_t got;

	if (stream->room - stream->size < READ_BYTES) {
		stream->room = stream->room * 2 + READ_BYTES;
		stream->bytes = stream->room <= MESSAGE_BYTES
					? realloc(stream->bytes, stream->room)
					: NULL;
		if (stream->bytes == NULL)
			die("a message is too large");
	}
	got = read(stream->fd, stream->bytes + stream->size, READ_BYTES);
	if (got > 0)
		stream->size += (size_t)got;
	return got > 0;
}

/* The bytes of the first whole message, 0 while there is none. */
static size_t message_size(const struct stream *stream)
{
	const char *end, *line = stream->bytes;
	size_t size;

	end = stream->size > 0 ? memmem(line, stream->size, "\r\n\r\n", 4) : NULL;
	if (end == NULL)
		return 0;
	size = (size_t)(end - stream->bytes) + 4;
	for (; line < end; line = (const char *)memchr(line, '\n', MESSAGE_BYTES) + 1)
		if (strncasecmp(line, "content-length:", 15) == 0)
			size += strtoul(line + 15, NULL, 10);
	return stream->size >= size ? size : 0;
}

static void write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t done = send(fd, bytes, size, MSG_NOSIGNAL);

		if (done <= 0)
			return; /* the other side is gone: nothing to tell it */
		bytes += done;
		size -= (size_t)done;
	}
}

static void keep(const struct between *between, const char *bytes, size_t size)
{
	char path[4096];
	FILE *file;

	if (between->record == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%04lu", between->record, between->requests);
	file = fopen(path, "wb");
	if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
		die(path);
}

/* True when nobody is left to be served. */
static bool strike(struct between *between)
{
	kill(between->command, between->gentle ? SIGTERM : SIGKILL);
	between->killed = !between->gentle;
	return between->killed;
}

/* Pass one request on and its answer back; false when the answer is no whole one. */
static bool pass(struct between *between, const struct stream *client, size_t size)
{
	struct stream server = { .fd = -1 };
	bool due = ++between->requests == between->kill_at;
	bool whole;

	keep(between, client->bytes, size);
	if (due && !between->after && strike(between))
		return false;
	server.fd = loopback(between->port, false);
	write_all(server.fd, client->bytes, size);
	while (message_size(&server) == 0 && fill(&server))
		;
	whole = message_size(&server) > 0;
	if (due && between->after && strike(between))
		whole = false;
	else
		write_all(client->fd, server.bytes, server.size);
	close_stream(&server);
	return whole;
}

static void serve_client(struct between *between, struct stream *client)
{
	size_t size;

	if (!fill(client)) {
		close_stream(client);
		return;
	}
	while ((size = message_size(client)) > 0) {
		if (!pass(between, client, size)) {
			close_stream(client);
			return;
		}
		client->size -= size;
		memmove(client->bytes, client->bytes + size, client->size);
	}
}

static void accept_client(struct between *between)
{
	int fd = accept4(between->listener, NULL, NULL, SOCK_CLOEXEC);

	for (size_t i = 0; i < CONNECTIONS; i++) {
		if (between->clients[i].fd >= 0)
			continue;
		between->clients[i].fd = fd;
		return;
	}
	close(fd);
}

static void serve_ready(struct between *between, const struct pollfd *polls)
{
	for (size_t i = 0; i < CONNECTIONS && !between->killed; i++)
		if (polls[i].revents != 0)
			serve_client(between, &between->clients[i]);
}

/* Until the command has ended; its exit status, as a shell tells it. */
static int serve(struct between *between)
{
	struct pollfd polls[CONNECTIONS + 2] = {
		{ between->alive, POLLIN, 0 },
		{ between->listener, POLLIN, 0 },
	};
	int status;

	do {
		for (size_t i = 0; i < CONNECTIONS; i++)
			polls[i + 2] =
				(struct pollfd){ between->clients[i].fd, POLLIN, 0 };
		if (poll(polls, CONNECTIONS + 2, -1) < 0)
			die("poll");
		serve_ready(between, polls + 2);
		if (polls[1].revents != 0)
			accept_client(between);
	} while (polls[0].revents == 0 && !between->killed);
	if (waitpid(between->command, &status, 0) < 0)
		die("waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void start(struct between *between, char **command)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	char endpoint[64];
	int ends[2];

	between->listener = loopback(0, true);
	if (getsockname(between->listener, (struct sockaddr *)&address, &size) != 0 ||
		pipe2(ends, O_CLOEXEC) != 0)
		die("start");
	snprintf(endpoint, sizeof(endpoint), "http://127.0.0.1:%d",
		ntohs(address.sin_port));
	setenv("HARNESS_ENDPOINT", endpoint, 1);
	between->alive = ends[0];
	between->command = fork();
	if (between->command == 0) {
		if (dup(ends[1]) >= 0) /* the copy outlives execvp() */
			execvp(command[0], command);
		die(command[0]);
	}
	close(ends[1]);
}

int main(int argc, char **argv)
{
	struct between between = { 0 };
	int option, status;

	while ((option = getopt(argc, argv, "+r:k:ta")) != -1) {
		if (option == 'r')
			between.record = optarg;
		else if (option == 'k')
			between.kill_at = strtoul(optarg, NULL, 10);
		else if (option == 't')
			between.gentle = true;
		else if (option == 'a')
			between.after = true;
		else
			return 64;
	}
	if (argc - optind < 2) {
		fputs("usage: between [-r DIR] [-k N] [-t] [-a] PORT COMMAND "
		      "[ARG ...]\n",
			stderr);
		return 64;
	}
	for (size_t i = 0; i < CONNECTIONS; i++)
		between.clients[i].fd = -1;
	between.port = htons((in_port_t)strtoul(argv[optind], NULL, 10));
	start(&between, argv + optind + 1);
	status = serve(&between);
	for (size_t i = 0; i < CONNECTIONS; i++)
		close_stream(&between.clients[i]);
	close(between.listener);
	close(between.alive);
	fprintf(stderr, "between: %lu requests\n", between.requests);
	return status;
}
