#include "reconcile/cycles.h"

#include <assert.h>

#include "model/limits.h"
#include "reconcile/body.h"
#include "reconcile/graph.h"
#include "reconcile/pointer.h"

struct edge {
	size_t user, need; /* numbers in the set */
	const struct link *link;
	bool cut; /* named in a finding already */
};

struct edges {
	struct edge *items;
	size_t count, room;
};

struct cycles {
	const struct declared *declared;
	struct error_list *errs;
	struct arena scratch;
};

/* What Harness has anyway waits for nobody, whoever declares it. */
static bool waits(const struct link *link, size_t *need)
{
	return link_target(link, need) && !kind_is_builtin(link->kind, link->identifier);
}

static struct edges collect_edges(struct cycles *cycles)
{
	const struct entity_set *set = &cycles->declared->set;
	struct edges edges = { 0 };

	for (size_t i = 0; i < set->count; i++)
		for (size_t j = 0; j < set->items[i]->link_count; j++) {
			struct edge edge = { i, 0, &set->items[i]->links[j], false };

			if (!waits(edge.link, &edge.need))
				continue;
			edges.items = arena_grow(&cycles->scratch, edges.items,
				edges.count, &edges.room, sizeof(edge));
			edges.items[edges.count++] = edge;
		}
	return edges;
}

/* Cut all edges from `user` to `need`, and return the first of them. */
static const struct edge *cut(struct edges *edges, size_t user, size_t need)
{
	const struct edge *first = NULL;

	for (size_t i = 0; i < edges->count; i++) {
		struct edge *edge = &edges->items[i];

		if (edge->user != user || edge->need != need)
			continue;
		edge->cut = true;
		if (first == NULL)
			first = edge;
	}
	return first;
}

static size_t find_cycle(struct cycles *cycles, const struct edges *edges, size_t *loop)
{
	struct arena scratch = { 0 };
	struct graph graph;
	size_t count;

	graph_init(&graph, &scratch, cycles->declared->set.count);
	for (size_t i = 0; i < edges->count; i++)
		if (!edges->items[i].cut)
			graph_need(&graph, edges->items[i].user, edges->items[i].need);
	count = graph_cycle(&graph, loop);
	arena_release(&scratch);
	return count;
}

/* "a -> b -> a" */
static const char *cycle_words(struct cycles *cycles, const size_t *loop, size_t count)
{
	struct entity *const *items = cycles->declared->set.items;
	struct buf words;
	const char *text;

	buf_init(&words, LIMIT_MESSAGE_BYTES);
	for (size_t i = 0; i <= count && !words.full; i++)
		buf_format(&words, "%s%s", i > 0 ? " -> " : "",
			items[loop[i % count]]->address);
	text = arena_text(&cycles->scratch, buf_string(&words));
	buf_release(&words);
	return text;
}

static void report_cycle(
	struct cycles *cycles, struct edges *edges, const size_t *loop, size_t count)
{
	struct entity *const *items = cycles->declared->set.items;
	struct error *error = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct edge *edge = cut(edges, loop[i], loop[(i + 1) % count]);
		const struct entity *user = items[loop[i]];

		assert(edge != NULL);
		if (error == NULL) {
			error = source_error(cycles->errs, ERROR_REFERENCE_CYCLE,
				user->source, edge->link->offset,
				"each waits for the next: %s",
				cycle_words(cycles, loop, count));
			error_address(cycles->errs, error, user->address);
		}
		error_relate(cycles->errs, error,
			source_place(user->source, edge->link->offset),
			"%s refers to %s at %s", user->address,
			items[edge->need]->address,
			pointer_find(&cycles->scratch,
				body_fields(&cycles->scratch, user), edge->link->offset));
	}
}

void cycles_check(const struct declared *declared, struct error_list *errs)
{
	struct cycles cycles = { declared, errs, { 0 } };
	struct edges edges = collect_edges(&cycles);
	size_t *loop = arena_array(&cycles.scratch, declared->set.count, sizeof(*loop));
	size_t count;

	while ((count = find_cycle(&cycles, &edges, loop)) > 0)
		report_cycle(&cycles, &edges, loop, count);
	arena_release(&cycles.scratch);
}
