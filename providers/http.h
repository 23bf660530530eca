#pragma once

#include <signal.h>
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
	const char *base;    /* "https://app.harness.io/gateway", no trailing slash */
	const char *key;     /* sent as x-api-key; never logged, shown or put in an error;
				lives as long as `http` */
	const char *account; /* sent as Harness-Account */
	const char *user_agent;
	const char *ca_file; /* --ca-cert, or NULL: SSL_CERT_FILE, else the system's */
	size_t parallelism;  /* requests in flight at once */
	unsigned tries;      /* of one request, first included */
	int64_t deadline_ms; /* of one try */
	struct clock *clock;
	struct limiter *limiter; /* NULL: no limit */

	/* zero will do */
	int64_t backoff_ms; /* most wait after a first try; 0: 250 */
	uint64_t seed;      /* of the backoff's random part; 0: from the system */
	/* told after each answer how many requests were sent so far; NULL: nobody */
	void (*heard)(void *listener, size_t sent);
	void *listener;
	/* set by a signal handler: http_stop(), noticed within a second */
	const volatile sig_atomic_t *stop;
};

/*
 * Plain http to a host that is not loopback, any scheme but http and https, and a
 * CA file that cannot be read are refused: NULL with an error. The first open
 * starts libcurl. Proxies come from the environment (HTTPS_PROXY, NO_PROXY), never
 * for loopback. SIGPIPE is ignored from here to http_close().
 */
struct http *http_open(const struct http_options *options, struct error_list *errs);
void http_close(struct http *http); /* NULL safe; what is in flight is dropped */

/* What came of a request in the end. */
enum http_result {
	HTTP_ANSWERED,  /* any status; redirects are not followed */
	HTTP_LOST,      /* it may have been carried out, the answer did not come whole */
	HTTP_UNSENT,    /* it cannot have reached the server (refused, no such host, TLS,
			   stopped) */
	HTTP_TOO_LARGE, /* the answer was over LIMIT_REPLY_BYTES */
};

/* A part of a body; size 0: none. */
struct http_span {
	size_t at, size;
};

struct http_request {
	/* filled in by the caller, who keeps it until http_wait() gives it back */
	enum method method;
	const char *target;       /* path and query, percent-encoded */
	const char *content_type; /* NULL: no body */
	struct buf body;          /* wiped when the request is done */
	struct http_span secret;  /* of the body: a secret value, as it is or as JSON */
	bool safe; /* may be sent again after an answer that was lost or a 5xx; one that
		      is not is sent again after a 429 or when it cannot have arrived */
	int64_t not_before_ms; /* 0: at once */
	void *owner;

	/* filled in by http_wait() */
	enum http_result result;
	int status;          /* 0: none came */
	struct buf answer;   /* the caller releases it; empty unless HTTP_ANSWERED */
	bool json;           /* the answer's content type is JSON */
	bool repeats;        /* the answer to a write, or one that is no success, repeats
				the secret value or the key: its words are not shown */
	int64_t total;       /* header X-Total-Elements, -1 when absent */
	const char *trouble; /* what went wrong in transport and, where we know, what to
				do; NULL when answered; lives as long as `http` */
	unsigned tries;      /* made in all; 0: stopped before the first */

	/* http's own */
	bool arrived; /* a try before may have been carried out */
	struct http_request *next;
};

/*
 * A slot is free. Requests that wait for a later start hold none. More may be
 * started than there is room for: they queue.
 */
bool http_has_room(const struct http *http);
void http_start(struct http *http, struct http_request *request);
/*
 * The next request that is done, sending and retrying meanwhile; NULL: none is
 * under way.
 */
struct http_request *http_wait(struct http *http);
/* Requests put on the wire so far, retries included; those answered with 429. */
size_t http_sent(const struct http *http);
size_t http_refused(const struct http *http);
/*
 * Start nothing more: what was never sent comes back HTTP_UNSENT, what waits for
 * another try with what its last try came to. What is on the wire is finished.
 */
void http_stop(struct http *http);

/*
 * Send again, after http_stop() or a signal: for what must be given back before the
 * program ends. The signal is not looked at any more; after one, nor is the limiter
 * waited for, since whoever stops a program may kill it soon.
 */
void http_resume(struct http *http);

/* A text percent-encoded for a path segment or a query value (RFC 3986). */
void http_encode(struct buf *out, const char *text);
