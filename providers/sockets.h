#pragma once

#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

#include "model/arena.h"

struct pollfd;

/*
 * The connections of a CURLM, and what each waits for. libcurl is told of those alone
 * that something happened to: curl_multi_perform() asks the system about every one of
 * them each time, twenty times a request where sixteen are open.
 */
struct sockets {
	CURLM *multi;
	struct arena arena;
	struct pollfd *items;
	size_t count, room;
	struct pollfd *ready; /* those of one turn; room: as `items` */
	int64_t due_ms;       /* when libcurl wants to be called, on the system's clock;
				 SOCKETS_NEVER */
};

#define SOCKETS_NEVER INT64_MAX

/* From here on the multi handle is moved by sockets_turn() alone. It stands still, as
 * `sockets` does. */
void sockets_open(struct sockets *sockets, CURLM *multi);
/* After the multi handle is gone. */
void sockets_close(struct sockets *sockets);
/* Wait at most `ms` until something happens (0: only look), and carry on with it. A
 * signal ends the wait. */
void sockets_turn(struct sockets *sockets, int64_t ms);
