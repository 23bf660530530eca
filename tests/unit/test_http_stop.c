#include "providers/http.h"

#include "providers/limiter.h"
#include "tests/support/http_fixture.h"
#include "tests/support/table.h"

/* Requests that are stopped, and servers that go away. */

static void stopped_requests_come_back_unsent(void **state)
{
	struct http_request requests[2] = { http_fixture_get("/a"),
		http_fixture_get("/b") };
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, NULL, 0);
	http_fixture_open(&fixture);
	http_start(fixture.http, &requests[0]);
	http_stop(fixture.http);
	http_start(fixture.http, &requests[1]);
	for (size_t i = 0; i < 2; i++) {
		assert_ptr_equal(http_wait(fixture.http), &requests[i]);
		assert_int_equal(requests[i].result, HTTP_UNSENT);
		assert_string_equal(requests[i].trouble, "stopped before it was sent");
	}
	assert_null(http_wait(fixture.http));
	http_fixture_release(&fixture);
}

/* A clock on which a signal comes while somebody sleeps. */
struct interrupted_clock {
	struct clock_scripted scripted;
	volatile sig_atomic_t stop;
};

static void interrupt(struct clock *clock, int64_t ms)
{
	(void)ms;
	((struct interrupted_clock *)clock)->stop = 1;
}

static void a_signal_ends_the_wait_for_another_try(void **state)
{
	static const struct scripted_answer answers[] = {
		{ .bytes = ANSWER_STATUS("503 Busy") },
	};
	struct http_request request = http_fixture_get("/");
	struct interrupted_clock clock = { 0 };
	struct http_fixture fixture;

	(void)state;
	clock_scripted_init(&clock.scripted);
	clock.scripted.clock.sleep_ms = interrupt;
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.clock = &clock.scripted.clock;
	fixture.options.stop = &clock.stop;
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	assert_int_equal(clock.stop, 1);
	assert_int_equal(request.result, HTTP_ANSWERED);
	assert_int_equal(request.status, 503);
	assert_int_equal(request.tries, 1);
	buf_release(&request.answer);
	http_fixture_release(&fixture);
}

static void what_is_given_back_after_a_stop_waits_for_no_window(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK },
		{ .bytes = ANSWER_OK } };
	struct http_request first = http_fixture_get("/first");
	struct http_request last = http_fixture_get("/last");
	struct limiter limiter;
	struct http_fixture fixture;

	(void)state;
	limiter_init(&limiter, 1, 60000);
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.limiter = &limiter;
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &first);
	http_stop(fixture.http);
	http_resume(fixture.http);
	http_start(fixture.http, &last);
	http_fixture_expect(&fixture, &last);
	assert_int_equal(fixture.clock.now, 0);
	assert_int_equal(limiter.total, 2);
	buf_release(&first.answer);
	http_fixture_release(&fixture);
	limiter_release(&limiter);
}

/* A clock on which the server goes away while somebody sleeps. */
struct fatal_clock {
	struct clock_scripted scripted;
	struct http_fixture *fixture;
};

static void end_server(struct clock *clock, int64_t ms)
{
	struct http_fixture *fixture = ((struct fatal_clock *)clock)->fixture;

	((struct fatal_clock *)clock)->scripted.now += ms;
	if (fixture->server != NULL)
		scripted_server_close(fixture->server);
	fixture->server = NULL;
}

static void a_try_that_got_through_is_not_forgotten(void **state)
{
	static const struct scripted_answer answers[] = { { .end = END_CLOSE } };
	struct http_request request = http_fixture_post("/x", "{}");
	struct fatal_clock clock;
	struct http_fixture fixture;

	(void)state;
	clock_scripted_init(&clock.scripted);
	clock.scripted.clock.sleep_ms = end_server;
	clock.fixture = &fixture;
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.clock = &clock.scripted.clock;
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.tries, 5);
	assert_int_equal(http_sent(fixture.http), 1);
	assert_string_equal(request.trouble, "connection refused (127.0.0.1)");
	assert_int_equal(request.result, HTTP_LOST);
	http_fixture_release(&fixture);
}

static void closing_drops_what_is_in_flight(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK },
		{ .end = END_HANG } };
	struct http_request first = http_fixture_get("/first");
	struct http_request hanging = http_fixture_post("/hanging", "{}");
	struct http_request waiting = http_fixture_post("/waiting", "{}");
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.parallelism = 2;
	http_fixture_open(&fixture);
	http_start(fixture.http, &first);
	http_start(fixture.http, &hanging);
	http_start(fixture.http, &waiting);
	http_fixture_expect(&fixture, &first);
	http_fixture_release(&fixture);
	buf_release(&hanging.body);
	buf_release(&waiting.body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stopped_requests_come_back_unsent),
		cmocka_unit_test(a_signal_ends_the_wait_for_another_try),
		cmocka_unit_test(what_is_given_back_after_a_stop_waits_for_no_window),
		cmocka_unit_test(a_try_that_got_through_is_not_forgotten),
		cmocka_unit_test(closing_drops_what_is_in_flight),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
