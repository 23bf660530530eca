#include "providers/job.h"

#include "providers/clock.h"
#include "providers/request.h"

/* The first pause after such a refusal: 7.5 s in all (core.md 6 asks for some 5 s). */
enum { REFUSAL_PAUSE_MS = 500 };

struct exchange *job_exchange(
	struct job *job, struct call *call, enum purpose purpose, size_t index)
{
	struct exchange *exchange = arena_alloc(&job->arena, sizeof(*exchange));

	exchange->job = job;
	exchange->call = call;
	exchange->purpose = purpose;
	exchange->index = index;
	return exchange;
}

static bool send(struct exchange *exchange, int64_t pause_ms)
{
	struct job *job = exchange->job;
	const struct sender *sender = job->sender;
	struct call *call = exchange->call;

	if (!request_build(&exchange->request, call, sender->account, exchange->index,
		    sender->secrets, &job->arena, call->errs)) {
		job->call->outcome = OUTCOME_FAILED;
		return false;
	}
	exchange->tries++;
	exchange->request.owner = exchange;
	if (pause_ms > 0)
		exchange->request.not_before_ms =
			sender->clock->now_ms(sender->clock) + pause_ms;
	job->pending++;
	http_start(sender->http, &exchange->request);
	return true;
}

bool exchange_send(struct exchange *exchange)
{
	return send(exchange, exchange->call->pause_ms);
}

bool exchange_send_again(struct exchange *exchange)
{
	buf_release(&exchange->request.answer);
	return send(exchange, (int64_t)REFUSAL_PAUSE_MS << (exchange->tries - 1));
}

struct call *job_read(struct job *job, const struct entity *entity)
{
	struct call *read = arena_alloc(&job->arena, sizeof(*read));

	*read = (struct call){
		.verb = VERB_GET,
		.kind = job->call->kind,
		.scope = entity != NULL ? entity->scope : job->call->scope,
		.identifier = entity != NULL ? entity->identifier : job->call->identifier,
		.known = job->call->known,
		.arena = job->call->arena,
		.errs = job->call->errs,
	};
	return read;
}
