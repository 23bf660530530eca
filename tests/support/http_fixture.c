#include "tests/support/http_fixture.h"

#include "model/limits.h"
#include "tests/support/table.h"

void http_fixture_init(
	struct http_fixture *fixture, const struct scripted_answer *answers, size_t count)
{
	*fixture = (struct http_fixture){ 0 };
	fixture->server = scripted_server_open(answers, count);
	clock_scripted_init(&fixture->clock);
	fixture->options = (struct http_options){
		.base = scripted_server_url(fixture->server),
		.key = FIXTURE_KEY,
		.account = "acc",
		.user_agent = "rein/test",
		.parallelism = 4,
		.tries = 5,
		.deadline_ms = 20000,
		.clock = &fixture->clock.clock,
		.seed = 7,
	};
}

void http_fixture_open(struct http_fixture *fixture)
{
	fixture->http = http_open(&fixture->options, &fixture->errs);
	assert_non_null(fixture->http);
}

void http_fixture_release(struct http_fixture *fixture)
{
	http_close(fixture->http);
	if (fixture->server != NULL)
		scripted_server_close(fixture->server);
	error_release(&fixture->errs);
}

struct http_request http_fixture_get(const char *target)
{
	struct http_request request = {
		.method = METHOD_GET, .target = target, .safe = true
	};

	buf_init(&request.body, LIMIT_REQUEST_BYTES);
	return request;
}

struct http_request http_fixture_post(const char *target, const char *body)
{
	struct http_request request = http_fixture_get(target);

	request.method = METHOD_POST;
	request.content_type = "application/json";
	buf_text(&request.body, body);
	return request;
}

void http_fixture_run(struct http_fixture *fixture, struct http_request *request)
{
	http_start(fixture->http, request);
	assert_ptr_equal(http_wait(fixture->http), request);
	assert_null(http_wait(fixture->http));
}

void http_fixture_expect(struct http_fixture *fixture, struct http_request *request)
{
	assert_ptr_equal(http_wait(fixture->http), request);
	assert_int_equal(request->result, HTTP_ANSWERED);
	buf_release(&request->answer);
}
