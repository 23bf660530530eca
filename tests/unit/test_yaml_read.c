#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"
#include "providers/yaml.h"

#include "tests/support/table.h"

/* A source that is read, and what came of it. */
struct reading {
	struct arena arena;
	struct error_list errs;
	struct source source;
	struct yaml_document *documents;
	size_t count;
	bool ok;
};

static void read_bytes(struct reading *reading, const char *bytes, size_t size)
{
	*reading = (struct reading){ .source = { .path = "a.yaml",
					     .bytes = { bytes, size } } };
	reading->ok = yaml_read(&reading->arena, &reading->source, &reading->documents,
		&reading->count, &reading->errs);
}

static void forget(struct reading *reading)
{
	error_release(&reading->errs);
	arena_release(&reading->arena);
}

/* --- what is read, shown as JSON; documents joined by a blank ---------------- */

static const struct good {
	const char *name, *text, *json;
} goods[] = {
	{ "a map keeps the order of its keys", "b: x\na: y\n", "{'b':'x','a':'y'}" },
	{ "plain scalars have the types of the core schema",
		"[true, False, TRUE, null, ~, Null, 1, -1.5, 1e3, x, yes, no, on]",
		"[true,false,true,null,null,null,1,-1.5,1e3,'x','yes','no','on']" },
	{ "an absent value is null", "a:\nb: ''\n", "{'a':null,'b':''}" },
	{ "numbers keep their spelling", "[1.10, 007, 0x1f, 0o17, .5, 1_000, 1.]",
		"[1.10,'007','0x1f','0o17','.5','1_000','1.']" },
	{ "quoted and block scalars are text",
		"a: '1'\nb: \"true\"\nc: |\n  null\nd: >-\n  1\n  2\n",
		"{'a':'1','b':'true','c':'null\\n','d':'1 2'}" },
	{ "an expression is plain text", "a: <+input>.default(x)\n",
		"{'a':'<+input>.default(x)'}" },
	{ "keys are text however they look", "1: a\ntrue: b\n\"\": c\n",
		"{'1':'a','true':'b','':'c'}" },
	{ "!!str makes text", "[!!str 1, !!str true, ! 2]", "['1','true','2']" },
	{ "the tags of the core schema are accepted",
		"[!!int 1, !!float .5, !!bool 'true', !!null '', !!seq [], !!map {}]",
		"[1,'.5',true,null,[],{}]" },
	{ "secrets are marked", "[!env A, !file b/c, !file \"b c\"]",
		"['(secret)','(secret)','(secret)']" },
	{ "an alias is the anchor's value", "a: &x {k: [1]}\nb: *x\n",
		"{'a':{'k':[1]},'b':{'k':[1]}}" },
	{ "an anchor may be set again", "[&x 1, *x, &x 2, *x]", "[1,1,2,2]" },
	{ "an alias may be a key", "a: &x k\n*x : 1\n", "{'a':'k','k':1}" },
	{ "a merge key adds what is not there", "a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n",
		"{'a':{'p':1,'q':2},'b':{'q':3,'p':1}}" },
	{ "of several merged maps the first wins", "<<: [{p: 1}, {p: 2, q: 2}]\n",
		"{'p':1,'q':2}" },
	{ "the map's own keys win before a merge key too", "p: 0\n<<: {p: 1, q: 1}\n",
		"{'p':0,'q':1}" },
	{ "merged maps were merged themselves",
		"a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n",
		"{'a':{'x':1},'b':{'y':2,'x':1},'c':{'y':2,'x':1}}" },
	{ "two merge keys in one map", "a: {<<: {p: 1}, <<: {q: 2}}\n",
		"{'a':{'p':1,'q':2}}" },
	{ "a quoted '<<' is a key like others", "'<<': 1\n", "{'<<':1}" },
	{ "several documents", "a: 1\n---\nb: 2\n...\n---\nc: 3\n",
		"{'a':1} {'b':2} {'c':3}" },
	{ "a document on its marker's line", "--- {a: 1}\n--- x\n", "{'a':1} 'x'" },
	{ "documents of comments alone are none", "# a\n---\n# b\n---\n\n--- # c\n", "" },
	{ "nothing at all", "", "" },
	{ "a null that is written is a document", "--- ~\n", "null" },
	{ "a byte order mark is skipped",
		"\xef\xbb\xbf"
		"a: 1\n",
		"{'a':1}" },
	{ "CRLF", "a: |\r\n  x\r\n  y\r\nb: 1\r\n", "{'a':'x\\ny\\n','b':1}" },
	{ "directives of both versions", "%YAML 1.1\n---\na: 1\n...\n%YAML 1.2\n--- b\n",
		"{'a':1} 'b'" },
	{ "characters of two, three and four bytes", "é: ☃\n☃: \xf0\x9f\x98\x80\n",
		"{'é':'☃','☃':'\xf0\x9f\x98\x80'}" },
	{ "escapes", "\"\\x41\\u00e9\\n\\t\\\"\"", "'A\xc3\xa9\\n\\t\\\"'" },
	{ "128 levels",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]" },
};

