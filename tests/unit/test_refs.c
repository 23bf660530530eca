#include "reconcile/refs.h"

#include "reconcile/body.h"
#include "reconcile/load.h"

#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

/* A document, what it refers to but its scope ("path -> target"), its findings. */
static const struct row {
	const char *name, *tree, *links, *findings;
} rows[] = {
	{ "prefixes",
		"== orgs/o/projects/p/x.yaml\nservice:\n  a: {connectorRef: c}\n"
		"  b: {connectorRef: org.c}\n  d: [{connectorRef: account.c}]\n",
		"/a/connectorRef -> connector:o/p/c\n"
		"/b/connectorRef -> connector:o/c\n"
		"/d/0/connectorRef -> connector:c",
		"" },
	{ "expressions and empty values are none",
		"== orgs/o/projects/p/x.yaml\nservice:\n  a: {connectorRef: <+input>}\n"
		"  b: {connectorRef: account.<+env.name>}\n  c: {connectorRef: ''}\n"
		"  d: {connectorRef: }\n",
		"", "" },
	{ "every scalar of a list",
		"== orgs/o/projects/p/x.yaml\nservice:\n"
		"  policySets: [a, org.b, <+input>]\n",
		"/policySets/0 -> policySet:o/p/a\n/policySets/1 -> policySet:o/b", "" },
	{ "a condition on items",
		"== orgs/o/projects/p/x.yaml\nservice:\n  variables:\n"
		"    - {type: Secret, value: s}\n    - {type: String, value: t}\n",
		"/variables/0/value -> secret:o/p/s", "" },
	{ "a chained pipeline",
		"== orgs/o/projects/p/x.yaml\npipeline:\n  name: x\n  stages:\n"
		"    - stage:\n        identifier: a\n        type: Pipeline\n"
		"        spec: {org: o2, project: p2, pipeline: next}\n"
		"    - stage:\n        identifier: b\n        type: Custom\n"
		"        spec: {org: o2, project: p2, pipeline: no}\n",
		"/stages/0/stage/spec/pipeline -> pipeline:o2/p2/next", "" },
	{ "a bare name outside of a project",
		"== orgs/o/x.yaml\nservice:\n  connectorRef: c\n", "",
		"error reference-scope orgs/o/x.yaml:2:17 fix: org.c" },
	{ "a flat file that nothing places may be anybody's",
		"== x.yaml\nservice:\n  connectorRef: c\n", "",
		"warning reference-scope x.yaml:2:17 fix: account.c" },
	{ "an organization's name in the account",
		"== services/x.yaml\nservice:\n  connectorRef: org.c\n", "",
		"error reference-scope services/x.yaml:2:17 fix: account.c" },
	{ "a project's prefix",
		"== orgs/o/projects/p/x.yaml\nservice:\n  connectorRef: project.c\n", "",
		"error reference-scope orgs/o/projects/p/x.yaml:2:17 fix: c" },
	{ "a prefix nobody knows",
		"== orgs/o/projects/p/x.yaml\nservice:\n  connectorRef: acc.c\n", "",
		"warning reference-scope orgs/o/projects/p/x.yaml:2:17" },
	{ "what is no identifier",
		"== orgs/o/projects/p/x.yaml\nservice:\n"
		"  connectorRef: Docker Connector\n",
		"", "warning identifier-invalid orgs/o/projects/p/x.yaml:2:17" },
	{ "a built-in's bare name is each scope's own",
		"== orgs/o/x.yaml\nsecret:\n  type: SecretText\n  spec:\n"
		"    secretManagerIdentifier: harnessSecretManager\n"
		"    valueType: Inline\n",
		"/spec/secretManagerIdentifier -> connector:o/harnessSecretManager", "" },
	{ "a principal at its level",
		"== orgs/o/projects/p/x.yaml\nroleAssignment:\n  roleIdentifier: r\n"
		"  resourceGroupIdentifier: g\n"
		"  principal: {type: USER_GROUP, identifier: u, scopeLevel: account}\n",
		"/roleIdentifier -> role:o/p/r\n"
		"/resourceGroupIdentifier -> resourceGroup:o/p/g\n"
		"/principal/identifier -> userGroup:u",
		"" },
	{ "a principal from below",
		"== orgs/o/x.yaml\nroleAssignment:\n  roleIdentifier: r\n"
		"  resourceGroupIdentifier: g\n"
		"  principal: {type: USER_GROUP, identifier: u, scopeLevel: project}\n",
		"/roleIdentifier -> role:o/r\n"
		"/resourceGroupIdentifier -> resourceGroup:o/g",
		"error reference-scope orgs/o/x.yaml:4:60" },
	{ "a prefix where a plain name is wanted",
		"== orgs/o/x.yaml\nroleAssignment:\n  roleIdentifier: account.r\n"
		"  resourceGroupIdentifier: g\n"
		"  principal: {type: USER, identifier: u}\n",
		"/resourceGroupIdentifier -> resourceGroup:o/g",
		"error reference-scope orgs/o/x.yaml:2:19 fix: r" },

	{ "secrets in expressions, in every spelling",
		"== orgs/o/projects/p/x.yaml\nservice:\n  a: <+secrets.getValue(\"a\")>\n"
		"  b: \"<+secrets.getValue( \\\"org.b\\\" )>\"\n"
		"  c: x <+secret.getValue('account.c')> "
		"<+ngSecretManager.obtain(\"d\", 1)>\n"
		"  e: <+<+secrets.getValue(\"e\")>.trim() + secrets.getValue('f')>\n"
		"  g: <+ pipeline.name == \"<+secrets.getValue('g')>\" >\n",
		"/a -> secret:o/p/a\n/b -> secret:o/b\n/c -> secret:c\n"
		"/c -> secret:o/p/d\n/e -> secret:o/p/e\n/e -> secret:o/p/f\n"
		"/g -> secret:o/p/g",
		"" },
	{ "computed names are none",
		"== orgs/o/projects/p/x.yaml\nservice:\n"
		"  a: <+secrets.getValue(\"account.\" + <+step.output.y>)>\n"
		"  b: <+secrets.getValue(<+pipeline.variables.n>)>\n"
		"  c: <+secrets.getValue(\"${P}\")>\n"
		"  d: <+secrets.getValue(\"account.<+env.name>\")>\n"
		"  e: secrets.getValue(\"outside\")\n"
		"  f: <+my.secrets.getValue(\"other\")>\n",
		"", "" },
	{ "a secret in a script",
		"== orgs/o/projects/p/x.yaml\nservice:\n  command: |\n    a\n"
		"    # curl <+secrets.getValue(\"s\")>\n",
		"/command -> secret:o/p/s", "" },
	{ "an unclosed island",
		"== orgs/o/projects/p/x.yaml\nservice:\n"
		"  a: \"<+x 'don't <+secrets.getValue('s')> \"\n",
		"/a -> secret:o/p/s", "" },
	{ "a bare name in an expression is the run's business",
		"== orgs/o/x.yaml\nservice:\n  a: <+secrets.getValue(\"a\")>\n", "",
		"warning reference-scope orgs/o/x.yaml:2:6 fix: org.a" },
	{ "a template resolves bare names where it is used",
		"== x.yaml\ntemplate:\n  a: <+secrets.getValue(\"a\")>\n"
		"  b: <+secrets.getValue(\"account.b\")>\n",
		"/b -> secret:b", "note kind-unmanaged x.yaml:1:1" },
};

