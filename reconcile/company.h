#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "reconcile/batch.h"
#include "reconcile/graph.h"
#include "reconcile/run.h"

/*
 * The batches of a plan on their way. The steps of one gather, as the walk gives them
 * out, until none is left to come: some may be skipped. They go out in one request;
 * what its answer does not prove is looked up, by one list where they are several; what
 * was not made goes alone, and so do all when the request is refused.
 */
struct companies {
	struct batches batches;
	struct company *items; /* one a batch */
};

/* All of it lives in the arena; the walk and the runner outlive it. */
void companies_open(struct companies *companies, const struct runner *runner,
	const struct graph_walk *walk, struct arena *arena);
/* Let a step that was given out join its company; false when it goes alone. */
bool companies_join(struct companies *companies, struct run *run);
/* Steps were skipped: nobody waits for those any more. */
void companies_close_up(struct companies *companies);
