#include <string.h>

#include "model/text.h"
#include "providers/yaml.h"
#include "providers/yaml_lines.h"

#include "tests/support/same_value.h"
#include "tests/support/table.h"

/*
 * Which texts are read line by line. What is, must be what libyaml makes of it, places
 * and all; of the others every one is well-formed or not, as libyaml says.
 */
static const struct row {
	const char *name, *text;
	bool taken;
} rows[] = {
	{ "a map", "a: 1\nb: x y\n", true },
	{ "without a line end", "a: 1", true },
	{ "maps in maps", "a:\n  b:\n      c: 1\n  d: 2\ne: 3\n", true },
	{ "a map that is indented", "  a: 1\n  b: 2\n", true },
	{ "a list of texts", "a:\n  - x\n  -  y\n", true },
	{ "a list in the column of its key", "a:\n- x\n-\n- y: 1\n  z: 2\nb: 1\n", true },
	{ "a list of maps", "- a: 1\n  b: 2\n- c:\n    d: 3\n-   e: 4\n    f: 5\n",
		true },
	{ "a list in a list", "- - a\n  - b\n- - - c\n-\n  - d\n", true },
	{ "keys and dashes with nothing", "a:\nb:   \nc:\n  -\n  -   # x\n  - y\n",
		true },
	{ "comments", "# a\n\na: 1 # b\n   # c\n#d\nb: # e\n  - x#y\n", true },
	{ "a mark of the document's start", "---\na: 1\n", true },
	{ "quotes", "'a': \"b # c: {\"\n\"d\": 'e \"' # f\n- : -g\n", false },
	{ "quoted texts and keys", "'a': \"b # c: {\"\n\"d\": 'e \"' # f\n\"\": ''\n",
		true },
	{ "expressions", "a: <+input>\nb: <+pipeline.x == \"y\">\n", true },
	{ "signs inside a text", "a: b:c\nd: e#f, [g] {h} & * ! | > % @ `\n", true },
	{ "numbers and dashes", "a: -1\nb: -x\nc: --y\n- : z\n", false },
	{ "negative numbers", "a: -1\nb: -x\nc: --y\n", true },
	{ "blanks before a ':'", "a b : 1\n", true },
	{ "secrets", "a: !env NAME\nb: !file \"x y\"\nc:\n  - !file z # d\n", true },
	{ "empty brackets", "a: {}\nb: [ ]\nc: { } # d\n", true },
	{ "brackets", "a: {b: c, \"d\": [e, 'f', {}], g: <+h>}\nb: [x , -1,y ]\n", true },
	{ "a literal block", "a: |\n  b\n   c: # d\n\n  \n  e\nf: 1\n", true },
	{ "its last line ends alone", "a: |\n  b\n\n\n", true },
	{ "a block without its last line end", "a: |-\n  b\n\n\nc: 1\n", true },
	{ "a block with all of them", "a: |+\n  b\n\n\nc: 1\n", true },
	{ "a block up to the end of the text", "a: |\n  b", true },
	{ "a block that begins empty", "a: |\n\n \n  b\n", true },
	{ "a block with lines of blanks", "a: |\n  b\n     \n  c\n", true },
	{ "a block before a comment", "a: |\n    b\n  # c\n  # d\nd: 1\n", true },
	{ "a block in a list", "- |\n b\n- c: |-\n    d\n  e: 1\n", true },
	{ "a block with marks of documents", "a: |\n  ---\n  ...\n", true },
	{ "a merge key", "a:\n  <<: {b: 1, c: 2}\n  b: 3\n", true },

	{ "nothing", "", false },
	{ "comments alone", "# a\n", false },
	{ "a scalar", "a\n", false },
	{ "brackets alone", "{a: 1}\n", false },
	{ "two documents", "a: 1\n---\nb: 2\n", false },
	{ "a document's end", "a: 1\n...\n", false },
	{ "a mark with text behind it", "--- a: 1\n", false },
	{ "a duplicate key", "a: 1\na: 2\n", false },
	{ "a tab", "a: 1\t# b\n", false },
	{ "CRLF", "a: 1\r\n", false },
	{ "what is not ASCII", "a: \xc3\xa9\n", false },
	{ "an anchor", "a: &b c\n", false },
	{ "an alias", "a: *b\n", false },
	{ "other tags", "a: !!str 1\n", false },
	{ "a secret without its name", "a: !env\n", false },
	{ "a secret in lines", "a: !env |\n  b\n", false },
	{ "a folded block", "a: >\n  b\n", false },
	{ "a block's indentation as a number", "a: |2\n  b\n", false },
	{ "a comment behind a block's sign", "a: | # b\n  c\n", false },
	{ "an empty block", "a: |\nb: 1\n", false },
	{ "a block with blanks wider than its text", "a: |\n     \n  b\n", false },
	{ "a block that ends in blanks", "a: |\n  b\n  ", false },
	{ "a text of two lines", "a: b\n  c\n", false },
	{ "an item of two lines", "- a\n  b\n", false },
	{ "a text in the line below its key", "a:\n  b\n", false },
	{ "quotes over two lines", "a: \"b\n  c\"\n", false },
	{ "escapes", "a: \"\\n\"\n", false },
	{ "quotes in quotes", "a: 'it''s'\n", false },
	{ "text behind quotes", "a: \"b\" c\n", false },
	{ "a comment close behind quotes", "a: \"b\"# c\n", false },
	{ "a map within the line of its key", "a: b: c\n", false },
	{ "a list within the line of its key", "a: - b\n", false },
	{ "a key of its own line", "? a\n: b\n", false },
	{ "a line without a ':'", "a: 1\nb\n", false },
	{ "a line indented too far", "a: 1\n  b: 2\n", false },
	{ "a line indented too little", "  a: 1\n b: 2\n", false },
	{ "a line between two columns", "a:\n    b: 1\n  c: 2\n", false },
	{ "a list that goes on as a map", "- a\nb: c\n", false },
	{ "a map that goes on as a list", "a: 1\n- b\n", false },
	{ "open brackets", "a: [b,\n  c]\n", false },
	{ "brackets and text", "a: [b] c\n", false },
	{ "brackets as a key", "[a]: b\n", false },
	{ "a pair in brackets", "a: [b: c]\n", false },
	{ "a comma at the end", "a: [b, ]\n", false },
	{ "texts of two words in brackets", "a: [b c]\n", false },
	{ "an address in brackets", "a: [http://b]\n", false },
	{ "a sign that starts no text", "a: @b\n", false },
};

