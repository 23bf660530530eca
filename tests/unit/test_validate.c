#include "reconcile/validate.h"

#include <string.h>

#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

#define PROJECT \
	"== orgs/o/organization.yaml\norganization: {}\n" \
	"== orgs/o/projects/p/project.yaml\nproject: {}\n"
#define SECRET(body) \
	"secret:\n  type: SSHKey\n  spec: {auth: {type: SSH, spec: {credentialType: " \
	"Password,\n    spec: {userName: x, password: " body "}}}}\n"
#define GRANT(more) \
	"roleAssignment:\n  roleIdentifier: _r\n  resourceGroupIdentifier: _g\n" \
	"  principal: {type: USER_GROUP, identifier: _u}\n" more

static const struct row {
	const char *name, *tree;
	bool closed;
	const char *findings;
} rows[] = {
	{ "one identifier in two files",
		"== a.yaml\nservice: {identifier: x}\n"
		"== b.yaml\nservice:\n  identifier: x\n",
		false, "error identifier-duplicate b.yaml:2:15 <- a.yaml:1:23" },
	{ "an identifier from the file name stands at the root key",
		"== a.yaml\nservice: {identifier: x}\n== x.yaml\n\nservice: {}\n", false,
		"error identifier-duplicate x.yaml:2:1 <- a.yaml:1:23" },
	{ "three of them",
		"== a.yaml\nservice: {identifier: x}\n---\nservice: {identifier: x}\n"
		"== b.yaml\nservice: {identifier: x}\n",
		false,
		"error identifier-duplicate a.yaml:3:23 <- a.yaml:1:23\n"
		"error identifier-duplicate b.yaml:1:23 <- a.yaml:1:23" },
	{ "other scopes and kinds have their own",
		"== a.yaml\nservice: {identifier: x}\n"
		"== b.yaml\nservice: {identifier: x, orgIdentifier: o}\n"
		"== c.yaml\nenvironment: {identifier: x, type: Production}\n"
		"== d.yaml\nservice: {identifier: X}\n",
		false, "" },
	{ "projects ignore case",
		"== orgs/o/projects/Shop/project.yaml\nproject: {}\n"
		"== orgs/o/projects/shop/project.yaml\nproject: {}\n",
		false,
		"error identifier-duplicate orgs/o/projects/shop/project.yaml:1:1 <- "
		"orgs/o/projects/Shop/project.yaml:1:1" },
	{ "two grants of one tuple",
		"== a.yaml\n" GRANT("") "== b.yaml\n" GRANT("  identifier: b\n"), false,
		"error identifier-duplicate b.yaml:5:15 <- a.yaml:1:1" },
	{ "two derived grants of one tuple are one finding",
		"== a.yaml\n" GRANT("") "== b.yaml\n" GRANT(""), false,
		"error identifier-duplicate b.yaml:1:1 <- a.yaml:1:1" },

	{ "a target that the tree lacks is a note",
		PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET("key"), false,
		"note reference-unresolved orgs/o/projects/p/a.yaml:4:35" },
	{ "in a closed tree it is an error",
		PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET("key"), true,
		"error reference-unresolved orgs/o/projects/p/a.yaml:4:35" },
	{ "but not in a scope that is external",
		PROJECT "== orgs/o/projects/q/a.yaml\n" SECRET("key"), true,
		"note reference-unresolved orgs/o/projects/q/a.yaml:4:35" },
	{ "nor in the account",
		PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET("account.key"), true,
		"note reference-unresolved orgs/o/projects/p/a.yaml:4:35" },
	{ "a misspelt one gets the nearest",
		PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET(
			"db_passwrd") "== "
				      "orgs/o/projects/p/"
				      "db_password."
				      "yaml\n" SECRET("account.x"),
		true,
		"error reference-unresolved orgs/o/projects/p/a.yaml:4:35 fix: "
		"db_password\n"
		"note reference-unresolved orgs/o/projects/p/db_password.yaml:4:35" },
	{ "one of another scope gets its prefix",
		PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET(
			"key") "== key.yaml\n" SECRET("account.x"),
		false,
		"note reference-unresolved key.yaml:4:35\n"
		"note reference-unresolved orgs/o/projects/p/a.yaml:4:35 fix: "
		"account.key" },
	{ "a kind that no row has is never asked for",
		PROJECT "== orgs/o/projects/p/a.yaml\nservice: {connectorRef: hub}\n",
		true, "note reference-unresolved orgs/o/projects/p/a.yaml:1:25" },
	{ "built-ins are there",
		"== a.yaml\n" GRANT("") "== orgs/default/b.yaml\nservice: {}\n", true,
		"" },
	{ "a scope that is misspelt in a closed tree",
		PROJECT "== a.yaml\nservice:\n  orgIdentifier: o\n"
			"  projectIdentifier: q\n",
		true, "error reference-unresolved a.yaml:3:22 fix: p" },

	{ "a ring",
		PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET(
			"b") "== orgs/o/projects/p/b.yaml\n" SECRET("a"),
		false,
		"error reference-cycle orgs/o/projects/p/a.yaml:4:35 <- "
		"orgs/o/projects/p/a.yaml:4:35 <- orgs/o/projects/p/b.yaml:4:35" },
	{ "a ring of one", PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET("a"), false,
		"error reference-cycle orgs/o/projects/p/a.yaml:4:35 <- "
		"orgs/o/projects/p/a.yaml:4:35" },
	{ "two rings",
		PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET(
			"a") "== orgs/o/projects/p/b.yaml\n" SECRET("b"),
		false,
		"error reference-cycle orgs/o/projects/p/a.yaml:4:35 <- "
		"orgs/o/projects/p/a.yaml:4:35\n"
		"error reference-cycle orgs/o/projects/p/b.yaml:4:35 <- "
		"orgs/o/projects/p/b.yaml:4:35" },
};

