#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "providers/http.h"

/*
 * Whether a request goes again, and when (DESIGN "Reading live"). Pure: chance is
 * a generator that whoever fills in `random` has fixed.
 */
struct retry {
	unsigned tries;  /* of one request, first included */
	int64_t base_ms; /* most wait after the first try; doubled after each, up to 10 s;
			    a random part of it is waited, so that clients spread */
	uint64_t random;
};

/* What a try came to, beside the request's own `result` and `status`. */
struct attempt {
	bool hopeless;          /* trouble that does not pass by itself */
	int64_t retry_after_ms; /* what the server asked for; -1: nothing */
	unsigned sends;         /* how often it went on the wire */
};

/* How long until the request may go again, in ms; -1: this was its last try. */
int64_t retry_delay(struct retry *retry, const struct http_request *request,
	const struct attempt *attempt);
