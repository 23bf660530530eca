#include "providers/harness.h"

#include <assert.h>
#include <stdlib.h>

#include "providers/job.h"
#include "providers/paging.h"
#include "providers/reply.h"

struct harness {
	struct provider provider;
	struct sender sender;
	size_t jobs; /* calls not given back yet */
	struct job *done_first, *done_last;
};

static struct harness *harness_of(struct provider *provider)
{
	return (struct harness *)provider; /* its first member */
}

/* --- writes ---------------------------------------------------------------- */

/*
 * Whether only a read tells what a refusal means: an update or delete of what may
 * not be there (core.md 3.4 has four faces of that), a create that broke the server.
 */
static bool needs_settling(const struct call *call, const struct http_request *request)
{
	if (request->result != HTTP_ANSWERED)
		return false;
	if (call->verb == VERB_CREATE)
		return request->status >= 500;
	return (call->verb == VERB_UPDATE || call->verb == VERB_DELETE) &&
	       (request->status == 400 || request->status == 404);
}

static void settle(struct exchange *exchange)
{
	struct job *job = exchange->job;
	struct call *read = job_read(job, NULL);

	job->refused = exchange;
	read->arena = &job->arena;
	read->errs = arena_alloc(&job->arena, sizeof(*read->errs));
	exchange_send(job_exchange(job, read, PURPOSE_SETTLE, 0));
}

static void end_act(struct exchange *exchange)
{
	struct call *call = exchange->call;

	if (needs_settling(call, &exchange->request))
		settle(exchange);
	else
		reply_read(call, &exchange->request, NULL);
}

/* What a read says about a refused write; what it does not settle is read as it is. */
static void judge(struct job *job, const struct exchange *refused, enum outcome read)
{
	bool absent = read == OUTCOME_ABSENT;

	if (job->call->verb == VERB_CREATE && !absent)
		job->call->outcome = OUTCOME_LOST;
	else if (job->call->verb != VERB_CREATE && absent)
		job->call->outcome = OUTCOME_ABSENT;
	else
		reply_read(job->call, &refused->request, NULL);
}

static void end_settle(struct exchange *exchange)
{
	struct job *job = exchange->job;
	struct exchange *refused = job->refused;
	struct call *read = exchange->call;

	reply_read(read, &exchange->request, NULL);
	error_release(read->errs);
	job->refused = NULL;
	if (job->call->verb == VERB_CREATE && read->outcome == OUTCOME_ABSENT &&
		refused->tries < REFUSAL_TRIES) {
		exchange_send_again(refused);
		return;
	}
	judge(job, refused, read->outcome);
	buf_release(&refused->request.answer);
}

/* --- the loop -------------------------------------------------------------- */

static void finish(struct harness *harness, struct job *job)
{
	if (harness->done_last != NULL)
		harness->done_last->next = job;
	else
		harness->done_first = job;
	harness->done_last = job;
}

static void end_exchange(struct exchange *exchange)
{
	switch (exchange->purpose) {
	case PURPOSE_PAGE:
		paging_end_page(exchange);
		break;
	case PURPOSE_BODY:
		paging_end_body(exchange);
		break;
	case PURPOSE_ACT:
		end_act(exchange);
		break;
	case PURPOSE_SETTLE:
		end_settle(exchange);
		break;
	}
}

static void receive(struct harness *harness, struct exchange *exchange)
{
	struct job *job = exchange->job;

	job->pending--;
	if (exchange->tries < REFUSAL_TRIES &&
		reply_is_transient(exchange->call, &exchange->request)) {
		exchange_send_again(exchange);
	} else {
		end_exchange(exchange);
		if (exchange != job->refused)
			buf_release(&exchange->request.answer);
		if (job->pending == 0 && job->call->verb == VERB_LIST)
			paging_end_round(job);
	}
	if (job->pending == 0)
		finish(harness, job);
}

static bool harness_has_room(struct provider *provider)
{
	return http_has_room(harness_of(provider)->sender.http);
}

static void harness_start(struct provider *provider, struct call *call)
{
	struct harness *harness = harness_of(provider);
	struct job *job = memory_resize(NULL, sizeof(*job));
	enum purpose purpose = call->verb == VERB_LIST ? PURPOSE_PAGE : PURPOSE_ACT;

	*job = (struct job){ .sender = &harness->sender, .call = call, .asked = 1 };
	call->found = NULL;
	call->found_count = 0;
	harness->jobs++;
	if (!exchange_send(job_exchange(job, call, purpose, 0)))
		finish(harness, job);
}

static struct call *take_done(struct harness *harness)
{
	struct job *job = harness->done_first;
	struct call *call = job->call;

	harness->done_first = job->next;
	if (harness->done_first == NULL)
		harness->done_last = NULL;
	harness->jobs--;
	arena_release(&job->arena);
	free(job);
	return call;
}

static struct call *harness_wait(struct provider *provider)
{
	struct harness *harness = harness_of(provider);

	while (harness->done_first == NULL) {
		struct http_request *request = http_wait(harness->sender.http);

		if (request == NULL)
			return NULL;
		receive(harness, request->owner);
	}
	return take_done(harness);
}

static void harness_stop(struct provider *provider)
{
	http_stop(harness_of(provider)->sender.http);
}

struct provider *harness_open(struct http *http, const char *account,
	const struct secrets *secrets, struct clock *clock)
{
	struct harness *harness = memory_resize(NULL, sizeof(*harness));

	*harness = (struct harness){
		.provider = { harness_has_room, harness_start, harness_wait,
			harness_stop },
		.sender = { .http = http,
			.account = account,
			.secrets = secrets,
			.clock = clock },
	};
	return &harness->provider;
}

void harness_remember(struct provider *provider, struct cache *cache)
{
	harness_of(provider)->sender.cache = cache;
}

void harness_close(struct provider *provider)
{
	if (provider == NULL)
		return;
	assert(harness_of(provider)->jobs == 0);
	free(harness_of(provider));
}