#define SHOP(path) "== orgs/o/projects/p/" path "\n"

#define PIPE(id) "pipeline: {identifier: " id ", name: x, stages: []}\n"

/* Kinds that are only known, which leave notes behind. */
static const struct row known[] = {
	{ "triggers of one name belong to two pipelines",
		SHOP("a.yaml") "trigger: {identifier: x, pipelineIdentifier: a}\n" SHOP(
			"b.yaml") "trigger: {identifier: x, pipelineIdentifier: "
				  "b}\n" SHOP("c.yaml") PIPE("a") "---\n" PIPE("b"),
		false, "" },
	{ "a parent from the path",
		SHOP("envs/a/infras/x.yaml") "infrastructureDefinition: {name: x}\n" SHOP(
			"envs/b/infras/x.yaml") "infrastructureDefinition: {name: x}\n",
		false, "" },
	{ "triggers of one name in one pipeline",
		SHOP("a.yaml") "trigger: {identifier: x, pipelineIdentifier: a}\n" SHOP(
			"pipelines/a/triggers/b.yaml") "trigger: {identifier: x}\n" SHOP("c.yaml")
			PIPE("a"),
		false,
		"error identifier-duplicate orgs/o/projects/p/pipelines/a/triggers/"
		"b.yaml:1:23 <- orgs/o/projects/p/a.yaml:1:23" },
	{ "versions of a template",
		"== a.yaml\ntemplate: {identifier: x, versionLabel: v1}\n---\n"
		"template: {identifier: x, versionLabel: v2}\n---\n"
		"template: {identifier: x, versionLabel: v1}\n",
		false, "error identifier-duplicate a.yaml:5:24 <- a.yaml:1:24" },
	{ "what has no identifier of its own",
		"== overrides/a/services/x/1_a.yaml\noverrides: {variables: []}\n"
		"== overrides/a/services/y/1_a.yaml\noverrides: {variables: []}\n"
		"== overrides/a/x.yaml\noverrides: {variables: []}\n"
		"== overrides/b/x.yaml\noverrides: {variables: []}\n",
		false, "" },
	{ "an infrastructure is found behind its environment, however that is written",
		"== orgs/o/a.yaml\nenvironment: {identifier: e, type: Production}\n---\n"
		"infrastructureDefinition: {identifier: i, environmentRef: org.e}\n---\n"
		"infrastructureDefinition: {identifier: j, environmentRef: e}\n"
		"== orgs/o/b.yaml\noverrides: {environmentRef: org.e, infraIdentifier: "
		"i}\n"
		"---\n"
		"overrides: {environmentRef: org.e, infraIdentifier: j}\n",
		false, "" },
	{ "one that its environment has not gets the nearest there",
		SHOP("a.yaml") "environment: {identifier: e, type: Production}\n---\n"
			       "environment: {identifier: f, type: Production}\n---\n"
			       "infrastructureDefinition: {identifier: main,\n"
			       "  environmentRef: e}\n---\n"
			       "infrastructureDefinition: {identifier: mine,\n"
			       "  environmentRef: f}\n---\n"
			       "overrides: {environmentRef: e, infraIdentifier: mine}\n",
		false,
		"note reference-unresolved orgs/o/projects/p/a.yaml:11:49 fix: main" },
	{ "one whose environment is missing is not missed as well",
		PROJECT SHOP(
			"a.yaml") "environment: {identifier: prod, type: Production}\n"
				  "---\noverrides:\n  environmentRef: prd\n"
				  "  infraIdentifier: main\n",
		true,
		"error reference-unresolved orgs/o/projects/p/a.yaml:4:19 fix: prod" },
	{ "who names what went to a misspelt environment is not at fault",
		PROJECT SHOP(
			"a.yaml") "environment: {identifier: prod, type: Production}\n"
				  "---\ninfrastructureDefinition:\n"
				  "  identifier: k\n  environmentRef: prd\n---\n"
				  "overrides:\n  environmentRef: prod\n"
				  "  infraIdentifier: k\n",
		true,
		"error reference-unresolved orgs/o/projects/p/a.yaml:5:19 fix: prod" },
	{ "a closed tree that has one connector has all of them",
		PROJECT SHOP("a.yaml") "connector: {identifier: hub}\n---\n"
				       "service: {identifier: s, connectorRef: hab}\n"
				       "---\nservice: {identifier: t, policySets: [x]}\n",
		true,
		"error reference-unresolved orgs/o/projects/p/a.yaml:3:40 fix: hub\n"
		"note reference-unresolved orgs/o/projects/p/a.yaml:5:39" },
	{ "a service account of whatever scope above",
		"== orgs/o/projects/p/a.yaml\nroleAssignment:\n  roleIdentifier: _r\n"
		"  resourceGroupIdentifier: _g\n"
		"  principal: {type: SERVICE_ACCOUNT, identifier: bot}\n"
		"== b.yaml\nserviceAccount: {identifier: bot}\n",
		false, "" },
	{ "but a user group is of its own",
		"== orgs/o/projects/p/a.yaml\nroleAssignment:\n  roleIdentifier: _r\n"
		"  resourceGroupIdentifier: _g\n"
		"  principal: {type: USER_GROUP, identifier: devs}\n"
		"== b.yaml\nuserGroup: {identifier: devs}\n",
		false, "note reference-unresolved orgs/o/projects/p/a.yaml:4:45" },
	{ "connectors and secrets in a ring",
		SHOP("a.yaml") "connector: {identifier: v, type: Vault, spec: {\n"
			       "  authToken: t}}\n" SHOP(
				       "b.yaml") "secret:\n  identifier: t\n"
						 "  type: SecretText\n  spec:\n"
						 "    secretManagerIdentifier: v\n"
						 "    valueType: Inline\n",
		false,
		"error reference-cycle orgs/o/projects/p/a.yaml:2:14 <- "
		"orgs/o/projects/p/a.yaml:2:14 <- orgs/o/projects/p/b.yaml:5:30" },
	{ "the built-in manager is in none, declared or not",
		"== connectors/a.yaml\nconnector: {identifier: harnessSecretManager,\n"
		"  type: GcpKms, spec: {credentials: account.t}}\n"
		"== secrets/b.yaml\nsecret:\n  identifier: t\n"
		"  type: SecretText\n  spec:\n"
		"    secretManagerIdentifier: harnessSecretManager\n"
		"    valueType: Inline\n",
		false, "" },
};