/* Rows write JSON with single quotes. */
static void assert_json(const char *json, const char *row)
{
	struct buf want;

	buf_init(&want, LIMIT_FILE_BYTES);
	for (; *row != '\0'; row++)
		buf_char(&want, *row == '\'' ? '"' : *row);
	assert_string_equal(json, buf_string(&want));
	buf_release(&want);
}

static void yaml_reads(void **state)
{
	const struct good *row = *state;
	struct reading reading;
	struct buf json;

	read_bytes(&reading, row->text, strlen(row->text));
	assert_true(reading.ok);
	assert_int_equal(reading.errs.count, 0);
	buf_init(&json, LIMIT_FILE_BYTES);
	for (size_t i = 0; i < reading.count; i++) {
		const struct yaml_document *document = &reading.documents[i];
		const struct value *again = yaml_read_one(
			&reading.arena, &reading.source, document->start, document->size);

		if (i > 0)
			buf_char(&json, ' ');
		json_write(&json, document->root);
		assert_non_null(again);
		assert_true(value_equal(again, document->root));
	}
	assert_json(buf_string(&json), row->json);
	buf_release(&json);
	forget(&reading);
}

/* --- faults and their places ---------------------------------------------- */

static const struct bad {
	const char *name, *text;
	enum error_code code;
	uint32_t line, column;
	const char *words; /* somewhere in the message */
	uint32_t related_line;
	size_t documents; /* read all the same */
} bads[] = {
	{ "a tab that indents", "a:\n\tb: 1\n", ERROR_YAML_SYNTAX, 2, 1, "tab", 0, 0 },
	{ "an open bracket", "a: [1,\nb: 2\n", ERROR_YAML_SYNTAX, 1, 4, "',' or ']'", 0,
		0 },
	{ "an open bracket at the end", "a: [\n", ERROR_YAML_SYNTAX, 2, 1, "bracket", 0,
		0 },
	{ "an open quote is shown where it opens", "a: 1\nb: \"x\nc: 2\n",
		ERROR_YAML_SYNTAX, 2, 4, "never closed", 0, 0 },
	{ "a ':' too many", "a: b: c\n", ERROR_YAML_SYNTAX, 1, 5, "': '", 0, 0 },
	{ "a line that is no key", "a: 1\nfoo\nb: 2\n", ERROR_YAML_SYNTAX, 2, 1, "':'", 0,
		0 },
	{ "text behind a quoted one", "a: \"b\" c\n", ERROR_YAML_SYNTAX, 1, 8,
		"expected a key", 0, 0 },
	{ "a list that goes on as a map", "- a\nb: c\n", ERROR_YAML_SYNTAX, 2, 1, "'- '",
		1, 0 },
	{ "an at sign", "a: @x\n", ERROR_YAML_SYNTAX, 1, 4, "'@'", 0, 0 },
	{ "a star", "host: *.example.com\n", ERROR_YAML_SYNTAX, 1, 7, "quoted", 0, 0 },
	{ "a percent sign", "a: %x\n", ERROR_YAML_SYNTAX, 1, 4, "'%'", 0, 0 },
	{ "text behind a block's sign", "a: |x\n  b\n", ERROR_YAML_SYNTAX, 1, 5,
		"comment", 0, 0 },
	{ "an unknown escape", "a: \"\\y\"\n", ERROR_YAML_SYNTAX, 1, 5, "escape", 0, 0 },
	{ "columns count characters", "é: \"☃\" x\n", ERROR_YAML_SYNTAX, 1, 8, "key", 0,
		0 },
	{ "a byte order mark takes no column",
		"\xef\xbb\xbf"
		"a: @\n",
		ERROR_YAML_SYNTAX, 1, 4, "'@'", 0, 0 },
	{ "CRLF is one line end", "a: 1\r\nb: @\r\n", ERROR_YAML_SYNTAX, 2, 4, "'@'", 0,
		0 },
	{ "a byte that is no UTF-8", "a: 1\nb: é\xff\n", ERROR_YAML_SYNTAX, 2, 5, "0xff",
		0, 0 },
	{ "an overlong form is no UTF-8", "a: \xc0\xaf\n", ERROR_YAML_SYNTAX, 1, 4,
		"0xc0", 0, 0 },
	{ "UTF-16",
		"\xff\xfe"
		"a",
		ERROR_YAML_SYNTAX, 1, 1, "UTF-8", 0, 0 },
	{ "a control character", "a: é\x01\n", ERROR_YAML_SYNTAX, 1, 5, "U+0001", 0, 0 },
	{ "a C1 control character", "a: \xc2\x9b\n", ERROR_YAML_SYNTAX, 1, 4, "U+009B", 0,
		0 },
	{ "a delete", "a: \x7f\n", ERROR_YAML_SYNTAX, 1, 4, "U+007F", 0, 0 },
	{ "an escaped NUL", "a: \"x\\0\"\n", ERROR_YAML_SYNTAX, 1, 4, "NUL", 0, 0 },
	{ "a second byte order mark",
		"a: 1\n---\n\xef\xbb\xbf"
		"b: 2\n",
		ERROR_YAML_SYNTAX, 3, 1, "byte order mark", 0, 1 },
	{ "a tag that nobody knows", "a: !secret x\n", ERROR_YAML_SYNTAX, 1, 4,
		"'!secret'", 0, 0 },
	{ "a tag of YAML 1.1", "a: !!binary aGk=\n", ERROR_YAML_SYNTAX, 1, 4,
		"'!!binary'", 0, 0 },
	{ "!env on a list", "a: !env [x]\n", ERROR_YAML_SYNTAX, 1, 4, "!env", 0, 0 },
	{ "!env on nothing", "a: !env\n", ERROR_YAML_SYNTAX, 1, 4, "!env", 0, 0 },
	{ "!file on a block", "a: !file |\n  x\n", ERROR_YAML_SYNTAX, 1, 4, "!file", 0,
		0 },
	{ "!env on a key", "!env x: 1\n", ERROR_YAML_SYNTAX, 1, 1, "key", 0, 0 },
	{ "!!int on a word", "a: !!int x\n", ERROR_YAML_SYNTAX, 1, 4, "number", 0, 0 },
	{ "a tag prefix", "%TAG !e! !en\n---\na: !e!v x\n", ERROR_YAML_SYNTAX, 1, 1,
		"%TAG", 0, 0 },
	{ "a map as a key", "? {a: 1}\n: b\n", ERROR_YAML_SYNTAX, 1, 3, "key", 0, 0 },
	{ "a list behind an alias as a key", "a: &x [1]\n*x : b\n", ERROR_YAML_SYNTAX, 2,
		1, "key", 0, 0 },
	{ "a null key", "~: b\n", ERROR_YAML_SYNTAX, 1, 1, "key", 0, 0 },
	{ "a missing key", "a: 1\n: b\n", ERROR_YAML_SYNTAX, 2, 1, "key", 1, 0 },
	{ "an alias before its anchor", "a: *x\nb: &x 1\n", ERROR_YAML_SYNTAX, 1, 4,
		"'&x'", 0, 0 },
	{ "an anchor of another document", "a: &x 1\n---\nb: *x\n", ERROR_YAML_SYNTAX, 3,
		4, "'&x'", 0, 1 },
	{ "an alias inside its anchor", "a: &x [*x]\n", ERROR_YAML_SYNTAX, 1, 8, "inside",
		0, 0 },
	{ "a merge key with a scalar", "a: 1\n<<: 2\n", ERROR_YAML_SYNTAX, 2, 1, "'<<'",
		0, 0 },
	{ "a merge key with a list of scalars", "<<: [{}, 2]\n", ERROR_YAML_SYNTAX, 1, 1,
		"'<<'", 0, 0 },
	{ "a duplicate key names both places", "a: 1\nb: 2\na: 3\n", ERROR_DUPLICATE_KEY,
		3, 1, "'a'", 1, 1 },
	{ "a duplicate key in quotes", "m: {a: 1, 'a': 2}\n", ERROR_DUPLICATE_KEY, 1, 11,
		"'a'", 1, 1 },
	{ "documents before a fault are kept", "a: 1\n---\nb: 2\n---\nc: [\n",
		ERROR_YAML_SYNTAX, 6, 1, "bracket", 0, 2 },
	{ "documents after a fault of the text's own are kept", "a: !x 1\n---\nb: 2\n",
		ERROR_YAML_SYNTAX, 1, 4, "'!x'", 0, 1 },
	{ "an alias bomb",
		"a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
		"c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
		"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
		"e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
		"f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n",
		ERROR_LIMIT_EXCEEDED, 6, 29, "1000000", 0, 0 },
	{ "129 levels",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"[",
		ERROR_LIMIT_EXCEEDED, 1, 129, "128", 0, 0 },
	{ "129 levels by an alias",
		"- &a [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n"
		"- [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[*a",
		ERROR_LIMIT_EXCEEDED, 2, 67, "128", 0, 0 },
};

