#include "providers/json.h"

#include <string.h>

#include "model/limits.h"
#include "model/text.h"

#include "tests/support/table.h"

static const struct row {
	const char *name, *text, *written; /* NULL: not read */
} rows[] = {
	{ "order of keys is kept", "{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}" },
	{ "the last of equal keys wins", "{\"a\":1,\"b\":2,\"a\":3}",
		"{\"a\":3,\"b\":2}" },
	{ "blanks around", " \t\r\n[ 1 , 2 ] \n", "[1,2]" },
	{ "words", "[true,false,null]", "[true,false,null]" },
	{ "fractions keep their spelling", "[1.10,1e5,1E+5,-0.0]",
		"[1.10,1e5,1E+5,-0.0]" },
	{ "the largest integers", "[9223372036854775807,-9223372036854775807]",
		"[9223372036854775807,-9223372036854775807]" },
	{ "past a signed integer", "9223372036854775808", "9223372036854775808" },
	{ "an integer that 64 bits do not hold", "123456789012345678901234567890",
		"123456789012345678901234567890" },
	{ "a negative one that 64 bits do not hold", "-9223372036854775809",
		"-9223372036854775809" },
	{ "a number alone", "42", "42" },
	{ "a text alone", "\"x\"", "\"x\"" },
	{ "empty containers", "[{},[],\"\"]", "[{},[],\"\"]" },
	{ "an empty key", "{\"\":1}", "{\"\":1}" },
	{ "escapes", "\"\\u00e9\\/\\b\\f\\n\\r\\t\\\"\\\\\\u001f\"",
		"\"\xc3\xa9/\\b\\f\\n\\r\\t\\\"\\\\\\u001f\"" },
	{ "a pair of surrogates", "\"\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"" },
	{ "a lone surrogate is replaced", "\"\\ud800\"", "\"\xef\xbf\xbd\"" },
	{ "an escaped backslash before u0000", "\"\\\\u0000\"", "\"\\\\u0000\"" },
	{ "a NUL in a text", "\"a\\u0000b\"", NULL },
	{ "a NUL in a key", "{\"a\\u0000b\":1}", NULL },
	{ "a bracket in a text", "\"[[[{\"", "\"[[[{\"" },
	{ "a date in a text", "\"2026-01-31\"", "\"2026-01-31\"" },
	{ "nothing", "", NULL },
	{ "blanks alone", "  ", NULL },
	{ "two values", "1 2", NULL },
	{ "text behind", "{}x", NULL },
	{ "a byte order mark", "\xef\xbb\xbf{}", NULL },
	{ "a comma too many", "[1,]", NULL },
	{ "a comma too many in a map", "{\"a\":1,}", NULL },
	{ "no comma", "[1 2]", NULL },
	{ "an open list", "[1", NULL },
	{ "an open text", "\"a", NULL },
	{ "a bracket too many", "[1]]", NULL },
	{ "single quotes", "'a'", NULL },
	{ "a bare key", "{a:1}", NULL },
	{ "a comment", "/*x*/1", NULL },
	{ "a word in capitals", "True", NULL },
	{ "half a word", "tru", NULL },
	{ "no number", "[NaN]", NULL },
	{ "infinity", "-Infinity", NULL },
	{ "a leading zero", "01", NULL },
	{ "a leading zero behind a sign", "-01", NULL },
	{ "a fraction without digits", "1.", NULL },
	{ "a fraction without a whole", ".5", NULL },
	{ "a plus sign", "+1", NULL },
	{ "an exponent without digits", "1e", NULL },
	{ "an unknown escape", "\"\\x\"", NULL },
	{ "a raw control character", "\"a\x01\"", NULL },
	{ "a raw line end in a text", "\"a\nb\"", NULL },
	{ "a byte that is no UTF-8", "\"\xff\"", NULL },
	{ "half a character", "\"\xc3\"", NULL },
	{ "html", "<html></html>", NULL },
};

static void json_reads(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	const struct value *value = json_read(&arena, row->text, strlen(row->text), NULL);
	struct buf text;

	buf_init(&text, 1000);
	if (row->written == NULL) {
		assert_null(value);
	} else {
		assert_non_null(value);
		json_write(&text, value);
		assert_string_equal(buf_string(&text), row->written);
	}
	buf_release(&text);
	arena_release(&arena);
}

static void depth_has_a_limit(void **state)
{
	struct arena arena = { 0 };
	char text[2 * LIMIT_DEPTH + 3];
	size_t depth = LIMIT_DEPTH;

	(void)state;
	memset(text, '[', depth);
	text[depth] = '1';
	memset(text + depth + 1, ']', depth);
	assert_non_null(json_read(&arena, text, 2 * depth + 1, NULL));
	memset(text, '[', depth + 1);
	memset(text + depth + 1, ']', depth + 1);
	assert_null(json_read(&arena, text, 2 * depth + 2, NULL));
	arena_release(&arena);
}

static void what_json_cannot_say_is_written_as_text(void **state)
{
	static const struct {
		enum value_type type;
		const char *text, *json;
	} values[] = {
		{ VALUE_NUMBER, "0x1f", "\"0x1f\"" },
		{ VALUE_NUMBER, "007", "\"007\"" },
		{ VALUE_NUMBER, "1.", "\"1.\"" },
		{ VALUE_NUMBER, ".inf", "\".inf\"" },
		{ VALUE_NUMBER, "-1.5e3", "-1.5e3" },
		{ VALUE_BOOL, "TRUE", "true" },
		{ VALUE_BOOL, "False", "false" },
		{ VALUE_NULL, "", "null" },
		{ VALUE_ENV, "SECRET", "\"(secret)\"" },
		{ VALUE_FILE, "secret.txt", "\"(secret)\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct value value = value_make(values[i].type, values[i].text);
		struct buf text;

		buf_init(&text, 100);
		json_write(&text, &value);
		assert_string_equal(buf_string(&text), values[i].json);
		buf_release(&text);
	}
}

static void a_part_of_a_buffer_is_read(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_true(value_is(json_read(&arena, "12345", 3, NULL), "123"));
	assert_null(json_read(&arena, "12345", 0, NULL));
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(depth_has_a_limit),
		cmocka_unit_test(what_json_cannot_say_is_written_as_text),
		cmocka_unit_test(a_part_of_a_buffer_is_read),
	};

	return TABLE_RUN(rows, json_reads) + cmocka_run_group_tests(tests, NULL, NULL);
}
