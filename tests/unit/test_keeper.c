#include "reconcile/keeper.h"

#include <string.h>

#include "reconcile/slot.h"
#include "tests/support/fake_provider.h"
#include "tests/support/table.h"

#define A "0123456789012345678901234567890123456789"
#define B "abcdefabcdefabcdefabcdefabcdefabcdefabcd"
#define RECORD_OF(name, commit) \
	"{\"format\":1,\"name\":\"" name "\",\"commit\":\"" commit "\",\"settled\":\"" A \
	"\"}"
#define OURS RECORD_OF("shop", A)

static const struct scope account = { NULL, NULL }, org = { "o", NULL },
			  project = { "o", "p" };

/* --- where it is found ---------------------------------------------------------- */

/* Where the record belongs, what stands in each scope, and what is read of it. */
static const struct row {
	const char *name;
	const struct scope *home;
	const char *in_account, *in_org, *in_project; /* NULL: nothing */
	struct fake_fault fault;
	bool has_fault, fails;
	enum keeper_state state;
	const struct scope *scope;
	const char *trouble; /* part of it; NULL: none */
} rows[] = {
	{ "none at all", &org, .state = KEEPER_ABSENT, .scope = &org },
	{ "where it belongs", &org, .in_org = OURS, .state = KEEPER_FOUND,
		.scope = &org },
	{ "above: the tree shrank", &project, .in_account = OURS, .state = KEEPER_FOUND,
		.scope = &account },
	{ "the nearer one above", &project, .in_account = OURS, .in_org = OURS,
		.state = KEEPER_FOUND, .scope = &org },
	{ "below: the tree grew", &account, .in_project = OURS, .state = KEEPER_FOUND,
		.scope = &project },
	{ "where it belongs, whatever is below", &account, .in_account = OURS,
		.in_project = OURS, .state = KEEPER_FOUND, .scope = &account },
	{ "two below", &account, .in_org = OURS, .in_project = OURS,
		.state = KEEPER_BROKEN, .scope = &project,
		.trouble = "there is another one in organization o" },
	{ "one that is edited", &org, .in_org = "hello", .state = KEEPER_BROKEN,
		.scope = &org, .trouble = "cannot be used: it is no JSON" },
	{ "one of another tree", &org, .in_org = RECORD_OF("other", A), .fails = true,
		.state = KEEPER_FOUND, .scope = &org },
	{ "one that may not be read", &org, .in_org = OURS,
		.fault = { FAKE_REFUSE, .glob = "variable:o/*" }, .has_fault = true,
		.state = KEEPER_DENIED, .scope = &org, .trouble = "status 403" },
	{ "one above that may not be read is none", &org, .in_account = OURS,
		.fault = { FAKE_REFUSE, .glob = "variable:rein*" }, .has_fault = true,
		.state = KEEPER_ABSENT, .scope = &org },
	{ "one that cannot be reached", &org, .in_org = OURS,
		.fault = { FAKE_FAIL, .glob = "variable:o/*" }, .has_fault = true,
		.fails = true, .state = KEEPER_ABSENT, .scope = &org },
	{ "those below cannot be listed", &org, .in_project = OURS,
		.fault = { FAKE_FAIL, 1 << VERB_LIST }, .has_fault = true, .fails = true,
		.state = KEEPER_ABSENT, .scope = &org },
};

struct fixture {
	struct fake_provider fake;
	struct keeper keeper;
	struct error_list troubles, errs;
};

static struct slot slot_at(struct fixture *fixture, struct scope scope)
{
	return (struct slot){ &fixture->fake.provider, scope, fixture->keeper.name.record,
		"what it is for" };
}

static void stand(struct fixture *fixture, struct scope scope, const char *text)
{
	struct slot slot = slot_at(fixture, scope);

	if (text != NULL)
		assert_int_equal(slot_write(&slot, &fixture->keeper.arena, text, false,
					 &fixture->errs),
			OUTCOME_DONE);
}

/* What stands in a scope, or "". */
static const char *text_in(struct fixture *fixture, struct scope scope)
{
	struct slot slot = slot_at(fixture, scope);
	const char *text;

	slot_read(&slot, 0, &fixture->keeper.arena, &text, &fixture->errs);
	return text;
}

static void set_up(struct fixture *fixture, const struct scope *home)
{
	*fixture = (struct fixture){ 0 };
	fake_provider_init(&fixture->fake);
	fixture->keeper.provider = &fixture->fake.provider;
	fixture->keeper.home = *home;
	record_name_make(&fixture->keeper.name, &fixture->keeper.arena, "shop", NULL, "/",
		".harness");
}

