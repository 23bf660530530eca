#include "reconcile/company.h"

#include "model/text.h"

struct company {
	struct taker taker;
	const struct runner *runner;
	const struct graph_walk *walk;
	const struct batch *batch;
	struct run **runs;
	size_t count;
	bool left; /* they have gone out */
	struct call **creates;
	struct call call, look;
	struct error_list errs; /* nobody's: each is told what comes of it alone */
	struct arena arena;
};

static void end_company(struct company *company)
{
	error_release(&company->errs);
	arena_release(&company->arena);
}

static void start_alone(struct company *company)
{
	for (size_t i = 0; i < company->count; i++)
		run_start(company->runs[i]);
	end_company(company);
}

/* Keep those whose creates may have been done and are not proved to be. */
static void keep_doubted(struct company *company)
{
	size_t kept = 0;

	for (size_t i = 0; i < company->count; i++) {
		struct run *run = company->runs[i];

		if (company->call.outcome == OUTCOME_DONE &&
			run->calls[0].outcome == OUTCOME_DONE) {
			run_created(run);
			continue;
		}
		run_doubt(run);
		company->runs[kept++] = run;
	}
	company->count = kept;
}

static void look_alone(struct company *company)
{
	for (size_t i = 0; i < company->count; i++)
		run_look(company->runs[i]);
	end_company(company);
}

static void look_together(struct company *company)
{
	company->look = (struct call){
		.verb = VERB_LIST,
		.kind = company->call.kind,
		.scope = company->call.scope,
		.arena = &company->arena,
		.errs = &company->errs,
		.owner = company,
	};
	provider_start(company->runner->provider, &company->look);
}

static void finish_creates(struct company *company)
{
	if (company->call.outcome != OUTCOME_DONE &&
		company->call.outcome != OUTCOME_LOST) {
		start_alone(company);
		return;
	}
	keep_doubted(company);
	if (company->count > 1)
		look_together(company);
	else
		look_alone(company);
}

static void finish_look(struct company *company)
{
	const struct call *look = &company->look;

	if (look->outcome != OUTCOME_DONE) {
		look_alone(company);
		return;
	}
	for (size_t i = 0; i < company->count; i++) {
		struct run *run = company->runs[i];
		const struct entity *live = NULL;

		for (size_t k = 0; live == NULL && k < look->found_count; k++)
			if (text_equal(
				    look->found[k]->identifier, run->calls[0].identifier))
				live = look->found[k];
		run_settle(run, live);
	}
	end_company(company);
}

static void answer(struct taker *taker, struct call *call)
{
	struct company *company = (struct company *)taker; /* its first member */

	if (call == &company->look)
		finish_look(company);
	else
		finish_creates(company);
}

/* Whether the walk will give out no more of them. */
static bool is_gathered(const struct company *company)
{
	const enum walk_state *states = company->walk->states;

	if (company->count == 0)
		return false;
	for (size_t i = 0; i < company->batch->count; i++)
		if (states[company->batch->steps[i]] == WALK_WAITING ||
			states[company->batch->steps[i]] == WALK_READY)
			return false;
	return true;
}

static void send_together(struct company *company)
{
	company->creates =
		arena_array(&company->arena, company->count, sizeof(*company->creates));
	for (size_t i = 0; i < company->count; i++)
		company->creates[i] = &company->runs[i]->calls[0];
	company->call = batch_call(company->creates, company->count);
	company->call.arena = &company->arena;
	company->call.errs = &company->errs;
	company->call.owner = company;
	provider_start(company->runner->provider, &company->call);
}

static void start_gathered(struct company *company)
{
	const struct runner *runner = company->runner;

	if (company->left || *runner->stop || !is_gathered(company))
		return;
	company->left = true;
	for (size_t i = 0; i < company->count; i++)
		runner->begun(runner->context, company->runs[i]);
	if (company->count > 1)
		send_together(company);
	else
		start_alone(company);
}

/* --- all of them ------------------------------------------------------------------ */

void companies_open(struct companies *companies, const struct runner *runner,
	const struct graph_walk *walk, struct arena *arena)
{
	struct batches *batches = &companies->batches;

	batches_make(batches, runner->plan, arena);
	companies->items = arena_array(arena, batches->count, sizeof(struct company));
	for (size_t i = 0; i < batches->count; i++)
		companies->items[i] = (struct company){
			.taker = { answer },
			.runner = runner,
			.walk = walk,
			.batch = &batches->items[i],
			.runs = arena_array(
				arena, batches->items[i].count, sizeof(struct run *)),
		};
}

bool companies_join(struct companies *companies, struct run *run)
{
	const struct batch *batch = companies->batches.of[run->step];
	struct company *company;

	if (batch == NULL)
		return false;
	company = &companies->items[batch - companies->batches.items];
	company->runs[company->count++] = run;
	start_gathered(company);
	return true;
}

void companies_close_up(struct companies *companies)
{
	for (size_t i = 0; i < companies->batches.count; i++)
		start_gathered(&companies->items[i]);
}
