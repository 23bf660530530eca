#include "model/arena.h"

#include <stdalign.h>
#include <string.h>

#include "tests/support/table.h"

static void a_zero_arena_can_be_released(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	arena_release(&arena);
	arena_release(&arena);
}

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t size = 0; size < 300; size++) {
		unsigned char *bytes = arena_alloc(&arena, size);

		assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(bytes[i], 0);
		memset(bytes, 0xff, size);
		assert_string_equal(arena_copy(&arena, "odd", 3), "odd");
	}
	arena_release(&arena);
}

static void what_is_larger_than_a_block_fits(void **state)
{
	struct arena arena = { 0 };
	size_t size = (size_t)1 << 20;
	char *small = arena_text(&arena, "small"), *large = arena_alloc(&arena, size);

	(void)state;
	memset(large, 'x', size);
	assert_string_equal(small, "small");
	arena_release(&arena);
}

static void rewinding_gives_up_what_came_after(void **state)
{
	struct arena arena = { 0 };
	char *kept = arena_text(&arena, "kept");
	struct arena_mark mark = arena_mark(&arena);
	char *given_up;

	(void)state;
	given_up = arena_text(&arena, "given up");
	for (int i = 0; i < 10000; i++)
		arena_alloc(&arena, 100);
	arena_rewind(&arena, mark);
	assert_string_equal(kept, "kept");
	assert_ptr_equal(arena_text(&arena, "again"), given_up);
	arena_release(&arena);
}

static void a_mark_of_an_empty_arena_empties_it(void **state)
{
	struct arena arena = { 0 };
	struct arena_mark mark = arena_mark(&arena);

	(void)state;
	arena_text(&arena, "x");
	arena_rewind(&arena, mark);
	assert_null(arena.block);
	assert_string_equal(arena_text(&arena, "again"), "again");
	arena_release(&arena);
}

static void an_array_grows_and_keeps_its_items(void **state)
{
	struct arena arena = { 0 };
	size_t *items = NULL, count = 0, room = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		items = arena_grow(&arena, items, count, &room, sizeof(*items));
		items[count++] = i;
	}
	for (size_t i = 0; i < count; i++)
		assert_int_equal(items[i], i);
	arena_release(&arena);
}

static void a_large_array_grows_among_others(void **state)
{
	enum { ARRAYS = 3, ITEMS = 100000 };
	struct arena arena = { 0 };
	size_t *items[ARRAYS] = { 0 }, count[ARRAYS] = { 0 }, room[ARRAYS] = { 0 };
	char *text = arena_text(&arena, "stays");

	(void)state;
	for (size_t i = 0; i < (size_t)ARRAYS * ITEMS; i++) {
		size_t k = i % ARRAYS;

		items[k] = arena_grow(
			&arena, items[k], count[k], &room[k], sizeof(*items[k]));
		items[k][count[k]++] = i;
		if (i % 1000 == 0)
			arena_text(&arena, "between");
	}
	for (size_t i = 0; i < (size_t)ARRAYS * ITEMS; i++)
		assert_int_equal(items[i % ARRAYS][i / ARRAYS], i);
	assert_string_equal(text, "stays");
	arena_release(&arena);
}

static void texts_are_copied_and_formatted(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_null(arena_text(&arena, NULL));
	assert_string_equal(arena_text(&arena, ""), "");
	assert_string_equal(arena_copy(&arena, "abcdef", 3), "abc");
	assert_string_equal(arena_format(&arena, "%s-%d", "x", 7), "x-7");
	assert_string_equal(arena_join(&arena, "a", "", "bc"), "abc");
	assert_string_equal(arena_join(&arena, "", "", ""), "");
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zero_arena_can_be_released),
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(what_is_larger_than_a_block_fits),
		cmocka_unit_test(rewinding_gives_up_what_came_after),
		cmocka_unit_test(a_mark_of_an_empty_arena_empties_it),
		cmocka_unit_test(an_array_grows_and_keeps_its_items),
		cmocka_unit_test(a_large_array_grows_among_others),
		cmocka_unit_test(texts_are_copied_and_formatted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
