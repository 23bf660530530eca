#include "reconcile/apply.h"

#include <assert.h>

#include "model/text.h"
#include "reconcile/diff.h"
#include "reconcile/match.h"

const char *result_name(enum result result)
{
	static const char *const names[] = { "done", "failed", "skipped", "unknown" };

	return names[result];
}

/* How often a write whose answer was lost, and that was not done, is sent, and the
 * first pause before it is sent again; each further one is twice as long. */
enum { SEND_TRIES = 5, SEND_PAUSE_MS = 250 };

/* A step under way: its writes in their order, and the look after a lost one. */
struct run {
	size_t step;
	struct call calls[STEP_CALLS];
	size_t call_count, at;
	struct call look;
	unsigned sent; /* how often the write at hand has been sent */
	struct error_list errs;
	struct arena arena;
};

struct engine {
	struct applied *applied;
	const struct plan *plan;
	struct provider *provider;
	struct graph_walk walk;
	const volatile sig_atomic_t *stop;
	const struct apply_progress *progress;
	struct error_list *errs;
};

static void report(struct engine *engine, size_t step, bool ended)
{
	const struct apply_progress *progress = engine->progress;

	if (progress != NULL)
		progress->report(
			progress->context, engine->plan, step, ended, engine->applied);
}

/* --- the end of a step --------------------------------------------------------- */

static void end_run(struct engine *engine, struct run *run, enum result result)
{
	struct step_result *ended = &engine->applied->results[run->step];
	size_t mark = engine->errs->count;

	for (size_t i = 0; i < run->errs.count; i++)
		error_address(&run->errs, run->errs.items[i],
			engine->plan->steps[run->step].address);
	if (result == RESULT_DONE)
		error_release(&run->errs);
	else
		error_move(engine->errs, &run->errs);
	ended->result = result;
	ended->error = engine->errs->count > mark ? engine->errs->items[mark] : NULL;
	engine->applied->done += result == RESULT_DONE;
	engine->applied->failed += result == RESULT_FAILED;
	engine->applied->unknown += result == RESULT_UNKNOWN;
	if (result == RESULT_DONE)
		graph_walk_done(&engine->walk, run->step);
	else
		graph_walk_fail(&engine->walk, run->step);
	arena_release(&run->arena);
	report(engine, run->step, true);
}

static void fail_run(struct engine *engine, struct run *run, const char *message)
{
	const struct step *step = &engine->plan->steps[run->step];
	const struct entity *desired = step->desired;

	if (desired != NULL && desired->source != NULL)
		source_error(&run->errs, ERROR_API, desired->source, desired->offset,
			"%s", message);
	else
		error_add(&run->errs, ERROR_API, (struct place){ 0 }, "%s", message);
	end_run(engine, run, RESULT_FAILED);
}

/* A stop came before any of it was sent: nothing went wrong, and nothing was done. */
static bool is_unbegun(const struct run *run)
{
	return run->at == 0 && run->sent == 1 && run->errs.count > 0 &&
	       run->errs.items[0]->code == ERROR_INTERRUPTED;
}

static void skip_run(struct engine *engine, struct run *run)
{
	error_release(&run->errs);
	end_run(engine, run, RESULT_SKIPPED);
}

/* --- one write ------------------------------------------------------------------- */

static void send(struct engine *engine, struct run *run)
{
	struct call *call = &run->calls[run->at];

	call->arena = &run->arena;
	call->errs = &run->errs;
	call->owner = run;
	call->found = NULL;
	call->found_count = 0;
	call->pause_ms = run->sent > 0 ? (int64_t)SEND_PAUSE_MS << (run->sent - 1) : 0;
	run->sent++;
	provider_start(engine->provider, call);
}

static void write_done(struct engine *engine, struct run *run)
{
	run->at++;
	run->sent = 0;
	if (run->at == run->call_count)
		end_run(engine, run, RESULT_DONE);
	else
		send(engine, run);
}

/* Ask whether it is there now: by identifier or, for a grant, among its scope's. */
static void look(struct engine *engine, struct run *run)
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
	provider_start(engine->provider, &run->look);
}

/* What the look found of the entity that the write is about, or NULL. */
static const struct entity *found_entity(
	const struct engine *engine, const struct run *run)
{
	const struct entity *desired = engine->plan->steps[run->step].desired;

	if (run->look.verb == VERB_GET)
		return run->look.found_count > 0 ? run->look.found[0] : NULL;
	for (size_t i = 0; i < run->look.found_count; i++)
		if (match_grant(desired, run->look.found[i]) ||
			text_equal(run->look.found[i]->identifier, run->look.identifier))
			return run->look.found[i];
	return NULL;
}

