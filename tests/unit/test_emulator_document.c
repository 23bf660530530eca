#include "model/text.h"
#include "providers/emulator/body.h"
#include "providers/emulator/document.h"

#include <string.h>

#include "tests/support/table.h"

static const struct row {
	const char *name, *yaml, *json; /* NULL: refused */
} rows[] = {
	{ "map and list", "a: 1\nb: [x, y]\n", "{\"a\":1,\"b\":[\"x\",\"y\"]}" },
	{ "plain words get their type", "[true, false, null, ~, 12, -3]",
		"[true,false,null,null,12,-3]" },
	{ "what is quoted is text", "['true', \"12\"]", "[\"true\",\"12\"]" },
	{ "versions and zeros stay text", "[1.10, 007, 1e3]",
		"[\"1.10\",\"007\",\"1e3\"]" },
	{ "aliases are followed", "a: &x {k: v}\nb: *x\n",
		"{\"a\":{\"k\":\"v\"},\"b\":{\"k\":\"v\"}}" },
	{ "block text", "a: |\n  one\n  two\n", "{\"a\":\"one\\ntwo\\n\"}" },
	{ "the first document only", "a: 1\n---\nb: 2\n", "{\"a\":1}" },
	{ "no YAML", "a: [", NULL },
	{ "empty", "", NULL },
	{ "comments alone", "# nothing\n", NULL },
	{ "a map as key", "? {a: b}\n: c\n", NULL },
	{ "an alias in its own anchor", "a: &x [*x]\n", NULL },
};

static void document_is_read(void **state)
{
	const struct row *row = *state;
	struct body_pool pool = { 0 };
	struct document_fault fault;
	struct json_object *value =
		document_read(&pool, row->yaml, strlen(row->yaml), &fault);

	if (row->json == NULL)
		assert_true(value == NULL && fault.text != NULL);
	else
		assert_string_equal(body_format(value), row->json);
	body_release(&pool);
}

/* Nine levels of nine: 387 million nodes once followed. */
static void alias_bombs_are_refused(void **state)
{
	struct body_pool pool = { 0 };
	struct document_fault fault;
	struct buf yaml;

	(void)state;
	buf_init(&yaml, 1 << 20);
	buf_text(&yaml, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
	for (int i = 1; i < 9; i++)
		buf_format(&yaml,
			"a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i,
			i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	assert_null(document_read(&pool, buf_string(&yaml), yaml.len, &fault));
	assert_string_equal(fault.text, "too many nodes");
	buf_release(&yaml);
	body_release(&pool);
}

static const struct scalar_row {
	const char *name, *text, *yaml;
} scalar_rows[] = {
	{ "a word", "ledger", "ledger" },
	{ "words", "prod eu", "prod eu" },
	{ "empty", "", "\"\"" },
	{ "a truth value", "true", "\"true\"" },
	{ "another of YAML 1.1", "yes", "\"yes\"" },
	{ "a number", "12", "\"12\"" },
	{ "a colon", "a: b", "\"a: b\"" },
	{ "a line end", "a\nb", "\"a\\nb\"" },
	{ "a blank at the end", "a ", "\"a \"" },
};

static void scalar_reads_back(void **state)
{
	const struct scalar_row *row = *state;
	struct body_pool pool = { 0 };
	struct document_fault fault;
	struct buf out;

	buf_init(&out, 1 << 20);
	document_scalar(&out, row->text);
	assert_string_equal(buf_string(&out), row->yaml);
	assert_string_equal(
		body_scalar(document_read(&pool, buf_string(&out), out.len, &fault)),
		row->text);
	buf_release(&out);
	body_release(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(alias_bombs_are_refused) };

	return TABLE_RUN(rows, document_is_read) +
	       TABLE_RUN(scalar_rows, scalar_reads_back) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
