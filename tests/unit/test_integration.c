#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "providers/clock.h"
#include "providers/emulator/server.h"
#include "providers/harness.h"
#include "providers/http.h"
#include "providers/secrets.h"
#include "providers/yaml.h"
#include "tests/support/table.h"

/*
 * The client's rows against the emulator's, which were written from the same pages
 * by somebody else: every act of every kind, over a socket.
 */

/* --- one emulator for all rows, in a thread of its own ---------------------- */

static struct world {
	struct emulator *emulator;
	pthread_t thread;
	struct http *http;
	struct provider *provider;
	struct error_list errs;
	struct secrets secrets;
} world;

static void *serve(void *emulator)
{
	static const volatile sig_atomic_t never;

	emulator_serve(emulator, &never);
	return NULL;
}

static void world_open(void)
{
	struct emulator_options options = { 0 };

	world.emulator = emulator_open(&options, &world.errs);
	assert_non_null(world.emulator);
	assert_int_equal(pthread_create(&world.thread, NULL, serve, world.emulator), 0);
	world.http = http_open(
		&(struct http_options){
			.base = emulator_url(world.emulator),
			.key = emulator_key(world.emulator),
			.account = emulator_account(world.emulator),
			.user_agent = "rein/test",
			.parallelism = 8,
			.tries = 3,
			.deadline_ms = 20000,
			.clock = clock_system(),
		},
		&world.errs);
	assert_non_null(world.http);
	world.provider = harness_open(world.http, emulator_account(world.emulator),
		&world.secrets, clock_system());
}

static void world_close(void)
{
	harness_close(world.provider);
	http_close(world.http);
	emulator_stop(world.emulator);
	pthread_join(world.thread, NULL);
	emulator_close(world.emulator);
	error_release(&world.errs);
}

/* --- calls ------------------------------------------------------------------ */

struct fixture {
	struct arena arena;
	struct error_list errs;
	struct source source;
};

static void fixture_release(struct fixture *fixture)
{
	error_release(&fixture->errs);
	arena_release(&fixture->arena);
}

/* Run a call; what went wrong is printed, since it came over a wire. */
static enum outcome run(struct fixture *fixture, struct call *call)
{
	size_t mark = fixture->errs.count;

	call->arena = &fixture->arena;
	call->errs = &fixture->errs;
	call->source = &fixture->source;
	provider_start(world.provider, call);
	assert_ptr_equal(provider_wait(world.provider), call);
	for (size_t i = mark; i < fixture->errs.count; i++)
		print_message("# %s\n", fixture->errs.items[i]->message);
	return call->outcome;
}

static const struct value *read_spec(struct fixture *fixture, const char *yaml)
{
	const struct value *spec;

	if (yaml == NULL)
		return NULL;
	fixture->source = (struct source){ "x.yaml", slice_of(yaml) };
	spec = yaml_read_one(
		&fixture->arena, &fixture->source, 0, (uint32_t)strlen(yaml));
	assert_non_null(spec);
	return spec;
}

static void create(const struct kind *kind, struct scope scope, const char *identifier,
	const char *yaml, const char *text)
{
	struct fixture fixture = { 0 };
	struct call call = {
		.verb = VERB_CREATE,
		.kind = kind,
		.scope = scope,
		.identifier = identifier,
		.spec = read_spec(&fixture, yaml),
		.text = text != NULL ? slice_of(text) : (struct slice){ 0 },
	};

	assert_int_equal(run(&fixture, &call), OUTCOME_DONE);
	fixture_release(&fixture);
}

/* --- the life of an entity of each kind -------------------------------------- */

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

static enum outcome act(struct fixture *fixture, const struct row *row, enum verb verb)
{
	struct call call = make_call(row, verb);
	bool changed = verb == VERB_UPDATE;
	const char *text = changed ? row->rewrote : row->text;

	call.spec = read_spec(fixture, changed ? row->changed : row->spec);
	if (text != NULL)
		call.text = slice_of(text);
	return run(fixture, &call);
}

/* The entity is there, as it was last written. */
static void assert_reads(struct fixture *fixture, const struct row *row, const char *text,
	const char *value)
{
	struct call call = make_call(row, VERB_GET);

	assert_int_equal(run(fixture, &call), OUTCOME_DONE);
	assert_int_equal(call.found_count, 1);
	if (text != NULL)
		assert_true(slice_is(call.found[0]->text, text));
	if (row->path != NULL)
		assert_string_equal(value_text_at(call.found[0]->spec, row->path), value);
}

static void assert_absent(struct fixture *fixture, const struct row *row)
{
	struct call call = make_call(row, VERB_GET);

	assert_int_equal(run(fixture, &call), OUTCOME_ABSENT);
}

static bool is_listed(
	struct fixture *fixture, const struct row *row, bool below, const char *text)
{
	struct call call = make_call(row, VERB_LIST);
	const char *address =
		entity_address(&fixture->arena, row->kind, row->scope, row->identifier);

	call.identifier = NULL;
	call.below = below;
	if (below)
		call.scope = (struct scope){ 0 };
	assert_int_equal(run(fixture, &call), OUTCOME_DONE);
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
	struct fixture fixture = { 0 };

