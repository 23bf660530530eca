#include "reconcile/pull.h"

#include <string.h>

#include "tests/support/table.h"
#include "tests/support/world.h"

#define AT "== orgs/o/projects/p/"

/* What somebody's server may say: an entity of any identifier, text and members. */
static struct entity *put_live(struct world *world, const char *kind, struct scope scope,
	const char *identifier, const char *text)
{
	struct arena *arena = &world->live.arena;
	struct entity *entity = arena_alloc(arena, sizeof(*entity));
	struct value_builder members = { .arena = arena };

	value_put(&members, "name", value_make(VALUE_TEXT, "n"));
	*entity = (struct entity){
		.kind = kind_find(kind),
		.scope = scope,
		.identifier = identifier,
		.address = entity_address(arena, kind_find(kind), scope, identifier),
		.spec = value_map_end(&members),
		.text = slice_of(text),
	};
	entity_set_add(&world->live.set, entity);
	entity_set_sort(&world->live.set);
	return entity;
}

static void make(struct pull *pull, struct world *world)
{
	struct pull_options options = { .root = ".harness" };

	pull_make(pull, &world->live, &world->declared, &options, &world->errs);
}

#define NONE \
	{ \
		NULL, NULL \
	}

static const struct row {
	const char *name, *kind;
	struct scope scope;
	const char *identifier, *text;
	const char *path; /* NULL: left out */
} rows[] = {
	{ "a path out of the tree", "variable", NONE, "../../x", "", NULL },
	{ "a folder of its own", "service", NONE, "a/b", "service: {name: n}\n", NULL },
	{ "an absolute path", "variable", NONE, "/etc/x", "", NULL },
	{ "an escape of terminals", "variable", NONE, "\x1b[31m", "", NULL },
	{ "a scope that leads out", "service", { "..", "p" }, "s", "service: {name: n}\n",
		NULL },
	{ "git's own folder", "service", { ".git", NULL }, "s", "service: {name: n}\n",
		NULL },
	{ "a device", "service", NONE, "NUL", "service: {name: n, identifier: NUL}\n",
		".harness/services/NUL-d87cd285.yaml" },
	{ "text of another entity", "service", NONE, "s",
		"service: {name: n, identifier: other}\n", NULL },
	{ "text of another kind", "service", NONE, "s",
		"environment: {name: n, identifier: s, type: Production}\n", NULL },
	{ "text of another scope", "service", NONE, "s",
		"service: {name: n, identifier: s, orgIdentifier: o}\n", NULL },
	{ "two documents", "service", NONE, "s",
		"service: {name: n, identifier: s}\n---\nservice: {name: m, identifier: "
		"t}\n",
		NULL },
	{ "no YAML", "service", NONE, "s", "service: {", NULL },
	{ "no text", "service", NONE, "s", "", NULL },
	{ "a text that runs a program", "service", NONE, "s",
		"service: !exec {name: n, identifier: s}\n", NULL },
	{ "a text of another dialect", "pipeline", { "o", "p" }, "s",
		"version: 1\nkind: pipeline\nspec: {}\n", NULL },
	{ "a text that says less than the API", "service", NONE, "s",
		"service:\n  identifier: s\n", ".harness/services/s.yaml" },
};

static void what_lives_is_written_or_left_out(void **state)
{
	const struct row *row = *state;
	struct world world;
	struct pull pull;

	world_init(&world, "", "");
	put_live(&world, row->kind, row->scope, row->identifier, row->text);
	make(&pull, &world);
	assert_int_equal(pull.count, 1);
	if (row->path == NULL) {
		assert_int_equal(pull.items[0].state, PULL_LEFT_OUT);
		assert_int_equal(pull.items[0].reason, PULL_UNREADABLE);
		assert_int_equal(world.errs.warnings, 1);
	} else {
		assert_int_equal(pull.items[0].state, PULL_NEW);
		assert_string_equal(pull.items[0].path, row->path);
	}
	assert_int_equal(world.errs.failures, 0);
	pull_release(&pull);
	world_release(&world);
}

static void another_repository_is_named(void **state)
{
	struct entity *entity;
	struct world world;
	struct pull pull;

	(void)state;
	world_init(&world, "", "");
	entity = put_live(&world, "service", (struct scope){ 0 }, "far", "service: {}\n");
	entity->remote = true;
	entity->remote_place = "repository infra, branch main, file x.yaml";
	make(&pull, &world);
	assert_int_equal(pull.reasons[PULL_REMOTE], 1);
	assert_int_equal(world.errs.items[0]->severity, SEVERITY_NOTE);
	assert_non_null(strstr(world.errs.items[0]->message, "repository infra"));
	pull_release(&pull);
	world_release(&world);
}

static void scopes_that_differ_in_capitals_share_no_folder(void **state)
{
	struct world world;
	struct pull pull;

	(void)state;
	world_init(&world, "", "");
	put_live(&world, "service", (struct scope){ "Emea", NULL }, "a",
		"service: {name: n, identifier: a}\n");
	put_live(&world, "service", (struct scope){ "emea", NULL }, "b",
		"service: {name: n, identifier: b}\n");
	make(&pull, &world);
	assert_int_equal(pull.states[PULL_NEW], 1);
	assert_int_equal(pull.reasons[PULL_UNREADABLE], 1);
	pull_release(&pull);
	world_release(&world);
}

static void what_git_declares_is_matched_and_compared(void **state)
{
	struct world world;
	struct pull pull;

	(void)state;
	world_init(&world,
		"== flat.yaml\nservice: {name: a, identifier: a}\n---\n"
		"service: {name: b, identifier: b} # other\n",
		"== services/a.yaml\nservice:\n  identifier: a\n  name: a\n"
		"== services/b.yaml\nservice:\n  identifier: b\n  name: c\n");
	make(&pull, &world);
	assert_int_equal(pull.items[0].state, PULL_SAME);
	assert_int_equal(pull.items[1].state, PULL_DIFFERS);
	assert_string_equal(pull.items[1].path, ".harness/flat.yaml");
	assert_string_equal(pull.items[1].difference.changes[0].path, "/name");
	pull_release(&pull);
	world_release(&world);
}

static void a_file_that_holds_something_else_is_not_touched(void **state)
{
	struct world world;
	struct pull pull;

	(void)state;
	world_init(&world, "== services/a.yaml\nservice: {name: x, identifier: x}\n",
		"== services/b.yaml\nservice:\n  identifier: a\n  name: a\n");
	make(&pull, &world);
	assert_int_equal(pull.count, 1);
	assert_int_equal(pull.items[0].state, PULL_NEW);
	assert_string_not_equal(pull.items[0].path, ".harness/services/a.yaml");
	pull_release(&pull);
	world_release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_repository_is_named),
		cmocka_unit_test(scopes_that_differ_in_capitals_share_no_folder),
		cmocka_unit_test(what_git_declares_is_matched_and_compared),
		cmocka_unit_test(a_file_that_holds_something_else_is_not_touched),
	};

	return TABLE_RUN(rows, what_lives_is_written_or_left_out) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
