#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/error.h"
#include "model/kind.h"
#include "model/text.h"

struct clock;
struct limiter;

/*
 * Many requests, one loop: slots, pace, deadlines, retries. Callbacks of libcurl
 * end here; the rest of the program knows start and wait alone.
 */
struct http;

struct http_options {
	const char *base; /* "https://app.harness.io/gateway", no trailing slash */
	const char *key;  /* sent as x-api-key; never logged, shown or put in an error */
	const char *account; /* sent as Harness-Account */
	const char *user_agent;
	const char *ca_file; /* --ca-cert, or NULL: SSL_CERT_FILE, else the system's */
	size_t parallelism;  /* requests in flight at once */
	unsigned tries;      /* of one request, first included */
	int64_t deadline_ms; /* of one try */
	struct clock *clock;
	struct limiter *limiter; /* NULL: no limit */
};

/*
 * Plain http to a host that is not loopback, and any scheme but http and https,
 * are refused: NULL with an error.
 */
struct http *http_open(const struct http_options *options, struct error_list *errs);
void http_close(struct http *http); /* NULL safe; what is in flight is dropped */

/* What came of a request in the end. */
enum http_result {
	HTTP_ANSWERED, /* any status */
	HTTP_LOST,     /* it may have been carried out, the answer did not come */
	HTTP_UNSENT, /* it cannot have reached the server (refused, no such host, TLS) */
	HTTP_TOO_LARGE, /* the answer was over LIMIT_REPLY_BYTES */
};

struct http_request {
	/* filled in by the caller, who keeps it until http_wait() gives it back */
	enum method method;
	const char *target;       /* path and query, percent-encoded */
	const char *content_type; /* NULL: no body */
	struct buf body;          /* wiped when the request is done */
	bool safe; /* may be sent again after an answer that was lost or a 5xx; one that
		      is not is sent again after a 429 or when it cannot have arrived */
	int64_t not_before_ms; /* 0: at once */
	void *owner;

	/* filled in by http_wait() */
	enum http_result result;
	int status;
	struct buf answer; /* the caller releases it */
	bool json;         /* the answer's content type is JSON */
	int64_t total;     /* header X-Total-Elements, -1 when absent */
	const char
		*trouble; /* of transport, in libcurl's words; lives as long as `http` */

	/* http's own */
	unsigned tries;
	struct http_transfer *transfer;
	struct http_request *next;
};

bool http_has_room(const struct http *http); /* a slot is free */
void http_start(struct http *http, struct http_request *request);
/* The next request that is done, sending and retrying meanwhile; NULL: none is under way.
 */
struct http_request *http_wait(struct http *http);
/* Requests put on the wire so far, retries included; those answered with 429. */
size_t http_sent(const struct http *http);
size_t http_refused(const struct http *http);
/* Start nothing more: requests not yet sent come back HTTP_UNSENT. */
void http_stop(struct http *http);

/* A text percent-encoded for a path segment or a query value (RFC 3986). */
void http_encode(struct buf *out, const char *text);
