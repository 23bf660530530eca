#include "reconcile/load.h"

#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

#define FLAT(body) "== orgs/o/projects/p/x.yaml\n" body
#define AT "orgs/o/projects/p/x.yaml:"

/* One document in a project, and what is wrong with it. */
static const struct row {
	const char *name, *tree, *findings;
} rows[] = {
	{ "nothing wrong",
		FLAT("secret:\n  name: a\n  identifier: a-b\n  type: SecretText\n"
		     "  tags: {team: x, pci: }\n  spec:\n"
		     "    secretManagerIdentifier: harnessSecretManager\n"
		     "    valueType: Inline\n    value: !env TOKEN\n"),
		"" },

	/* identifiers and names */
	{ "a hyphen is a secret's alone", FLAT("service:\n  identifier: a-b\n"),
		"error identifier-invalid " AT "2:15 fix: ab" },
	{ "a dollar is none of a pipeline's",
		FLAT("pipeline:\n  identifier: a$b\n  name: x\n"),
		"error identifier-invalid " AT "2:15" },
	{ "a dollar is a service's", FLAT("service:\n  identifier: a$b\n"), "" },
	{ "a digit in front", FLAT("service:\n  identifier: 1a\n"),
		"error identifier-invalid " AT "2:15" },
	{ "a number", FLAT("service:\n  identifier: 12\n"),
		"error identifier-invalid " AT "2:15" },
	{ "an expression", FLAT("service:\n  identifier: <+input>\n"),
		"error identifier-invalid " AT "2:15 fix: input" },
	{ "a reserved word", FLAT("service:\n  identifier: step\n"),
		"error identifier-reserved " AT "2:15" },
	{ "a reserved word in another case is none",
		FLAT("service:\n  identifier: Step\n"), "" },
	{ "a name of rein's own",
		FLAT("variable:\n  identifier: rein_lock_shop\n  name: x\n  type: "
		     "String\n"
		     "  spec: {valueType: FIXED, fixedValue: x}\n"),
		"error identifier-reserved " AT "2:15" },
	{ "a name of rein's own is free elsewhere",
		FLAT("service:\n  identifier: rein_lock_shop\n"), "" },
	{ "an identifier that is empty", FLAT("service:\n  identifier: ''\n"),
		"error field-required " AT "2:15" },
	{ "an identifier that is a map", FLAT("service:\n  identifier: {a: b}\n"),
		"error field-type " AT "2:15" },
	{ "a name the API may refuse", FLAT("service:\n  name: a.b\n"),
		"warning name-invalid " AT "2:9" },
	{ "a name with a dot is a pipeline's", FLAT("pipeline:\n  name: a.b\n"), "" },
	{ "a name that is blank",
		FLAT("secret:\n  name: '  '\n  type: SSHKey\n  spec:\n    auth:\n"
		     "      type: SSH\n      spec:\n        credentialType: Password\n"
		     "        spec: {userName: x, password: y}\n"),
		"warning name-invalid " AT "2:9" },

	/* fields */
	{ "a field that is missing", FLAT("environment:\n  name: x\n"),
		"error field-required " AT "1:1" },
	{ "a nested one stands at its map",
		FLAT("secret:\n  type: SecretText\n  spec:\n"
		     "    valueType: Inline\n"),
		"error field-required " AT "3:3" },
	{ "a missing map is one finding", FLAT("secret:\n  type: SecretText\n"),
		"error field-required " AT "1:1" },
	{ "a missing discriminator is one finding",
		FLAT("secret:\n  spec:\n    secretManagerIdentifier: x\n"
		     "    valueType: Inline\n"),
		"error field-required " AT "1:1" },
	{ "a mistyped required field is one finding",
		FLAT("secret:\n  type: SecretText\n  spec:\n"
		     "    secretManagerIdentifier: x\n    valuType: Inline\n"),
		"error field-required " AT "5:5 fix: valueType" },
	{ "a mistyped field",
		FLAT("secret:\n  descripton: x\n  type: SecretText\n  spec:\n"
		     "    secretManagerIdentifier: x\n    valueType: Inline\n"),
		"warning field-unknown " AT "2:3 fix: description" },
	{ "a choice there is not",
		FLAT("secret:\n  type: SecretTxt\n  spec:\n"
		     "    secretManagerIdentifier: x\n    valueType: Inline\n"),
		"error field-type " AT "2:9 fix: SecretText" },
	{ "a choice there is not, in a YAML body", FLAT("environment:\n  type: Prod\n"),
		"error field-type " AT "2:9 fix: Production" },
	{ "an expression is any choice in a YAML body",
		FLAT("environment:\n  type: <+input>\n"), "" },
	{ "tags in a list", FLAT("service:\n  tags: [a, b]\n"),
		"error field-type " AT "2:9" },
	{ "a truth that is a word",
		FLAT("roleAssignment:\n  roleIdentifier: r\n"
		     "  resourceGroupIdentifier: g\n"
		     "  principal: {type: USER, identifier: u}\n  disabled: yes\n"),
		"error field-type " AT "5:13" },
	{ "a number that is a word",
		FLAT("secret:\n  type: SSHKey\n  spec:\n    port: ssh\n    auth:\n"
		     "      type: SSH\n      spec:\n        credentialType: Password\n"
		     "        spec: {userName: x, password: y}\n"),
		"error field-type " AT "4:11" },
	{ "a list of maps, one without its field",
		FLAT("secret:\n  type: WinRmCredentials\n  spec:\n    auth:\n"
		     "      type: NTLM\n      spec: {username: x, password: y}\n"
		     "    parameters:\n      - parameter: a\n      - value: b\n"),
		"error field-required " AT "9:9" },

	/* secret values */
	{ "a literal value",
		FLAT("secret:\n  type: SecretText\n  spec:\n"
		     "    secretManagerIdentifier: x\n    valueType: Inline\n"
		     "    value: hunter2\n"),
		"error secret-literal " AT "6:12 fix: !env NAME or !file PATH" },
	{ "the path of a reference is no secret",
		FLAT("secret:\n  type: SecretText\n  spec:\n"
		     "    secretManagerIdentifier: x\n    valueType: Reference\n"
		     "    value: kv/db\n"),
		"" },
	{ "a source where no value is wanted",
		FLAT("secret:\n  type: SecretText\n  description: !env X\n  spec:\n"
		     "    secretManagerIdentifier: x\n    valueType: Inline\n"),
		"error field-type " AT "3:16" },
	{ "a source in a YAML body",
		FLAT("service:\n  variables:\n    - value: !env X\n"),
		"error field-type " AT "3:14" },
};

