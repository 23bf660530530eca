#include "tests/support/scripted_server.h"

#include <assert.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "model/limits.h"
#include "model/num.h"
#include "model/text.h"

enum { CONNECTIONS = 64, REQUESTS = 256, URL_BYTES = 40 };

struct connection {
	int fd; /* -1: closed; hanging ones are not polled */
	bool hanging;
	struct buf in;
};

struct scripted_server {
	const struct scripted_answer *answers;
	size_t answer_count;
	int listener, stop[2];
	pthread_t thread;
	char url[URL_BYTES];
	struct connection connections[CONNECTIONS];
	size_t connection_count;
	char *requests[REQUESTS];
	size_t request_count;
	bool running;
};

/* --- the thread ---------------------------------------------------------- */

static void hang_up(struct connection *connection, bool reset)
{
	const struct linger linger = { .l_onoff = 1 };

	if (reset)
		setsockopt(
			connection->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	close(connection->fd);
	connection->fd = -1;
}

/* A client that has gone is no trouble of ours. */
static void send_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t sent = send(fd, text, left, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		text += sent;
		left -= (size_t)sent;
	}
}

static void answer(struct scripted_server *server, struct connection *connection)
{
	const struct scripted_answer *answer =
		&server->answers[server->request_count - 1];

	if (server->request_count > server->answer_count) {
		hang_up(connection, false);
		return;
	}
	if (answer->bytes != NULL)
		send_all(connection->fd, answer->bytes);
	for (size_t i = 0; i < answer->times; i++)
		send_all(connection->fd, answer->repeated);
	if (answer->end == END_HANG)
		connection->hanging = true;
	else if (answer->end != END_KEEP)
		hang_up(connection, answer->end == END_RESET);
}

/* Bytes of the first whole request in `in`, 0 when there is none yet. */
static size_t request_size(const struct buf *in)
{
	const char *text = buf_string(in), *end = strstr(text, "\r\n\r\n");
	const char *length = strstr(text, "Content-Length: ");
	char digits[24] = "";
	int64_t body = 0;
	size_t size;

	if (end == NULL)
		return 0;
	if (length != NULL && length < end) {
		length += strlen("Content-Length: ");
		memcpy(digits, length, strcspn(length, "\r") % sizeof(digits));
		num_parse(digits, 0, INT32_MAX, &body);
	}
	size = (size_t)(end - text) + 4 + (size_t)body;
	return in->len >= size ? size : 0;
}

static void receive(struct scripted_server *server, struct connection *connection)
{
	char bytes[65536];
	ssize_t size = recv(connection->fd, bytes, sizeof(bytes), 0);
	size_t whole;

	if (size <= 0) {
		hang_up(connection, false);
		return;
	}
	buf_put(&connection->in, bytes, (size_t)size);
	whole = request_size(&connection->in);
	if (whole == 0)
		return;
	assert(whole == connection->in.len && server->request_count < REQUESTS);
	server->requests[server->request_count++] = connection->in.ptr;
	buf_init(&connection->in, LIMIT_REQUEST_BYTES);
	answer(server, connection);
}

static void welcome(struct scripted_server *server)
{
	struct connection *connection = &server->connections[server->connection_count++];

	assert(server->connection_count <= CONNECTIONS);
	connection->fd = accept(server->listener, NULL, NULL);
	buf_init(&connection->in, LIMIT_REQUEST_BYTES);
}

static void *serve(void *owner)
{
	struct scripted_server *server = owner;
	struct pollfd fds[CONNECTIONS + 2];

	for (;;) {
		size_t count = server->connection_count;

		fds[0] = (struct pollfd){ server->stop[0], POLLIN, 0 };
		fds[1] = (struct pollfd){ server->listener, POLLIN, 0 };
		for (size_t i = 0; i < count; i++) {
			const struct connection *at = &server->connections[i];

			fds[2 + i] =
				(struct pollfd){ at->hanging ? -1 : at->fd, POLLIN, 0 };
		}
		poll(fds, count + 2, -1);
		if (fds[0].revents != 0)
			return NULL;
		for (size_t i = 0; i < count; i++)
			if (fds[2 + i].revents != 0)
				receive(server, &server->connections[i]);
		if (fds[1].revents != 0)
			welcome(server);
	}
}

/* --- the test's side ----------------------------------------------------- */

static int listen_somewhere(unsigned *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool listening = bind(fd, (struct sockaddr *)&address, size) == 0 &&
			 listen(fd, 64) == 0 &&
			 getsockname(fd, (struct sockaddr *)&address, &size) == 0;

	assert(listening);
	*port = ntohs(address.sin_port);
	return fd;
}

unsigned refusing_port(void)
{
	unsigned port;

	close(listen_somewhere(&port));
	return port;
}

struct scripted_server *scripted_server_open(
	const struct scripted_answer *answers, size_t count)
{
	struct scripted_server *server = calloc(1, sizeof(*server));
	unsigned port;
	bool started;

	assert(server != NULL);
	server->answers = answers;
	server->answer_count = count;
	server->listener = listen_somewhere(&port);
	(void)snprintf(server->url, sizeof(server->url), "http://127.0.0.1:%u", port);
	started = pipe(server->stop) == 0 &&
		  pthread_create(&server->thread, NULL, serve, server) == 0;
	assert(started);
	server->running = true;
	return server;
}

const char *scripted_server_url(const struct scripted_server *server)
{
	return server->url;
}

void scripted_server_stop(struct scripted_server *server)
{
	ssize_t told;

	if (!server->running)
		return;
	told = write(server->stop[1], "x", 1);
	assert(told == 1);
	pthread_join(server->thread, NULL);
	server->running = false;
}

size_t scripted_server_requests(const struct scripted_server *server)
{
	assert(!server->running);
	return server->request_count;
}

size_t scripted_server_connections(const struct scripted_server *server)
{
	assert(!server->running);
	return server->connection_count;
}

const char *scripted_server_request(const struct scripted_server *server, size_t i)
{
	assert(!server->running && i < server->request_count);
	return server->requests[i];
}

void scripted_server_close(struct scripted_server *server)
{
	scripted_server_stop(server);
	for (size_t i = 0; i < server->connection_count; i++) {
		if (server->connections[i].fd >= 0)
			close(server->connections[i].fd);
		buf_release(&server->connections[i].in);
	}
	for (size_t i = 0; i < server->request_count; i++)
		free(server->requests[i]);
	close(server->listener);
	close(server->stop[0]);
	close(server->stop[1]);
	free(server);
}
