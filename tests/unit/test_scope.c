#include "model/scope.h"

#include "model/arena.h"
#include "model/text.h"

#include "tests/support/table.h"

static const struct row {
	const char *name;
	struct scope scope;
	enum scope_level level;
	const char *prefix, *words;
} rows[] = {
	{ "the account", { NULL, NULL }, SCOPE_ACCOUNT, "", "the account" },
	{ "an organization", { "o", NULL }, SCOPE_ORG, "o/", "organization o" },
	{ "a project", { "o", "p" }, SCOPE_PROJECT, "o/p/", "project o/p" },
};

static void a_scope_says_what_it_is(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };

	assert_int_equal(scope_level(row->scope), row->level);
	assert_string_equal(scope_prefix(&arena, row->scope), row->prefix);
	assert_string_equal(scope_words(&arena, row->scope), row->words);
	assert_int_equal(scope_level_find(scope_level_name(row->level)), row->level);
	arena_release(&arena);
}

static const struct relation {
	const char *name;
	struct scope a, b;
	int order;
	bool a_within_b;
	struct scope common;
} relations[] = {
	{ "the account with itself", { 0 }, { 0 }, 0, true, { 0 } },
	{ "an organization in the account", { "o", NULL }, { 0 }, 1, true, { 0 } },
	{ "the account in an organization", { 0 }, { "o", NULL }, -1, false, { 0 } },
	{ "a project in its organization", { "o", "p" }, { "o", NULL }, 1, true,
		{ "o", NULL } },
	{ "a project in another organization", { "o", "p" }, { "q", NULL }, -1, false,
		{ 0 } },
	{ "an organization in its project", { "o", NULL }, { "o", "p" }, -1, false,
		{ "o", NULL } },
	{ "two projects of one organization", { "o", "p" }, { "o", "q" }, -1, false,
		{ "o", NULL } },
	{ "projects of one name", { "o", "p" }, { "q", "p" }, -1, false, { 0 } },
	{ "a project with itself", { "o", "p" }, { "o", "p" }, 0, true, { "o", "p" } },
	{ "case matters", { "O", NULL }, { "o", NULL }, -1, false, { 0 } },
};

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

static void scopes_relate(void **state)
{
	const struct relation *row = *state;

	assert_int_equal(sign(scope_compare(row->a, row->b)), row->order);
	assert_int_equal(sign(scope_compare(row->b, row->a)), -row->order);
	assert_int_equal(scope_equal(row->a, row->b), row->order == 0);
	assert_int_equal(scope_within(row->a, row->b), row->a_within_b);
	assert_true(scope_equal(scope_common(row->a, row->b), row->common));
	assert_true(scope_equal(scope_common(row->b, row->a), row->common));
}

static void a_scope_is_cut_at_a_level(void **state)
{
	struct scope project = { "o", "p" }, org = { "o", NULL };

	(void)state;
	assert_true(scope_equal(scope_at(project, SCOPE_PROJECT), project));
	assert_true(scope_equal(scope_at(project, SCOPE_ORG), org));
	assert_null(scope_at(project, SCOPE_ACCOUNT).org);
	assert_true(scope_equal(scope_at(org, SCOPE_PROJECT), org));
}

static void an_unknown_level_is_none(void **state)
{
	(void)state;
	assert_int_equal(scope_level_find("org"), 0);
	assert_int_equal(scope_level_find(""), 0);
	assert_int_equal(scope_level_find("Project"), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_scope_is_cut_at_a_level),
		cmocka_unit_test(an_unknown_level_is_none),
	};

	return TABLE_RUN(rows, a_scope_says_what_it_is) +
	       TABLE_RUN(relations, scopes_relate) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
