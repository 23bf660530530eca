#include "cmd/render/terminal.h"

#include <string.h>

#include "tests/support/table.h"

/* NOLINTBEGIN(misc-misleading-bidirectional): they are what is tested */
static const struct row {
	const char *name, *text, *shown;
	size_t width; /* of what is shown */
} rows[] = {
	{ "plain text", "name", "name", 4 },
	{ "an escape sequence", "\x1b[2Jx", "\\x1b[2Jx", 8 },
	{ "a line end", "a\nb", "a\\x0ab", 6 },
	{ "a carriage return", "a\rb", "a\\x0db", 6 },
	{ "a C1 control", "\xc2\x9b", "\\x9b", 4 },
	{ "a mark that turns the direction",
		"a\xe2\x80\xae"
		"b",
		"a\\u202eb", 8 },
	{ "an isolate", "\xe2\x81\xa6", "\\u2066", 6 },
	{ "a blank of no width",
		"a\xe2\x80\x8b"
		"b",
		"a\\u200bb", 8 },
	{ "a byte order mark", "\xef\xbb\xbf", "\\ufeff", 6 },
	{ "a tag of plane 14", "\xf3\xa0\x81\xa1", "\\U000e0061", 10 },
	{ "letters of other scripts",
		"Gr\xc3\xbc\xc3\x9f"
		"e",
		"Gr\xc3\xbc\xc3\x9f"
		"e",
		5 },
	{ "wide characters", "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac", 4 },
	{ "emoji", "\xf0\x9f\x9a\x80", "\xf0\x9f\x9a\x80", 2 },
	{ "a combining mark", "e\xcc\x81", "e\xcc\x81", 1 },
	{ "bytes that are no UTF-8", "a\xff\xc3", "a\\xff\\xc3", 9 },
};
/* NOLINTEND(misc-misleading-bidirectional) */

static size_t width_of(struct slice text)
{
	size_t width = 0;

	while (text.len > 0) {
		uint32_t code;
		size_t size = terminal_character(text, &code);

		width += terminal_width(code);
		text.ptr += size;
		text.len -= size;
	}
	return width;
}

static void text_comes_out_inert(void **state)
{
	const struct row *row = *state;
	struct buf shown;

	buf_init(&shown, 100);
	terminal_text(&shown, slice_of(row->text));
	assert_string_equal(buf_string(&shown), row->shown);
	assert_int_equal(width_of(slice_of(row->text)), row->width);
	assert_int_equal(
		width_of((struct slice){ buf_string(&shown), shown.len }), row->width);
	buf_release(&shown);
}

static void lines_are_cut_between_characters(void **state)
{
	struct buf line;

	(void)state;
	buf_init(&line, 100);
	buf_text(&line, "a\xe6\x97\xa5\xe6\x9c\xac");
	terminal_cut(&line, 5);
	assert_int_equal(line.len, 7);
	terminal_cut(&line, 4);
	assert_string_equal(buf_string(&line), "a\xe6\x97\xa5");
	terminal_cut(&line, 0);
	assert_string_equal(buf_string(&line), "");
	buf_release(&line);
}

/* --- what the log of a pipeline obeys ------------------------------------ */

static const struct line_row {
	const char *name, *text, *shown;
} lines[] = {
	{ "a workflow command", "::error::x", "\\x3a:error::x" },
	{ "one behind blanks", "  ::error::x", "  \\x3a:error::x" },
	{ "one within a line is none", "a ::error::x", "a ::error::x" },
	{ "a command that is obeyed anywhere", "a ##[error]b", "a \\x23#[error]b" },
	{ "one of another service", "##vso[task.x]", "\\x23#vso[task.x]" },
	{ "a heading is none", "## a [b]", "## a [b]" },
	{ "two hashes at the end", "a##", "a##" },
};

static void line_commands_nothing(void **state)
{
	const struct line_row *row = *state;
	struct buf out;

	buf_init(&out, 100);
	terminal_line(&out, slice_of(row->text));
	assert_string_equal(buf_string(&out), row->shown);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(
		lines_are_cut_between_characters) };

	return TABLE_RUN(rows, text_comes_out_inert) +
	       cmocka_run_group_tests(tests, NULL, NULL) +
	       TABLE_RUN(lines, line_commands_nothing);
}
