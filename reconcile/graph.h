#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * Needs between items numbered 0..count-1; what an item stands for only the
 * caller knows. All of it lives in the arena given to graph_init(); no release.
 * Order depends on numbers and needs alone: equal input gives equal output.
 */
struct graph {
	struct arena *arena;
	struct graph_item *items;
	size_t count;
};

void graph_init(struct graph *graph, struct arena *arena, size_t count);

/* Item `user` must wait for item `need`. Saying it twice is harmless. */
void graph_need(struct graph *graph, size_t user, size_t need);

/* What `user` waits for directly: sorted, without repeats; borrowed. */
const size_t *graph_needs(const struct graph *graph, size_t user, size_t *count);

/* Write one cycle to loop[0..n) (room: count) and return n; 0 when none. Each
 * waits for the next, the last for the first. */
size_t graph_cycle(const struct graph *graph, size_t *loop);

/*
 * Write all items to order[0..count): each after what it waits for, smallest
 * number first among those that are ready. False when there is a cycle.
 */
bool graph_order(const struct graph *graph, size_t *order);

/*
 * A walk hands out each item once, when all that it waits for is done. What
 * waits for a failed item, at any distance, is skipped.
 */
enum walk_state {
	WALK_WAITING,
	WALK_READY,
	WALK_GIVEN,
	WALK_DONE,
	WALK_FAILED,
	WALK_SKIPPED
};

struct graph_walk {
	const struct graph *graph;
	enum walk_state *states;
	size_t *missing; /* needs not yet done */
	size_t *ready;   /* heap of numbers */
	size_t ready_count;
};

void graph_walk_init(struct graph_walk *walk, const struct graph *graph);
/* The smallest item that is ready; false when none is just now. */
bool graph_walk_next(struct graph_walk *walk, size_t *item);
void graph_walk_done(struct graph_walk *walk, size_t item);
void graph_walk_fail(struct graph_walk *walk, size_t item);