static void tear_down(struct fixture *fixture)
{
	keeper_release(&fixture->keeper);
	fake_provider_release(&fixture->fake);
	error_release(&fixture->troubles);
	error_release(&fixture->errs);
}

static bool read_record(struct fixture *fixture)
{
	return keeper_read(&fixture->keeper, &fixture->troubles, &fixture->errs);
}

static void record_is_read(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;

	set_up(&fixture, row->home);
	stand(&fixture, account, row->in_account);
	stand(&fixture, org, row->in_org);
	stand(&fixture, project, row->in_project);
	if (row->has_fault)
		fake_provider_fault(&fixture.fake, row->fault);
	assert_int_equal(read_record(&fixture), !row->fails);
	assert_int_equal(fixture.errs.failures > 0, row->fails);
	assert_int_equal(fixture.keeper.state, row->state);
	assert_true(scope_equal(fixture.keeper.scope, *row->scope));
	assert_int_equal(fixture.troubles.count, row->trouble != NULL);
	if (row->trouble != NULL)
		assert_non_null(strstr(fixture.troubles.items[0]->message, row->trouble));
	tear_down(&fixture);
}

/* --- what is written -------------------------------------------------------------- */

/* What is there before, and in the scope where it belongs and above it afterwards. */
static const struct write_row {
	const char *name, *in_org, *in_account; /* `in_org` is where it belongs */
	bool move, is_in_org, is_in_account;
} write_rows[] = {
	{ "the first one", NULL, NULL, false, true, false },
	{ "in the place of the last", OURS, NULL, false, true, false },
	{ "in the place of a broken one", "hello", NULL, false, true, false },
	{ "left where it was", NULL, OURS, false, false, true },
	{ "moved to where it belongs", NULL, OURS, true, true, false },
	{ "there already", OURS, NULL, true, true, false },
};

static void record_is_written(void **state)
{
	static const struct record record = { "shop", B, B, "2026-01-01T00:00:00Z",
		"0.1.0", NULL, 0 };
	const struct write_row *row = *state;
	struct fixture fixture;
	bool unmoved;

	set_up(&fixture, &org);
	stand(&fixture, org, row->in_org);
	stand(&fixture, account, row->in_account);
	assert_true(read_record(&fixture));
	assert_true(keeper_write(&fixture.keeper, &record, row->move, &fixture.errs));
	assert_int_equal(fixture.keeper.state, KEEPER_FOUND);
	assert_int_equal(strstr(text_in(&fixture, org), B) != NULL, row->is_in_org);
	assert_int_equal(
		strstr(text_in(&fixture, account), B) != NULL, row->is_in_account);
	assert_int_equal(*text_in(&fixture, account) != '\0', row->is_in_account);
	assert_true(keeper_is_unmoved(&fixture.keeper, &unmoved, &fixture.errs));
	assert_true(unmoved);
	tear_down(&fixture);
}

static void a_record_that_somebody_wrote_since_has_moved(void **state)
{
	struct fixture fixture;
	struct slot slot;
	bool unmoved;

	(void)state;
	set_up(&fixture, &org);
	stand(&fixture, org, OURS);
	assert_true(read_record(&fixture));
	slot = slot_at(&fixture, org);
	slot_write(
		&slot, &fixture.keeper.arena, RECORD_OF("shop", B), true, &fixture.errs);
	assert_true(keeper_is_unmoved(&fixture.keeper, &unmoved, &fixture.errs));
	assert_false(unmoved);
	slot_clear(&slot, &fixture.keeper.arena, &fixture.errs);
	assert_true(keeper_is_unmoved(&fixture.keeper, &unmoved, &fixture.errs));
	assert_false(unmoved);
	tear_down(&fixture);
}

static void a_cleared_record_is_gone(void **state)
{
	struct fixture fixture;

	(void)state;
	set_up(&fixture, &project);
	stand(&fixture, org, OURS);
	assert_true(read_record(&fixture));
	assert_true(keeper_clear(&fixture.keeper, &fixture.errs));
	assert_string_equal(text_in(&fixture, org), "");
	assert_int_equal(fixture.keeper.state, KEEPER_ABSENT);
	assert_true(keeper_clear(&fixture.keeper, &fixture.errs));
	tear_down(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_that_somebody_wrote_since_has_moved),
		cmocka_unit_test(a_cleared_record_is_gone),
	};

	return TABLE_RUN(rows, record_is_read) +
	       TABLE_RUN(write_rows, record_is_written) +
	       cmocka_run_group_tests_name("keeper", tests, NULL, NULL);
}
