#include <stdlib.h>
#include <string.h>

#include "model/kinds/kinds.h"
#include "tests/support/emulated.h"
#include "tests/support/table.h"

/*
 * The client's rows against the emulator's, which were written from the same pages
 * by somebody else: every act of every kind, over a socket.
 */

static struct emulated account; /* one for all rows */

#define ACCOUNT \
	{ \
		NULL, NULL \
	}
#define IN_ORG \
	{ \
		"o", NULL \
	}
#define IN_PROJECT \
	{ \
		"o", "p" \
	}

static const struct row {
	const char *name;
	const struct kind *kind;
	struct scope scope;
	const char *identifier;
	const char *spec, *text;           /* as created */
	const char *changed, *rewrote;     /* as updated */
	const char *path, *before, *after; /* what shows it; NULL: the text does */
} rows[] = {
	{
		.name = "an organization",
		.kind = &kind_organization,
		.scope = ACCOUNT,
		.identifier = "emea",
		.spec = "{name: EMEA, description: Region, tags: {owner: core, pci: }}",
		.changed = "{name: EMEA, description: Europe}",
		.path = "description",
		.before = "Region",
		.after = "Europe",
	},
	{
		.name = "a project",
		.kind = &kind_project,
		.scope = IN_ORG,
		.identifier = "payments",
		.spec = "{name: Payments, color: '#ff0000', tags: {a: b}}",
		.changed = "{name: Payments, color: '#00ff00'}",
		.path = "color",
		.before = "#ff0000",
		.after = "#00ff00",
	},
	{
		.name = "an environment of a project",
		.kind = &kind_environment,
		.scope = IN_PROJECT,
		.identifier = "prod",
		.spec = "{name: prod, type: Production}",
		.text = "environment:\n  name: prod # ours\n  identifier: prod\r\n"
			"  orgIdentifier: o\n  projectIdentifier: p\n"
			"  type: Production\n",
		.changed = "{name: prod, type: PreProduction}",
		.rewrote = "environment:\n  name: prod\n  identifier: prod\n"
			   "  orgIdentifier: o\n  projectIdentifier: p\n"
			   "  type: PreProduction\n",
		.path = "type",
		.before = "Production",
		.after = "PreProduction",
	},
	{
		.name = "an environment of the account",
		.kind = &kind_environment,
		.scope = ACCOUNT,
		.identifier = "shared",
		.spec = "{name: shared, type: Production}",
		.text = "environment:\n  name: shared\n  identifier: shared\n"
			"  type: Production\n",
		.changed = "{name: shared, type: Production, tags: {a: b}}",
		.rewrote = "environment:\n  name: shared\n  identifier: shared\n"
			   "  type: Production\n  tags:\n    a: b\n",
	},
	{
		.name = "a service of an organization",
		.kind = &kind_service,
		.scope = IN_ORG,
		.identifier = "ledger",
		.spec = "{name: ledger, description: old}",
		.text = "service:\n  name: ledger\n  identifier: ledger\n"
			"  description: old\n  serviceDefinition:\n"
			"    type: Kubernetes\n    spec: {}\n",
		.changed = "{name: ledger, description: new}",
		.rewrote = "service:\n  name: ledger\n  identifier: ledger\n"
			   "  description: new\n  serviceDefinition:\n"
			   "    type: Kubernetes\n    spec: {} # \xf0\x9f\x9a\x80\n",
		.path = "description",
		.before = "old",
		.after = "new",
	},
	{
		.name = "a pipeline",
		.kind = &kind_pipeline,
		.scope = IN_PROJECT,
		.identifier = "build",
		.text = "pipeline:\n  name: build # \"as written\"\n  identifier: build\n"
			"  orgIdentifier: o\n  projectIdentifier: p\n  stages:\n"
			"    - stage:\n        name: s\n        identifier: s\n"
			"        type: Approval\n        spec: {}\n",
		.rewrote = "pipeline:\n  name: build\n  identifier: build\n"
			   "  orgIdentifier: o\n  projectIdentifier: p\n  stages:\n"
			   "    - stage:\n        name: t\n        identifier: t\n"
			   "        type: Approval\n        spec: {}\n",
	},
	{
		.name = "a secret text of the account",
		.kind = &kind_secret,
		.scope = ACCOUNT,
		.identifier = "token",
		.spec = "{type: SecretText, name: token, description: old, spec: "
			"{secretManagerIdentifier: harnessSecretManager, valueType: "
			"Inline, value: !env TEST_INTEGRATION_SECRET}}",
		.changed = "{type: SecretText, name: token, description: new, spec: "
			   "{secretManagerIdentifier: harnessSecretManager, valueType: "
			   "Inline}}",
		.path = "description",
		.before = "old",
		.after = "new",
	},
	{
		.name = "a secret file of a project",
		.kind = &kind_secret,
		.scope = IN_PROJECT,
		.identifier = "tls_key",
		.spec = "{type: SecretFile, name: tls key, description: old, spec: "
			"{secretManagerIdentifier: harnessSecretManager, value: !env "
			"TEST_INTEGRATION_SECRET}}",
		.changed = "{type: SecretFile, name: tls key, description: new, spec: "
			   "{secretManagerIdentifier: harnessSecretManager}}",
		.path = "description",
		.before = "old",
		.after = "new",
	},
	{
		.name = "an SSH key of an organization",
		.kind = &kind_secret,
		.scope = IN_ORG,
		.identifier = "deploy_key",
		.spec = "{type: SSHKey, name: deploy key, spec: {port: 22, auth: {type: "
			"SSH, spec: {credentialType: KeyReference, spec: {userName: "
			"deploy, key: account.shared_secret}}}}}",
		.changed = "{type: SSHKey, name: deploy key, spec: {port: 2222, auth: "
			   "{type: SSH, spec: {credentialType: Password, spec: "
			   "{userName: deploy, password: account.shared_secret}}}}}",
		.path = "spec.port",
		.before = "22",
		.after = "2222",
	},
	{
		.name = "WinRM credentials",
		.kind = &kind_secret,
		.scope = ACCOUNT,
		.identifier = "win",
		.spec = "{type: WinRmCredentials, name: win, spec: {port: 5986, auth: "
			"{type: NTLM, spec: {domain: EX, username: svc, password: "
			"account.shared_secret, useSSL: true, skipCertChecks: true, "
			"useNoProfile: false}}, parameters: []}}",
		.changed = "{type: WinRmCredentials, name: win, spec: {port: 5986, auth: "
			   "{type: NTLM, spec: {domain: US, username: svc, password: "
			   "account.shared_secret, useSSL: true, skipCertChecks: true, "
			   "useNoProfile: false}}, parameters: []}}",
		.path = "spec.auth.spec.domain",
		.before = "EX",
		.after = "US",
	},
	{
		.name = "a role assignment of a project",
		.kind = &kind_role_assignment,
		.scope = IN_PROJECT,
		.identifier = "executors",
		.spec = "{roleIdentifier: _pipeline_executor, resourceGroupIdentifier: "
			"_all_project_level_resources, principal: {identifier: "
			"_project_all_users, type: USER_GROUP, scopeLevel: project}, "
			"disabled: false}",
		.changed = "{roleIdentifier: _pipeline_executor, "
			   "resourceGroupIdentifier: _all_project_level_resources, "
			   "principal: {identifier: _project_all_users, type: "
			   "USER_GROUP, scopeLevel: project}, disabled: true}",
		.path = "disabled",
		.before = "false",
		.after = "true",
	},
};

