#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/yaml.h"

#include "tests/support/table.h"

static const struct scalar {
	const char *name, *text, *yaml;
} scalars[] = {
	{ "a word", "build", "build" },
	{ "words", "two words", "two words" },
	{ "an expression", "<+pipeline.name>", "<+pipeline.name>" },
	{ "a path", "/a/b.yaml", "/a/b.yaml" },
	{ "a url", "https://x.y/z", "https://x.y/z" },
	{ "other alphabets", "caf\xc3\xa9 \xe2\x98\x83", "caf\xc3\xa9 \xe2\x98\x83" },
	{ "a quote inside", "it's", "it's" },
	{ "nothing", "", "\"\"" },
	{ "a number", "1.10", "\"1.10\"" },
	{ "a hexadecimal number", "0x1f", "\"0x1f\"" },
	{ "a bool", "True", "\"True\"" },
	{ "a bool of YAML 1.1", "no", "\"no\"" },
	{ "a letter that is a bool of YAML 1.1", "y", "\"y\"" },
	{ "a null", "null", "\"null\"" },
	{ "a tilde", "~", "\"~\"" },
	{ "a date", "2026-01-31", "\"2026-01-31\"" },
	{ "a time", "12:30:45", "\"12:30:45\"" },
	{ "a number with underscores", "1_000", "\"1_000\"" },
	{ "a leading zero", "007", "\"007\"" },
	{ "a merge key", "<<", "\"<<\"" },
	{ "a colon and a blank", "a: b", "\"a: b\"" },
	{ "a colon at the end", "a:", "\"a:\"" },
	{ "a colon inside", "a:b", "a:b" },
	{ "a comment", "a #b", "\"a #b\"" },
	{ "a hash inside", "a#b", "a#b" },
	{ "a leading sign", "*x", "\"*x\"" },
	{ "a leading dash", "-x", "\"-x\"" },
	{ "a template", "{{ x }}", "\"{{ x }}\"" },
	{ "a comma, for flow", "a, b", "\"a, b\"" },
	{ "a leading blank", " a", "\" a\"" },
	{ "a trailing blank", "a ", "\"a \"" },
	{ "a line end", "a\nb", "\"a\\nb\"" },
	{ "a tab", "a\tb", "\"a\\tb\"" },
	{ "quotes and backslashes, quoted", "\"a\\\"", "\"\\\"a\\\\\\\"\"" },
	{ "quotes and backslashes inside", "a\"b\\c", "a\"b\\c" },
	{ "a control character", "a\x1b[0m", "\"a\\x1B[0m\"" },
	{ "a line break of Unicode",
		"a\xe2\x80\xa8"
		"b",
		"\"a\\u2028b\"" },
	{ "a byte order mark",
		"\xef\xbb\xbf"
		"a",
		"\"\\uFEFFa\"" },
	{ "no character", "\xef\xbf\xbf", "\"\\uFFFF\"" },
	{ "the end of a document", "...", "\"...\"" },
};

static void scalar_reads_back(void **state)
{
	const struct scalar *row = *state;
	struct arena arena = { 0 };
	struct source source = { .path = "x" };
	struct buf text;
	const struct value *value;

	buf_init(&text, 1000);
	yaml_write_scalar(&text, row->text);
	assert_string_equal(buf_string(&text), row->yaml);
	source.bytes = slice_of(buf_string(&text));
	value = yaml_read_one(&arena, &source, 0, (uint32_t)text.len);
	assert_int_equal(value_type(value), VALUE_TEXT);
	assert_string_equal(value_text(value), row->text);
	buf_release(&text);
	arena_release(&arena);
}

static const struct document {
	const char *name, *read, *written;
} documents[] = {
	{ "maps are indented by two", "{a: {b: {c: 1}}, d: x}",
		"root:\n  a:\n    b:\n      c: 1\n  d: x\n" },
	{ "lists are indented below their key", "{a: [1, [2, 3], {b: c, d: e}]}",
		"root:\n  a:\n    - 1\n    - - 2\n      - 3\n    - b: c\n      d: e\n" },
	{ "empty containers", "{a: {}, b: [], c: [{}, []]}",
		"root:\n  a: {}\n  b: []\n  c:\n    - {}\n    - []\n" },
	{ "scalars keep their type and spelling", "[1.10, '1.10', True, ~, 'null']",
		"root:\n  - 1.10\n  - \"1.10\"\n  - True\n  - null\n  - \"null\"\n" },
	{ "secrets keep their tag", "{a: !env X, b: !file 'x y: z'}",
		"root:\n  a: !env X\n  b: !file \"x y: z\"\n" },
	{ "a scalar root", "x", "root: x\n" },
	{ "a script is a block", "a: |\n  set -e\n    x: y\n\n  \"z\" # 1\n",
		"root:\n  a: |\n    set -e\n      x: y\n\n    \"z\" # 1\n" },
	{ "a block without its last line end", "a: |-\n  x\n  y\n",
		"root:\n  a: |-\n    x\n    y\n" },
	{ "a block with more line ends", "a: |+\n  x\n\n\nb: 1\n",
		"root:\n  a: |+\n    x\n\n\n  b: 1\n" },
	{ "a block in a list", "- |\n  x\n  y\n- z\n",
		"root:\n  - |\n    x\n    y\n  - z\n" },
	{ "a block that begins with a blank is quoted", "\" x\\ny\"",
		"root: \" x\\ny\"\n" },
	{ "a block with a line of blanks is quoted", "\"x\\n  \\ny\"",
		"root: \"x\\n  \\ny\"\n" },
	{ "line ends alone are quoted", "\"\\n\\n\"", "root: \"\\n\\n\"\n" },
	{ "keys are quoted as texts are", "{'1': a, 'x: y': b, '': c, '<<': d}",
		"root:\n  \"1\": a\n  \"x: y\": b\n  \"\": c\n  \"<<\": d\n" },
};

static void document_reads_back(void **state)
{
	const struct document *row = *state;
	struct arena arena = { 0 };
	struct source source = { .path = "x", .bytes = slice_of(row->read) };
	const struct value *value =
		yaml_read_one(&arena, &source, 0, (uint32_t)strlen(row->read));
	const struct value *again;
	struct buf text;

	buf_init(&text, 1000);
	yaml_write(&text, "root", value);
	assert_string_equal(buf_string(&text), row->written);
	source.bytes = slice_of(buf_string(&text));
	again = yaml_read_one(&arena, &source, 0, (uint32_t)text.len);
	assert_true(value_equal(value_find(again, "root"), value));
	buf_release(&text);
	arena_release(&arena);
}

static void a_key_of_any_length_reads_back(void **state)
{
	struct arena arena = { 0 };
	struct value_builder builder = { .arena = &arena };
	struct source source = { .path = "x" };
	char key[3000];
	struct buf text;
	const struct value *map;

	(void)state;
	memset(key, 'k', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	value_put(&builder, key, value_make(VALUE_TEXT, "v"));
	map = value_map_end(&builder);
	buf_init(&text, LIMIT_FILE_BYTES);
	yaml_write(&text, "root", map);
	source.bytes = slice_of(buf_string(&text));
	assert_true(value_equal(
		value_find(yaml_read_one(&arena, &source, 0, (uint32_t)text.len), "root"),
		map));
	buf_release(&text);
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_of_any_length_reads_back),
	};

	return TABLE_RUN(scalars, scalar_reads_back) +
	       TABLE_RUN(documents, document_reads_back) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
