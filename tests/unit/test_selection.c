#include "reconcile/selection.h"

#include "model/arena.h"
#include "model/kind.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG "== orgs/o/organization.yaml\norganization:\n  name: o\n"
#define SERVICE(id, name) \
	"== orgs/o/projects/p/services/" id ".yaml\nservice:\n  name: " name "\n"
#define TWO(id, other) \
	"== orgs/o/projects/p/two.yaml\nservice:\n  identifier: " id "\n  name: x\n" \
	"---\nservice:\n  identifier: " other "\n  name: x\n"

/* --- globs --------------------------------------------------------------- */

static const struct row {
	const char *name, *select, *exclude, *address;
	bool holds;
} rows[] = {
	{ "nothing said: all", NULL, NULL, "service:o/p/s", true },
	{ "the address itself", "service:o/p/s", NULL, "service:o/p/s", true },
	{ "another address", "service:o/p/s", NULL, "service:o/p/t", false },
	{ "a kind in an organization", "service:o/*", NULL, "service:o/p/s", true },
	{ "every kind in a project", "*:o/p/*", NULL, "service:o/p/s", true },
	{ "but not the project", "*:o/p/*", NULL, "project:o/p", false },
	{ "case counts", "service:O/*", NULL, "service:o/p/s", false },
	{ "excluded alone", NULL, "service:*", "service:o/p/s", false },
	{ "the rest of what is excluded", NULL, "service:*", "project:o/p", true },
	{ "excluded wins over selected", "service:*", "*/s", "service:o/p/s", false },
};

static void selection_decides(void **state)
{
	const struct row *row = *state;
	const struct selection selection = {
		.select = &row->select,
		.select_count = row->select != NULL,
		.exclude = &row->exclude,
		.exclude_count = row->exclude != NULL,
	};

	assert_int_equal(selection_holds(&selection, row->address), row->holds);
	assert_int_equal(selection_is_whole(&selection),
		row->select == NULL && row->exclude == NULL);
}

static void no_selection_is_the_whole(void **state)
{
	(void)state;
	assert_true(selection_is_whole(NULL));
	assert_true(selection_holds(NULL, "service:o/p/s"));
}

/* --- what changed -------------------------------------------------------- */

/* `then` as the live side of a world: loaded, and nothing else asked of it. */
static const struct change_row {
	const char *name, *tree, *then, *changed; /* addresses, a line each */
} change_rows[] = {
	{ "nothing", ORG SERVICE("s", "a"), ORG SERVICE("s", "a"), "" },
	{ "a changed document", ORG SERVICE("s", "b"), ORG SERVICE("s", "a"),
		"service:o/p/s\n" },
	{ "a new document", ORG SERVICE("s", "a"), ORG, "service:o/p/s\n" },
	{ "a document that is gone", ORG, ORG SERVICE("s", "a"), "service:o/p/s\n" },
	{ "a renamed document: both ends", SERVICE("t", "a"), SERVICE("s", "a"),
		"service:o/p/s\nservice:o/p/t\n" },
	{ "a document of a file loses its neighbour", TWO("a", "b"), TWO("a", "c"),
		"service:o/p/a\nservice:o/p/b\nservice:o/p/c\n" },
};

static const char *const addresses[] = { "organization:o", "service:o/p/a",
	"service:o/p/b", "service:o/p/c", "service:o/p/s", "service:o/p/t" };

static void changes_are_selected(void **state)
{
	const struct change_row *row = *state;
	struct world world;
	struct arena arena = { 0 };
	struct selection selection = { .since = "then", .changed.arena = &arena };
	struct buf text;

	world_init(&world, row->tree, row->then);
	selection_compare(&selection, &world.tree, &world.declared, &world.live_tree);
	assert_false(selection_is_whole(&selection));
	buf_init(&text, 1 << 12);
	for (size_t i = 0; i < countof(addresses); i++)
		if (selection_holds(&selection, addresses[i]))
			buf_format(&text, "%s\n", addresses[i]);
	assert_string_equal(buf_string(&text), row->changed);
	buf_release(&text);
	arena_release(&arena);
	world_release(&world);
}

/* --- globs that say nothing ---------------------------------------------- */

static const struct check_row {
	const char *name, *select, *exclude;
	size_t failures, warnings;
	const char *fix; /* of the finding; NULL when there is none */
} check_rows[] = {
	{ "one that matches", "service:*", "*/s", 0, 0, NULL },
	{ "a misspelt kind", "services:o/*", NULL, 1, 0, "did you mean 'service:o/*'?" },
	{ "a misspelt identifier", "service:o/p/z", NULL, 1, 0,
		"did you mean 'service:o/p/s'?" },
	{ "an identifier alone", "s", NULL, 1, 0, "did you mean 'service:o/p/s'?" },
	{ "what is gone from git", "secret:gone", NULL, 0, 0, NULL },
	{ "nothing like it", "*:elsewhere/*", NULL, 1, 0,
		"give addresses as a plan names them, or globs of them: "
		"'service:payments/*'" },
	{ "an address that is excluded must be one", NULL, "service:o/p/z", 1, 0,
		"did you mean 'service:o/p/s'?" },
	{ "a pattern may exclude nothing", NULL, "secret:o/*", 0, 1,
		"give addresses as a plan names them, or globs of them: "
		"'service:payments/*'" },
};

static void globs_are_checked(void **state)
{
	const struct check_row *row = *state;
	const struct selection selection = {
		.select = &row->select,
		.select_count = row->select != NULL,
		.exclude = &row->exclude,
		.exclude_count = row->exclude != NULL,
	};
	struct error_list errs = { 0 };
	struct entity gone = { .address = "secret:gone", .kind = kind_find("secret") };
	struct entity_set past;
	struct arena arena = { 0 };
	struct world world;

	world_init(&world, SERVICE("s", "a"), "");
	entity_set_init(&past, &arena);
	entity_set_add(&past, &gone);
	assert_int_equal(selection_check(&selection, &world.declared, &past, &errs),
		row->failures == 0);
	assert_int_equal(errs.failures, row->failures);
	assert_int_equal(errs.warnings, row->warnings);
	if (row->fix != NULL)
		assert_string_equal(errs.items[0]->fix, row->fix);
	error_release(&errs);
	arena_release(&arena);
	world_release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_selection_is_the_whole),
	};

	return TABLE_RUN(rows, selection_decides) +
	       TABLE_RUN(change_rows, changes_are_selected) +
	       TABLE_RUN(check_rows, globs_are_checked) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