	assert_absent(&fixture, row);
	assert_int_equal(act(&fixture, row, VERB_UPDATE), OUTCOME_ABSENT);
	assert_int_equal(act(&fixture, row, VERB_DELETE), OUTCOME_ABSENT);
	assert_int_equal(act(&fixture, row, VERB_CREATE), OUTCOME_DONE);
	assert_reads(&fixture, row, row->text, row->before);
	assert_int_equal(act(&fixture, row, VERB_CREATE), OUTCOME_EXISTS);
	assert_true(is_listed(&fixture, row, false, row->text));
	if (has_wide_list(row->kind))
		assert_true(is_listed(&fixture, row, true, NULL));
	assert_int_equal(act(&fixture, row, VERB_UPDATE), OUTCOME_DONE);
	assert_reads(&fixture, row, row->rewrote, row->after);
	assert_int_equal(act(&fixture, row, VERB_DELETE), OUTCOME_DONE);
	assert_absent(&fixture, row);
	assert_false(is_listed(&fixture, row, false, NULL));
	assert_int_equal(fixture.errs.count, 0);
	fixture_release(&fixture);
}

/* --- pages, and what the API refuses ------------------------------------------ */

static void a_long_list_comes_whole(void **state)
{
	enum { COUNT = 250 };
	struct fixture fixture = { 0 };
	struct call call = {
		.verb = VERB_LIST, .kind = &kind_project, .scope = { "many", NULL }
	};
	char identifier[16];

	(void)state;
	create(&kind_organization, (struct scope){ 0 }, "many", "{name: many}", NULL);
	for (size_t i = 0; i < COUNT; i++) {
		(void)snprintf(identifier, sizeof(identifier), "p%03zu", i);
		create(&kind_project, (struct scope){ "many", NULL }, identifier,
			"{name: x}", NULL);
	}
	assert_int_equal(run(&fixture, &call), OUTCOME_DONE);
	assert_int_equal(call.found_count, COUNT);
	for (size_t i = 1; i < COUNT; i++)
		assert_true(
			strcmp(call.found[i - 1]->address, call.found[i]->address) < 0);
	fixture_release(&fixture);
}

static void a_missing_parent_is_no_absence(void **state)
{
	struct fixture fixture = { 0 };
	struct call call = { .verb = VERB_CREATE,
		.kind = &kind_project,
		.scope = { "nowhere", NULL },
		.identifier = "x" };

	(void)state;
	call.spec = read_spec(&fixture, "{name: x}");
	assert_int_equal(run(&fixture, &call), OUTCOME_FAILED);
	assert_int_equal(fixture.errs.items[0]->call.status, 400);
	assert_string_equal(fixture.errs.items[0]->address, "project:nowhere/x");
	fixture_release(&fixture);
}

static void what_is_built_in_is_managed(void **state)
{
	struct fixture fixture = { 0 };
	struct call call = {
		.verb = VERB_GET, .kind = &kind_organization, .identifier = "default"
	};

	(void)state;
	assert_int_equal(run(&fixture, &call), OUTCOME_DONE);
	assert_true(call.found[0]->managed);
	fixture_release(&fixture);
}

static void a_wrong_key_is_refused_with_advice(void **state)
{
	struct fixture fixture = { 0 };
	struct call call = { .verb = VERB_LIST,
		.kind = &kind_organization,
		.arena = &fixture.arena,
		.errs = &fixture.errs };
	struct http *http = http_open(
		&(struct http_options){
			.base = emulator_url(world.emulator),
			.key = "pat.emulator_account.wrong.key",
			.account = emulator_account(world.emulator),
			.user_agent = "rein/test",
			.parallelism = 1,
			.tries = 1,
			.deadline_ms = 20000,
			.clock = clock_system(),
		},
		&fixture.errs);
	struct provider *provider = harness_open(
		http, emulator_account(world.emulator), NULL, clock_system());

	(void)state;
	provider_start(provider, &call);
	assert_ptr_equal(provider_wait(provider), &call);
	assert_int_equal(call.outcome, OUTCOME_REFUSED);
	assert_int_equal(fixture.errs.items[0]->call.status, 401);
	assert_non_null(fixture.errs.items[0]->fix);
	harness_close(provider);
	http_close(http);
	fixture_release(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_list_comes_whole),
		cmocka_unit_test(a_missing_parent_is_no_absence),
		cmocka_unit_test(what_is_built_in_is_managed),
		cmocka_unit_test(a_wrong_key_is_refused_with_advice),
	};
	int failed;

	setenv("TEST_INTEGRATION_SECRET", "s3cr3t", 1);
	world_open();
	create(&kind_organization, (struct scope){ 0 }, "o", "{name: o}", NULL);
	create(&kind_project, (struct scope){ "o", NULL }, "p", "{name: p}", NULL);
	create(&kind_secret, (struct scope){ 0 }, "shared_secret",
		"{type: SecretText, name: shared, spec: {secretManagerIdentifier: "
		"harnessSecretManager, valueType: Inline, value: !env "
		"TEST_INTEGRATION_SECRET}}",
		NULL);
	failed =
		TABLE_RUN(rows, entity_lives) + cmocka_run_group_tests(tests, NULL, NULL);
	world_close();
	return failed;
}
