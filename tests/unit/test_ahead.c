#include "reconcile/ahead.h"

#include "tests/support/fake_provider.h"
#include "tests/support/table.h"

static const struct scope account = { 0 };
static const struct scope payments = { .org = "payments" };

struct fixture {
	struct fake_provider fake;
	struct ahead *ahead;
	struct provider *provider;
	struct arena arena;
	struct error_list errs;
};

static void put(struct fixture *fixture, struct scope scope, const char *id)
{
	struct value_builder spec = { .arena = &fixture->arena };

	value_put(&spec, "identifier", value_make(VALUE_TEXT, id));
	fake_provider_put(&fixture->fake, kind_of_record(), scope, id,
		value_map_end(&spec), (struct slice){ 0 });
}

static void open_fixture(struct fixture *fixture)
{
	*fixture = (struct fixture){ 0 };
	fake_provider_init(&fixture->fake);
	put(fixture, account, "a");
	put(fixture, payments, "p");
	fixture->ahead = ahead_open(&fixture->fake.provider);
	fixture->provider = ahead_provider(fixture->ahead);
}

static void close_fixture(struct fixture *fixture)
{
	ahead_close(fixture->ahead);
	fake_provider_release(&fixture->fake);
	error_release(&fixture->errs);
	arena_release(&fixture->arena);
}

static struct call read_of(struct fixture *fixture, struct scope scope, const char *id)
{
	return (struct call){
		.verb = id != NULL ? VERB_GET : VERB_LIST,
		.kind = kind_of_record(),
		.scope = scope,
		.identifier = id,
		.arena = &fixture->arena,
		.errs = &fixture->errs,
	};
}

static void make(struct fixture *fixture, struct call *call)
{
	provider_start(fixture->provider, call);
	assert_ptr_equal(provider_wait(fixture->provider), call);
	assert_null(provider_wait(fixture->provider));
}

/* --- what is asked ahead ------------------------------------------------------- */

static void what_was_asked_ahead_is_not_asked_again(void **state)
{
	struct fixture fixture;
	struct call list, get;

	(void)state;
	open_fixture(&fixture);
	list = read_of(&fixture, payments, NULL);
	get = read_of(&fixture, account, "a");
	ahead_ask(fixture.ahead, &list);
	ahead_ask(fixture.ahead, &get);
	make(&fixture, &get);
	assert_int_equal(get.outcome, OUTCOME_DONE);
	assert_string_equal(get.found[0]->identifier, "a");
	make(&fixture, &list);
	assert_int_equal(list.found_count, 1);
	assert_string_equal(list.found[0]->identifier, "p");
	assert_int_equal(fixture.fake.started[VERB_GET], 1);
	assert_int_equal(fixture.fake.started[VERB_LIST], 1);
	close_fixture(&fixture);
}

static void it_is_given_once(void **state)
{
	struct fixture fixture;
	struct call get;

	(void)state;
	open_fixture(&fixture);
	get = read_of(&fixture, account, "a");
	ahead_ask(fixture.ahead, &get);
	make(&fixture, &get);
	fake_provider_remove(&fixture.fake, "variable:a");
	make(&fixture, &get);
	assert_int_equal(get.outcome, OUTCOME_ABSENT);
	assert_int_equal(fixture.fake.started[VERB_GET], 2);
	close_fixture(&fixture);
}

/* Each call that differs in one thing from what was asked ahead. */
static const struct row {
	const char *name;
	bool elsewhere, other, below, brief, late, create;
} rows[] = {
	{ "another scope", .elsewhere = true },
	{ "another identifier", .other = true },
	{ "the scopes below", .below = true },
	{ "summaries", .brief = true },
	{ "a call that waits", .late = true },
	{ "a write", .create = true },
};

static void another_call_is_asked_by_itself(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct call call;
	size_t before;

	open_fixture(&fixture);
	call = read_of(&fixture, account, row->below || row->brief ? NULL : "a");
	ahead_ask(fixture.ahead, &call);
	before = fixture.fake.event_count;
	call.scope = row->elsewhere ? payments : account;
	call.identifier = row->other ? "b" : call.identifier;
	call.below = row->below;
	call.brief = row->brief;
	call.pause_ms = row->late;
	call.verb = row->create ? VERB_CREATE : call.verb;
	provider_start(fixture.provider, &call);
	assert_int_equal(fixture.fake.event_count, before + 1);
	assert_ptr_equal(provider_wait(fixture.provider), &call);
	assert_null(provider_wait(fixture.provider));
	close_fixture(&fixture);
}

