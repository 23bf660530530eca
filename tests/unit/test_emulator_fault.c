#include "model/arena.h"
#include "model/error.h"
#include "providers/emulator/fault.h"
#include "providers/emulator/quota.h"

#include "tests/support/table.h"

static const struct row {
	const char *name, *text;
	bool ok;
	enum fault_effect effect;
	int64_t number;
} rows[] = {
	{ "a status", "GET /ng/* status=503", true, FAULT_STATUS, 503 },
	{ "an HTML page", "* * html=502", true, FAULT_HTML, 502 },
	{ "a delay", "* * latency=10", true, FAULT_LATENCY, 10 },
	{ "closed", "POST * reset", true, FAULT_RESET, 0 },
	{ "lost", "POST * lose times=1", true, FAULT_LOSE, 0 },
	{ "cut", "* * truncate=7", true, FAULT_TRUNCATE, 7 },
	{ "slow", "* * drip=100", true, FAULT_DRIP, 100 },
	{ "stale", "GET * stale=500", true, FAULT_STALE, 500 },
	{ "bounds in any order", "* * reset every=2 after=1 times=3", true, FAULT_RESET,
		0 },
	{ "many blanks", "  *   *  reset  ", true, FAULT_RESET, 0 },
	{ "no effect", "* *", false, FAULT_NONE, 0 },
	{ "unknown effect", "* * explode", false, FAULT_NONE, 0 },
	{ "no number", "* * status", false, FAULT_NONE, 0 },
	{ "a number where none goes", "* * reset=1", false, FAULT_NONE, 0 },
	{ "out of range", "* * status=99", false, FAULT_NONE, 0 },
	{ "unknown bound", "* * reset before=1", false, FAULT_NONE, 0 },
	{ "every none", "* * reset every=0", false, FAULT_NONE, 0 },
	{ "too many words", "* * reset after=1 times=1 every=1 after=2", false,
		FAULT_NONE, 0 },
	{ "empty", "", false, FAULT_NONE, 0 },
};

static void rule_is_read(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct fault fault;

	assert_int_equal(fault_parse(&fault, &arena, row->text, &errs), row->ok);
	assert_int_equal(errs.failures, row->ok ? 0 : 1);
	if (row->ok) {
		assert_int_equal(fault.effect, row->effect);
		assert_int_equal(fault.number, row->number);
	}
	error_release(&errs);
	arena_release(&arena);
}

/* `fires` has a letter for each of ten requests: x where the rule fires. */
static const struct turn_row {
	const char *name, *text, *fires;
} turn_rows[] = {
	{ "always", "* * reset", "xxxxxxxxxx" },
	{ "after two", "* * reset after=2", "..xxxxxxxx" },
	{ "three times", "* * reset times=3", "xxx......." },
	{ "never", "* * reset times=0", ".........." },
	{ "every third", "* * reset every=3", "..x..x..x." },
	{ "every second after one, twice", "* * reset after=1 every=2 times=2",
		"..x.x....." },
	{ "another method", "POST * reset", ".........." },
	{ "another path", "GET /other reset", ".........." },
};

static void rule_fires(void **state)
{
	const struct turn_row *row = *state;
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct fault fault;

	assert_true(fault_parse(&fault, &arena, row->text, &errs));
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(fault_pick(&fault, 1, "GET", "/ng/api/x") != NULL,
			row->fires[i] == 'x');
	error_release(&errs);
	arena_release(&arena);
}

static void first_rule_that_fires_wins(void **state)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct fault faults[2];

	(void)state;
	assert_true(fault_parse(&faults[0], &arena, "* * reset after=1", &errs));
	assert_true(fault_parse(&faults[1], &arena, "* * lose times=2", &errs));
	assert_ptr_equal(fault_pick(faults, 2, "GET", "/x"), &faults[1]);
	assert_ptr_equal(fault_pick(faults, 2, "GET", "/x"), &faults[0]);
	arena_release(&arena);
	error_release(&errs);
}

static void quota_slides(void **state)
{
	struct quota quota;

	(void)state;
	quota_init(&quota, 2);
	assert_true(quota_take(&quota, 0, 0));
	assert_true(quota_take(&quota, 1000, 0));
	assert_false(quota_take(&quota, 59999, 0));
	assert_true(quota_take(&quota, 60000, 0));
	assert_false(quota_take(&quota, 60001, 0));
	assert_true(quota_take(&quota, 61000, 0));
	quota_release(&quota);
}

static void large_bodies_wait(void **state)
{
	struct quota quota;

	(void)state;
	quota_init(&quota, 100);
	assert_true(quota_take(&quota, 1, 500001));
	assert_false(quota_take(&quota, 10000, 500001));
	assert_true(quota_take(&quota, 10000, 500000));
	assert_true(quota_take(&quota, 10001, 500001));
	quota_release(&quota);
}

static void no_quota_passes_all(void **state)
{
	struct quota quota;

	(void)state;
	quota_init(&quota, 0);
	for (int i = 0; i < 100; i++)
		assert_true(quota_take(&quota, 0, 1000000));
	quota_release(&quota);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(first_rule_that_fires_wins),
		cmocka_unit_test(quota_slides), cmocka_unit_test(large_bodies_wait),
		cmocka_unit_test(no_quota_passes_all) };

	return TABLE_RUN(rows, rule_is_read) + TABLE_RUN(turn_rows, rule_fires) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
