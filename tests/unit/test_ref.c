#include "model/ref.h"

#include "model/arena.h"

#include "tests/support/table.h"

static const struct row {
	const char *name, *text;
	enum ref_form form;
	enum scope_level level;
	const char *id;
} rows[] = {
	{ "bare is the project's", "github", REF_SCOPED, SCOPE_PROJECT, "github" },
	{ "of the organization", "org.github", REF_SCOPED, SCOPE_ORG, "github" },
	{ "of the account", "account.github", REF_SCOPED, SCOPE_ACCOUNT, "github" },
	{ "a prefix's word alone", "account", REF_SCOPED, SCOPE_PROJECT, "account" },
	{ "a hyphen is legal somewhere", "org.fme-docker", REF_SCOPED, SCOPE_ORG,
		"fme-docker" },
	{ "a dollar sign", "a$b", REF_SCOPED, SCOPE_PROJECT, "a$b" },
	{ "a built-in", "account._account_all_users", REF_SCOPED, SCOPE_ACCOUNT,
		"_account_all_users" },
	{ "nothing", "", REF_OPAQUE, 0, NULL },
	{ "an expression", "<+input>", REF_OPAQUE, 0, NULL },
	{ "an expression behind a prefix", "account.<+env.name>_c", REF_OPAQUE, 0, NULL },
	{ "an expression at the end", "x_<+y>", REF_OPAQUE, 0, NULL },
	{ "an expression with a default", "<+input>.default(a)", REF_OPAQUE, 0, NULL },
	{ "the prefix that the server refuses", "project.x", REF_PROJECT, 0, NULL },
	{ "a prefix without an id", "account.", REF_INVALID, 0, NULL },
	{ "a prefix that nobody knows", "team.x", REF_INVALID, 0, NULL },
	{ "two prefixes", "org.account.x", REF_INVALID, 0, NULL },
	{ "a prefix in capitals", "Org.x", REF_INVALID, 0, NULL },
	{ "a space", "Docker Connector", REF_INVALID, 0, NULL },
	{ "a leading digit", "1x", REF_INVALID, 0, NULL },
	{ "a leading hyphen", "-x", REF_INVALID, 0, NULL },
	{ "a url", "https://x", REF_INVALID, 0, NULL },
	{ "a letter of another alphabet", "\xc3\xa9", REF_INVALID, 0, NULL },
	{ "project. without an id", "project.", REF_INVALID, 0, NULL },
};

static void ref_parses(void **state)
{
	const struct row *row = *state;
	struct ref ref = ref_parse(row->text);

	assert_int_equal(ref.form, row->form);
	assert_int_equal(ref.level, row->level);
	if (row->id == NULL)
		assert_null(ref.id);
	else
		assert_string_equal(ref.id, row->id);
}

static const struct sight {
	const char *name, *text;
	struct scope from;
	bool seen;
	struct scope target;
} sights[] = {
	{ "bare from a project", "x", { "o", "p" }, true, { "o", "p" } },
	{ "bare from an organization", "x", { "o", NULL }, false, { 0 } },
	{ "bare from the account", "x", { 0 }, false, { 0 } },
	{ "org. from a project", "org.x", { "o", "p" }, true, { "o", NULL } },
	{ "org. from an organization", "org.x", { "o", NULL }, true, { "o", NULL } },
	{ "org. from the account", "org.x", { 0 }, false, { 0 } },
	{ "account. from a project", "account.x", { "o", "p" }, true, { 0 } },
	{ "account. from the account", "account.x", { 0 }, true, { 0 } },
};

static void ref_resolves(void **state)
{
	const struct sight *row = *state;
	struct arena arena = { 0 };
	struct scope target = { "untouched", NULL };
	struct ref ref = ref_parse(row->text);

	assert_int_equal(ref_resolve(ref, row->from, &target), row->seen);
	if (row->seen) {
		assert_true(scope_equal(target, row->target));
		assert_string_equal(ref_format(&arena, target, ref.id), row->text);
	} else {
		assert_string_equal(target.org, "untouched");
	}
	arena_release(&arena);
}

int main(void)
{
	return TABLE_RUN(rows, ref_parses) + TABLE_RUN(sights, ref_resolves);
}
