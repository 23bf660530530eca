#include "reconcile/batch.h"

#include <stdlib.h>
#include <string.h>

#include "model/kind.h"
#include "model/limits.h"

/* A create that can share a request. */
struct candidate {
	const struct kind *kind;
	struct scope scope;
	size_t depth, step;
	size_t bytes;
};

/* How many steps come one after the other before each; needs have smaller numbers. */
static size_t *measure_depths(const struct plan *plan, struct arena *arena)
{
	size_t *depths = arena_array(arena, plan->count, sizeof(*depths));

	for (size_t i = 0; i < plan->count; i++) {
		size_t count;
		const size_t *needs = graph_needs(&plan->graph, i, &count);

		for (size_t k = 0; k < count; k++)
			if (depths[needs[k]] >= depths[i])
				depths[i] = depths[needs[k]] + 1;
	}
	return depths;
}

static size_t find_candidates(
	struct candidate *candidates, const struct plan *plan, struct arena *arena)
{
	const size_t *depths = measure_depths(plan, arena);
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (step->action != ACTION_CREATE || step->kind->bulk.path == NULL)
			continue;
		candidates[count++] = (struct candidate){
			.kind = step->kind,
			.scope = step->desired->scope,
			.depth = depths[i],
			.step = i,
			.bytes = step->desired->text.len,
		};
	}
	return count;
}

/* Those that may go together stand together, in the order of their steps. */
static int compare_company(const struct candidate *a, const struct candidate *b)
{
	int order = strcmp(a->kind->name, b->kind->name);

	if (order == 0)
		order = scope_compare(a->scope, b->scope);
	if (order == 0)
		order = (a->depth > b->depth) - (a->depth < b->depth);
	return order;
}

static int compare(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;
	int order = compare_company(a, b);

	return order != 0 ? order : (a->step > b->step) - (a->step < b->step);
}

/* How many of them, from the first on, one request carries. */
static size_t measure_batch(const struct candidate *candidates, size_t count)
{
	size_t bytes = candidates[0].bytes, taken = 1;

	while (taken < count && taken < candidates[0].kind->bulk.most &&
		compare_company(&candidates[0], &candidates[taken]) == 0 &&
		bytes + candidates[taken].bytes <= LIMIT_BULK_BYTES)
		bytes += candidates[taken++].bytes;
	return taken;
}

static void add_batch(struct batches *batches, const struct candidate *candidates,
	size_t count, struct arena *arena)
{
	struct batch *batch = &batches->items[batches->count++];

	batch->steps = arena_array(arena, count, sizeof(*batch->steps));
	for (size_t i = 0; i < count; i++) {
		batch->steps[batch->count++] = candidates[i].step;
		batches->of[candidates[i].step] = batch;
	}
}

void batches_make(struct batches *batches, const struct plan *plan, struct arena *arena)
{
	struct arena scratch = { 0 };
	struct candidate *candidates =
		arena_array(&scratch, plan->count, sizeof(*candidates));
	size_t count = find_candidates(candidates, plan, &scratch);

	if (count > 0)
		qsort(candidates, count, sizeof(*candidates), compare);
	*batches = (struct batches){
		.items = arena_array(arena, count / 2, sizeof(*batches->items)),
		.of = arena_array(arena, plan->count, sizeof(*batches->of)),
	};
	for (size_t i = 0, taken; i < count; i += taken) {
		taken = measure_batch(&candidates[i], count - i);
		if (taken > 1)
			add_batch(batches, &candidates[i], taken, arena);
	}
	arena_release(&scratch);
}

struct call batch_call(struct call *const *creates, size_t count)
{
	return (struct call){
		.verb = VERB_CREATE_ALL,
		.kind = creates[0]->kind,
		.scope = creates[0]->scope,
		.creates = creates,
		.create_count = count,
	};
}

/* --- their order ------------------------------------------------------------- */

size_t batches_order(const struct batches *batches, const struct plan *plan,
	struct sending *list, struct arena *arena)
{
	struct graph graph = plan->graph;
	struct graph_walk walk;
	size_t *ready = arena_array(arena, batches->count, sizeof(*ready));
	size_t count = 0, i;

	graph.arena = arena;
	graph_walk_init(&walk, &graph);
	while (graph_walk_next(&walk, &i)) {
		const struct batch *batch = batches->of[i];

		if (batch != NULL && ++ready[batch - batches->items] < batch->count)
			continue; /* it waits for the others */
		list[count++] = (struct sending){ i, batch };
		if (batch == NULL)
			graph_walk_done(&walk, i);
		for (size_t k = 0; batch != NULL && k < batch->count; k++)
			graph_walk_done(&walk, batch->steps[k]);
	}
	return count;
}

size_t batches_requests(const struct plan *plan)
{
	struct arena scratch = { 0 };
	struct batches batches;
	struct call calls[STEP_CALLS];
	size_t requests = 0;

	batches_make(&batches, plan, &scratch);
	for (size_t i = 0; i < plan->count; i++)
		if (batches.of[i] == NULL)
			requests += plan_calls(&plan->steps[i], calls);
	requests += batches.count;
	arena_release(&scratch);
	return requests;
}
