#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "providers/provider.h"
#include "reconcile/plan.h"

/* Creates that go out in one request: steps of a plan, in their order. */
struct batch {
	size_t *steps; /* two at least */
	size_t count;
};

/*
 * Which creates of a plan go out together: those of a kind that can (kind.h, struct
 * bulk), of one scope, and with the same number of steps before them at the longest, so
 * that none waits for another and what they wait for is done at about the same time. It
 * depends on the plan alone, so that what is shown is what is sent. To be made when no
 * step will be blocked any more; all of it lives in the arena.
 */
struct batches {
	struct batch *items;
	size_t count;
	struct batch **of; /* by step; NULL: it goes alone */
};

void batches_make(struct batches *batches, const struct plan *plan, struct arena *arena);

/* The call that carries out several creates at once; they outlive it. */
struct call batch_call(struct call *const *creates, size_t count);

/* Whose writes stand next: those of one step, or of a batch. */
struct sending {
	size_t step;
	const struct batch *batch; /* NULL: the step goes alone */
};

/*
 * All writes of a plan in the order in which apply sends them, one after the other,
 * when nothing fails; the list has room for one a step. Returns how many it holds.
 */
size_t batches_order(const struct batches *batches, const struct plan *plan,
	struct sending *list, struct arena *arena);
/* How many requests those are. */
size_t batches_requests(const struct plan *plan);
