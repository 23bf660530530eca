#include "model/source.h"

#include <string.h>

#include "model/limits.h"

#include "tests/support/table.h"

static const struct row {
	const char *name, *text;
	uint32_t offset, line, column;
	const char *excerpt;
} rows[] = {
	{ "the first byte", "a\nb\n", 0, 1, 1, "a" },
	{ "a line's end belongs to the line", "ab\nc", 2, 1, 3, "ab" },
	{ "the next line", "ab\nc", 3, 2, 1, "c" },
	{ "behind the last line end", "a\n", 2, 2, 1, "" },
	{ "past the end", "a\nbc", 99, 2, 3, "bc" },
	{ "an empty file", "", 0, 1, 1, "" },
	{ "columns count characters", "\xc3\xa9\xe2\x98\x83\xf0\x9f\x98\x80x", 9, 1, 4,
		"\xc3\xa9\xe2\x98\x83\xf0\x9f\x98\x80x" },
	{ "CR LF is one end", "a\r\nb", 3, 2, 1, "b" },
	{ "the CR of a CR LF", "a\r\nb", 1, 1, 2, "a" },
	{ "the LF of a CR LF", "a\r\nb", 2, 1, 3, "a" },
	{ "a lone CR ends a line", "a\rb", 2, 2, 1, "b" },
	{ "CR CR LF are two ends", "a\r\r\nb", 4, 3, 1, "b" },
	{ "LF CR are two ends", "a\n\rb", 3, 3, 1, "b" },
	{ "a byte order mark takes no column",
		"\xef\xbb\xbf"
		"ab",
		4, 1, 2, "ab" },
	{ "the byte order mark itself",
		"\xef\xbb\xbf"
		"ab",
		1, 1, 1, "ab" },
	{ "a later line behind a byte order mark",
		"\xef\xbb\xbf"
		"a\nb",
		5, 2, 1, "b" },
	{ "empty lines", "\n\n\nx", 3, 4, 1, "x" },
	{ "more lines than are counted at once",
		"1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n"
		"1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n",
		70, 36, 1, "6" },
	{ "a line longer than what is counted at once",
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"01234567890123456789012345678901234567890123456789012345678901234567",
		130, 1, 131,
		"0123456789012345678901234567890123456789012345678901234567890123456789"
		"01234567890123456789012345678901234567890123456789012345678901234567" },
	{ "what is no UTF-8 is cut off the excerpt",
		"ab\xff"
		"c",
		3, 1, 4, "ab" },
};

static void a_byte_has_a_place(void **state)
{
	const struct row *row = *state;
	struct source source = { .path = "d/a.yaml",
		.bytes = { row->text, strlen(row->text) } };
	struct error_list errs = { 0 };
	struct error *error = source_error(
		&errs, ERROR_FIELD_TYPE, &source, row->offset, "no %s", "number");

	assert_string_equal(error->place.file, "d/a.yaml");
	assert_int_equal(error->place.line, row->line);
	assert_int_equal(error->place.column, row->column);
	assert_string_equal(error->excerpt, row->excerpt);
	assert_string_equal(error->message, "no number");
	assert_int_equal(error->severity, SEVERITY_ERROR);
	error_release(&errs);
}

static void another_severity_may_be_said(void **state)
{
	struct source source = { .path = "a.yaml", .bytes = { "x", 1 } };
	struct error_list errs = { 0 };

	(void)state;
	source_error_as(&errs, ERROR_FIELD_TYPE, SEVERITY_NOTE, &source, 0, "x");
	assert_int_equal(errs.items[0]->severity, SEVERITY_NOTE);
	assert_int_equal(errs.failures, 0);
	error_release(&errs);
}

static void findings_past_the_limit_are_counted(void **state)
{
	struct source source = { .path = "a.yaml", .bytes = { "x", 1 } };
	struct error_list errs = { 0 };

	(void)state;
	for (size_t i = 0; i < LIMIT_FINDINGS + 3; i++)
		source_error(&errs, ERROR_FIELD_TYPE, &source, 0, "x");
	assert_int_equal(errs.count, LIMIT_FINDINGS);
	assert_int_equal(errs.dropped, 3);
	assert_int_equal(errs.failures, LIMIT_FINDINGS + 3);
	error_release(&errs);
}

static void notes_leave_room_for_errors(void **state)
{
	struct source source = { .path = "a.yaml", .bytes = { "x", 1 } };
	struct error_list errs = { 0 };

	(void)state;
	for (size_t i = 0; i < LIMIT_FINDINGS; i++)
		source_error(&errs, ERROR_REFERENCE_UNRESOLVED, &source, 0, "x");
	assert_int_equal(errs.count, LIMIT_NOTES);
	assert_int_equal(errs.dropped, LIMIT_FINDINGS - LIMIT_NOTES);
	source_error(&errs, ERROR_REFERENCE_CYCLE, &source, 0, "x");
	assert_int_equal(errs.count, LIMIT_NOTES + 1);
	assert_string_equal(errs.items[LIMIT_NOTES]->excerpt, "x");
	error_release(&errs);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_severity_may_be_said),
		cmocka_unit_test(findings_past_the_limit_are_counted),
		cmocka_unit_test(notes_leave_room_for_errors),
	};

	return TABLE_RUN(rows, a_byte_has_a_place) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
