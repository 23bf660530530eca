#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "providers/http.h"
#include "providers/provider.h"

struct cache;
struct clock;
struct secrets;

/* How often a refusal that passes by itself is asked for again, first included. */
enum { REFUSAL_TRIES = 5 };

/* What all requests of a provider have in common. */
struct sender {
	struct http *http;
	const char *account;
	const struct secrets *secrets;
	struct clock *clock;
	struct cache *cache; /* NULL: every body is asked for */
};

/* What an exchange is to its job. */
enum purpose {
	PURPOSE_PAGE,   /* a page of a list */
	PURPOSE_BODY,   /* the whole of an entity that the list had in summary */
	PURPOSE_ACT,    /* the call itself */
	PURPOSE_SETTLE, /* a read that tells what a refused write came to */
};

/* One request and its answer. */
struct exchange {
	struct http_request request;
	struct job *job;
	struct call *call; /* what it asks: the job's own call, or a read on its behalf */
	enum purpose purpose;
	size_t index; /* of the page, of the entity found */
	unsigned tries;
};

/* A call under way. All of it lives in its arena, which dies when it is done. */
struct job {
	struct arena arena;
	const struct sender *sender;
	struct call *call;
	size_t pending;           /* exchanges under way */
	size_t asked;             /* LIST: pages asked for so far */
	bool failed;              /* LIST: an exchange went wrong; the outcome stands */
	bool bodies;              /* LIST: the summaries' bodies were asked for */
	struct exchange *refused; /* the write whose refusal is being settled */
	struct job *next;
};

/* A further exchange of a job, not yet sent. */
struct exchange *job_exchange(
	struct job *job, struct call *call, enum purpose purpose, size_t index);
/* A read on behalf of the job's call: of `entity`, or of the call's own (NULL). */
struct call *job_read(struct job *job, const struct entity *entity);

/* Send an exchange. False, with errors and the call's outcome set, when the request
 * cannot be made. */
bool exchange_send(struct exchange *exchange);
/* Once more, after a pause that doubles each time. */
bool exchange_send_again(struct exchange *exchange);