static void known_kinds_are_validated(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct declared declared;
	struct error_list all = { 0 }, errs = { 0 };
	struct validate_options options = { .closed = row->closed };
	struct tree tree;

	inline_tree(&tree, row->tree);
	load_tree(&declared, &tree, &all);
	assert_int_equal(all.failures, 0);
	validate_declared(&declared, &tree, &options, &errs);
	assert_string_equal(inline_findings(&arena, &errs), row->findings);
	declared_release(&declared);
	tree_release(&tree);
	error_release(&all);
	error_release(&errs);
	arena_release(&arena);
}

static void set_is_validated(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct declared declared;
	struct error_list errs = { 0 };
	struct validate_options options = { .closed = row->closed };
	struct tree tree;
	bool clean;

	inline_tree(&tree, row->tree);
	load_tree(&declared, &tree, &errs);
	assert_int_equal(errs.count, 0);
	clean = validate_declared(&declared, &tree, &options, &errs);
	assert_int_equal(clean, errs.failures == 0);
	assert_string_equal(inline_findings(&arena, &errs), row->findings);
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
	arena_release(&arena);
}

/* Its name is wrong, which the load has said. */
static void an_organization_of_another_name_than_its_folder_is_no_second_one(void **state)
{
	struct declared declared;
	struct error_list all = { 0 }, errs = { 0 };
	struct validate_options options = { .closed = true };
	struct tree tree;

	(void)state;
	inline_tree(&tree, "== orgs/o/organization.yaml\norganization: {}\n"
			   "== orgs/o/x.yaml\norganization: {identifier: x}\n");
	load_tree(&declared, &tree, &all);
	assert_int_equal(all.failures, 1);
	assert_int_equal(all.items[0]->code, ERROR_SCOPE_MISMATCH);
	validate_declared(&declared, &tree, &options, &errs);
	assert_int_equal(errs.count, 0);
	declared_release(&declared);
	tree_release(&tree);
	error_release(&all);
	error_release(&errs);
}