static const char *links(struct arena *arena, const struct entity *entity)
{
	const struct value *fields = body_fields(arena, entity);
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 16);
	for (size_t i = 0; i < entity->link_count; i++) {
		const struct link *link = &entity->links[i];

		if (link->kind->opens != 0)
			continue; /* the scope it lives in */
		buf_format(&out, "%s%s -> %s", out.len > 0 ? "\n" : "",
			refs_pointer(arena, fields, link->offset),
			entity_address(arena, link->kind, link->scope, link->identifier));
	}
	text = arena_text(arena, buf_string(&out));
	buf_release(&out);
	return text;
}

static void references_are_found(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;

	inline_tree(&tree, row->tree);
	load_tree(&declared, &tree, &errs);
	error_sort(&errs);
	assert_int_equal(declared.set.count, 1);
	assert_string_equal(links(&arena, declared.set.items[0]), row->links);
	assert_string_equal(inline_findings(&arena, &errs), row->findings);
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
	arena_release(&arena);
}

static void scope_is_the_first_reference(void **state)
{
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;
	const struct entity *entity;

	(void)state;
	inline_tree(&tree, "== orgs/o/x.yaml\nservice:\n  projectIdentifier: p\n");
	load_tree(&declared, &tree, &errs);
	entity = declared.set.items[0];
	assert_int_equal(entity->link_count, 2);
	assert_string_equal(entity->links[0].kind_name, "organization");
	assert_string_equal(entity->links[0].identifier, "o");
	assert_int_equal(entity->links[0].offset, 0);
	assert_string_equal(entity->links[1].kind_name, "project");
	assert_string_equal(entity->links[1].scope.org, "o");
	assert_null(entity->links[1].scope.project);
	assert_int_equal(entity->links[1].offset, 30);
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scope_is_the_first_reference),
	};

	return TABLE_RUN(rows, references_are_found) +
	       cmocka_run_group_tests_name("refs", tests, NULL, NULL);
}
