#include "providers/json_source.h"

#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"
#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

static const struct row {
	const char *name, *text;
	const char *result; /* as json_write() has it, or the finding */
} rows[] = {
	{ "order of keys is kept", "{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}" },
	{ "blanks around", " \t\r\n[ 1 , 2 ] \n", "[1,2]" },
	{ "words", "[true,false,null]", "[true,false,null]" },
	{ "numbers keep their spelling", "[1.10,1e5,-0.0,123456789012345678901234567890]",
		"[1.10,1e5,-0.0,123456789012345678901234567890]" },
	{ "empty containers", "[{},[],\"\"]", "[{},[],\"\"]" },
	{ "escapes", "\"\\u00e9\\/\\b\\f\\n\\r\\t\\\"\\\\\\u001f\"",
		"\"\xc3\xa9/\\b\\f\\n\\r\\t\\\"\\\\\\u001f\"" },
	{ "a pair of surrogates", "\"\\uD83d\\ude00\"", "\"\xf0\x9f\x98\x80\"" },
	{ "the ends of each length", "\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"",
		"\"\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\"" },
	{ "a bracket in a text", "\"[[[{\"", "\"[[[{\"" },
	{ "nothing", "", "error json-syntax f:1:1" },
	{ "blanks alone", " \n ", "error json-syntax f:2:2" },
	{ "two values", "1 2", "error json-syntax f:1:3" },
	{ "a comma too many", "[1,]", "error json-syntax f:1:4" },
	{ "a comma too many in a map", "{\"a\":1,}", "error json-syntax f:1:8" },
	{ "no comma", "[1\n 2]", "error json-syntax f:2:2" },
	{ "no colon", "{\"a\" 1}", "error json-syntax f:1:6" },
	{ "a key without quotes", "{a:1}", "error json-syntax f:1:2" },
	{ "an open list", "[1", "error json-syntax f:1:3" },
	{ "an open map", "{\"a\":{\n", "error json-syntax f:2:1" },
	{ "an open text", "[\"abc", "error json-syntax f:1:2" },
	{ "an open escape", "\"abc\\", "error json-syntax f:1:5" },
	{ "a bracket too many", "[1]]", "error json-syntax f:1:4" },
	{ "the other bracket", "[1}", "error json-syntax f:1:3" },
	{ "no value", "[truth]", "error json-syntax f:1:2" },
	{ "a leading zero", "[01]", "error json-syntax f:1:2" },
	{ "an unknown escape", "\"\\x\"", "error json-syntax f:1:2" },
	{ "too few digits", "\"\\u12\"", "error json-syntax f:1:2" },
	{ "digits that are none", "\"\\u12g4\"", "error json-syntax f:1:2" },
	{ "a high surrogate alone", "\"\\ud83d\"", "error json-syntax f:1:2" },
	{ "two high surrogates", "\"\\ud83d\\ud83d\"", "error json-syntax f:1:2" },
	{ "a low surrogate alone", "\"\\ude00\"", "error json-syntax f:1:2" },
	{ "an escaped NUL", "[\"a\\u0000\"]", "error json-syntax f:1:4" },
	{ "a raw line end in a text", "[\"a\nb\"]", "error json-syntax f:1:4" },
	{ "a byte that is no UTF-8", "[\n\"\xff\"]", "error json-syntax f:2:2" },
	{ "a byte order mark", "\xef\xbb\xbf{}", "error json-syntax f:1:1" },
	{ "a key twice", "{\"a\":1,\n\"b\":2,\n\"a\":3}",
		"error duplicate-key f:3:1 <- f:1:2" },
};

static void json_reads_or_says_where(void **state)
{
	const struct row *row = *state;
	const struct source source = { .path = "f", .bytes = slice_of(row->text) };
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	const struct value *value = json_read_source(&arena, &source, &errs);
	struct buf text;

	buf_init(&text, 1000);
	if (value != NULL)
		json_write(&text, value);
	else
		buf_text(&text, inline_findings(&arena, &errs));
	assert_int_equal(errs.count, value == NULL);
	assert_string_equal(buf_string(&text), row->result);
	buf_release(&text);
	error_release(&errs);
	arena_release(&arena);
}

static void a_nul_has_a_place(void **state)
{
	static const char bytes[] = "{\"a\":\n\0 1}";
	const struct source source = { .path = "f",
		.bytes = { bytes, sizeof(bytes) - 1 } };
	struct arena arena = { 0 };
	struct error_list errs = { 0 };

	(void)state;
	assert_null(json_read_source(&arena, &source, &errs));
	assert_string_equal(inline_findings(&arena, &errs), "error json-syntax f:2:1");
	error_release(&errs);
	arena_release(&arena);
}

static void nodes_know_where_they_stand(void **state)
{
	const struct source source = { .path = "f",
		.bytes = slice_of("{\"a\": [1, {\"b\" :true}]}") };
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	const struct value *root = json_read_source(&arena, &source, &errs);
	const struct value *list, *map;

	(void)state;
	assert_non_null(root);
	list = value_find(root, "a");
	assert_int_equal(value_key(root, 0)->offset, 1);
	assert_int_equal(list->offset, 6);
	map = value_item(list, 1);
	assert_int_equal(map->offset, 10);
	assert_int_equal(value_find(map, "b")->offset, 16);
	arena_release(&arena);
}

static void depth_has_a_limit(void **state)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	char text[2 * LIMIT_DEPTH + 2];
	struct source source = { .path = "f",
		.bytes = { text, (size_t)2 * LIMIT_DEPTH } };

	(void)state;
	memset(text, '[', LIMIT_DEPTH);
	memset(text + LIMIT_DEPTH, ']', LIMIT_DEPTH);
	assert_non_null(json_read_source(&arena, &source, &errs));
	memset(text, '[', LIMIT_DEPTH + 1);
	assert_null(json_read_source(&arena, &source, &errs));
	assert_int_equal(errs.items[0]->code, ERROR_LIMIT_EXCEEDED);
	assert_int_equal(errs.items[0]->place.column, LIMIT_DEPTH + 1);
	error_release(&errs);
	arena_release(&arena);
}

/* A large map has an index, which may find any of equal keys. */
static void a_key_twice_is_found_among_many(void **state)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct source source = { .path = "f" };
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_text(&text, "{\"twice\":0");
	for (size_t i = 0; i < 1000; i++)
		buf_format(&text, ",\n\"key%zu\":0", i);
	buf_text(&text, ",\n\"twice\":0}");
	source.bytes = (struct slice){ text.ptr, text.len };
	assert_null(json_read_source(&arena, &source, &errs));
	assert_string_equal(
		inline_findings(&arena, &errs), "error duplicate-key f:1002:1 <- f:1:2");
	buf_release(&text);
	error_release(&errs);
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_nul_has_a_place),
		cmocka_unit_test(nodes_know_where_they_stand),
		cmocka_unit_test(depth_has_a_limit),
		cmocka_unit_test(a_key_twice_is_found_among_many),
	};

	return TABLE_RUN(rows, json_reads_or_says_where) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