static void who_refers_to_a_broken_document_is_not_at_fault(void **state)
{
	static const char *const broken[] = {
		"== orgs/o/projects/p/key.yaml\nsecret: [\n",
		"== orgs/o/projects/p/x.yaml\nsecrt:\n  identifier: key\n",
		"== orgs/o/projects/p/x.yaml\nsecret:\n  identifier: 'key'\n  name: \"\n",
		"== orgs/o/projects/p/key.yaml\n" SECRET(
			"account.x") "  identifier: 1-key\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct arena arena = { 0 };
		struct declared declared;
		struct error_list errs = { 0 };
		struct validate_options options = { .closed = true };
		struct tree tree;

		inline_tree(&tree,
			arena_format(&arena, "%s%s",
				PROJECT "== orgs/o/projects/p/a.yaml\n" SECRET("key"),
				broken[i]));
		load_tree(&declared, &tree, &errs);
		assert_int_equal(errs.failures, 1);
		validate_declared(&declared, &tree, &options, &errs);
		assert_int_equal(errs.failures, 1);
		declared_release(&declared);
		tree_release(&tree);
		error_release(&errs);
		arena_release(&arena);
	}
}

static void untracked_documents_are_named(void **state)
{
	static const char *const untracked[] = { ".harness/new.yaml" };
	struct arena arena = { 0 };
	struct declared declared;
	struct error_list errs = { 0 };
	struct validate_options options = { 0 };
	struct tree tree;

	(void)state;
	inline_tree(&tree, "");
	tree.untracked = untracked;
	tree.untracked_count = 1;
	load_tree(&declared, &tree, &errs);
	assert_true(validate_declared(&declared, &tree, &options, &errs));
	assert_string_equal(inline_findings(&arena, &errs),
		"warning untracked-file new.yaml:1:1 fix: git add .harness/new.yaml");
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
	arena_release(&arena);
}

static void a_line_with_a_secret_is_never_shown(void **state)
{
	struct declared declared;
	struct error_list errs = { 0 };
	struct validate_options options = { 0 };
	struct tree tree;

	(void)state;
	inline_tree(&tree, "== a.yaml\nsecret: {identifier: 1, type: SecretText, spec: "
			   "{valueType: Inline, value: hunter2}}\n");
	load_tree(&declared, &tree, &errs);
	validate_declared(&declared, &tree, &options, &errs);
	assert_int_equal(errs.count, 3);
	for (size_t i = 0; i < errs.count; i++) {
		assert_null(errs.items[i]->excerpt);
		assert_null(strstr(errs.items[i]->message, "hunter2"));
	}
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			an_organization_of_another_name_than_its_folder_is_no_second_one),
		cmocka_unit_test(who_refers_to_a_broken_document_is_not_at_fault),
		cmocka_unit_test(untracked_documents_are_named),
		cmocka_unit_test(a_line_with_a_secret_is_never_shown),
	};

	return TABLE_RUN(rows, set_is_validated) +
	       TABLE_RUN(known, known_kinds_are_validated) +
	       cmocka_run_group_tests_name("validate", tests, NULL, NULL);
}
