#include "reconcile/refs.h"

#include "reconcile/body.h"
#include "reconcile/load.h"
#include "reconcile/pointer.h"

#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

#define P "== orgs/o/projects/p/x.yaml\n"
#define KNOWN "note kind-unmanaged orgs/o/projects/p/x.yaml:1:1"

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
	{ "a project's prefix outside of a project",
		"== orgs/o/x.yaml\nservice:\n  connectorRef: project.c\n", "",
		"error reference-scope orgs/o/x.yaml:2:17 fix: org.c" },
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
	{ "secrets of a connector, whatever their key",
		P "connector:\n  type: K8sCluster\n  spec:\n    credential:\n"
		  "      spec: {auth: {spec: {serviceAccountTokenRef: account.t,\n"
		  "        caCertRef: c, masterUrl: x}}}\n    delegateSelectors: [d]\n",
		"/spec/credential/spec/auth/spec/serviceAccountTokenRef -> secret:t\n"
		"/spec/credential/spec/auth/spec/caCertRef -> secret:o/p/c",
		KNOWN },
	{ "keys that are plain texts but in secret managers",
		P "connector:\n  type: Aws\n  spec: {credential: {spec: {accessKey: AK,\n"
		  "    secretKeyRef: s}}}\n",
		"/spec/credential/spec/secretKeyRef -> secret:o/p/s", KNOWN },
	{ "keys of secret managers",
		P "connector:\n  type: AwsSecretManager\n"
		  "  spec: {credential: {spec: {accessKey: a, secretKey: org.b}}}\n",
		"/spec/credential/spec/accessKey -> secret:o/p/a\n"
		"/spec/credential/spec/secretKey -> secret:o/b",
		KNOWN },
	{ "connectors that refer to connectors and templates",
		P "connector:\n  type: CEK8sCluster\n  spec: {connectorRef: k,\n"
		  "    template: {templateRef: account.t, versionLabel: '1'}}\n",
		"/spec/connectorRef -> connector:o/p/k\n"
		"/spec/template/templateRef -> template:t",
		KNOWN },
	{ "a custom secret manager's connector is a key",
		P "connector:\n  type: CustomSecretManager\n"
		  "  spec: {connectorRef: k}\n",
		"/spec/connectorRef -> secret:o/p/k", KNOWN },
	{ "infrastructures are in their environment's scope",
		P "service:\n  a: {environment: {environmentRef: account.e,\n"
		  "    infrastructureDefinitions: [{identifier: i, inputs: {identifier: "
		  "n}},\n      {identifier: <+matrix.x>}]}}\n"
		  "  b: {environment: {environmentRef: f,\n"
		  "    infrastructureDefinition: {identifier: j}}}\n"
		  "  c: {environment: {environmentRef: <+input>,\n"
		  "    infrastructureDefinitions: [{identifier: k}]}}\n",
		"/a/environment/environmentRef -> environment:e\n"
		"/a/environment/infrastructureDefinitions/0/identifier -> "
		"infrastructureDefinition:e/i\n"
		"/b/environment/environmentRef -> environment:o/p/f\n"
		"/b/environment/infrastructureDefinition/identifier -> "
		"infrastructureDefinition:o/p/f/j",
		"" },
	{ "an infrastructure without a scope in its reference",
		"== orgs/o/x.yaml\ninfrastructureDefinition:\n  environmentRef: e\n"
		"  spec: {connectorRef: org.c, credentialsRef: account.k}\n",
		"/environmentRef -> environment:o/e\n"
		"/spec/connectorRef -> connector:o/c\n"
		"/spec/credentialsRef -> secret:k",
		"note kind-unmanaged orgs/o/x.yaml:1:1" },
	{ "input sets",
		P "inputSet:\n  pipeline: {identifier: p, stages: [{stage: {spec: "
		  "{connectorRef: c}}}]}\n",
		"/pipeline/identifier -> pipeline:o/p/p\n"
		"/pipeline/stages/0/stage/spec/connectorRef -> connector:o/p/c",
		KNOWN },
	{ "input sets of a pipeline",
		P "overlayInputSet:\n  pipelineIdentifier: p\n"
		  "  inputSetReferences: [a, <+input>]\n",
		"/pipelineIdentifier -> pipeline:o/p/p\n"
		"/inputSetReferences/0 -> inputSet:o/p/p/a",
		KNOWN },
	{ "a trigger, and the YAML in it",
		P "trigger:\n  pipelineIdentifier: p\n  inputSetRefs: [a]\n"
		  "  encryptedWebhookSecretIdentifier: account.s\n"
		  "  source: {spec: {spec: {connectorRef: c}}}\n  inputYaml: |\n"
		  "    pipeline:\n      identifier: p\n      variables:\n"
		  "        - {name: k, type: Secret, value: t}\n"
		  "        - {name: l, value: <+secrets.getValue(\"u\")>}\n",
		"/pipelineIdentifier -> pipeline:o/p/p\n"
		"/inputSetRefs/0 -> inputSet:o/p/p/a\n"
		"/encryptedWebhookSecretIdentifier -> secret:s\n"
		"/source/spec/spec/connectorRef -> connector:o/p/c\n"
		"/inputYaml -> secret:o/p/t\n/inputYaml -> secret:o/p/u",
		KNOWN },
	{ "YAML in a trigger that is none",
		P "trigger:\n  pipelineIdentifier: p\n  inputYaml: '{a: ['\n",
		"/pipelineIdentifier -> pipeline:o/p/p", KNOWN },
	{ "groups of environments",
		"== orgs/o/x.yaml\nenvironmentGroup: {envIdentifiers: [a, account.b]}\n",
		"/envIdentifiers/0 -> environment:o/a\n"
		"/envIdentifiers/1 -> environment:b",
		"note kind-unmanaged orgs/o/x.yaml:1:1" },
	{ "freezes by the type of what they freeze",
		P "freeze:\n  entityConfigs:\n    - entities:\n"
		  "        - {type: Service, entityRefs: [a, org.b]}\n"
		  "        - {type: EnvType, entityRefs: [Production]}\n"
		  "        - {type: Environment, entityRefs: [c]}\n"
		  "        - {type: Project, entityRefs: [d]}\n",
		"/entityConfigs/0/entities/0/entityRefs/0 -> service:o/p/a\n"
		"/entityConfigs/0/entities/0/entityRefs/1 -> service:o/b\n"
		"/entityConfigs/0/entities/2/entityRefs/0 -> environment:o/p/c",
		KNOWN },
	{ "resource groups by the type of the resource",
		"== orgs/o/x.yaml\nresourceGroup:\n  includedScopes:\n"
		"    - {orgIdentifier: o, projectIdentifier: q}\n  resourceFilter:\n"
		"    resources:\n      - {resourceType: CONNECTOR, identifiers: [c]}\n"
		"      - {resourceType: PROJECT, identifiers: [r]}\n"
		"      - {resourceType: PIPELINE, identifiers: [none]}\n",
		"/includedScopes/0/projectIdentifier -> project:o/q\n"
		"/resourceFilter/resources/0/identifiers/0 -> connector:o/c\n"
		"/resourceFilter/resources/1/identifiers/0 -> project:o/r",
		"note kind-unmanaged orgs/o/x.yaml:1:1" },
	{ "policies", P "policySet: {policies: [{identifier: account.p}]}\n",
		"/policies/0/identifier -> policy:p", KNOWN },
	{ "input sets of a chained pipeline",
		P "service:\n  stage: {type: Pipeline, spec: {org: o2, project: p2, "
		  "pipeline: next,\n    inputSetReferences: [a]}}\n",
		"/stage/spec/pipeline -> pipeline:o2/p2/next\n"
		"/stage/spec/inputSetReferences/0 -> inputSet:o2/p2/next/a",
		"" },
	{ "a bare name in a template of the account is the caller's",
		"== x.yaml\ntemplate:\n  spec: {connectorRef: c, sshKeyRef: account.k}\n"
		"  environment: {environmentRef: e, infrastructureDefinitions: "
		"[{identifier: i}]}\n",
		"/spec/sshKeyRef -> secret:k", "note kind-unmanaged x.yaml:1:1" },
	{ "files in the file store",
		P
		"service:\n  store: {type: Harness, spec: {files: [account:/a/b.yaml, "
		"/c],\n    secretFiles: [s]}}\n  b: {store: {type: Github, spec: {files: "
		"[/d]}}}\n  e: <+fileStore.getAsString(\"org:/f\")>\n",
		"/store/spec/files/0 -> file:a/b.yaml\n/store/spec/files/1 -> "
		"file:o/p/c\n"
		"/store/spec/secretFiles/0 -> secret:o/p/s\n/e -> file:o/f",
		"" },
	{ "a workspace is Terraform's but in a stage that manages infrastructure",
		P "service:\n  a: {stage: {type: IACM, spec: {workspace: w}}}\n"
		  "  b: {stage: {type: Custom, spec: {workspace: v}}}\n",
		"/a/stage/spec/workspace -> workspace:o/p/w", "" },

	{ "variables in expressions",
		P "service:\n  a: <+variable.x> <+variable.org.y> <+variable.account.z>\n"
		  "  b: <+variable.m.n.toLowerCase()> <+variable.x_<+env.name>>\n"
		  "  c: <+pipeline.variables.p> <+serviceVariables.q> "
		  "<+variable.<+env.r>>\n"
		  "  d: <+<+variable.s>+\"variable.t\"> variable.u\n",
		"/a -> variable:o/p/x\n/a -> variable:o/y\n/a -> variable:z\n"
		"/b -> variable:o/p/m\n/d -> variable:o/p/s",
		"" },
	{ "a variable of the project of the run",
		"== orgs/o/x.yaml\nservice:\n  a: <+variable.x> <+variable.org.y>\n",
		"/a -> variable:o/y",
		"warning reference-scope orgs/o/x.yaml:2:6 fix: org.x" },
};

static const char *links(struct arena *arena, const struct entity *entity)
{
	const struct value *fields = body_fields(arena, entity);
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 16);
	for (size_t i = 0; i < entity->link_count; i++) {
		const struct link *link = &entity->links[i];

		if (link->kind != NULL && link->kind->opens != 0 &&
			i < 2u) /* the scope it lives in */
			continue;
		buf_format(&out, "%s%s -> %s", out.len > 0 ? "\n" : "",
			pointer_find(arena, fields, link->offset),
			link_address(arena, link));
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