#define STAGES(body) FLAT("pipeline:\n  name: x\n  stages:\n" body)

static const struct row stages[] = {
	{ "stages of one identifier, one of them in parallel",
		STAGES("    - stage: {identifier: a}\n"
		       "    - parallel:\n        - stage: {identifier: b}\n"
		       "        - stage: {identifier: a}\n"),
		"error identifier-duplicate " AT "7:31 <- " AT "4:27" },
	{ "steps of one identifier, seen through parallel",
		STAGES("    - stage:\n        identifier: a\n        spec:\n"
		       "          execution:\n            steps:\n"
		       "              - step: {identifier: s}\n"
		       "              - parallel:\n"
		       "                  - step: {identifier: s}\n"),
		"error identifier-duplicate " AT "11:40 <- " AT "9:36" },
	{ "one identifier in steps, rollback, groups and stages is fine",
		STAGES("    - stage:\n        identifier: a\n        spec:\n"
		       "          execution:\n            steps:\n"
		       "              - step: {identifier: s}\n"
		       "              - stepGroup:\n                  identifier: a\n"
		       "                  steps:\n"
		       "                    - step: {identifier: s}\n"
		       "                    - step: {identifier: a}\n"
		       "            rollbackSteps:\n"
		       "              - step: {identifier: s}\n"),
		"" },
	{ "a step and a group of one identifier are a warning",
		STAGES("    - stage:\n        identifier: a\n        spec:\n"
		       "          execution:\n            steps:\n"
		       "              - step: {identifier: s}\n"
		       "              - stepGroup: {identifier: s}\n"),
		"warning identifier-duplicate " AT "10:41 <- " AT "9:36" },
	{ "inputs declare nothing",
		STAGES("    - stage:\n        identifier: a\n        template:\n"
		       "          templateRef: t\n          templateInputs:\n"
		       "            spec: {execution: {steps: [\n"
		       "              {step: {identifier: s}},\n"
		       "              {step: {identifier: s}}]}}\n"),
		"" },
	{ "illegal and reserved identifiers",
		STAGES("    - stage:\n        identifier: a-b\n        spec:\n"
		       "          execution:\n            steps:\n"
		       "              - step: {identifier: step}\n"
		       "              - step: {identifier: <+step.iteration>}\n"),
		"error identifier-invalid " AT "5:21 fix: ab\n"
		"error identifier-reserved " AT "9:36" },
	{ "a step without an identifier",
		STAGES("    - stage:\n        identifier: a\n        spec:\n"
		       "          execution:\n            steps:\n"
		       "              - step: {name: s}\n"
		       "              - stepGroup: {identifier: , name: s}\n"),
		"error field-required " AT "9:17\n"
		"error field-required " AT "10:41" },
	{ "stages that are an input", FLAT("pipeline:\n  name: x\n  stages: <+input>\n"),
		"" },
	{ "stages that are none", FLAT("pipeline:\n  name: x\n  stages: all\n"),
		"error field-type " AT "3:11" },
	{ "stages and steps of templates",
		"== orgs/o/projects/p/x.yaml\ntemplate:\n  type: Stage\n  spec:\n    "
		"spec:\n"
		"      execution: {steps: [step: {identifier: a}, step: {identifier: "
		"a}]}\n"
		"---\ntemplate:\n  type: StepGroup\n  spec:\n"
		"    steps: [step: {identifier: b-}]\n"
		"---\ntemplate:\n  type: Pipeline\n  spec:\n"
		"    stages: [stage: {identifier: c}, stage: {identifier: c}]\n",
		"note kind-unmanaged " AT "1:1\n"
		"error identifier-duplicate " AT "5:69 <- " AT "5:46\n"
		"note kind-unmanaged " AT "7:1\n"
		"error identifier-invalid " AT "10:32 fix: b\n"
		"note kind-unmanaged " AT "12:1\n"
		"error identifier-duplicate " AT "15:58 <- " AT "15:34" },
};

