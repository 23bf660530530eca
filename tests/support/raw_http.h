#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * HTTP/1.1 over a socket, as small as it can be, so that nothing of rein's client
 * stands between a test and the bytes. Whatever goes wrong with the connection is an
 * answer with status 0.
 */
struct raw_client {
	int fd;     /* -1: not connected */
	char *left; /* read, but of the next answer */
	size_t left_size;
};

struct raw_answer {
	int status;       /* 0: the connection ended before a whole head came */
	const char *head; /* status line and headers, lines ended by "\n" */
	const char *body; /* decoded, NUL behind it */
	size_t body_size;
	bool cut;    /* the connection ended before the promised end of the body */
	bool closed; /* the server said it closes, or did */
	char *bytes; /* what head and body point into */
};

/* Connect to 127.0.0.1; reads give up after 10 s. */
bool raw_open(struct raw_client *client, int port);
void raw_close(struct raw_client *client);

bool raw_send(struct raw_client *client, const char *bytes, size_t size);
/* Read one answer; one to HEAD has no body. Give it to raw_answer_release(). */
void raw_read(struct raw_client *client, bool head_only, struct raw_answer *answer);
void raw_answer_release(struct raw_answer *answer);

/* The first header of that name, copied into `room`; NULL when there is none. */
const char *raw_header(
	const struct raw_answer *answer, const char *name, char *room, size_t size);
