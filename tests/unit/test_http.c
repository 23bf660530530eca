#include "providers/http.h"

#include <string.h>

#include "providers/limiter.h"
#include "tests/support/http_fixture.h"
#include "tests/support/table.h"

/* --- what comes of a request --------------------------------------------- */

enum { GET_SAFE, POST_SAFE, POST_UNSAFE };

static const struct row {
	const char *name;
	int act;
	struct scripted_answer answers[6];
	enum http_result result;
	int status;
	size_t sent;
	const char *text;     /* of the answer, or of the trouble */
	int64_t waited_ms[2]; /* between these */
} rows[] = {
	{ "an answer", GET_SAFE, { { .bytes = ANSWER_OK } }, HTTP_ANSWERED, 200, 1, "{}",
		{ 0, 0 } },
	{ "an empty answer", GET_SAFE, { { .bytes = "HTTP/1.1 204 No Content\r\n\r\n" } },
		HTTP_ANSWERED, 204, 1, "", { 0, 0 } },
	{ "a refusal of the pace, then an answer", GET_SAFE,
		{ { .bytes = ANSWER_STATUS("429 Too Many Requests") },
			{ .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 200, 2, "{}", { 0, 250 } },
	{ "an unsafe request goes again after a 429", POST_UNSAFE,
		{ { .bytes = ANSWER_STATUS("429 Too Many Requests") },
			{ .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 200, 2, "{}", { 0, 250 } },
	{ "a safe request goes again after a 500", POST_SAFE,
		{ { .bytes = ANSWER_STATUS("500 Oops") }, { .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 200, 2, "{}", { 0, 250 } },
	{ "an unsafe request does not go again after a 500", POST_UNSAFE,
		{ { .bytes = ANSWER_STATUS("500 Oops") }, { .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 500, 1, "", { 0, 0 } },
	{ "five tries at most", GET_SAFE,
		{ { .bytes = ANSWER_STATUS("503 Busy") },
			{ .bytes = ANSWER_STATUS("502 Bad") },
			{ .bytes = ANSWER_STATUS("504 Slow") },
			{ .bytes = ANSWER_STATUS("500 Oops") },
			{ .bytes = ANSWER_STATUS("503 Busy") }, { .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 503, 5, "", { 1, 3750 } },
	{ "a refusal for good is not asked again", GET_SAFE,
		{ { .bytes = ANSWER_STATUS("401 Unauthorized") },
			{ .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 401, 1, "", { 0, 0 } },
	{ "Retry-After in seconds", GET_SAFE,
		{ { .bytes = "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: "
			     "0\r\n\r\n" },
			{ .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 200, 2, "{}", { 7000, 7250 } },
	{ "Retry-After as a date", GET_SAFE,
		{ { .bytes = "HTTP/1.1 503 Busy\r\nRetry-After: Thu, 01 Jan 1970 "
			     "00:00:30 GMT\r\n"
			     "Content-Length: 0\r\n\r\n" },
			{ .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 200, 2, "{}", { 30000, 30250 } },
	{ "Retry-After of an hour is told, not waited for", GET_SAFE,
		{ { .bytes = "HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\n"
			     "Content-Length: 0\r\n\r\n" },
			{ .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 429, 1, "", { 0, 0 } },
	{ "a redirect is not followed", GET_SAFE,
		{ { .bytes = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
			     "Content-Length: 0\r\n\r\n" },
			{ .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 302, 1, "", { 0, 0 } },
	{ "closed before the answer, safe", GET_SAFE,
		{ { .end = END_CLOSE }, { .bytes = ANSWER_OK } }, HTTP_ANSWERED, 200, 2,
		"{}", { 0, 250 } },
	{ "closed before the answer, unsafe", POST_UNSAFE,
		{ { .end = END_CLOSE }, { .bytes = ANSWER_OK } }, HTTP_LOST, 0, 1,
		"the server closed the connection without an answer", { 0, 0 } },
	{ "reset before the answer, unsafe", POST_UNSAFE,
		{ { .end = END_RESET }, { .bytes = ANSWER_OK } }, HTTP_LOST, 0, 1,
		"the connection broke: recv failure: Connection reset by peer",
		{ 0, 0 } },
	{ "an answer cut short, safe", GET_SAFE,
		{ { .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a",
			  .end = END_CLOSE },
			{ .bytes = ANSWER_OK } },
		HTTP_ANSWERED, 200, 2, "{}", { 0, 250 } },
	{ "an answer cut short, unsafe", POST_UNSAFE,
		{ { .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a",
			.end = END_CLOSE } },
		HTTP_LOST, 200, 1,
		"the answer was cut short: transfer closed with 6 bytes remaining to "
		"read",
		{ 0, 0 } },
	{ "garbage", POST_UNSAFE, { { .bytes = "go away\r\n", .end = END_CLOSE } },
		HTTP_LOST, 0, 1, "the answer is not HTTP; check the endpoint", { 0, 0 } },
	{ "HTML is an answer, though not JSON", POST_UNSAFE,
		{ { .bytes = "HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\n"
			     "Content-Length: 6\r\n\r\n<html>" } },
		HTTP_ANSWERED, 502, 1, "<html>", { 0, 0 } },
	{ "more than we read, announced", GET_SAFE,
		{ { .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n{",
			.end = END_CLOSE } },
		HTTP_TOO_LARGE, 200, 1, "the answer is larger than rein reads",
		{ 0, 0 } },
};

static void request_ends(void **state)
{
	const struct row *row = *state;
	struct http_request request =
		row->act == GET_SAFE
			? http_fixture_get("/ng/api/things?accountIdentifier=acc")
			: http_fixture_post("/ng/api/things?accountIdentifier=acc", "{}");
	struct http_fixture fixture;

	http_fixture_init(&fixture, row->answers, countof(row->answers));
	http_fixture_open(&fixture);
	request.safe = row->act != POST_UNSAFE;
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.result, row->result);
	assert_int_equal(request.status, row->status);
	assert_string_equal(request.result == HTTP_ANSWERED ? buf_string(&request.answer)
							    : request.trouble,
		row->text);
	assert_null(request.body.ptr);
	assert_int_equal(http_sent(fixture.http), row->sent);
	assert_in_range(fixture.clock.now, row->waited_ms[0], row->waited_ms[1]);
	buf_release(&request.answer);
	scripted_server_stop(fixture.server);
	assert_int_equal(scripted_server_requests(fixture.server), row->sent);
	http_fixture_release(&fixture);
}

/* --- many at once -------------------------------------------------------- */

static void a_connection_is_used_again(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK },
		{ .bytes = ANSWER_OK }, { .bytes = ANSWER_OK } };
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	http_fixture_open(&fixture);
	for (size_t i = 0; i < countof(answers); i++) {
		struct http_request request = http_fixture_get("/");

		http_fixture_run(&fixture, &request);
		assert_int_equal(request.status, 200);
		buf_release(&request.answer);
	}
	scripted_server_stop(fixture.server);
	assert_int_equal(scripted_server_connections(fixture.server), 1);
	http_fixture_release(&fixture);
}

static void as_many_at_once_as_there_are_slots(void **state)
{
	enum { COUNT = 9 };
	struct scripted_answer answers[COUNT];
	struct http_request requests[COUNT];
	struct http_fixture fixture;
	size_t done = 0;

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		answers[i] = (struct scripted_answer){ .bytes = ANSWER_OK };
		requests[i] = http_fixture_get("/");
	}
	http_fixture_init(&fixture, answers, COUNT);
	http_fixture_open(&fixture);
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(http_has_room(fixture.http), i < 4);
		http_start(fixture.http, &requests[i]);
	}
	for (struct http_request *at; (at = http_wait(fixture.http)) != NULL; done++) {
		assert_int_equal(at->status, 200);
		buf_release(&at->answer);
	}
	assert_int_equal(done, COUNT);
	assert_true(http_has_room(fixture.http));
	scripted_server_stop(fixture.server);
	assert_in_range(scripted_server_connections(fixture.server), 1, 4);
	http_fixture_release(&fixture);
}

/* The server carried the second one out, or not: nobody knows. */
static void a_kept_connection_that_dies_is_not_taken_for_unsent(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK },
		{ .end = END_CLOSE }, { .bytes = ANSWER_OK } };
	struct http_request first = http_fixture_get("/first");
	struct http_request second = http_fixture_post("/second", "{}");
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &first);
	buf_release(&first.answer);
	second.safe = false;
	http_fixture_run(&fixture, &second);
	assert_int_equal(second.result, HTTP_LOST);
	assert_string_equal(
		second.trouble, "the server closed the connection without an answer");
	assert_int_equal(http_sent(fixture.http), 2);
	scripted_server_stop(fixture.server);
	assert_int_equal(scripted_server_requests(fixture.server), 2);
	http_fixture_release(&fixture);
}

static void what_libcurl_sends_again_by_itself_is_counted(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK },
		{ .end = END_CLOSE }, { .bytes = ANSWER_OK } };
	struct http_request first = http_fixture_get("/first");
	struct http_request second = http_fixture_post("/second", "{}");
	struct limiter limiter;
	struct http_fixture fixture;

	(void)state;
	limiter_init(&limiter, 100, 60000);
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.limiter = &limiter;
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &first);
	buf_release(&first.answer);
	http_fixture_run(&fixture, &second);
	assert_int_equal(second.status, 200);
	assert_int_equal(second.tries, 1);
	assert_int_equal(http_sent(fixture.http), 3);
	assert_int_equal(limiter.count, 3);
	buf_release(&second.answer);
	http_fixture_release(&fixture);
	limiter_release(&limiter);
}

#define SAYS(status, words) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" words

/* The third request is one without a secret: what it was sent may be in its answer. */
static void an_answer_that_repeats_a_secret_is_marked(void **state)
{
	static const struct scripted_answer answers[] = {
		{ .bytes = SAYS("401 No", "who is " FIXTURE_KEY "?"), .end = END_CLOSE },
		{ .bytes = SAYS("400 No", "bad value: s3cr3t"), .end = END_CLOSE },
		{ .bytes = SAYS("400 No", "bad value: s3cr3t"), .end = END_CLOSE },
		{ .bytes = SAYS("200 OK", "kept s3cr3t"), .end = END_CLOSE },
	};
	static const bool repeats[] = { true, true, false, true };
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	http_fixture_open(&fixture);
	for (size_t i = 0; i < countof(answers); i++) {
		struct http_request request = http_fixture_post("/", "value=s3cr3t");

		if (i != 2)
			request.secret =
				(struct http_span){ strlen("value="), strlen("s3cr3t") };
		http_fixture_run(&fixture, &request);
		assert_int_equal(request.result, HTTP_ANSWERED);
		assert_int_equal(request.repeats, repeats[i]);
		buf_release(&request.answer);
	}
	http_fixture_release(&fixture);
}

static void http_encodes(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	http_encode(&out, "a-Z_0.9~ /?&=+%\303\244$");
	assert_string_equal(buf_string(&out), "a-Z_0.9~%20%2F%3F%26%3D%2B%25%C3%A4%24");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_connection_is_used_again),
		cmocka_unit_test(as_many_at_once_as_there_are_slots),
		cmocka_unit_test(a_kept_connection_that_dies_is_not_taken_for_unsent),
		cmocka_unit_test(what_libcurl_sends_again_by_itself_is_counted),
		cmocka_unit_test(an_answer_that_repeats_a_secret_is_marked),
		cmocka_unit_test(http_encodes),
	};

	return TABLE_RUN(rows, request_ends) +
	       cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
