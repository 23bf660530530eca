#include "providers/emulator/nap.h"

#include "tests/support/table.h"

enum { MOST = 6 };

/* Naps by letter, added in the order of `wakes`, the n-th is letter 'a' + n; `dropped`
 * are taken out early. `woken` is who wakes by `now`, in order. */
static const struct row {
	const char *name;
	int64_t wakes[MOST];
	size_t count;
	const char *dropped;
	int64_t now;
	const char *woken;
	int64_t wait; /* for the next after those, 100 at most */
} rows[] = {
	{ "nobody sleeps", { 0 }, 0, "", 50, "", 100 },
	{ "too early", { 60, 70 }, 2, "", 50, "", 10 },
	{ "to the millisecond", { 50 }, 1, "", 50, "a", 100 },
	{ "the next to wake first", { 30, 10, 20 }, 3, "", 50, "bca", 100 },
	{ "one time, as they came", { 10, 10, 10, 10 }, 4, "", 50, "abcd", 100 },
	{ "the one that is late does not hold up", { 900, 10, 20 }, 3, "", 50, "bc",
		100 },
	{ "those due and no others", { 10, 55, 20, 70 }, 4, "", 50, "ac", 5 },
	{ "hung up first", { 10, 20, 30 }, 3, "a", 50, "bc", 100 },
	{ "hung up in between", { 10, 20, 30 }, 3, "b", 50, "ac", 100 },
	{ "hung up last", { 10, 20, 60 }, 3, "c", 50, "ab", 100 },
};

static void naps_end_in_order(void **state)
{
	const struct row *row = *state;
	struct naps naps = { 0 };
	struct nap sleeping[MOST], *nap;
	char woken[MOST + 1] = "";
	size_t count = 0;

	for (size_t i = 0; i < row->count; i++) {
		sleeping[i].wake = row->wakes[i];
		naps_add(&naps, &sleeping[i]);
	}
	for (const char *at = row->dropped; *at != '\0'; at++)
		naps_drop(&naps, &sleeping[*at - 'a']);
	if (row->woken[0] != '\0')
		assert_int_equal(naps_wait(&naps, row->now, 100), 0);
	while ((nap = naps_take(&naps, row->now)) != NULL && count < MOST)
		woken[count++] = (char)('a' + (nap - sleeping));
	assert_string_equal(woken, row->woken);
	assert_int_equal(naps_wait(&naps, row->now, 100), row->wait);
}

static void who_does_not_sleep_is_not_dropped(void **state)
{
	struct naps naps = { 0 };
	struct nap sleeping = { .wake = 10 }, awake = { 0 };

	(void)state;
	naps_add(&naps, &sleeping);
	naps_drop(&naps, &awake);
	assert_ptr_equal(naps_take(&naps, 10), &sleeping);
	assert_null(naps_take(&naps, 10));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(
		who_does_not_sleep_is_not_dropped) };

	return TABLE_RUN(rows, naps_end_in_order) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
