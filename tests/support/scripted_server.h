#pragma once

#include <stddef.h>

/*
 * A server on loopback that gives the i-th request the i-th answer of a script,
 * byte for byte, over as many connections as come, and keeps what it was sent. A
 * thread of its own; no HTTP library, so that answers can be as wrong as need be.
 */
enum scripted_end {
	END_KEEP,  /* the connection stays open */
	END_CLOSE, /* closed in order */
	END_RESET, /* closed with a reset */
	END_HANG,  /* nothing more is sent or read on it */
};

struct scripted_answer {
	const char *bytes;    /* NULL: none */
	const char *repeated; /* sent `times` times after `bytes` */
	size_t times;
	enum scripted_end end;
};

struct scripted_server;

/* `answers` must live until the server is stopped; requests past them are closed. */
struct scripted_server *scripted_server_open(
	const struct scripted_answer *answers, size_t count);
const char *scripted_server_url(const struct scripted_server *server);

/* End the thread. What follows may be asked afterwards. */
void scripted_server_stop(struct scripted_server *server);
size_t scripted_server_requests(const struct scripted_server *server);
size_t scripted_server_connections(const struct scripted_server *server);
/* The raw bytes of a request, as text. */
const char *scripted_server_request(const struct scripted_server *server, size_t i);
void scripted_server_close(struct scripted_server *server);

/* A port of loopback that nobody listens at. */
unsigned refusing_port(void);
