#include "reconcile/run.h"

#include "model/text.h"
#include "reconcile/diff.h"
#include "reconcile/match.h"

/* How often a write whose answer was lost, and that was not done, is sent, and the
 * first pause before it is sent again; each further one is twice as long. */
enum { SEND_TRIES = 5, SEND_PAUSE_MS = 250 };

static const struct step *step_of(const struct run *run)
{
	return &run->runner->plan->steps[run->step];
}

static void end_run(struct run *run, enum result result)
{
	run->runner->ended(run->runner->context, run, result);
	error_release(&run->errs);
	arena_release(&run->arena);
}

static void fail_run(struct run *run, const char *message)
{
	const struct step *step = step_of(run);
	const struct entity *desired = step->desired;

	if (desired != NULL && desired->source != NULL)
		source_error(&run->errs, ERROR_API, desired->source, desired->offset,
			"%s", message);
	else
		error_add(&run->errs, ERROR_API, (struct place){ 0 }, "%s", message);
	end_run(run, RESULT_FAILED);
}

/* A stop came before any of it was sent: nothing went wrong, and nothing was done. */
static bool is_unbegun(const struct run *run)
{
	return run->at == 0 && run->sent == 1 && run->errs.count > 0 &&
	       run->errs.items[0]->code == ERROR_INTERRUPTED;
}

static void skip_run(struct run *run)
{
	error_release(&run->errs);
	end_run(run, RESULT_SKIPPED);
}

/* --- one write ------------------------------------------------------------------- */

static void send(struct run *run)
{
	struct call *call = &run->calls[run->at];

	call->pause_ms = run->sent > 0 ? (int64_t)SEND_PAUSE_MS << (run->sent - 1) : 0;
	run->sent++;
	provider_start(run->runner->provider, call);
}

static void write_done(struct run *run)
{
	run->at++;
	run->sent = 0;
	if (run->at == run->call_count)
		end_run(run, RESULT_DONE);
	else
		send(run);
}

/* Ask whether it is there now: by identifier or, for a grant, among its scope's. */
static void look(struct run *run)
{
	const struct call *call = &run->calls[run->at];
	bool grant = (call->kind->traits & KIND_TUPLE) != 0 && call->verb == VERB_CREATE;

	run->look = (struct call){
		.verb = grant ? VERB_LIST : VERB_GET,
		.kind = call->kind,
		.scope = call->scope,
		.identifier = call->identifier,
		.arena = &run->arena,
		.errs = &run->errs,
		.owner = run,
	};
	provider_start(run->runner->provider, &run->look);
}

/* What the look found of the entity that the write is about, or NULL. */
static const struct entity *found_entity(const struct run *run)
{
	const struct entity *desired = step_of(run)->desired;

	if (run->look.verb == VERB_GET)
		return run->look.found_count > 0 ? run->look.found[0] : NULL;
	for (size_t i = 0; i < run->look.found_count; i++)
		if (match_grant(desired, run->look.found[i]) ||
			text_equal(run->look.found[i]->identifier, run->look.identifier))
			return run->look.found[i];
	return NULL;
}

static bool is_as_desired(struct run *run, const struct entity *live)
{
	struct diff_options options = { 0 };
	struct difference difference;

	diff_entity(
		&difference, &run->arena, step_of(run)->desired, NULL, live, &options);
	return difference.count == 0;
}

/* A secret value cannot be read back, so an update that sends one proves nothing. */
static bool sends_secret(const struct step *step)
{
	for (size_t i = 0; i < step->change_count; i++)
		if (step->changes[i].secret)
			return true;
	return false;
}

static void send_again(struct run *run)
{
	if (run->sent < SEND_TRIES && !*run->runner->stop) {
		send(run);
		return;
	}
	fail_run(run,
		arena_format(&run->arena,
			"the answer was lost %u times and the change is not there; apply "
			"again",
			run->sent));
}

static void settle_update(struct run *run, const struct entity *live)
{
	if (live == NULL)
		fail_run(run, "it was deleted while it was being changed");
	else if (is_as_desired(run, live) && !sends_secret(step_of(run)))
		write_done(run);
	else
		send_again(run);
}

static void settle_create(struct run *run, const struct entity *live)
{
	bool lost = run->calls[run->at].outcome == OUTCOME_LOST;

	if (live == NULL && lost)
		send_again(run);
	else if (live == NULL)
		fail_run(run,
			"the API says that it exists, but does not show it: this token "
			"may not "
			"see it, or its name is still taken");
	else if (is_as_desired(run, live))
		write_done(run);
	else
		fail_run(run,
			arena_format(&run->arena,
				"%s exists since the plan was made, and differs; plan "
				"again",
				live->address));
}

/* --- answers ---------------------------------------------------------------------- */

static void finish_look(struct run *run)
{
	const struct entity *live;

	if (run->look.outcome != OUTCOME_DONE && run->look.outcome != OUTCOME_ABSENT) {
		end_run(run, RESULT_UNKNOWN);
		return;
	}
	live = found_entity(run);
	if (run->calls[run->at].verb == VERB_CREATE)
		settle_create(run, live);
	else if (run->calls[run->at].verb == VERB_UPDATE)
		settle_update(run, live);
	else if (live == NULL)
		write_done(run);
	else
		send_again(run);
}

static void finish_write(struct run *run)
{
	const struct call *call = &run->calls[run->at];

	switch (call->outcome) {
	case OUTCOME_DONE:
		write_done(run);
		break;
	case OUTCOME_ABSENT:
		if (call->verb == VERB_DELETE)
			write_done(run);
		else
			fail_run(run,
				"it was deleted since the plan was made; plan again");
		break;
	case OUTCOME_EXISTS:
	case OUTCOME_LOST:
		look(run);
		break;
	case OUTCOME_REFUSED:
	case OUTCOME_FAILED:
		if (is_unbegun(run))
			skip_run(run);
		else
			end_run(run, RESULT_FAILED);
		break;
	}
}

static void answer(struct taker *taker, struct call *call)
{
	struct run *run = (struct run *)taker; /* its first member */

	if (call == &run->look)
		finish_look(run);
	else
		finish_write(run);
}

/* --- what others ask of it ---------------------------------------------------------- */

bool run_init(struct run *run, const struct runner *runner, size_t step)
{
	*run = (struct run){ .taker = { answer }, .runner = runner, .step = step };
	run->call_count = plan_calls(step_of(run), run->calls);
	for (size_t i = 0; i < run->call_count; i++) {
		run->calls[i].arena = &run->arena;
		run->calls[i].errs = &run->errs;
		run->calls[i].owner = run;
	}
	return run->call_count > 0;
}

void run_start(struct run *run)
{
	send(run);
}

void run_created(struct run *run)
{
	write_done(run);
}

void run_doubt(struct run *run)
{
	run->calls[run->at].outcome = OUTCOME_LOST;
	run->sent = 1;
}

void run_look(struct run *run)
{
	look(run);
}

void run_settle(struct run *run, const struct entity *live)
{
	settle_create(run, live);
}
