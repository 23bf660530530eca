#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"
#include "tests/support/json_twin.h"
#include "tests/support/table.h"

/* --- what is JSON ------------------------------------------------------------- */

static const struct good {
	const char *name, *text, *written; /* NULL: as it was read */
} goods[] = {
	{ "order of keys is kept", "{\"b\":1,\"a\":2}", NULL },
	{ "words", "[true,false,null]", NULL },
	{ "a word alone", "null", NULL },
	{ "a number alone", "42", NULL },
	{ "a digit alone", "0", NULL },
	{ "a text alone", "\"x\"", NULL },
	{ "an empty text alone", "\"\"", NULL },
	{ "empty containers", "[{},[],\"\"]", NULL },
	{ "containers of containers", "[[[]],{\"a\":{\"b\":[{}]}}]", NULL },
	{ "an empty key", "{\"\":1}", NULL },
	{ "blanks around all", " \t\r\n{ \"a\" : [ 1 , 2 , { } , [ ] ] } \n",
		"{\"a\":[1,2,{},[]]}" },
	{ "blanks around a word", " true ", "true" },
	{ "blanks around a number", "\n-1\t", "-1" },

	{ "the last of equal keys counts, where the first stood",
		"{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}" },
	{ "of three equal keys", "{\"a\":1,\"a\":2,\"b\":0,\"a\":3}",
		"{\"a\":3,\"b\":0}" },
	{ "of two pairs", "{\"a\":1,\"b\":2,\"b\":3,\"a\":4}", "{\"a\":4,\"b\":3}" },
	{ "of one key, written twice", "{\"a\":1,\"\\u0061\":2}", "{\"a\":2}" },
	{ "of empty keys", "{\"\":1,\"\":[]}", "{\"\":[]}" },
	{ "keys of neighbours are no doubles", "[{\"a\":{\"a\":1}},{\"a\":2}]", NULL },

	{ "a zero below", "[-0,-0.0,-0e0]", NULL },
	{ "fractions", "[0.0,1.10,0.5,123.456]", NULL },
	{ "exponents", "[1e5,1E5,1e+5,1e-5,1E+05,0e1,0.0e00,1.5e-3]", NULL },
	{ "the largest integers", "[9223372036854775807,-9223372036854775808]", NULL },
	{ "past a signed integer", "[9223372036854775808,18446744073709551615]", NULL },
	{ "integers that 64 bits do not hold",
		"[123456789012345678901234567890,-9223372036854775809]", NULL },
	{ "numbers that a double does not hold",
		"[1e400,-1e400,1e-400,0.1234567890123456789]", NULL },
	{ "a number before each delimiter", "{\"a\":[1,2],\"b\":3 ,\"c\":4}",
		"{\"a\":[1,2],\"b\":3,\"c\":4}" },

	{ "each escape", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
		"\"\\\"\\\\/\\b\\f\\n\\r\\t\"" },
	{ "hexadecimal digits of both cases", "\"\\u00e9\\u00E9\\uABcd\"",
		"\"\xc3\xa9\xc3\xa9\xea\xaf\x8d\"" },
	{ "what is written escaped", "\"\\u0001\\u001f\"", NULL },
	{ "the ends of each length", "\"\\u007f\\u0080\\u07ff\\u0800\\uffff\"",
		"\"\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\"" },
	{ "a pair of surrogates", "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"" },
	{ "the first and the last pair", "\"\\ud800\\udc00\\udbff\\udfff\"",
		"\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\"" },
	{ "half a pair, the first", "\"\\ud800\"", "\"\xef\xbf\xbd\"" },
	{ "half a pair, the second", "\"\\udc00\"", "\"\xef\xbf\xbd\"" },
	{ "half a pair before text", "\"\\ud800u\"", "\"\xef\xbf\xbdu\"" },
	{ "half a pair before an escape", "\"\\ud800\\n\"", "\"\xef\xbf\xbd\\n\"" },
	{ "half a pair before a character", "\"\\ud800\\u0041\"",
		"\"\xef\xbf\xbd"
		"A\"" },
	{ "half a pair before a whole one", "\"\\ud800\\ud83d\\ude00\"",
		"\"\xef\xbf\xbd\xf0\x9f\x98\x80\"" },
	{ "the halves the wrong way round", "\"\\ude00\\ud83d\"",
		"\"\xef\xbf\xbd\xef\xbf\xbd\"" },
	{ "half a pair in a key", "{\"\\ud800\":1}", "{\"\xef\xbf\xbd\":1}" },
	{ "an escaped backslash before u0000", "\"\\\\u0000\"", NULL },
	{ "an escaped backslash before a quote", "[\"\\\\\",\"\\\\\\\"\"]", NULL },
	{ "escapes in a key", "{\"a\\nb\\\"\":1}", NULL },

	{ "characters of two, three and four bytes",
		"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", NULL },
	{ "characters that are none", "\"\xef\xbf\xbf\xef\xb7\x90\"", NULL },
	{ "line ends of Unicode and a delete", "\"\xe2\x80\xa8\xe2\x80\xa9\x7f\"", NULL },
	{ "a byte order mark within a text", "\"\xef\xbb\xbf\"", NULL },
	{ "brackets in a text", "\"[[[{]}\"", NULL },
	{ "a comment in a text", "\"/* */ //\"", NULL },
	{ "a date in a text", "\"2026-01-31\"", NULL },
};

static void json_is_read(void **state)
{
	const struct good *row = *state;
	struct arena arena = { 0 };
	struct json_fault fault = { 0 };
	const struct value *value =
		json_read(&arena, row->text, strlen(row->text), &fault);
	struct buf text;

	assert_non_null(value);
	assert_null(fault.reason);
	buf_init(&text, 1000);
	json_write(&text, value);
	assert_string_equal(
		buf_string(&text), row->written != NULL ? row->written : row->text);
	assert_true(json_twin_agrees(row->text, strlen(row->text)));
	buf_release(&text);
	arena_release(&arena);
}

/* --- what is not -------------------------------------------------------------- */

static const struct bad {
	const char *name, *text;
	size_t at;
	const char *reason;
} bads[] = {
	{ "nothing", "", 0, "the JSON ends early: a value is expected" },
	{ "blanks alone", " \n ", 3, "the JSON ends early: a value is expected" },
	{ "a byte order mark", "\xef\xbb\xbf{}", 0, "this is no JSON value" },
	{ "html", "<html></html>", 0, "this is no JSON value" },
	{ "two values", "1 2", 2, "text behind the value" },
	{ "two containers", "{}{}", 2, "text behind the value" },
	{ "text behind", "{}x", 2, "text behind the value" },
	{ "a comma behind", "1,", 1, "text behind the value" },
	{ "a bracket too many", "[1]]", 3, "text behind the value" },
	{ "a closing bracket alone", "]", 0, "this is no JSON value" },
	{ "a comma alone", ",", 0, "this is no JSON value" },

	{ "an open list", "[", 1, "the JSON ends early: a value is expected" },
	{ "an open list behind a value", "[1", 2,
		"the JSON ends early: ',' or ']' is expected" },
	{ "an open list behind a comma", "[1,", 3,
		"the JSON ends early: a value is expected" },
	{ "an open map", "{", 1, "the JSON ends early: a key in quotes is expected" },
	{ "an open map behind a key", "{\"a\"", 4,
		"the JSON ends early: ':' is expected" },
	{ "an open map behind a colon", "{\"a\":", 5,
		"the JSON ends early: a value is expected" },
	{ "an open map behind a value", "{\"a\":1", 6,
		"the JSON ends early: ',' or '}' is expected" },
	{ "the other bracket", "[1}", 2, "',' or ']' is expected" },
	{ "the other brace", "{\"a\":1]", 6, "',' or '}' is expected" },
	{ "a comma too many", "[1,]", 3, "this is no JSON value" },
	{ "a comma too many in a map", "{\"a\":1,}", 7, "a key in quotes is expected" },
	{ "two commas", "[1,,2]", 3, "this is no JSON value" },
	{ "a comma first", "[,1]", 1, "this is no JSON value" },
	{ "no comma", "[1 2]", 3, "',' or ']' is expected" },
	{ "no comma between texts", "[\"a\" \"b\"]", 5, "',' or ']' is expected" },
	{ "no comma in a map", "{\"a\":1 \"b\":2}", 7, "',' or '}' is expected" },
	{ "no colon", "{\"a\" 1}", 5, "':' is expected" },
	{ "two colons", "{\"a\"::1}", 5, "this is no JSON value" },
	{ "a colon in a list", "[1:2]", 2, "',' or ']' is expected" },
	{ "a comma for a colon", "{\"a\",1}", 4, "':' is expected" },
	{ "no value in a map", "{\"a\":}", 5, "this is no JSON value" },
	{ "a bare key", "{a:1}", 1, "a key in quotes is expected" },
	{ "a number for a key", "{1:1}", 1, "a key in quotes is expected" },
	{ "a list for a key", "{[]:1}", 1, "a key in quotes is expected" },

	{ "single quotes", "'a'", 0, "this is no JSON value" },
	{ "a comment", "/*x*/1", 0, "this is no JSON value" },
	{ "a comment behind", "1//x", 0, "this is no JSON value" },
	{ "a blank that JSON does not have", "[1,\v2]", 3, "this is no JSON value" },
	{ "a blank of Unicode", "[\xc2\xa0]", 1, "this is no JSON value" },
	{ "a word in capitals", "True", 0, "this is no JSON value" },
	{ "half a word", "[tru]", 1, "this is no JSON value" },
	{ "half a word at the end", "nul", 0, "this is no JSON value" },
	{ "more than a word", "nullx", 0, "this is no JSON value" },
	{ "two words", "truefalse", 0, "this is no JSON value" },
	{ "a word before a quote", "[true\"a\"]", 1, "this is no JSON value" },
	{ "no number", "[NaN]", 1, "this is no JSON value" },
	{ "infinity", "-Infinity", 0, "this is no JSON value" },

	{ "a leading zero", "01", 0, "this is no JSON value" },
	{ "two zeros", "[00]", 1, "this is no JSON value" },
	{ "a leading zero behind a sign", "-01", 0, "this is no JSON value" },
	{ "a fraction without digits", "1.", 0, "this is no JSON value" },
	{ "a fraction without digits, and an exponent", "1.e5", 0,
		"this is no JSON value" },
	{ "a fraction without a whole", "[.5]", 1, "this is no JSON value" },
	{ "a sign before a fraction", "-.5", 0, "this is no JSON value" },
	{ "two fractions", "1.2.3", 0, "this is no JSON value" },
	{ "a sign alone", "-", 0, "this is no JSON value" },
	{ "two signs", "--1", 0, "this is no JSON value" },
	{ "a sign behind", "[1-]", 1, "this is no JSON value" },
	{ "a sum", "[1+2]", 1, "this is no JSON value" },
	{ "a plus sign", "+1", 0, "this is no JSON value" },
	{ "an exponent without digits", "1e", 0, "this is no JSON value" },
	{ "an exponent with a sign alone", "1e+", 0, "this is no JSON value" },
	{ "a fraction of an exponent", "1e1.5", 0, "this is no JSON value" },
	{ "a hexadecimal", "0x1f", 0, "this is no JSON value" },
	{ "a digit of another script", "[\xef\xbc\x91]", 1, "this is no JSON value" },
	{ "a letter behind a number", "[1a]", 1, "this is no JSON value" },

	{ "an open text", "[\"abc", 1, "the JSON ends within this text" },
	{ "a quote alone", "\"", 0, "the JSON ends within this text" },
	{ "an open text of many bytes", "\"0123456789abcdef", 0,
		"the JSON ends within this text" },
	{ "an open escape", "\"abc\\", 4, "an escape that JSON does not have" },
	{ "a text that ends with an escaped quote", "\"a\\\"", 0,
		"the JSON ends within this text" },
	{ "an unknown escape", "\"\\x41\"", 1, "an escape that JSON does not have" },
	{ "an escape of one above the last", "\"\\v\"", 1,
		"an escape that JSON does not have" },
	{ "an escaped quote of the other kind", "\"\\'\"", 1,
		"an escape that JSON does not have" },
	{ "an escaped character of many bytes", "\"\\\xc3\xa9\"", 1,
		"an escape that JSON does not have" },
	{ "a capital u", "\"\\U0041\"", 1, "an escape that JSON does not have" },
	{ "an escaped line end", "\"\\\n\"", 1, "an escape that JSON does not have" },
	{ "too few digits", "\"\\u12\"", 1, "\\u wants four hexadecimal digits" },
	{ "no digits at the end", "\"\\u", 1, "\\u wants four hexadecimal digits" },
	{ "digits that are none", "\"\\u12g4\"", 1, "\\u wants four hexadecimal digits" },
	{ "a sign among the digits", "\"\\u+123\"", 1,
		"\\u wants four hexadecimal digits" },
	{ "a first half and no digits", "\"\\ud800\\u12\"", 7,
		"\\u wants four hexadecimal digits" },
	{ "an escaped NUL", "[\"a\\u0000b\"]", 3, "a text with a NUL in it" },
	{ "an escaped NUL in a key", "{\"\\u0000\":1}", 2, "a text with a NUL in it" },
	{ "an escaped NUL behind half a pair", "\"\\ud800\\u0000\"", 7,
		"a text with a NUL in it" },
	{ "a control character", "\"a\x01\"", 2,
		"a control character in a text; or the text does not end on its line" },
	{ "the last control character behind eight bytes", "\"12345678\x1f\"", 9,
		"a control character in a text; or the text does not end on its line" },
	{ "a line end in a text", "\"a\nb\"", 2,
		"a control character in a text; or the text does not end on its line" },
	{ "a tab in a key", "{\"a\tb\":1}", 3,
		"a control character in a text; or the text does not end on its line" },

	{ "a byte that is no UTF-8", "\"\xff\"", 1, "bytes that are not UTF-8" },
	{ "half a character", "[\"\xc3\"]", 2, "bytes that are not UTF-8" },
	{ "a byte of Latin-1", "{\"caf\xe9\":1}", 5, "bytes that are not UTF-8" },
	{ "a byte that goes on with nothing", "\"\x80\"", 1, "bytes that are not UTF-8" },
	{ "an overlong slash", "\"\xc0\xaf\"", 1, "bytes that are not UTF-8" },
	{ "a surrogate in UTF-8", "\"\xed\xa0\x80\"", 1, "bytes that are not UTF-8" },
	{ "past the last character", "\"\xf4\x90\x80\x80\"", 1,
		"bytes that are not UTF-8" },
	{ "no UTF-8 behind the value", "1 \xff", 2, "bytes that are not UTF-8" },
};

static void what_is_no_json_is_refused(void **state)
{
	const struct bad *row = *state;
	size_t size = strlen(row->text);
	struct arena arena = { 0 };
	struct json_fault fault = { 0 };

	assert_null(json_read(&arena, row->text, size, &fault));
	assert_int_equal(fault.code, ERROR_JSON_SYNTAX);
	assert_string_equal(fault.reason, row->reason);
	assert_int_equal(fault.at, row->at);
	assert_null(json_read_placed(&arena, row->text, size, NULL));
	assert_true(json_twin_agrees(row->text, size));
	arena_release(&arena);
}

static void a_nul_is_refused(void **state)
{
	static const struct {
		const char bytes[8];
		size_t size, at;
	} texts[] = {
		{ "\0", 1, 0 },
		{ "1\0", 2, 1 },
		{ "{}\0", 3, 2 },
		{ "[\0]", 3, 1 },
		{ "\"a\0b\"", 5, 2 },
		{ "{\"\0\":1}", 7, 2 },
		{ "\"\\\0\"", 4, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct arena arena = { 0 };
		struct json_fault fault = { 0 };

		assert_null(json_read(&arena, texts[i].bytes, texts[i].size, &fault));
		assert_int_equal(fault.at, texts[i].at);
		assert_true(json_twin_agrees(texts[i].bytes, texts[i].size));
		arena_release(&arena);
	}
}

/* --- what is large ------------------------------------------------------------- */

/* Each place of a text in the words that are looked at at once. */
static void a_text_of_any_size_is_read(void **state)
{
	static const char *const ends[] = { "", "\\n", "\\\"", "\\u00e9", "\xc3\xa9" };
	static const char *const reads[] = { "", "\n", "\"", "\xc3\xa9", "\xc3\xa9" };

	(void)state;
	for (size_t size = 0; size < 40; size++) {
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
			struct arena arena = { 0 };
			const char *run =
				memset(arena_alloc(&arena, size + 1), 'x', size);
			const char *json =
				arena_format(&arena, "[\"%s%s%s\",1]", run, ends[i], run);
			const struct value *list =
				json_read(&arena, json, strlen(json), NULL);

			assert_non_null(list);
			assert_true(value_is(value_item(list, 0),
				arena_format(&arena, "%s%s%s", run, reads[i], run)));
			assert_int_equal(
				value_item(list, 0)->size, 2 * size + strlen(reads[i]));
			assert_true(value_is(value_item(list, 1), "1"));
			arena_release(&arena);
		}
	}
}

/* So many lists in each other, or maps with a list in the innermost. */
static void check_depth(const char *open, const char *close, size_t depth)
{
	struct arena arena = { 0 };
	struct json_fault fault = { 0 };
	const struct value *value;
	struct buf text;

	buf_init(&text, 10000);
	for (size_t i = 1; i < depth; i++)
		buf_text(&text, open);
	buf_text(&text, "[]");
	for (size_t i = 1; i < depth; i++)
		buf_text(&text, close);
	value = json_read(&arena, text.ptr, text.len, &fault);
	assert_int_equal(value != NULL, depth <= LIMIT_DEPTH);
	if (value == NULL) {
		assert_int_equal(fault.code, ERROR_LIMIT_EXCEEDED);
		assert_int_equal(fault.at, LIMIT_DEPTH * strlen(open));
		assert_string_equal(fault.reason, "nested deeper than 128");
	}
	buf_release(&text);
	arena_release(&arena);
}

static void depth_has_a_limit(void **state)
{
	(void)state;
	for (size_t depth = LIMIT_DEPTH - 1; depth <= LIMIT_DEPTH + 1; depth++) {
		check_depth("[", "]", depth);
		check_depth("{\"a\":", "}", depth);
	}
}

static void a_million_brackets_are_refused_soon(void **state)
{
	struct arena arena = { 0 };
	struct json_fault fault = { 0 };
	size_t size = 1000000;
	const char *text = memset(arena_alloc(&arena, size), '[', size);

	(void)state;
	assert_null(json_read(&arena, text, size, &fault));
	assert_int_equal(fault.at, LIMIT_DEPTH);
	arena_release(&arena);
}

/* A large map has an index: equal keys are few or many there. */
static void of_many_equal_keys_the_last_ones_count(void **state)
{
	static const size_t distinct[] = { 1, 2, 31, 32, 1000, 99999, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof(distinct) / sizeof(distinct[0]); i++) {
		struct arena arena = { 0 };
		const struct value *map;
		struct buf text;

		buf_init(&text, 1 << 24);
		buf_char(&text, '{');
		for (size_t k = 0; k < 100000; k++)
			buf_format(&text, "%s\"k%zu\":%zu", k > 0 ? "," : "",
				k % distinct[i], k);
		buf_char(&text, '}');
		map = json_read(&arena, text.ptr, text.len, NULL);
		assert_int_equal(value_count(map), distinct[i]);
		for (size_t k = 0; k < distinct[i]; k++) {
			size_t last = (99999 - k) / distinct[i] * distinct[i] + k;

			assert_true(value_is(
				value_key(map, k), arena_format(&arena, "k%zu", k)));
			assert_true(value_is(
				value_entry(map, k), arena_format(&arena, "%zu", last)));
		}
		buf_release(&text);
		arena_release(&arena);
	}
}

/* --- what a value of it is like -------------------------------------------------- */

static void values_are_of_jsons_types(void **state)
{
	static const char text[] = "{\"t\":\"\",\"n\":1.0,\"b\":true,\"z\":null}";
	struct arena arena = { 0 };
	const struct value *map = json_read(&arena, text, strlen(text), NULL);

	(void)state;
	assert_int_equal(value_type(map), VALUE_MAP);
	assert_int_equal(value_type(value_find(map, "t")), VALUE_TEXT);
	assert_int_equal(value_type(value_find(map, "n")), VALUE_NUMBER);
	assert_int_equal(value_type(value_find(map, "b")), VALUE_BOOL);
	assert_int_equal(value_type(value_find(map, "z")), VALUE_NULL);
	assert_string_equal(value_text(value_find(map, "z")), "");
	assert_true(value_find(map, "t")->quoted);
	assert_true(value_find_key(map, "t")->quoted);
	assert_false(value_find(map, "n")->quoted);
	assert_false(value_find(map, "b")->quoted);
	assert_int_equal(value_find(map, "b")->offset, 0);
	arena_release(&arena);
}

static void what_was_read_outlives_its_bytes(void **state)
{
	char text[] = "{\"a\":[\"b\\nc\",1.5,\"\"]}";
	struct arena arena = { 0 };
	const struct value *map = json_read(&arena, text, strlen(text), NULL);
	const struct value *list;

	(void)state;
	memset(text, 'x', sizeof(text));
	list = value_find(map, "a");
	assert_true(value_is(value_item(list, 0), "b\nc"));
	assert_true(value_is(value_item(list, 1), "1.5"));
	assert_true(value_is(value_item(list, 2), ""));
	arena_release(&arena);
}

static void a_part_of_a_buffer_is_read(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_true(value_is(json_read(&arena, "12345", 3, NULL), "123"));
	assert_true(value_is(json_read(&arena, "true5", 4, NULL), "true"));
	assert_null(json_read(&arena, "true5", 3, NULL));
	assert_null(json_read(&arena, "\"a\"", 2, NULL));
	assert_null(json_read(&arena, "12345", 0, NULL));
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(a_text_of_any_size_is_read),
		cmocka_unit_test(depth_has_a_limit),
		cmocka_unit_test(a_million_brackets_are_refused_soon),
		cmocka_unit_test(of_many_equal_keys_the_last_ones_count),
		cmocka_unit_test(values_are_of_jsons_types),
		cmocka_unit_test(what_was_read_outlives_its_bytes),
		cmocka_unit_test(a_part_of_a_buffer_is_read),
	};

	return TABLE_RUN(goods, json_is_read) +
	       TABLE_RUN(bads, what_is_no_json_is_refused) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
