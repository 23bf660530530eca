#include "providers/limiter.h"

#include "model/kind.h"
#include "tests/support/table.h"

/* A script is a line of acts at moments of it; the wait is asked at the end. */
enum act { SEND, SEND_LARGE, EXHAUST, ASK, ASK_LARGE };

static const struct row {
	const char *name;
	size_t limit;
	struct {
		enum act act;
		int64_t at_ms, wait_ms;
	} acts[8];
	size_t count;
} rows[] = {
	{ "nothing sent: at once", 2, { { ASK, 0, 0 }, { ASK_LARGE, 0, 0 } }, 2 },
	{ "room left: at once", 2, { { SEND, 0, 0 }, { ASK, 0, 0 } }, 2 },
	{ "full: when the oldest leaves the window", 2,
		{ { SEND, 100, 0 }, { SEND, 300, 0 }, { ASK, 400, 700 } }, 3 },
	{ "the window slides: each send frees one place", 2,
		{ { SEND, 0, 0 }, { SEND, 600, 0 }, { ASK, 999, 1 }, { ASK, 1000, 0 },
			{ SEND, 1000, 0 }, { ASK, 1000, 600 } },
		6 },
	{ "a limit of one", 1, { { SEND, 5, 0 }, { ASK, 5, 1000 }, { ASK, 1005, 0 } },
		3 },
	{ "no limit never waits", 0,
		{ { SEND_LARGE, 0, 0 }, { SEND, 0, 0 }, { EXHAUST, 0, 0 }, { ASK, 0, 0 },
			{ ASK_LARGE, 0, 0 } },
		5 },
	{ "a large one keeps the next large one back, no other", 9,
		{ { SEND_LARGE, 0, 0 }, { ASK, 1, 0 }, { ASK_LARGE, 1, 9999 },
			{ ASK_LARGE, 10000, 0 } },
		4 },
	{ "a large one waits for the window too", 1,
		{ { SEND, 0, 0 }, { ASK_LARGE, 400, 600 } }, 2 },
	{ "exhausted: a whole window", 3,
		{ { SEND, 0, 0 }, { EXHAUST, 800, 0 }, { ASK, 1000, 800 },
			{ ASK, 1800, 0 } },
		4 },
	{ "exhausted: then what was got, and a little more a window", 5,
		{ { SEND, 0, 0 }, { EXHAUST, 800, 0 }, { SEND, 1800, 0 },
			{ ASK, 1800, 1000 }, { SEND, 2800, 0 }, { SEND, 2800, 0 },
			{ SEND, 2800, 0 }, { ASK, 2800, 1000 } },
		8 },
	{ "told twice of one exhaustion: the same share", 4,
		{ { SEND, 0, 0 }, { SEND, 0, 0 }, { SEND, 0, 0 }, { EXHAUST, 100, 0 },
			{ EXHAUST, 900, 0 }, { SEND, 1900, 0 }, { SEND, 1900, 0 },
			{ ASK, 1900, 0 } },
		8 },
	{ "times before zero (an earlier run's)", 1,
		{ { SEND, -400, 0 }, { ASK, 0, 600 } }, 2 },
};

static void limiter_waits(void **state)
{
	const struct row *row = *state;
	struct limiter limiter;

	limiter_init(&limiter, row->limit, 1000);
	for (size_t i = 0; i < row->count; i++) {
		enum act act = row->acts[i].act;
		int64_t at = row->acts[i].at_ms;

		if (act == SEND || act == SEND_LARGE)
			limiter_sent(&limiter, at, act == SEND_LARGE);
		else if (act == EXHAUST)
			limiter_exhausted(&limiter, at);
		else
			assert_int_equal(limiter_wait(&limiter, at, act == ASK_LARGE),
				row->acts[i].wait_ms);
	}
	limiter_release(&limiter);
}

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Every pair of sends that are `limit` apart is a window apart, whatever happens. */
static void no_window_ever_holds_more_than_the_limit(void **state)
{
	enum { SENDS = 4000, LIMIT = 7, WINDOW = 500 };
	static int64_t sent[SENDS];
	uint64_t random = 20240607;
	struct limiter limiter;
	int64_t now = 0, last_large = -LIMITER_LARGE_WINDOW_MS;

	(void)state;
	limiter_init(&limiter, LIMIT, WINDOW);
	for (size_t i = 0; i < SENDS; i++) {
		bool large = next_random(&random) % 50 == 0;
		int64_t wait;

		now += (int64_t)(next_random(&random) % 90);
		wait = limiter_wait(&limiter, now, large);
		assert_true(wait >= 0);
		if (wait > 0)
			assert_true(limiter_wait(&limiter, now + wait - 1, large) > 0);
		now += wait;
		assert_int_equal(limiter_wait(&limiter, now, large), 0);
		limiter_sent(&limiter, now, large);
		sent[i] = now;
		if (i >= LIMIT)
			assert_true(sent[i] - sent[i - LIMIT] >= WINDOW);
		if (large) {
			assert_true(now - last_large >= LIMITER_LARGE_WINDOW_MS);
			last_large = now;
		}
	}
	limiter_release(&limiter);
}

