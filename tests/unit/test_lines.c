#include "cmd/render/lines.h"

#include "model/kind.h"
#include "tests/support/table.h"

static const struct row {
	const char *name, *before, *after, *expected;
} rows[] = {
	{ "both empty", "", "", "" },
	{ "equal texts are kept", "a\nb\n", "a\nb\n", " a b" },
	{ "all is added to nothing", "", "a\nb\n", "+a+b" },
	{ "all is taken away", "a\nb\n", "", "-a-b" },
	{ "one line in the middle", "a\nb\nc\n", "a\nx\nc\n", " a-b+x c" },
	{ "a line more at the end", "a\n", "a\nb\n", " a+b" },
	{ "a line more at the begin", "b\n", "a\nb\n", "+a b" },
	{ "the last line end does not count", "a\nb", "a\nb\n", " a b" },
	{ "two places", "a\nb\nc\nd\ne\n", "a\nx\nc\ny\ne\n", " a-b+x c-d+y e" },
	{ "lines that moved", "a\nb\nc\n", "b\nc\na\n", "-a b c+a" },
	{ "empty lines are lines", "a\n\nb\n", "a\nb\n", " a- b" },
	{ "lines that repeat", "a\na\na\n", "a\na\n", " a a-a" },
};

static void lines_are_compared(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct buf got;
	size_t count;
	struct line *lines = lines_compare(
		&arena, slice_of(row->before), slice_of(row->after), &count);

	buf_init(&got, 1000);
	for (size_t i = 0; i < count; i++) {
		buf_char(&got, " -+"[lines[i].fate]);
		buf_put(&got, lines[i].text.ptr, lines[i].text.len);
	}
	assert_string_equal(buf_string(&got), row->expected);
	buf_release(&got);
	arena_release(&arena);
}

/* Past the size of the table the middle is replaced whole. */
static void large_texts_are_compared(void **state)
{
	struct arena arena = { 0 };
	struct buf before, after;
	struct line *lines;
	size_t count;

	(void)state;
	buf_init(&before, 1000000);
	buf_init(&after, 1000000);
	for (int i = 0; i < 3000; i++) {
		buf_format(&before, "old %d\n", i);
		buf_format(&after, "new %d\n", i);
	}
	buf_text(&before, "end\n");
	buf_text(&after, "end\n");
	lines = lines_compare(&arena, slice_of(buf_string(&before)),
		slice_of(buf_string(&after)), &count);
	assert_int_equal(count, 6001);
	assert_int_equal(lines[0].fate, LINE_REMOVED);
	assert_int_equal(lines[5999].fate, LINE_ADDED);
	assert_int_equal(lines[6000].fate, LINE_KEPT);
	buf_release(&before);
	buf_release(&after);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(large_texts_are_compared) };

	return TABLE_RUN(rows, lines_are_compared) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
