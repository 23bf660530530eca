#include "reconcile/load.h"

#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

/* A tree, the addresses it declares (each on a line), its findings. */
static const struct row {
	const char *name, *tree, *addresses, *findings;
} rows[] = {
	{ "the documented layout, with nothing but what a kind needs",
		"== orgs/acme/organization.yaml\norganization:\n  name: Acme\n"
		"== orgs/acme/projects/shop/project.yaml\nproject:\n  name: Shop\n"
		"== orgs/acme/projects/shop/services/api.yaml\nservice:\n  name: api\n"
		"== orgs/acme/secrets/key.yaml\n"
		"secret:\n  type: SecretText\n  spec:\n"
		"    secretManagerIdentifier: harnessSecretManager\n"
		"    valueType: Inline\n",
		"organization:acme\nproject:acme/shop\nsecret:acme/key\n"
		"service:acme/shop/api",
		"" },
	{ "scope from the fields in a flat file",
		"== deploy.yaml\npipeline:\n  identifier: deploy\n  name: deploy\n"
		"  orgIdentifier: acme\n  projectIdentifier: shop\n",
		"pipeline:acme/shop/deploy", "" },
	{ "path and fields add up",
		"== orgs/acme/deploy.yaml\n"
		"pipeline:\n  name: d\n  projectIdentifier: shop\n",
		"pipeline:acme/shop/deploy", "" },
	{ "several documents in one file",
		"== all.yaml\n# head\n---\nservice: {identifier: a}\n---\n"
		"# nothing\n---\nservice: {identifier: b}\n",
		"service:a\nservice:b", "" },
	{ "comments alone are no document", "== x.yaml\n# later\n", "", "" },
	{ "settings are no document", "== rein.yaml\nclosed: true\n", "", "" },
	{ "settings stand at the root alone", "== a/rein.yaml\nclosed: true\n", "",
		"error unknown-kind a/rein.yaml:1:1" },
	{ "an identifier generated from the name, as the file's is none",
		"== my-api.yaml\nservice:\n  name: My new API\n", "service:My_new_API",
		"" },
	{ "an identifier generated from the file's name",
		"== my-api.yaml\nservice:\n  description: x\n", "service:myapi", "" },
	{ "no identifier to be had", "== 1-2.yaml\nservice:\n  description: x\n", "",
		"error field-required 1-2.yaml:1:1" },
	{ "a role assignment's identifier is made of its tuple",
		"== a.yaml\nroleAssignment:\n"
		"  resourceGroupIdentifier: _all_account_level_resources\n"
		"  roleIdentifier: _account_viewer\n"
		"  principal: {type: USER_GROUP, identifier: devs}\n",
		"roleAssignment:all_account_level_resources_account_viewer_devs_"
		"USER_GROUP_dd938e594d956299",
		"" },
	{ "path and field contradict",
		"== orgs/acme/projects/shop/api.yaml\nservice:\n  name: api\n"
		"  orgIdentifier: acme\n  projectIdentifier: shap\n",
		"service:acme/shop/api",
		"error scope-mismatch orgs/acme/projects/shop/api.yaml:4:22 fix: shop" },
	{ "an organization is its folder",
		"== orgs/acme/organization.yaml\n"
		"organization: {identifier: acne, name: A}\n",
		"organization:acme",
		"error scope-mismatch orgs/acme/organization.yaml:1:28 fix: acme" },
	{ "an illegal identifier is not compared with the folder",
		"== orgs/acme/organization.yaml\n"
		"organization: {identifier: ac-me, name: A}\n",
		"organization:acme",
		"error identifier-invalid orgs/acme/organization.yaml:1:28 fix: acme" },
	{ "a project is its folder",
		"== orgs/acme/projects/shop/project.yaml\n"
		"project:\n  identifier: shop2\n  name: S\n  orgIdentifier: acme2\n",
		"project:acme/shop",
		"error scope-mismatch orgs/acme/projects/shop/project.yaml:2:15 fix: "
		"shop\n"
		"error scope-mismatch orgs/acme/projects/shop/project.yaml:4:18 fix: "
		"acme" },
	{ "an expression says nothing of the scope",
		"== orgs/acme/x.yaml\nservice:\n  orgIdentifier: <+input>\n",
		"service:acme/x", "" },
	{ "a pipeline outside of a project",
		"== orgs/acme/x.yaml\n\npipeline:\n  name: x\n", "",
		"error kind-scope orgs/acme/x.yaml:2:1 fix: keep it below "
		"orgs/<org>/projects/<project>/ or add orgIdentifier and "
		"projectIdentifier" },
	{ "an organization in an organization's project",
		"== orgs/a/projects/p/x.yaml\norganization:\n  name: x\n", "",
		"error kind-scope orgs/a/projects/p/x.yaml:1:1 fix: keep it outside of "
		"orgs/" },
	{ "an illegal scope of a kind that is known alone",
		"== x.yaml\ntrigger: {identifier: x}\n", "",
		"warning kind-scope x.yaml:1:1 fix: keep it below "
		"orgs/<org>/projects/<project>/ or add orgIdentifier and "
		"projectIdentifier" },
	{ "a kind that is known alone may leave its identifier to the path",
		"== overrides/account.qa/1.yaml\noverrides: {variables: []}\n", "", "" },
	{ "a project without an organization", "== x.yaml\nproject:\n  name: x\n", "",
		"error kind-scope x.yaml:1:1 fix: keep it below orgs/<org>/ or add "
		"orgIdentifier" },
	{ "a project identifier without an organization's",
		"== x.yaml\npipeline:\n  name: x\n  projectIdentifier: p\n", "",
		"error field-required x.yaml:1:1" },
	{ "a misspelt kind", "== x.yaml\n  servce:\n    name: x\n", "",
		"error unknown-kind x.yaml:1:3 fix: service" },
	{ "a kind like no other", "== x.yaml\njobs: []\n", "",
		"error unknown-kind x.yaml:1:1" },
	{ "a list is no document", "== x.yaml\n- a\n", "",
		"error unknown-kind x.yaml:1:1" },
	{ "a key beside the kind", "== x.yaml\nservice: {name: x}\nname: y\n", "",
		"error unknown-kind x.yaml:2:1" },
	{ "a kind beside the kind",
		"== x.yaml\nservice: {name: x}\nenvironment: {name: y}\n", "",
		"error unknown-kind x.yaml:2:1" },
	{ "a kind with nothing below it", "== x.yaml\nservice:\n", "",
		"error field-type x.yaml:1:1" },
	{ "a kind with a text below it", "== x.yaml\nservice: api\n", "",
		"error field-type x.yaml:1:10" },
	{ "v1 by its version", "== x.yaml\nversion: 1\nkind: pipeline\nspec: {}\n", "",
		"error unsupported-dialect x.yaml:1:1" },
	{ "v1 by kind and spec", "== x.yaml\nkind: pipeline\nspec: {}\n", "",
		"error unsupported-dialect x.yaml:1:1" },
	{ "v1 by its bare stages", "== x.yaml\npipeline:\n  stages:\n    - steps: []\n",
		"", "error unsupported-dialect x.yaml:1:1" },
	{ "a manifest of Kubernetes is not v1",
		"== x.yaml\napiVersion: v1\nkind: Service\nspec: {}\n", "",
		"error unknown-kind x.yaml:1:1" },
	{ "a kind that is known alone", "== x.yaml\nconnector:\n  identifier: hub\n",
		"connector:hub", "note kind-unmanaged x.yaml:1:1" },
	{ "what stands before a fault is kept",
		"== x.yaml\nservice: {identifier: a}\n---\nservice: [\n", "service:a",
		"error yaml-syntax x.yaml:4:1" },
};

