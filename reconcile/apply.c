#include "reconcile/apply.h"

#include "reconcile/company.h"
#include "reconcile/run.h"

const char *result_name(enum result result)
{
	static const char *const names[] = { "done", "failed", "skipped", "unknown" };

	return names[result];
}

struct engine {
	struct runner runner;
	struct applied *applied;
	struct graph_walk walk;
	struct companies companies;
	const struct apply_progress *progress;
	struct error_list *errs;
};

static void report(struct engine *engine, size_t step, bool ended)
{
	const struct apply_progress *progress = engine->progress;

	if (progress != NULL)
		progress->report(progress->context, engine->runner.plan, step, ended,
			engine->applied);
}

/* --- the engine ------------------------------------------------------------------- */

static void begin_step(void *context, const struct run *run)
{
	report(context, run->step, false);
}

static void fail_step(struct engine *engine, size_t step)
{
	graph_walk_fail(&engine->walk, step);
	companies_close_up(&engine->companies);
}

static void end_step(void *context, struct run *run, enum result result)
{
	struct engine *engine = context;
	struct step_result *ended = &engine->applied->results[run->step];
	size_t mark = engine->errs->count;

	for (size_t i = 0; i < run->errs.count; i++)
		error_address(&run->errs, run->errs.items[i],
			engine->runner.plan->steps[run->step].address);
	if (result != RESULT_DONE)
		error_move(engine->errs, &run->errs);
	ended->result = result;
	ended->error = engine->errs->count > mark ? engine->errs->items[mark] : NULL;
	engine->applied->done += result == RESULT_DONE;
	engine->applied->failed += result == RESULT_FAILED;
	engine->applied->unknown += result == RESULT_UNKNOWN;
	report(engine, run->step, true);
	if (result == RESULT_DONE)
		graph_walk_done(&engine->walk, run->step);
	else
		fail_step(engine, run->step);
}

/* A blocked step stops what waits for it; it has been reported with the plan. */
static void start_step(struct engine *engine, size_t step)
{
	struct run *run = arena_alloc(&engine->applied->arena, sizeof(*run));

	if (!run_init(run, &engine->runner, step)) {
		fail_step(engine, step);
	} else if (!companies_join(&engine->companies, run)) {
		begin_step(engine, run);
		run_start(run);
	}
}

static void count_skipped(struct engine *engine)
{
	for (size_t i = 0; i < engine->runner.plan->count; i++) {
		enum walk_state state = engine->walk.states[i];

		if (state == WALK_DONE ||
			(state == WALK_FAILED &&
				engine->applied->results[i].result != RESULT_SKIPPED))
			continue;
		engine->applied->results[i].result = RESULT_SKIPPED;
		engine->applied->skipped++;
	}
}

static void give_back(struct call *call)
{
	struct taker *taker = call->owner;

	taker->take(taker, call);
}

bool apply_plan(struct applied *applied, const struct plan *plan,
	struct provider *provider, const volatile sig_atomic_t *stop,
	const struct apply_progress *progress, struct error_list *errs)
{
	struct engine engine = {
		.runner = { plan, provider, stop, begin_step, end_step, &engine },
		.applied = applied,
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
	companies_open(&engine.companies, &engine.runner, &engine.walk, &applied->arena);
	do {
		while (!*stop && provider_has_room(provider) &&
			graph_walk_next(&engine.walk, &i))
			start_step(&engine, i);
		call = provider_wait(provider);
		if (call != NULL)
			give_back(call);
	} while (call != NULL);
	count_skipped(&engine);
	return applied->done == plan->count;
}

void applied_release(struct applied *applied)
{
	arena_release(&applied->arena);
	*applied = (struct applied){ 0 };
}
