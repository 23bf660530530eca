#include "model/identifier.h"

#include <string.h>

#include "model/arena.h"

#include "tests/support/table.h"

static const struct row {
	const char *name, *text;
	enum identifier_rule rule;
	enum identifier_fault fault;
} rows[] = {
	{ "letters", "build", IDENTIFIER_ENTITY, IDENTIFIER_OK },
	{ "one letter", "b", IDENTIFIER_ENTITY, IDENTIFIER_OK },
	{ "a leading underscore", "_b", IDENTIFIER_ENTITY, IDENTIFIER_OK },
	{ "digits behind", "b2", IDENTIFIER_ENTITY, IDENTIFIER_OK },
	{ "a dollar sign behind", "b$", IDENTIFIER_ENTITY, IDENTIFIER_OK },
	{ "a leading dollar sign", "$b", IDENTIFIER_ENTITY, IDENTIFIER_BAD },
	{ "a leading digit", "2b", IDENTIFIER_ENTITY, IDENTIFIER_BAD },
	{ "a hyphen", "a-b", IDENTIFIER_ENTITY, IDENTIFIER_BAD },
	{ "a dot", "a.b", IDENTIFIER_ENTITY, IDENTIFIER_BAD },
	{ "a blank", "a b", IDENTIFIER_ENTITY, IDENTIFIER_BAD },
	{ "a line end", "a\n", IDENTIFIER_ENTITY, IDENTIFIER_BAD },
	{ "nothing", "", IDENTIFIER_ENTITY, IDENTIFIER_BAD },
	{ "a letter of another alphabet", "caf\xc3\xa9", IDENTIFIER_ENTITY,
		IDENTIFIER_BAD },
	{ "no dollar sign in projects", "b$", IDENTIFIER_STRICT, IDENTIFIER_BAD },
	{ "an underscore in projects", "_b", IDENTIFIER_STRICT, IDENTIFIER_OK },
	{ "a hyphen in secrets", "a-b", IDENTIFIER_HYPHEN, IDENTIFIER_OK },
	{ "no leading hyphen in secrets", "-b", IDENTIFIER_HYPHEN, IDENTIFIER_BAD },
	{ "no leading underscore in custom roles", "_b", IDENTIFIER_CUSTOM,
		IDENTIFIER_BAD },
	{ "an underscore later in custom roles", "a_b", IDENTIFIER_CUSTOM,
		IDENTIFIER_OK },
	{ "a reserved word", "step", IDENTIFIER_ENTITY, IDENTIFIER_RESERVED },
	{ "a reserved word of the server's list", "class", IDENTIFIER_STRICT,
		IDENTIFIER_RESERVED },
	{ "a reserved word of the documentation's list", "liteEngineTask",
		IDENTIFIER_ENTITY, IDENTIFIER_RESERVED },
	{ "a name that is Harness's own", "_harness_system", IDENTIFIER_ENTITY,
		IDENTIFIER_RESERVED },
	{ "a reserved word with a capital", "Step", IDENTIFIER_ENTITY, IDENTIFIER_OK },
	{ "a reserved word goes on", "stepGroups", IDENTIFIER_ENTITY, IDENTIFIER_OK },
	{ "128 characters",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		IDENTIFIER_ENTITY, IDENTIFIER_OK },
	{ "129 characters",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"a",
		IDENTIFIER_ENTITY, IDENTIFIER_LONG },
};

static void identifier_is_checked(void **state)
{
	const struct row *row = *state;

	assert_int_equal(identifier_check(row->text, row->rule), row->fault);
	assert_true(strlen(identifier_rule_words(row->rule)) > 0);
}

/* Source: core.md 4.1. */
static const struct made {
	const char *name, *text, *identifier;
} mades[] = {
	{ "foreign characters are dropped, spaces are '_'", "doc-example account",
		"docexample_account" },
	{ "runs of spaces are one '_'", "a   b", "a_b" },
	{ "ends are trimmed", " \t a b \n", "a_b" },
	{ "what is dropped between spaces leaves one run", "a - b", "a_b" },
	{ "a dropped first character leaves its space", "- a", "_a" },
	{ "a tab inside is dropped", "a\tb", "ab" },
	{ "legal ones stay", "build_$1", "build_$1" },
	{ "a leading digit stays, for the caller to mend", "2nd", "2nd" },
	{ "other alphabets are dropped", "caf\xc3\xa9 bar", "caf_bar" },
	{ "nothing is left", "\xe2\x98\x83 ", "" },
	{ "an empty name", "", "" },
};

static void identifier_is_made_of_a_name(void **state)
{
	const struct made *row = *state;
	struct arena arena = { 0 };

	assert_string_equal(identifier_generate(&arena, row->text), row->identifier);
	arena_release(&arena);
}

int main(void)
{
	return TABLE_RUN(rows, identifier_is_checked) +
	       TABLE_RUN(mades, identifier_is_made_of_a_name);
}
