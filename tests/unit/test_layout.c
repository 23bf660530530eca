#include "reconcile/layout.h"

#include "model/arena.h"
#include "model/entity.h"
#include "model/text.h"

#include "tests/support/table.h"

static const struct row {
	const char *name, *path;
	const char *org, *project, *parent, *stem;
} rows[] = {
	{ "a flat file", ".harness/deploy.yaml", NULL, NULL, NULL, "deploy" },
	{ "a folder of the account", ".harness/secrets/a.b.yml", NULL, NULL, NULL,
		"a.b" },
	{ "an organization's own document", ".harness/orgs/acme/organization.yaml",
		"acme", NULL, NULL, "organization" },
	{ "an organization's folder", ".harness/orgs/acme/secrets/x.yaml", "acme", NULL,
		NULL, "x" },
	{ "a project's own document", ".harness/orgs/acme/projects/shop/project.yaml",
		"acme", "shop", NULL, "project" },
	{ "a file among projects names none", ".harness/orgs/acme/projects/shop.yaml",
		"acme", NULL, NULL, "shop" },
	{ "a file among organizations names none", ".harness/orgs/acme.yaml", NULL, NULL,
		NULL, "acme" },
	{ "projects outside of an organization", ".harness/projects/shop/x.yaml", NULL,
		NULL, NULL, "x" },
	{ "a trigger stands in its pipeline",
		".harness/orgs/a/projects/p/pipelines/deploy/triggers/t.yaml", "a", "p",
		"deploy", "t" },
	{ "an input set stands in its pipeline",
		".harness/orgs/a/projects/p/pipelines/deploy/input_sets/i.yaml", "a", "p",
		"deploy", "i" },
	{ "an infrastructure stands in its environment",
		".harness/orgs/a/projects/p/envs/Production/prod/infras/k8s.yaml", "a",
		"p", "prod", "k8s" },
	{ "an environment below its type has no parent",
		".harness/orgs/a/projects/p/envs/PreProduction/qa.yaml", "a", "p", NULL,
		"qa" },
	{ "a template's version", ".harness/templates/build/v1.yaml", NULL, NULL, "build",
		"v1" },
	{ "the folder names no kind", ".harness/orgs/a/services/pipelines/x.yaml", "a",
		NULL, NULL, "x" },
};

static void path_is_read(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct layout layout = layout_parse(&arena, ".harness", row->path);

	assert_true(text_equal(layout.org, row->org));
	assert_true(text_equal(layout.project, row->project));
	assert_true(text_equal(layout.parent, row->parent));
	assert_string_equal(layout.stem, row->stem);
	arena_release(&arena);
}

static const struct place_row {
	const char *name, *kind;
	struct scope scope;
	const char *identifier, *stem, *path;
} places[] = {
	{ "an organization", "organization", { 0 }, "emea", NULL,
		".harness/orgs/emea/organization.yaml" },
	{ "a project", "project", { "emea", NULL }, "pay", NULL,
		".harness/orgs/emea/projects/pay/project.yaml" },
	{ "something of the account", "secret", { 0 }, "a-b", NULL,
		".harness/secrets/a-b.yaml" },
	{ "something of an organization", "roleAssignment", { "emea", NULL }, "x", NULL,
		".harness/orgs/emea/role_assignments/x.yaml" },
	{ "something of a project", "environment", { "emea", "pay" }, "prod", NULL,
		".harness/orgs/emea/projects/pay/envs/prod.yaml" },
	{ "under another name", "pipeline", { "emea", "pay" }, "con", "con_1",
		".harness/orgs/emea/projects/pay/pipelines/con_1.yaml" },
};

static void path_is_made(void **state)
{
	const struct place_row *row = *state;
	struct arena arena = { 0 };
	struct entity entity = {
		.kind = kind_find(row->kind),
		.scope = row->scope,
		.identifier = row->identifier,
	};

	assert_string_equal(
		layout_path(&arena, ".harness", &entity, row->stem), row->path);
	arena_release(&arena);
}

int main(void)
{
	return TABLE_RUN(rows, path_is_read) + TABLE_RUN(places, path_is_made);
}