/* --- with somebody else ----------------------------------------------------- */

/* A server that counts arrivals of the last window, whoever they are from. */
struct server {
	int64_t arrivals[400];
	size_t head, count;
};

enum { SERVER_LIMIT = 400, MINUTE = 60000 };

static bool arrives(struct server *server, int64_t now)
{
	while (server->count > 0 && server->arrivals[server->head] <= now - MINUTE) {
		server->head = (server->head + 1) % SERVER_LIMIT;
		server->count--;
	}
	if (server->count == SERVER_LIMIT)
		return false;
	server->arrivals[(server->head + server->count++) % SERVER_LIMIT] = now;
	return true;
}

/* A minute of ours in steps of 50 ms, while somebody sends one each `other_ms` (0:
 * nobody does); as http.c does, a refusal at the second try is told. */
struct minute {
	size_t got, refused;
};

static struct minute pass_minute(
	struct limiter *limiter, struct server *server, int64_t *now, int64_t other_ms)
{
	struct minute minute = { 0, 0 };
	bool refused_before = false;

	for (int64_t end = *now + MINUTE; *now < end; *now += 50) {
		if (other_ms > 0 && *now % other_ms == 0)
			arrives(server, *now);
		while (limiter_wait(limiter, *now, false) == 0) {
			limiter_sent(limiter, *now, false);
			if (arrives(server, *now)) {
				minute.got++;
				refused_before = false;
				continue;
			}
			minute.refused++;
			if (refused_before)
				limiter_exhausted(limiter, *now);
			refused_before = true;
			break;
		}
	}
	return minute;
}

static void alone_it_is_never_refused_and_gets_nearly_all(void **state)
{
	struct server server = { .count = 0 };
	struct limiter limiter;
	int64_t now = MINUTE;
	size_t got = 0;

	(void)state;
	limiter_init(&limiter, SERVER_LIMIT, 61000);
	for (int i = 0; i < 61; i++) {
		struct minute minute = pass_minute(&limiter, &server, &now, 0);

		assert_int_equal(minute.refused, 0);
		got += minute.got;
	}
	assert_true(got >= (size_t)SERVER_LIMIT * 61 * 95 / 100);
	limiter_release(&limiter);
}

static void it_makes_room_for_others_and_takes_it_back(void **state)
{
	struct server server = { .count = 0 };
	struct minute minute = { 0, 0 };
	struct limiter limiter;
	int64_t now = MINUTE;
	size_t got = 0, refused = 0;

	(void)state;
	limiter_init(&limiter, SERVER_LIMIT, 61000);
	for (int i = 0; i < 30; i++) { /* somebody takes 200 a minute */
		minute = pass_minute(&limiter, &server, &now, 300);
		got += minute.got;
		refused += minute.refused;
	}
	assert_true(refused <= 30 * 2); /* it does not hammer */
	assert_true(got >= 30 * 200 / 3);
	for (int i = 0; i < 8; i++) /* and goes away */
		minute = pass_minute(&limiter, &server, &now, 0);
	assert_int_equal(minute.refused, 0);
	assert_true(minute.got >= SERVER_LIMIT * 95 / 100);
	limiter_release(&limiter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alone_it_is_never_refused_and_gets_nearly_all),
		cmocka_unit_test(it_makes_room_for_others_and_takes_it_back),
		cmocka_unit_test(no_window_ever_holds_more_than_the_limit),
	};

	return TABLE_RUN(rows, limiter_waits) +
	       cmocka_run_group_tests_name("limiter", tests, NULL, NULL);
}
