#include <stdio.h>
#include <string.h>

#include "model/kinds/kinds.h"
#include "providers/clock.h"
#include "providers/emulator/server.h"
#include "providers/harness.h"
#include "tests/support/emulated.h"
#include "tests/support/table.h"

/* The client against the emulator: long lists, and what the API refuses. */

static struct emulated account; /* one for all tests */

static void a_long_list_comes_whole(void **state)
{
	enum { COUNT = 250 };
	struct emulated_talk talk = { 0 };
	struct call call = {
		.verb = VERB_LIST, .kind = &kind_project, .scope = { "many", NULL }
	};
	char identifier[16];

	(void)state;
	emulated_create(&account, &kind_organization, (struct scope){ 0 }, "many",
		"{name: many}", NULL);
	for (size_t i = 0; i < COUNT; i++) {
		(void)snprintf(identifier, sizeof(identifier), "p%03zu", i);
		emulated_create(&account, &kind_project, (struct scope){ "many", NULL },
			identifier, "{name: x}", NULL);
	}
	assert_int_equal(emulated_run(&account, &talk, &call), OUTCOME_DONE);
	assert_int_equal(call.found_count, COUNT);
	for (size_t i = 1; i < COUNT; i++)
		assert_true(
			strcmp(call.found[i - 1]->address, call.found[i]->address) < 0);
	emulated_talk_release(&talk);
}

static void a_missing_parent_is_no_absence(void **state)
{
	struct emulated_talk talk = { 0 };
	struct call call = { .verb = VERB_CREATE,
		.kind = &kind_project,
		.scope = { "nowhere", NULL },
		.identifier = "x" };

	(void)state;
	call.spec = emulated_spec(&talk, "{name: x}");
	assert_int_equal(emulated_run(&account, &talk, &call), OUTCOME_FAILED);
	assert_int_equal(talk.errs.items[0]->call.status, 400);
	assert_string_equal(talk.errs.items[0]->address, "project:nowhere/x");
	emulated_talk_release(&talk);
}

static void what_is_built_in_is_managed(void **state)
{
	struct emulated_talk talk = { 0 };
	struct call call = {
		.verb = VERB_GET, .kind = &kind_organization, .identifier = "default"
	};

	(void)state;
	assert_int_equal(emulated_run(&account, &talk, &call), OUTCOME_DONE);
	assert_true(call.found[0]->managed);
	emulated_talk_release(&talk);
}

static void a_wrong_key_is_refused_with_advice(void **state)
{
	struct emulated_talk talk = { 0 };
	struct call call = { .verb = VERB_LIST,
		.kind = &kind_organization,
		.arena = &talk.arena,
		.errs = &talk.errs };
	struct http *http = http_open(
		&(struct http_options){
			.base = emulator_url(account.emulator),
			.key = "pat.emulator_account.wrong.key",
			.account = emulator_account(account.emulator),
			.user_agent = "rein/test",
			.parallelism = 1,
			.tries = 1,
			.deadline_ms = 20000,
			.clock = clock_system(),
		},
		&talk.errs);
	struct provider *provider = harness_open(
		http, emulator_account(account.emulator), NULL, clock_system());

	(void)state;
	provider_start(provider, &call);
	assert_ptr_equal(provider_wait(provider), &call);
	assert_int_equal(call.outcome, OUTCOME_REFUSED);
	assert_int_equal(talk.errs.items[0]->call.status, 401);
	assert_non_null(talk.errs.items[0]->fix);
	harness_close(provider);
	http_close(http);
	emulated_talk_release(&talk);
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

	emulated_open(&account);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	emulated_close(&account);
	return failed;
}
