#include "providers/http.h"

#include "providers/limiter.h"
#include "tests/support/http_fixture.h"
#include "tests/support/table.h"

/* When a request goes out that others, a window or its caller hold back. */

static void the_window_holds_requests_back(void **state)
{
	enum { COUNT = 5 };
	static const int64_t moments[COUNT] = { 0, 0, 60000, 60000, 120000 };
	struct scripted_answer answers[COUNT];
	struct http_request requests[COUNT];
	struct limiter limiter;
	struct http_fixture fixture;

	(void)state;
	limiter_init(&limiter, 2, 60000);
	for (size_t i = 0; i < COUNT; i++) {
		answers[i] = (struct scripted_answer){ .bytes = ANSWER_OK };
		requests[i] = http_fixture_get("/");
	}
	http_fixture_init(&fixture, answers, COUNT);
	fixture.options.limiter = &limiter;
	fixture.options.parallelism = 1;
	http_fixture_open(&fixture);
	for (size_t i = 0; i < COUNT; i++)
		http_start(fixture.http, &requests[i]);
	for (size_t i = 0; i < COUNT; i++) {
		http_fixture_expect(&fixture, &requests[i]);
		assert_int_equal(fixture.clock.now, moments[i]);
	}
	http_fixture_release(&fixture);
	limiter_release(&limiter);
}

static void a_large_body_waits_without_keeping_others_back(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK },
		{ .bytes = ANSWER_OK }, { .bytes = ANSWER_OK } };
	struct http_request first = http_fixture_post("/first", "");
	struct http_request second = http_fixture_post("/second", "");
	struct http_request small = http_fixture_post("/small", "{}");
	struct limiter limiter;
	struct http_fixture fixture;

	(void)state;
	for (size_t i = 0; i <= LIMITER_LARGE_BYTES; i++) {
		buf_char(&first.body, ' ');
		buf_char(&second.body, ' ');
	}
	limiter_init(&limiter, 100, 60000);
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.limiter = &limiter;
	fixture.options.parallelism = 1;
	http_fixture_open(&fixture);
	http_start(fixture.http, &first);
	http_start(fixture.http, &second);
	http_start(fixture.http, &small);
	http_fixture_expect(&fixture, &first);
	http_fixture_expect(&fixture, &small);
	assert_int_equal(fixture.clock.now, 0);
	http_fixture_expect(&fixture, &second);
	assert_int_equal(fixture.clock.now, LIMITER_LARGE_WINDOW_MS);
	http_fixture_release(&fixture);
	limiter_release(&limiter);
}

static void a_second_refusal_waits_a_window_for_all(void **state)
{
	static const struct scripted_answer answers[] = {
		{ .bytes = ANSWER_STATUS("429 Too Many Requests") },
		{ .bytes = ANSWER_STATUS("429 Too Many Requests") },
		{ .bytes = ANSWER_OK }
	};
	struct http_request request = http_fixture_get("/");
	struct limiter limiter;
	struct http_fixture fixture;

	(void)state;
	limiter_init(&limiter, 100, 60000);
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.limiter = &limiter;
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.status, 200);
	assert_in_range(fixture.clock.now, 60000, 60250);
	assert_int_equal(http_refused(fixture.http), 2);
	buf_release(&request.answer);
	http_fixture_release(&fixture);
	limiter_release(&limiter);
}

static void others_go_while_one_waits_for_its_next_try(void **state)
{
	static const struct scripted_answer answers[] = {
		{ .bytes = ANSWER_STATUS("503 Busy") },
		{ .bytes = ANSWER_OK },
		{ .bytes = ANSWER_OK },
	};
	struct http_request late = http_fixture_get("/late");
	struct http_request other = http_fixture_get("/other");
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.parallelism = 1;
	http_fixture_open(&fixture);
	http_start(fixture.http, &late);
	http_start(fixture.http, &other);
	http_fixture_expect(&fixture, &other);
	assert_int_equal(fixture.clock.now, 0);
	http_fixture_expect(&fixture, &late);
	assert_int_equal(late.tries, 2);
	http_fixture_release(&fixture);
}

static void a_request_starts_when_its_caller_says(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK },
		{ .bytes = ANSWER_OK } };
	struct http_request late = http_fixture_get("/late");
	struct http_request soon = http_fixture_get("/soon");
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.parallelism = 1;
	http_fixture_open(&fixture);
	late.not_before_ms = 2500;
	http_start(fixture.http, &late);
	assert_true(http_has_room(fixture.http));
	http_start(fixture.http, &soon);
	http_fixture_expect(&fixture, &soon);
	http_fixture_expect(&fixture, &late);
	assert_int_equal(fixture.clock.now, 2500);
	http_fixture_release(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_window_holds_requests_back),
		cmocka_unit_test(a_large_body_waits_without_keeping_others_back),
		cmocka_unit_test(a_second_refusal_waits_a_window_for_all),
		cmocka_unit_test(others_go_while_one_waits_for_its_next_try),
		cmocka_unit_test(a_request_starts_when_its_caller_says),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