static bool is_as_desired(
	const struct engine *engine, struct run *run, const struct entity *live)
{
	struct diff_options options = { 0 };
	struct difference difference;

	diff_entity(&difference, &run->arena, engine->plan->steps[run->step].desired,
		NULL, live, &options);
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

static void send_again(struct engine *engine, struct run *run)
{
	if (run->sent < SEND_TRIES && !*engine->stop) {
		send(engine, run);
		return;
	}
	fail_run(engine, run,
		arena_format(&run->arena,
			"the answer was lost %u times and the change is not there; apply "
			"again",
			run->sent));
}

static void settle_update(
	struct engine *engine, struct run *run, const struct entity *live)
{
	if (live == NULL)
		fail_run(engine, run, "it was deleted while it was being changed");
	else if (is_as_desired(engine, run, live) &&
		 !sends_secret(&engine->plan->steps[run->step]))
		write_done(engine, run);
	else
		send_again(engine, run);
}

static void settle_create(
	struct engine *engine, struct run *run, const struct entity *live)
{
	bool lost = run->calls[run->at].outcome == OUTCOME_LOST;

	if (live == NULL && lost)
		send_again(engine, run);
	else if (live == NULL)
		fail_run(engine, run,
			"the API says that it exists, but does not show it: this token "
			"may not "
			"see it, or its name is still taken");
	else if (is_as_desired(engine, run, live))
		write_done(engine, run);
	else
		fail_run(engine, run,
			arena_format(&run->arena,
				"%s exists since the plan was made, and differs; plan "
				"again",
				live->address));
}

/* --- answers ---------------------------------------------------------------------- */

static void finish_look(struct engine *engine, struct run *run)
{
	const struct entity *live;

	if (run->look.outcome != OUTCOME_DONE && run->look.outcome != OUTCOME_ABSENT) {
		end_run(engine, run, RESULT_UNKNOWN);
		return;
	}
	live = found_entity(engine, run);
	if (run->calls[run->at].verb == VERB_CREATE)
		settle_create(engine, run, live);
	else if (run->calls[run->at].verb == VERB_UPDATE)
		settle_update(engine, run, live);
	else if (live == NULL)
		write_done(engine, run);
	else
		send_again(engine, run);
}

static void finish_write(struct engine *engine, struct run *run)
{
	const struct call *call = &run->calls[run->at];

	switch (call->outcome) {
	case OUTCOME_DONE:
		write_done(engine, run);
		break;
	case OUTCOME_ABSENT:
		if (call->verb == VERB_DELETE)
			write_done(engine, run);
		else
			fail_run(engine, run,
				"it was deleted since the plan was made; plan again");
		break;
	case OUTCOME_EXISTS:
	case OUTCOME_LOST:
		look(engine, run);
		break;
	case OUTCOME_REFUSED:
	case OUTCOME_FAILED:
		if (is_unbegun(run))
			skip_run(engine, run);
		else
			end_run(engine, run, RESULT_FAILED);
		break;
	}
}

static void finish_call(struct engine *engine, struct call *call)
{
	struct run *run = call->owner;

	if (call == &run->look)
		finish_look(engine, run);
	else
		finish_write(engine, run);
}

/* --- the engine ------------------------------------------------------------------- */

/* A blocked step stops what waits for it; it has been reported with the plan. */
static void start_step(struct engine *engine, size_t step)
{
	struct run *run = arena_alloc(&engine->applied->arena, sizeof(*run));

	run->step = step;
	run->call_count = plan_calls(&engine->plan->steps[step], run->calls);
	if (run->call_count == 0) {
		graph_walk_fail(&engine->walk, step);
		return;
	}
	report(engine, step, false);
	send(engine, run);
}

static void count_skipped(struct engine *engine)
{
	for (size_t i = 0; i < engine->plan->count; i++) {
		enum walk_state state = engine->walk.states[i];

		if (state == WALK_DONE ||
			(state == WALK_FAILED &&
				engine->applied->results[i].result != RESULT_SKIPPED))
			continue;
		engine->applied->results[i].result = RESULT_SKIPPED;
		engine->applied->skipped++;
	}
}

bool apply_plan(struct applied *applied, const struct plan *plan,
	struct provider *provider, const volatile sig_atomic_t *stop,
	const struct apply_progress *progress, struct error_list *errs)
{
	struct engine engine = {
		.applied = applied,
		.plan = plan,
		.provider = provider,
		.stop = stop,
		.progress = progress,
		.errs = errs,
	};
	struct graph graph = plan->graph;
	struct call *call;
	size_t i;

	*applied = (struct applied){ 0 };
	applied->results =
		arena_array(&applied->arena, plan->count, sizeof(*applied->results));
	for (i = 0; i < plan->count; i++)
		applied->results[i].result = RESULT_SKIPPED;
	graph.arena = &applied->arena;
	graph_walk_init(&engine.walk, &graph);
	do {
		while (!*stop && provider_has_room(provider) &&
			graph_walk_next(&engine.walk, &i))
			start_step(&engine, i);
		call = provider_wait(provider);
		if (call != NULL)
			finish_call(&engine, call);
	} while (call != NULL);
	count_skipped(&engine);
	return applied->done == plan->count;
}

void applied_release(struct applied *applied)
{
	arena_release(&applied->arena);
	*applied = (struct applied){ 0 };
}
