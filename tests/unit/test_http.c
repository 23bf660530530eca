#include "providers/http.h"

#include <string.h>

#include "model/limits.h"
#include "providers/clock.h"
#include "providers/limiter.h"
#include "tests/support/scripted_server.h"
#include "tests/support/table.h"

static const char key[] = "pat.acc.tok.not-to-be-shown";

/* Nothing waits but for the server: time is moved by whoever sleeps. */
struct fixture {
	struct scripted_server *server;
	struct clock_scripted clock;
	struct error_list errs;
	struct http_options options;
	struct http *http;
};

static void fixture_init(
	struct fixture *fixture, const struct scripted_answer *answers, size_t count)
{
	*fixture = (struct fixture){ 0 };
	fixture->server = scripted_server_open(answers, count);
	clock_scripted_init(&fixture->clock);
	fixture->options = (struct http_options){
		.base = scripted_server_url(fixture->server),
		.key = key,
		.account = "acc",
		.user_agent = "rein/test",
		.parallelism = 4,
		.tries = 5,
		.deadline_ms = 20000,
		.clock = &fixture->clock.clock,
		.seed = 7,
	};
}

static void fixture_open(struct fixture *fixture)
{
	fixture->http = http_open(&fixture->options, &fixture->errs);
	assert_non_null(fixture->http);
}

static void fixture_release(struct fixture *fixture)
{
	http_close(fixture->http);
	scripted_server_close(fixture->server);
	error_release(&fixture->errs);
}

/* One request from start to end. */
static void run(struct fixture *fixture, struct http_request *request)
{
	http_start(fixture->http, request);
	assert_ptr_equal(http_wait(fixture->http), request);
	assert_null(http_wait(fixture->http));
}

/* --- what comes of a request --------------------------------------------- */

#define OK_ANSWER \
	"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Content-Length: 2\r\n\r\n{}"
#define STATUS(line) "HTTP/1.1 " line "\r\nContent-Length: 0\r\n\r\n"

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
	{ "an answer", GET_SAFE, { { .bytes = OK_ANSWER } }, HTTP_ANSWERED, 200, 1, "{}",
		{ 0, 0 } },
	{ "an empty answer", GET_SAFE, { { .bytes = "HTTP/1.1 204 No Content\r\n\r\n" } },
		HTTP_ANSWERED, 204, 1, "", { 0, 0 } },
	{ "a refusal of the pace, then an answer", GET_SAFE,
		{ { .bytes = STATUS("429 Too Many Requests") }, { .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 200, 2, "{}", { 0, 250 } },
	{ "an unsafe request goes again after a 429", POST_UNSAFE,
		{ { .bytes = STATUS("429 Too Many Requests") }, { .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 200, 2, "{}", { 0, 250 } },
	{ "a safe request goes again after a 500", POST_SAFE,
		{ { .bytes = STATUS("500 Oops") }, { .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 200, 2, "{}", { 0, 250 } },
	{ "an unsafe request does not go again after a 500", POST_UNSAFE,
		{ { .bytes = STATUS("500 Oops") }, { .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 500, 1, "", { 0, 0 } },
	{ "five tries at most", GET_SAFE,
		{ { .bytes = STATUS("503 Busy") }, { .bytes = STATUS("502 Bad") },
			{ .bytes = STATUS("504 Slow") }, { .bytes = STATUS("500 Oops") },
			{ .bytes = STATUS("503 Busy") }, { .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 503, 5, "", { 1, 3750 } },
	{ "a refusal for good is not asked again", GET_SAFE,
		{ { .bytes = STATUS("401 Unauthorized") }, { .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 401, 1, "", { 0, 0 } },
	{ "Retry-After in seconds", GET_SAFE,
		{ { .bytes = "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: "
			     "0\r\n\r\n" },
			{ .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 200, 2, "{}", { 7000, 7250 } },
	{ "Retry-After as a date", GET_SAFE,
		{ { .bytes = "HTTP/1.1 503 Busy\r\nRetry-After: Thu, 01 Jan 1970 "
			     "00:00:30 GMT\r\n"
			     "Content-Length: 0\r\n\r\n" },
			{ .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 200, 2, "{}", { 30000, 30250 } },
	{ "Retry-After of an hour is told, not waited for", GET_SAFE,
		{ { .bytes = "HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\n"
			     "Content-Length: 0\r\n\r\n" },
			{ .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 429, 1, "", { 0, 0 } },
	{ "a redirect is not followed", GET_SAFE,
		{ { .bytes = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\n"
			     "Content-Length: 0\r\n\r\n" },
			{ .bytes = OK_ANSWER } },
		HTTP_ANSWERED, 302, 1, "", { 0, 0 } },
	{ "closed before the answer, safe", GET_SAFE,
		{ { .end = END_CLOSE }, { .bytes = OK_ANSWER } }, HTTP_ANSWERED, 200, 2,
		"{}", { 0, 250 } },
	{ "closed before the answer, unsafe", POST_UNSAFE,
		{ { .end = END_CLOSE }, { .bytes = OK_ANSWER } }, HTTP_LOST, 0, 1,
		"the server closed the connection without an answer", { 0, 0 } },
	{ "reset before the answer, unsafe", POST_UNSAFE,
		{ { .end = END_RESET }, { .bytes = OK_ANSWER } }, HTTP_LOST, 0, 1,
		"the connection broke: recv failure: Connection reset by peer",
		{ 0, 0 } },
	{ "an answer cut short, safe", GET_SAFE,
		{ { .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a",
			  .end = END_CLOSE },
			{ .bytes = OK_ANSWER } },
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
	struct http_request request = {
		.method = row->act == GET_SAFE ? METHOD_GET : METHOD_POST,
		.target = "/ng/api/things?accountIdentifier=acc",
		.content_type = row->act == GET_SAFE ? NULL : "application/json",
		.safe = row->act != POST_UNSAFE,
	};
	struct fixture fixture;

	fixture_init(&fixture, row->answers, countof(row->answers));
	fixture_open(&fixture);
	buf_init(&request.body, LIMIT_REQUEST_BYTES);
	if (row->act != GET_SAFE)
		buf_text(&request.body, "{\"a\":1}");
	run(&fixture, &request);
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
	fixture_release(&fixture);
}

int main(void)
{
	return TABLE_RUN(rows, request_ends);
}
