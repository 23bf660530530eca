#include "providers/http.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "model/arena.h"
#include "providers/clock.h"
#include "providers/echo.h"
#include "providers/limiter.h"
#include "providers/retry.h"
#include "providers/wire.h"

enum {
	BACKOFF_MS = 250,
	WAIT_MOST_MS = 1000, /* a signal that came just before a wait is noticed then */
};

struct queue {
	struct http_request *first, *last;
};

struct http {
	struct wire *wire;
	const char *key;
	struct clock *clock;
	struct limiter *limiter;
	struct retry retry;
	size_t parallelism;
	struct queue waiting; /* by start time, then as they came */
	struct queue done;    /* as they ended; their answers are held */
	size_t done_count;
	int64_t hold_until_ms; /* a 429 with Retry-After: nobody starts before */
	size_t refused;
	void (*heard)(void *listener, size_t sent);
	void *listener;
	const volatile sig_atomic_t *stop;
	bool stopped;
	bool hurried; /* resumed after a stop: the pace keeps nobody back any more */
	struct sigaction old_sigpipe;
};

/* --- opening ------------------------------------------------------------- */

static uint64_t system_random(struct clock *clock)
{
	uint64_t random;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) == sizeof(random))
		return random;
	return (uint64_t)clock->wall_ms(clock);
}

struct http *http_open(const struct http_options *options, struct error_list *errs)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct wire *wire = wire_open(options, errs);
	struct http *http;

	assert(options->parallelism > 0 && options->tries > 0);
	if (wire == NULL)
		return NULL;
	http = memory_resize(NULL, sizeof(*http));
	*http = (struct http){
		.wire = wire,
		.key = options->key,
		.clock = options->clock,
		.limiter = options->limiter,
		.parallelism = options->parallelism,
		.heard = options->heard,
		.listener = options->listener,
		.stop = options->stop,
	};
	http->retry = (struct retry){
		.tries = options->tries,
		.base_ms = options->backoff_ms > 0 ? options->backoff_ms : BACKOFF_MS,
		.random = options->seed != 0 ? options->seed
					     : system_random(options->clock),
	};
	sigaction(SIGPIPE, &ignore, &http->old_sigpipe);
	return http;
}

void http_close(struct http *http)
{
	if (http == NULL)
		return;
	wire_close(http->wire);
	sigaction(SIGPIPE, &http->old_sigpipe, NULL);
	free(http);
}

/* --- queues -------------------------------------------------------------- */

/* Put `request` behind `before`; NULL: in front. */
static void queue_put(
	struct queue *queue, struct http_request *before, struct http_request *request)
{
	struct http_request **link = before != NULL ? &before->next : &queue->first;

	request->next = *link;
	*link = request;
	if (request->next == NULL)
		queue->last = request;
}

/* Take what stands behind `before`; NULL: the first. */
static struct http_request *queue_take(struct queue *queue, struct http_request *before)
{
	struct http_request **link = before != NULL ? &before->next : &queue->first;
	struct http_request *request = *link;

	*link = request->next;
	if (*link == NULL)
		queue->last = before;
	request->next = NULL;
	return request;
}

/* Most requests start after all that wait already: looked at first. */
static void wait_in_line(struct http *http, struct http_request *request)
{
	struct queue *queue = &http->waiting;
	struct http_request *before = NULL;

	if (queue->last != NULL && queue->last->not_before_ms <= request->not_before_ms) {
		queue_put(queue, queue->last, request);
		return;
	}
	for (struct http_request *at = queue->first;
		at != NULL && at->not_before_ms <= request->not_before_ms; at = at->next)
		before = at;
	queue_put(queue, before, request);
}

static bool repeats(const struct http *http, const struct http_request *request)
{
	const struct slice answer = { request->answer.ptr, request->answer.len };
	const struct http_span *span = &request->secret;
	const struct slice secret = { buf_string(&request->body) + span->at, span->size };

	return echo_repeats(answer, secret) ||
	       ((request->status < 200 || request->status > 299) &&
		       echo_repeats(
			       answer, (struct slice){ http->key, strlen(http->key) }));
}

static void give_back(struct http *http, struct http_request *request)
{
	request->repeats = repeats(http, request);
	buf_wipe(&request->body);
	queue_put(&http->done, http->done.last, request);
	http->done_count++;
}

static void give_back_unsent(struct http *http, struct http_request *request)
{
	if (request->tries == 0) {
		request->result = HTTP_UNSENT;
		request->trouble = "stopped before it was sent";
	}
	give_back(http, request);
}

/* --- starting ------------------------------------------------------------ */

static int64_t now_ms(const struct http *http)
{
	return http->clock->now_ms(http->clock);
}

/*
 * Requests that hold a place: those on the wire, and those whose answer nobody has
 * taken yet, so that answers never pile up.
 */
static size_t under_way(const struct http *http)
{
	return wire_busy(http->wire) + http->done_count;
}

bool http_has_room(const struct http *http)
{
	size_t taken = under_way(http);
	int64_t now = now_ms(http);

	for (const struct http_request *at = http->waiting.first;
		at != NULL && at->not_before_ms <= now && taken < http->parallelism;
		at = at->next)
		taken++;
	return taken < http->parallelism;
}