static void yaml_faults(void **state)
{
	const struct bad *row = *state;
	struct reading reading;
	const struct error *error;

	read_bytes(&reading, row->text, strlen(row->text));
	assert_false(reading.ok);
	assert_int_equal(reading.errs.count, 1);
	error = reading.errs.items[0];
	assert_int_equal(error->code, row->code);
	assert_int_equal(error->place.line, row->line);
	assert_int_equal(error->place.column, row->column);
	assert_string_equal(error->place.file, "a.yaml");
	if (strstr(error->message, row->words) == NULL)
		fail_msg("'%s' does not say %s", error->message, row->words);
	assert_int_equal(error->related_count > 0 ? error->related[0].place.line : 0,
		row->related_line);
	assert_int_equal(reading.count, row->documents);
	forget(&reading);
}

/* --- places and bytes ------------------------------------------------------ */

static const struct placed {
	const char *name, *text;
	size_t document;
	const char *path, *at; /* of a value; the text from its offset on starts so */
} places[] = {
	{ "a plain scalar", "a: 1\nb: two\n", 0, "b", "two" },
	{ "a quoted scalar, with its quote", "a: 'x'\n", 0, "a", "'x'" },
	{ "behind wide characters", "é: ☃\nb: two\n", 0, "b", "two" },
	{ "behind a byte order mark",
		"\xef\xbb\xbf"
		"é: ☃\nb: two\n",
		0, "b", "two" },
	{ "behind CRLF", "a: 1\r\nb: two\r\n", 0, "b", "two" },
	{ "a map is where its first key is", "a:\n  k: v\n", 0, "a", "k: v" },
	{ "a flow list is where it opens", "a: [1]\n", 0, "a", "[1]" },
	{ "a tag belongs to its value", "a: !env X\n", 0, "a", "!env X" },
	{ "in a later document", "a: é\n---\nb: x\n", 1, "b", "x" },
	{ "an alias is where its anchor is", "a: &x v\nb: *x\n", 0, "b", "&x v" },
	{ "a merged entry is where it was written", "a: &x {k: v}\nb:\n  <<: *x\n", 0,
		"b.k", "v}" },
};