static struct call make_call(const struct row *row, enum verb verb)
{
	return (struct call){
		.verb = verb,
		.kind = row->kind,
		.scope = row->scope,
		.identifier = row->identifier,
	};
}

static enum outcome act(struct emulated_talk *talk, const struct row *row, enum verb verb)
{
	struct call call = make_call(row, verb);
	bool changed = verb == VERB_UPDATE;
	const char *text = changed ? row->rewrote : row->text;

	call.spec = emulated_spec(talk, changed ? row->changed : row->spec);
	if (text != NULL)
		call.text = slice_of(text);
	return emulated_run(&account, talk, &call);
}

/* The entity is there, as it was last written. */
static void assert_reads(struct emulated_talk *talk, const struct row *row,
	const char *text, const char *value)
{
	struct call call = make_call(row, VERB_GET);

	assert_int_equal(emulated_run(&account, talk, &call), OUTCOME_DONE);
	assert_int_equal(call.found_count, 1);
	if (text != NULL)
		assert_true(slice_is(call.found[0]->text, text));
	if (row->path != NULL)
		assert_string_equal(value_text_at(call.found[0]->spec, row->path), value);
}

static void assert_absent(struct emulated_talk *talk, const struct row *row)
{
	struct call call = make_call(row, VERB_GET);

	assert_int_equal(emulated_run(&account, talk, &call), OUTCOME_ABSENT);
}