/* The same by libyaml, which reads what a comment that is not ASCII leads. */
static void assert_same(struct arena *arena, const struct row *row,
	const struct value *root, uint32_t start)
{
	static const char comment[] = "#\xc3\xa9\n";
	const uint32_t shift = sizeof(comment) - 1;
	struct source source = { .path = "a.yaml" };
	struct error_list errs = { 0 };
	struct yaml_document *documents;
	size_t count;

	source.bytes = slice_of(arena_join(arena, comment, row->text, ""));
	assert_true(yaml_read(arena, &source, &documents, &count, &errs));
	assert_int_equal(count, 1);
	assert_true(same_value(root, documents[0].root, shift));
	assert_int_equal(documents[0].start, start > 0 ? start + shift : 0);
	error_release(&errs);
}

static void lines_are_read_as_libyaml_reads_them(void **state)
{
	const struct row *row = *state;
	struct source source = { .path = "a.yaml", .bytes = slice_of(row->text) };
	struct error_list errs = { 0 };
	struct arena arena = { 0 };
	struct yaml_text text;
	const struct value *root;

	assert_true(yaml_text_open(&text, &source, 0, source.bytes.len, &errs));
	root = yaml_lines_read(&arena, &text);
	assert_int_equal(root != NULL, row->taken);
	if (root != NULL)
		assert_same(&arena, row, root, yaml_lines_start(&text));
	error_release(&errs);
	arena_release(&arena);
}

/* Deeper than that libyaml says where. */
static void too_deep_is_left_to_libyaml(void **state)
{
	struct row row = { .name = "deep" };
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 16);
	for (size_t i = 0; i < 200; i++)
		buf_text(&text, "- ");
	buf_text(&text, "a\n");
	row.text = buf_string(&text);
	lines_are_read_as_libyaml_reads_them((void *[]){ &row });
	buf_release(&text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_deep_is_left_to_libyaml),
	};
	int failed = TABLE_RUN(rows, lines_are_read_as_libyaml_reads_them);

	return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