static void yaml_places(void **state)
{
	const struct placed *row = *state;
	struct reading reading;
	const struct value *value;

	read_bytes(&reading, row->text, strlen(row->text));
	assert_true(reading.ok);
	value = value_at(reading.documents[row->document].root, row->path);
	assert_non_null(value);
	assert_int_equal(strncmp(row->text + value->offset, row->at, strlen(row->at)), 0);
	forget(&reading);
}

static const struct range {
	const char *name, *text;
	size_t document;
	const char *bytes;
} ranges[] = {
	{ "one document is the whole file", "# c\na: 1\n# d\n", 0, "# c\na: 1\n# d\n" },
	{ "without the byte order mark",
		"\xef\xbb\xbf"
		"a: 1\n",
		0, "a: 1\n" },
	{ "from after its marker", "# c\n---\na: 1\n", 0, "a: 1\n" },
	{ "from after its marker's comment", "--- # c\r\na: 1\r\n", 0, "a: 1\r\n" },
	{ "and from after any line end of YAML 1.1",
		"--- # c\xc2\x85- a\n--- \xe2\x80\xa8- b\n", 0, "- a\n" },
	{ "with its marker when text stands behind it", "--- {a: 1}\n", 0,
		"--- {a: 1}\n" },
	{ "up to the next marker", "a: 1\n# c\n---\nb: 2\n", 0, "a: 1\n# c\n" },
	{ "the last goes to the end", "a: 1\n---\nb: 2\n\n# c\n", 1, "b: 2\n\n# c\n" },
	{ "up to the end's marker", "a: 1\n...\n# c\n", 0, "a: 1\n" },
	{ "without a line end", "a: 1", 0, "a: 1" },
	{ "documents of comments do not count", "---\n# c\n---\nb: 2\n", 0, "b: 2\n" },
};

