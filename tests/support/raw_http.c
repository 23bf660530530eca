#include "tests/support/raw_http.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { PATIENCE_S = 10, CHUNK = 16384, HEADER_MAX = 4096 };

bool raw_open(struct raw_client *client, int port)
{
	const struct timeval patience = { .tv_sec = PATIENCE_S };
	struct sockaddr_in address = { .sin_family = AF_INET };
	int on = 1;

	*client = (struct raw_client){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
	address.sin_port = htons((uint16_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(client->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(client->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(client->fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return true;
	raw_close(client);
	return false;
}

void raw_close(struct raw_client *client)
{
	if (client->fd >= 0)
		close(client->fd);
	free(client->left);
	*client = (struct raw_client){ .fd = -1 };
}

bool raw_send(struct raw_client *client, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t sent = send(client->fd, bytes, size, MSG_NOSIGNAL);

		if (sent <= 0)
			return false;
		bytes += sent;
		size -= (size_t)sent;
	}
	return true;
}

/* --- reading ------------------------------------------------------------- */

/* The bytes read so far of one answer: kept in the client between two of them. */
static bool more(struct raw_client *client)
{
	char *grown = realloc(client->left, client->left_size + CHUNK + 1);
	ssize_t got;

	if (grown == NULL)
		return false;
	client->left = grown;
	got = recv(client->fd, grown + client->left_size, CHUNK, 0);
	if (got <= 0)
		return false;
	client->left_size += (size_t)got;
	grown[client->left_size] = '\0';
	return true;
}

static bool fill(struct raw_client *client, size_t size)
{
	while (client->left_size < size)
		if (!more(client))
			return false;
	return true;
}

/* Length of the text up to and with `mark`, from `start` on; 0 when it ends first. */
static size_t until(struct raw_client *client, size_t start, const char *mark)
{
	for (;;) {
		const char *hit =
			client->left_size <= start
				? NULL
				: memmem(client->left + start, client->left_size - start,
					  mark, strlen(mark));

		if (hit != NULL)
			return (size_t)(hit - client->left) - start + strlen(mark);
		if (!more(client))
			return 0;
	}
}

static size_t hexadecimal(const char *text)
{
	static const char digits[] = "0123456789abcdef";
	size_t number = 0;

	for (; *text != '\0'; text++) {
		char low = (char)(*text >= 'A' && *text <= 'F' ? *text + 32 : *text);
		const char *digit = strchr(digits, low);

		if (digit == NULL || number > SIZE_MAX >> 8)
			break;
		number = number * 16 + (size_t)(digit - digits);
	}
	return number;
}

/* Move the chunks behind `start` together; the size of the body, or cut. */
static size_t read_chunks(struct raw_client *client, size_t start, size_t *end, bool *cut)
{
	size_t body = 0, at = start;

	for (;;) {
		size_t line = until(client, at, "\r\n"), size;

		if (line == 0)
			break;
		size = hexadecimal(client->left + at);
		if (!fill(client, at + line + size + 2))
			break;
		memmove(client->left + start + body, client->left + at + line, size);
		body += size;
		at += line + size + 2;
		if (size == 0) {
			*end = at;
			return body;
		}
	}
	*cut = true;
	*end = client->left_size;
	return body;
}

static size_t read_body(
	struct raw_client *client, struct raw_answer *answer, size_t start, size_t *end)
{
	char room[HEADER_MAX];
	const char *length = raw_header(answer, "Content-Length", room, sizeof(room));
	size_t size = 0;

	if (raw_header(answer, "Transfer-Encoding", room, sizeof(room)) != NULL)
		return read_chunks(client, start, end, &answer->cut);
	if (length == NULL) {
		while (answer->status != 204 && answer->status != 304 && more(client))
			;
		size = client->left_size - start;
	} else {
		for (; *length >= '0' && *length <= '9'; length++)
			size = size * 10 + (size_t)(*length - '0');
		answer->cut = !fill(client, start + size);
		if (answer->cut)
			size = client->left_size - start;
	}
	*end = start + size;
	return size;
}

void raw_read(struct raw_client *client, bool head_only, struct raw_answer *answer)
{
	size_t start = until(client, 0, "\r\n\r\n"), end = start;
	char room[HEADER_MAX];

	*answer = (struct raw_answer){ .head = "", .body = "", .closed = true };
	if (start == 0 || strncmp(client->left, "HTTP/1.1 ", 9) != 0)
		return;
	for (const char *digit = client->left + 9; *digit >= '0' && *digit <= '9';
		digit++)
		answer->status = answer->status * 10 + (*digit - '0');
	client->left[start - 1] = '\0';
	answer->head = client->left;
	if (!head_only)
		answer->body_size = read_body(client, answer, start, &end);
	client->left[start - 1] = '\0';
	/* The head ends in NUL; the body is moved behind it into a text of its own. */
	answer->bytes = calloc(1, start + answer->body_size + 1);
	if (answer->bytes == NULL)
		abort();
	memcpy(answer->bytes, client->left, start + answer->body_size);
	answer->head = answer->bytes;
	answer->body = answer->bytes + start;
	memmove(client->left, client->left + end, client->left_size - end);
	client->left_size -= end;
	answer->closed = answer->cut;
	if (raw_header(answer, "Connection", room, sizeof(room)) != NULL)
		answer->closed = strcasecmp(room, "close") == 0;
}

void raw_answer_release(struct raw_answer *answer)
{
	free(answer->bytes);
	*answer = (struct raw_answer){ .head = "", .body = "" };
}

const char *raw_header(
	const struct raw_answer *answer, const char *name, char *room, size_t size)
{
	size_t length = strlen(name);

	for (const char *line = strchr(answer->head, '\n'); line != NULL;
		line = strchr(line + 1, '\n')) {
		size_t used;

		if (strncasecmp(line + 1, name, length) != 0 || line[1 + length] != ':')
			continue;
		line += length + 2;
		line += strspn(line, " ");
		used = strcspn(line, "\r\n");
		if (used >= size)
			used = size - 1;
		memcpy(room, line, used);
		room[used] = '\0';
		return room;
	}
	return NULL;
}