static bool is_listed(
	struct emulated_talk *talk, const struct row *row, bool below, const char *text)
{
	struct call call = make_call(row, VERB_LIST);
	const char *address =
		entity_address(&talk->arena, row->kind, row->scope, row->identifier);

	call.identifier = NULL;
	call.below = below;
	if (below)
		call.scope = (struct scope){ 0 };
	assert_int_equal(emulated_run(&account, talk, &call), OUTCOME_DONE);
	for (size_t i = 0; i < call.found_count; i++) {
		if (strcmp(call.found[i]->address, address) != 0)
			continue;
		if (text != NULL)
			assert_true(slice_is(call.found[i]->text, text));
		assert_false(call.found[i]->managed);
		return true;
	}
	return false;
}

static bool has_wide_list(const struct kind *kind)
{
	return kind->lists[0].span == SPAN_BELOW;
}

static void entity_lives(void **state)
{
	const struct row *row = *state;
	struct emulated_talk talk = { 0 };

	assert_absent(&talk, row);
	assert_int_equal(act(&talk, row, VERB_UPDATE), OUTCOME_ABSENT);
	assert_int_equal(act(&talk, row, VERB_DELETE), OUTCOME_ABSENT);
	assert_int_equal(act(&talk, row, VERB_CREATE), OUTCOME_DONE);
	assert_reads(&talk, row, row->text, row->before);
	assert_int_equal(act(&talk, row, VERB_CREATE), OUTCOME_EXISTS);
	assert_true(is_listed(&talk, row, false, row->text));
	if (has_wide_list(row->kind))
		assert_true(is_listed(&talk, row, true, NULL));
	assert_int_equal(act(&talk, row, VERB_UPDATE), OUTCOME_DONE);
	assert_reads(&talk, row, row->rewrote, row->after);
	assert_int_equal(act(&talk, row, VERB_DELETE), OUTCOME_DONE);
	assert_absent(&talk, row);
	assert_false(is_listed(&talk, row, false, NULL));
	assert_int_equal(talk.errs.count, 0);
	emulated_talk_release(&talk);
}

int main(void)
{
	int failed;

	setenv("TEST_INTEGRATION_SECRET", "s3cr3t", 1);
	emulated_open(&account);
	emulated_create(&account, &kind_organization, (struct scope){ 0 }, "o",
		"{name: o}", NULL);
	emulated_create(&account, &kind_project, (struct scope){ "o", NULL }, "p",
		"{name: p}", NULL);
	emulated_create(&account, &kind_secret, (struct scope){ 0 }, "shared_secret",
		"{type: SecretText, name: shared, spec: {secretManagerIdentifier: "
		"harnessSecretManager, valueType: Inline, value: !env "
		"TEST_INTEGRATION_SECRET}}",
		NULL);
	failed = TABLE_RUN(rows, entity_lives);
	emulated_close(&account);
	return failed;
}
