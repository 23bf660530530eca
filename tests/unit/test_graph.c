#include "reconcile/graph.h"

#include <stdio.h>
#include <string.h>

#include "model/arena.h"
#include "tests/support/table.h"

/* Needs as text: "1<0" reads "1 waits for 0". */
static const struct row {
	const char *name, *needs;
	size_t count;
	const char *order; /* NULL: there is a cycle */
	const char *cycle;
} rows[] = {
	{ "nothing to do", "", 0, "", "" },
	{ "without needs the numbers are the order", "", 3, "0 1 2 ", "" },
	{ "a need comes first", "0<2", 3, "1 2 0 ", "" },
	{ "a chain runs from its end", "0<1 1<2", 3, "2 1 0 ", "" },
	{ "a diamond", "3<1 3<2 1<0 2<0", 4, "0 1 2 3 ", "" },
	{ "said twice is said once", "1<0 1<0", 2, "0 1 ", "" },
	{ "the smallest of those that are ready", "0<4 3<4", 5, "1 2 4 0 3 ", "" },
	{ "an item that waits for itself", "1<1", 2, NULL, "1 " },
	{ "a cycle of two", "0<1 1<0", 2, NULL, "0 1 " },
	{ "a cycle behind a chain", "0<1 1<2 2<3 3<1", 4, NULL, "1 2 3 " },
	{ "two that share a need are no cycle", "0<2 1<2", 3, "2 0 1 ", "" },
};

static void add_needs(struct graph *graph, const char *needs)
{
	for (; *needs != '\0'; needs += needs[3] == ' ' ? 4 : 3)
		graph_need(graph, (size_t)(needs[0] - '0'), (size_t)(needs[2] - '0'));
}

static void print(char *text, const size_t *numbers, size_t count)
{
	*text = '\0';
	for (size_t i = 0; i < count; i++)
		text += sprintf(text, "%zu ", numbers[i]);
}

static void graph_is_ordered(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct graph graph;
	size_t order[16], loop[16];
	char text[64];

	graph_init(&graph, &arena, row->count);
	add_needs(&graph, row->needs);
	assert_int_equal(graph_order(&graph, order), row->order != NULL);
	if (row->order != NULL) {
		print(text, order, row->count);
		assert_string_equal(text, row->order);
	}
	print(text, loop, graph_cycle(&graph, loop));
	assert_string_equal(text, row->cycle);
	arena_release(&arena);
}

static void a_failure_skips_what_waits_for_it_and_nothing_else(void **state)
{
	struct arena arena = { 0 };
	struct graph graph;
	struct graph_walk walk;
	size_t item;

	(void)state;
	graph_init(&graph, &arena, 5);
	add_needs(&graph, "1<0 2<1 4<3");
	graph_walk_init(&walk, &graph);
	assert_true(graph_walk_next(&walk, &item));
	assert_int_equal(item, 0);
	assert_true(graph_walk_next(&walk, &item));
	assert_int_equal(item, 3);
	assert_false(graph_walk_next(&walk, &item));
	graph_walk_fail(&walk, 0);
	assert_int_equal(walk.states[1], WALK_SKIPPED);
	assert_int_equal(walk.states[2], WALK_SKIPPED);
	graph_walk_done(&walk, 3);
	assert_true(graph_walk_next(&walk, &item));
	assert_int_equal(item, 4);
	arena_release(&arena);
}

static void a_skipped_item_stays_skipped_when_its_other_need_is_done(void **state)
{
	struct arena arena = { 0 };
	struct graph graph;
	struct graph_walk walk;
	size_t item;

	(void)state;
	graph_init(&graph, &arena, 3);
	add_needs(&graph, "2<0 2<1");
	graph_walk_init(&walk, &graph);
	assert_true(graph_walk_next(&walk, &item));
	assert_true(graph_walk_next(&walk, &item));
	graph_walk_fail(&walk, 0);
	graph_walk_done(&walk, 1);
	assert_false(graph_walk_next(&walk, &item));
	assert_int_equal(walk.states[2], WALK_SKIPPED);
	arena_release(&arena);
}

static void a_chain_of_a_hundred_thousand_needs_no_stack(void **state)
{
	enum { LONG = 100000 };
	struct arena arena = { 0 };
	struct graph graph;
	size_t *loop;

	(void)state;
	graph_init(&graph, &arena, LONG);
	loop = arena_array(&arena, LONG, sizeof(size_t));
	for (size_t i = 0; i + 1 < LONG; i++)
		graph_need(&graph, i, i + 1);
	assert_int_equal(graph_cycle(&graph, loop), 0);
	graph_need(&graph, LONG - 1, 0);
	assert_int_equal(graph_cycle(&graph, loop), LONG);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failure_skips_what_waits_for_it_and_nothing_else),
		cmocka_unit_test(
			a_skipped_item_stays_skipped_when_its_other_need_is_done),
		cmocka_unit_test(a_chain_of_a_hundred_thousand_needs_no_stack),
	};

	return TABLE_RUN(rows, graph_is_ordered) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