/* --- trouble -------------------------------------------------------------------- */

static void whoever_takes_it_takes_its_errors(void **state)
{
	struct fixture fixture;
	struct call get;

	(void)state;
	open_fixture(&fixture);
	fake_provider_fault(&fixture.fake, (struct fake_fault){ .effect = FAKE_REFUSE });
	get = read_of(&fixture, account, "a");
	ahead_ask(fixture.ahead, &get);
	assert_int_equal(fixture.errs.count, 0);
	make(&fixture, &get);
	assert_int_equal(get.outcome, OUTCOME_REFUSED);
	assert_int_equal(fixture.errs.count, 1);
	assert_int_equal(fixture.errs.items[0]->call.status, 403);
	close_fixture(&fixture);
}

static void what_nobody_takes_is_not_heard_of(void **state)
{
	struct fixture fixture;
	struct call get, list;

	(void)state;
	open_fixture(&fixture);
	fake_provider_fault(&fixture.fake,
		(struct fake_fault){ .effect = FAKE_FAIL, .verbs = 1 << VERB_LIST });
	list = read_of(&fixture, payments, NULL);
	ahead_ask(fixture.ahead, &list);
	get = read_of(&fixture, account, "a");
	make(&fixture, &get);
	assert_int_equal(get.outcome, OUTCOME_DONE);
	assert_int_equal(fixture.errs.count, 0);
	close_fixture(&fixture);
}

/* The second reader wants to know how it is now. */
static void what_is_forgotten_is_asked_anew(void **state)
{
	struct fixture fixture;
	struct call get;

	(void)state;
	open_fixture(&fixture);
	get = read_of(&fixture, account, "a");
	ahead_ask(fixture.ahead, &get);
	ahead_forget(fixture.ahead);
	fake_provider_remove(&fixture.fake, "variable:a");
	make(&fixture, &get);
	assert_int_equal(get.outcome, OUTCOME_ABSENT);
	assert_int_equal(fixture.fake.started[VERB_GET], 2);
	close_fixture(&fixture);
}

static void whoever_reads_gets_room_beside_what_is_asked_ahead(void **state)
{
	struct fixture fixture;
	struct call get, other;

	(void)state;
	open_fixture(&fixture);
	fixture.fake.room = 1;
	get = read_of(&fixture, account, "a");
	other = read_of(&fixture, account, "b");
	ahead_ask(fixture.ahead, &get);
	ahead_ask(fixture.ahead, &other); /* no room: it is asked in its turn */
	assert_int_equal(fixture.fake.started[VERB_GET], 1);
	assert_true(provider_has_room(fixture.provider));
	make(&fixture, &other);
	make(&fixture, &get);
	assert_int_equal(fixture.fake.started[VERB_GET], 2);
	close_fixture(&fixture);
}

static void the_end_waits_for_what_is_under_way(void **state)
{
	struct fixture fixture;
	struct call get;

	(void)state;
	open_fixture(&fixture);
	get = read_of(&fixture, account, "a");
	ahead_ask(fixture.ahead, &get);
	ahead_close(fixture.ahead);
	fixture.ahead = NULL;
	assert_true(fixture.fake.stopped);
	assert_int_equal(fixture.fake.call_count, 0);
	close_fixture(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_asked_ahead_is_not_asked_again),
		cmocka_unit_test(it_is_given_once),
		cmocka_unit_test(whoever_takes_it_takes_its_errors),
		cmocka_unit_test(what_nobody_takes_is_not_heard_of),
		cmocka_unit_test(what_is_forgotten_is_asked_anew),
		cmocka_unit_test(whoever_reads_gets_room_beside_what_is_asked_ahead),
		cmocka_unit_test(the_end_waits_for_what_is_under_way),
	};

	return TABLE_RUN(rows, another_call_is_asked_by_itself) +
	       cmocka_run_group_tests_name("ahead", tests, NULL, NULL);
}