static const char *addresses(struct arena *arena, const struct declared *declared)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 16);
	for (size_t i = 0; i < declared->set.count; i++)
		buf_format(
			&out, "%s%s", i > 0 ? "\n" : "", declared->set.items[i]->address);
	text = arena_text(arena, buf_string(&out));
	buf_release(&out);
	return text;
}

static void tree_loads(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;
	bool clean;

	inline_tree(&tree, row->tree);
	clean = load_tree(&declared, &tree, &errs);
	assert_int_equal(clean, errs.failures == 0);
	error_sort(&errs);
	assert_string_equal(addresses(&arena, &declared), row->addresses);
	assert_string_equal(inline_findings(&arena, &errs), row->findings);
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
	arena_release(&arena);
}

static void scopes_without_a_document_are_external(void **state)
{
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;

	(void)state;
	inline_tree(&tree, "== orgs/b/projects/p/services/x.yaml\nservice: {}\n"
			   "== orgs/b/projects/q/project.yaml\nproject: {}\n"
			   "== orgs/a/organization.yaml\norganization: {}\n"
			   "== flat.yaml\nservice: {orgIdentifier: c}\n");
	load_tree(&declared, &tree, &errs);
	assert_int_equal(declared.external_count, 3);
	assert_string_equal(declared.externals[0].org, "b");
	assert_null(declared.externals[0].project);
	assert_string_equal(declared.externals[1].org, "b");
	assert_string_equal(declared.externals[1].project, "p");
	assert_string_equal(declared.externals[2].org, "c");
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
}

static void fields_are_filled_in(void **state)
{
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;
	const struct value *spec;

	(void)state;
	inline_tree(&tree,
		"== orgs/acme/projects/shop/project.yaml\nproject: {tags: {a: b}}\n");
	load_tree(&declared, &tree, &errs);
	assert_int_equal(declared.set.count, 1);
	spec = declared.set.items[0]->spec;
	assert_string_equal(value_text_at(spec, "identifier"), "shop");
	assert_string_equal(value_text_at(spec, "name"), "shop");
	assert_string_equal(value_text_at(spec, "orgIdentifier"), "acme");
	assert_null(value_text_at(spec, "projectIdentifier"));
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scopes_without_a_document_are_external),
		cmocka_unit_test(fields_are_filled_in),
	};

	return TABLE_RUN(rows, tree_loads) +
	       cmocka_run_group_tests_name("load", tests, NULL, NULL);
}
