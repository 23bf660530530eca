#include "providers/retry.h"

#include "tests/support/table.h"

static const struct row {
	const char *name;
	enum http_result result;
	int status;
	bool safe, hopeless;
	unsigned tries;
	int64_t retry_after_ms;
	int64_t least, most; /* of the delay; -1: not again */
} rows[] = {
	{ "an answer", HTTP_ANSWERED, 200, true, false, 1, -1, -1, -1 },
	{ "a client's mistake", HTTP_ANSWERED, 400, true, false, 1, -1, -1, -1 },
	{ "not implemented", HTTP_ANSWERED, 501, true, false, 1, -1, -1, -1 },
	{ "429, safe", HTTP_ANSWERED, 429, true, false, 1, -1, 0, 250 },
	{ "429, unsafe", HTTP_ANSWERED, 429, false, false, 1, -1, 0, 250 },
	{ "500, safe", HTTP_ANSWERED, 500, true, false, 1, -1, 0, 250 },
	{ "502, safe", HTTP_ANSWERED, 502, true, false, 1, -1, 0, 250 },
	{ "503, safe", HTTP_ANSWERED, 503, true, false, 1, -1, 0, 250 },
	{ "504, safe", HTTP_ANSWERED, 504, true, false, 1, -1, 0, 250 },
	{ "500, unsafe", HTTP_ANSWERED, 500, false, false, 1, -1, -1, -1 },
	{ "503, unsafe", HTTP_ANSWERED, 503, false, false, 1, -1, -1, -1 },
	{ "lost, safe", HTTP_LOST, 0, true, false, 1, -1, 0, 250 },
	{ "lost, unsafe", HTTP_LOST, 0, false, false, 1, -1, -1, -1 },
	{ "lost after its status, unsafe", HTTP_LOST, 429, false, false, 1, -1, -1, -1 },
	{ "unsent, unsafe", HTTP_UNSENT, 0, false, false, 1, -1, 0, 250 },
	{ "unsent, and nothing will change that", HTTP_UNSENT, 0, true, true, 1, -1, -1,
		-1 },
	{ "too large", HTTP_TOO_LARGE, 200, true, true, 1, -1, -1, -1 },
	{ "the second wait is twice the first", HTTP_LOST, 0, true, false, 2, -1, 0,
		500 },
	{ "the fourth eight times", HTTP_LOST, 0, true, false, 4, -1, 0, 2000 },
	{ "ten seconds at most", HTTP_LOST, 0, true, false, 18, -1, 0, 10000 },
	{ "the last try", HTTP_LOST, 0, true, false, 20, -1, -1, -1 },
	{ "Retry-After is the least", HTTP_ANSWERED, 503, true, false, 1, 4000, 4000,
		4250 },
	{ "Retry-After: 0", HTTP_ANSWERED, 429, true, false, 1, 0, 0, 250 },
	{ "Retry-After of five minutes", HTTP_ANSWERED, 429, true, false, 1, 300000,
		300000, 300250 },
	{ "Retry-After of longer", HTTP_ANSWERED, 429, true, false, 1, 300001, -1, -1 },
};

static void request_goes_again(void **state)
{
	const struct row *row = *state;
	const struct attempt attempt = { row->hopeless, row->retry_after_ms, 1 };
	const struct http_request request = { .result = row->result,
		.status = row->status,
		.safe = row->safe,
		.tries = row->tries };
	struct retry retry = { .tries = 20, .base_ms = 250, .random = 1 };

	for (int i = 0; i < 200; i++) {
		int64_t delay = retry_delay(&retry, &request, &attempt);

		assert_true(delay >= row->least && delay <= row->most);
	}
}

static void waits_are_spread_over_the_whole_range(void **state)
{
	const struct attempt attempt = { .retry_after_ms = -1 };
	const struct http_request request = {
		.result = HTTP_LOST, .safe = true, .tries = 3
	};
	struct retry retry = { .tries = 5, .base_ms = 250, .random = 42 };
	int tenths[10] = { 0 };

	(void)state;
	for (int i = 0; i < 10000; i++)
		tenths[retry_delay(&retry, &request, &attempt) * 10 / 1001]++;
	for (size_t i = 0; i < 10; i++)
		assert_in_range(tenths[i], 850, 1150);
}

static void one_seed_gives_one_sequence(void **state)
{
	const struct attempt attempt = { .retry_after_ms = -1 };
	const struct http_request request = {
		.result = HTTP_LOST, .safe = true, .tries = 4
	};
	struct retry a = { .tries = 5, .base_ms = 250, .random = 3 }, b = a;

	(void)state;
	for (int i = 0; i < 20; i++)
		assert_int_equal(retry_delay(&a, &request, &attempt),
			retry_delay(&b, &request, &attempt));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_are_spread_over_the_whole_range),
		cmocka_unit_test(one_seed_gives_one_sequence),
	};

	return TABLE_RUN(rows, request_goes_again) +
	       cmocka_run_group_tests_name("retry", tests, NULL, NULL);
}
