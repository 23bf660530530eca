#include "reconcile/graph.h"

#include <assert.h>
#include <string.h>

#include "model/arena.h"

struct numbers {
	size_t *items;
	size_t count, room;
};

struct graph_item {
	struct numbers needs; /* sorted, no repeats */
	struct numbers users; /* who waits for it, in the order in which it was said */
};

void graph_init(struct graph *graph, struct arena *arena, size_t count)
{
	graph->arena = arena;
	graph->items = arena_array(arena, count, sizeof(struct graph_item));
	graph->count = count;
}

static void append(struct arena *arena, struct numbers *numbers, size_t number)
{
	numbers->items = arena_grow(
		arena, numbers->items, numbers->count, &numbers->room, sizeof(size_t));
	numbers->items[numbers->count++] = number;
}

/* Where `number` stands in a sorted list, or would. */
static size_t position(const struct numbers *numbers, size_t number)
{
	size_t low = 0, high = numbers->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (numbers->items[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void graph_need(struct graph *graph, size_t user, size_t need)
{
	struct numbers *needs = &graph->items[user].needs;
	size_t at = position(needs, need);

	assert(user < graph->count && need < graph->count);
	if (at < needs->count && needs->items[at] == need)
		return;
	append(graph->arena, needs, need);
	memmove(needs->items + at + 1, needs->items + at,
		(needs->count - 1 - at) * sizeof(size_t));
	needs->items[at] = need;
	append(graph->arena, &graph->items[need].users, user);
}

const size_t *graph_needs(const struct graph *graph, size_t user, size_t *count)
{
	*count = graph->items[user].needs.count;
	return graph->items[user].needs.items;
}

/*
 * Depth first, without recursion: a chain may be as long as there are items. The
 * path is the way from a start to where we are; meeting it again is a cycle.
 */
struct search {
	const struct graph *graph;
	unsigned char *seen; /* 0 new, 1 on the path, 2 done */
	size_t *path, *next; /* and which need of each comes next */
	size_t depth;
};

static void enter(struct search *search, size_t item)
{
	search->seen[item] = 1;
	search->path[search->depth] = item;
	search->next[search->depth++] = 0;
}

/* One move; true when it met its own path at `*met`. */
static bool move(struct search *search, size_t *met)
{
	size_t item = search->path[search->depth - 1];
	const struct numbers *needs = &search->graph->items[item].needs;
	size_t next = search->next[search->depth - 1]++;

	if (next == needs->count) {
		search->seen[item] = 2;
		search->depth--;
		return false;
	}
	*met = needs->items[next];
	if (search->seen[*met] == 0)
		enter(search, *met);
	else if (search->seen[*met] == 1)
		return true;
	return false;
}

static size_t copy_loop(const struct search *search, size_t first, size_t *loop)
{
	size_t from = 0;

	while (search->path[from] != first)
		from++;
	memcpy(loop, search->path + from, (search->depth - from) * sizeof(size_t));
	return search->depth - from;
}

size_t graph_cycle(const struct graph *graph, size_t *loop)
{
	struct arena scratch = { 0 };
	struct search search = {
		.graph = graph,
		.seen = arena_alloc(&scratch, graph->count),
		.path = arena_array(&scratch, graph->count, sizeof(size_t)),
		.next = arena_array(&scratch, graph->count, sizeof(size_t)),
	};
	size_t length = 0, met = 0;

	for (size_t i = 0; i < graph->count && length == 0; i++) {
		if (search.seen[i] == 0)
			enter(&search, i);
		while (search.depth > 0 && length == 0)
			if (move(&search, &met))
				length = copy_loop(&search, met, loop);
	}
	arena_release(&scratch);
	return length;
}

bool graph_order(const struct graph *graph, size_t *order)
{
	struct arena scratch = { 0 };
	struct graph local = *graph;
	struct graph_walk walk;
	size_t count = 0;

	local.arena = &scratch;
	graph_walk_init(&walk, &local);
	while (graph_walk_next(&walk, &order[count]))
		graph_walk_done(&walk, order[count++]);
	arena_release(&scratch);
	return count == graph->count;
}

/* The ready items are a heap: the smallest number on top. */
static void push_ready(struct graph_walk *walk, size_t item)
{
	size_t at = walk->ready_count++;

	walk->states[item] = WALK_READY;
	while (at > 0 && walk->ready[(at - 1) / 2] > item) {
		walk->ready[at] = walk->ready[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	walk->ready[at] = item;
}

static size_t pop_ready(struct graph_walk *walk)
{
	size_t top = walk->ready[0], last = walk->ready[--walk->ready_count], at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < walk->ready_count &&
			walk->ready[child + 1] < walk->ready[child])
			child++;
		if (child >= walk->ready_count || walk->ready[child] >= last)
			break;
		walk->ready[at] = walk->ready[child];
		at = child;
	}
	walk->ready[at] = last;
	return top;
}

void graph_walk_init(struct graph_walk *walk, const struct graph *graph)
{
	struct arena *arena = graph->arena;

	*walk = (struct graph_walk){
		.graph = graph,
		.states = arena_array(arena, graph->count, sizeof(enum walk_state)),
		.missing = arena_array(arena, graph->count, sizeof(size_t)),
		.ready = arena_array(arena, graph->count, sizeof(size_t)),
	};
	for (size_t i = 0; i < graph->count; i++) {
		walk->missing[i] = graph->items[i].needs.count;
		if (walk->missing[i] == 0)
			push_ready(walk, i);
	}
}

bool graph_walk_next(struct graph_walk *walk, size_t *item)
{
	if (walk->ready_count == 0)
		return false;
	*item = pop_ready(walk);
	walk->states[*item] = WALK_GIVEN;
	return true;
}

void graph_walk_done(struct graph_walk *walk, size_t item)
{
	const struct numbers *users = &walk->graph->items[item].users;

	assert(walk->states[item] == WALK_GIVEN);
	walk->states[item] = WALK_DONE;
	for (size_t i = 0; i < users->count; i++) {
		size_t user = users->items[i];

		if (--walk->missing[user] == 0 && walk->states[user] == WALK_WAITING)
			push_ready(walk, user);
	}
}

/* The skipped are walked with a queue in the room that a heap of all would need. */
void graph_walk_fail(struct graph_walk *walk, size_t item)
{
	struct arena scratch = { 0 };
	size_t *queue = arena_array(&scratch, walk->graph->count, sizeof(size_t));
	size_t head = 0, tail = 0;

	assert(walk->states[item] == WALK_GIVEN);
	walk->states[item] = WALK_FAILED;
	queue[tail++] = item;
	while (head < tail) {
		const struct numbers *users = &walk->graph->items[queue[head++]].users;

		for (size_t i = 0; i < users->count; i++) {
			if (walk->states[users->items[i]] != WALK_WAITING)
				continue;
			walk->states[users->items[i]] = WALK_SKIPPED;
			queue[tail++] = users->items[i];
		}
	}
	arena_release(&scratch);
}