static const struct row advice[] = {
	{ "a label that is another number",
		FLAT("service:\n  template: {templateRef: <+input>, versionLabel: "
		     "1.10}\n"),
		"warning yaml-surprise " AT "2:51 fix: \"1.10\"" },
	{ "labels that are what they look like",
		FLAT("service:\n  a: {versionLabel: '1.10'}\n  b: {versionLabel: 1}\n"
		     "  c: {versionLabel: 1.0}\n  d: {versionLabel: v1.10}\n"
		     "  e: {versionLabel: 1.1.10}\n"),
		"" },
	{ "texts that YAML 1.1 takes for numbers and truths",
		FLAT("service:\n  tags: {a: 0123, b: off, c: 'on', d: 12e4}\n"
		     "  variables:\n    - {name: x, type: String, value: yes}\n"
		     "    - {name: y, type: Number, value: 0123}\n"),
		"warning yaml-surprise " AT "2:13 fix: \"0123\"\n"
		"warning yaml-surprise " AT "2:22 fix: \"off\"\n"
		"warning yaml-surprise " AT "2:39 fix: \"12e4\"\n"
		"warning yaml-surprise " AT "4:38 fix: \"yes\"" },
	{ "keys of tags, times, and numbers with more than digits",
		FLAT("service:\n  tags: {on: a, b: 12:30:45, c: 1_000, d: 0b101}\n"),
		"warning yaml-surprise " AT "2:10 fix: \"on\"\n"
		"warning yaml-surprise " AT "2:20 fix: \"12:30:45\"\n"
		"warning yaml-surprise " AT "2:33 fix: \"1_000\"\n"
		"warning yaml-surprise " AT "2:43 fix: \"0b101\"" },
	{ "texts that only look like them",
		FLAT("service:\n  tags: {'on': a, b: '22:22', c: 10:99, d: a_1, e: 0b2,\n"
		     "    f: 2020-01-01, g: 1.2.3, h: 0:10, i: 1:a, k: _1}\n"),
		"" },
	{ "identifiers of sub-lists",
		FLAT("service:\n  manifests:\n    - manifest: {identifier: a-b}\n"
		     "  sources:\n    - identifier: a b\n    - identifier: <+x>\n"
		     "  serviceInputs: {manifest: {identifier: a-b}}\n"),
		"warning identifier-invalid " AT "3:30\n"
		"warning identifier-invalid " AT "5:19" },
	{ "variables by name",
		FLAT("service:\n  variables:\n    - name: a.b-c$\n    - name: 1a\n"
		     "    - name: a.b-c$\n"),
		"warning name-invalid " AT "4:13\n"
		"warning identifier-duplicate " AT "5:13 <- " AT "3:13" },
	{ "credentials, wherever they stand",
		FLAT("service:\n  command: |\n    export T=ghp_"
		     "0123456789abcdefghijABCDEFGHIJ012345\n"
		     "  serviceInputs: {key: 'AKIAABCDEFGHIJKLMNOP'}\n"
		     "  short: ghp_12 AKIA\n"),
		"warning credential " AT "2:12 fix: <+secrets.getValue(\"...\")>\n"
		"warning credential " AT "4:24 fix: <+secrets.getValue(\"...\")>" },
	{ "a private key, but not its header alone",
		FLAT("service:\n  a: |\n    -----BEGIN RSA PRIVATE KEY-----\n"
		     "    MIIEpAIBAAKCAQEAx0123456789abcdefghijklmnopqrstuvwxyzABCDEF\n"
		     "  b: grep -e '-----BEGIN RSA PRIVATE KEY-----' file\n"),
		"warning credential " AT "2:6 fix: <+secrets.getValue(\"...\")>" },
	{ "a secret's literal value is one finding",
		FLAT("secret:\n  type: SecretText\n  spec:\n"
		     "    secretManagerIdentifier: x\n    valueType: Inline\n"
		     "    value: AKIAABCDEFGHIJKLMNOP\n"),
		"error secret-literal " AT "6:12 fix: !env NAME or !file PATH" },
};

static void document_is_checked(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;

	inline_tree(&tree, row->tree);
	load_tree(&declared, &tree, &errs);
	error_sort(&errs);
	assert_string_equal(inline_findings(&arena, &errs), row->findings);
	for (size_t i = 0; i < errs.count; i++)
		if (errs.items[i]->code == ERROR_SECRET_LITERAL ||
			errs.items[i]->code == ERROR_CREDENTIAL)
			assert_null(errs.items[i]->excerpt);
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
	arena_release(&arena);
}

int main(void)
{
	return TABLE_RUN(rows, document_is_checked) +
	       TABLE_RUN(stages, document_is_checked) +
	       TABLE_RUN(advice, document_is_checked);
}