void http_start(struct http *http, struct http_request *request)
{
	int64_t now = now_ms(http);

	request->status = 0;
	request->answer = (struct buf){ 0 };
	request->json = false;
	request->total = -1;
	request->trouble = NULL;
	request->tries = 0;
	request->arrived = false;
	if (request->not_before_ms < now)
		request->not_before_ms = now;
	if (http->stopped)
		give_back_unsent(http, request);
	else
		wait_in_line(http, request);
}

void http_resume(struct http *http)
{
	http->hurried = http->stopped || (http->stop != NULL && *http->stop != 0);
	http->stop = NULL;
	http->stopped = false;
}

void http_stop(struct http *http)
{
	http->stopped = true;
	while (http->waiting.first != NULL)
		give_back_unsent(http, queue_take(&http->waiting, NULL));
}

/* --- pace ---------------------------------------------------------------- */

static bool is_large(const struct http_request *request)
{
	return request->body.len > LIMITER_LARGE_BYTES;
}

/* How long until a waiting request may go; 0: now. */
static int64_t pace(
	const struct http *http, const struct http_request *request, int64_t now)
{
	int64_t due = request->not_before_ms > http->hold_until_ms
			      ? request->not_before_ms
			      : http->hold_until_ms;
	int64_t wait = due > now ? due - now : 0;
	int64_t limit = 0;

	if (http->limiter != NULL && !http->hurried)
		limit = limiter_wait(http->limiter, now, is_large(request));
	return wait > limit ? wait : limit;
}

static void send_now(struct http *http, struct http_request *request, int64_t now)
{
	if (http->limiter != NULL)
		limiter_sent(http->limiter, now, is_large(request));
	request->tries++;
	wire_send(http->wire, request);
}

/* A large one that must wait keeps nobody back; any other that must does. */
static void send_due(struct http *http)
{
	struct http_request *before = NULL, *request;
	int64_t now = now_ms(http);

	while (under_way(http) < http->parallelism) {
		request = before != NULL ? before->next : http->waiting.first;
		if (request == NULL)
			return;
		if (pace(http, request, now) == 0)
			send_now(http, queue_take(&http->waiting, before), now);
		else if (is_large(request))
			before = request;
		else
			return;
	}
}

/* How long until send_due() has something to do, as far as time alone decides. */
static int64_t until_due(const struct http *http)
{
	int64_t now = now_ms(http), least = WAIT_MOST_MS;

	if (wire_busy(http->wire) == http->parallelism)
		return least;
	for (const struct http_request *at = http->waiting.first; at != NULL;
		at = at->next) {
		int64_t wait = pace(http, at, now);

		if (wait < least)
			least = wait;
		if (!is_large(at))
			break; /* none behind it may go earlier */
	}
	return least;
}

/* --- ends of tries ------------------------------------------------------- */

/*
 * One refusal may be a hiccup. A second one to the same request means that the
 * budget is gone: then everybody waits until a whole window has passed, since the
 * server does not say when (core.md 1.4).
 */
static void slow_down(struct http *http, const struct http_request *request,
	const struct attempt *attempt, int64_t now)
{
	http->refused++;
	if (attempt->retry_after_ms >= 0)
		http->hold_until_ms = now + attempt->retry_after_ms;
	else if (http->limiter != NULL && request->tries > 1)
		limiter_exhausted(http->limiter, now);
}

/* A connection refused at the last try says nothing of a try before that got through. */
static void remember_arrival(struct http_request *request)
{
	if (request->result == HTTP_UNSENT && request->arrived)
		request->result = HTTP_LOST;
	if (request->result == HTTP_LOST || request->status >= 500)
		request->arrived = true;
}

static void end_try(
	struct http *http, struct http_request *request, const struct attempt *attempt)
{
	int64_t now = now_ms(http), delay;

	for (unsigned i = 1; i < attempt->sends && http->limiter != NULL; i++)
		limiter_sent(http->limiter, now, is_large(request));
	remember_arrival(request);
	delay = retry_delay(&http->retry, request, attempt);
	if (request->status == 429)
		slow_down(http, request, attempt, now);
	if (delay < 0 || http->stopped) {
		give_back(http, request);
		return;
	}
	request->not_before_ms = now + delay;
	wait_in_line(http, request);
}

static void collect(struct http *http)
{
	struct http_request *request;
	struct attempt attempt;

	while ((request = wire_take(http->wire, &attempt)) != NULL)
		end_try(http, request, &attempt);
}

static void pause_until_something_happens(struct http *http)
{
	int64_t wait = until_due(http);

	if (wire_busy(http->wire) > 0)
		wire_wait(http->wire, wait);
	else
		http->clock->sleep_ms(http->clock, wait);
}

struct http_request *http_wait(struct http *http)
{
	for (;;) {
		if (http->stop != NULL && *http->stop != 0)
			http_stop(http);
		send_due(http);
		wire_move(http->wire);
		collect(http);
		if (http->done.first != NULL) {
			http->done_count--;
			if (http->heard != NULL)
				http->heard(http->listener, http_sent(http));
			return queue_take(&http->done, NULL);
		}
		if (http->waiting.first == NULL && wire_busy(http->wire) == 0)
			return NULL;
		pause_until_something_happens(http);
	}
}

size_t http_sent(const struct http *http)
{
	return wire_sent(http->wire);
}

size_t http_refused(const struct http *http)
{
	return http->refused;
}

/* --- text ---------------------------------------------------------------- */

void http_encode(struct buf *out, const char *text)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "abcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *text != '\0'; text++) {
		if (strchr(unreserved, *text) != NULL)
			buf_char(out, *text);
		else
			buf_format(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}