static void yaml_ranges(void **state)
{
	const struct range *row = *state;
	struct reading reading;
	const struct yaml_document *document;

	read_bytes(&reading, row->text, strlen(row->text));
	assert_true(reading.ok);
	assert_true(row->document < reading.count);
	document = &reading.documents[row->document];
	assert_int_equal(document->size, strlen(row->bytes));
	assert_memory_equal(row->text + document->start, row->bytes, document->size);
	forget(&reading);
}

/* --- the rest ---------------------------------------------------------------- */

static void a_file_over_the_limit_is_not_read(void **state)
{
	char *bytes = memory_resize(NULL, LIMIT_FILE_BYTES + 1);
	struct reading reading;

	(void)state;
	memset(bytes, '#', LIMIT_FILE_BYTES + 1);
	read_bytes(&reading, bytes, LIMIT_FILE_BYTES + 1);
	assert_false(reading.ok);
	assert_int_equal(reading.errs.items[0]->code, ERROR_LIMIT_EXCEEDED);
	forget(&reading);
	read_bytes(&reading, bytes, LIMIT_FILE_BYTES);
	assert_true(reading.ok);
	forget(&reading);
	free(bytes);
}

static void an_alias_shares_its_anchors_nodes(void **state)
{
	static const char text[] = "a: &x {k: v}\nb: *x\n";
	struct reading reading;
	const struct value *root;

	(void)state;
	read_bytes(&reading, text, sizeof(text) - 1);
	root = reading.documents[0].root;
	assert_ptr_equal(value_find(root, "a")->data, value_find(root, "b")->data);
	forget(&reading);
}

/* Found by fuzzing: a list was compared, and shown, as the text that a key is. */
static void keys_that_are_no_texts_are_like_no_other(void **state)
{
	struct reading reading;
	const char text[] = "[]: 1\n[]: 2\n{}: 3\n{}: 4\n~: 5\n~: 6\n";

	(void)state;
	read_bytes(&reading, text, strlen(text));
	assert_false(reading.ok);
	assert_int_equal(reading.errs.count, 6);
	for (size_t i = 0; i < reading.errs.count; i++)
		assert_int_equal(reading.errs.items[i]->code, ERROR_YAML_SYNTAX);
	forget(&reading);
}

static void every_fault_of_a_document_is_told(void **state)
{
	static const char text[] = "a: !x 1\na: 2\nb: *y\n~: 3\n---\nc: 1\nc: 2\n";
	struct reading reading;

	(void)state;
	read_bytes(&reading, text, sizeof(text) - 1);
	assert_int_equal(reading.errs.failures, 5);
	forget(&reading);
}

static void a_text_that_is_not_well_formed_is_no_value(void **state)
{
	static const char *const texts[] = { "a: [", "", "# c", "a: 1\n---\nb: 2",
		"\xff" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct source source = { .path = "live", .bytes = slice_of(texts[i]) };

		assert_null(
			yaml_read_one(&arena, &source, 0, (uint32_t)source.bytes.len));
	}
	arena_release(&arena);
}

static void quotes_are_kept_in_mind(void **state)
{
	static const char text[] = "[a, 'a', \"a\", !!str 1, 1]";
	static const unsigned quoted[] = { 0, 1, 1, 1, 0 };
	struct reading reading;

	(void)state;
	read_bytes(&reading, text, sizeof(text) - 1);
	for (size_t i = 0; i < sizeof(quoted) / sizeof(quoted[0]); i++)
		assert_int_equal(
			value_item(reading.documents[0].root, i)->quoted, quoted[i]);
	forget(&reading);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_over_the_limit_is_not_read),
		cmocka_unit_test(an_alias_shares_its_anchors_nodes),
		cmocka_unit_test(keys_that_are_no_texts_are_like_no_other),
		cmocka_unit_test(every_fault_of_a_document_is_told),
		cmocka_unit_test(a_text_that_is_not_well_formed_is_no_value),
		cmocka_unit_test(quotes_are_kept_in_mind),
	};
	int failed = TABLE_RUN(goods, yaml_reads);

	failed += TABLE_RUN(bads, yaml_faults);
	failed += TABLE_RUN(places, yaml_places);
	failed += TABLE_RUN(ranges, yaml_ranges);
	return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
