/* What wire.c sends and says, seen through http.h. */
#include "providers/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/limits.h"
#include "tests/support/http_fixture.h"
#include "tests/support/table.h"
#include "tests/support/tls_server.h"

/* --- the bytes of a request ---------------------------------------------- */

#define SENT_TO_ALL \
	"User-Agent: rein/test\r\n" \
	"%sx-api-key: " FIXTURE_KEY "\r\n" \
	"Harness-Account: acc\r\n" \
	"Accept: application/json\r\n"

static const struct sent_row {
	const char *name;
	enum method method;
	const char *target, *content_type, *body;
	const char *line, *type_line, *tail;
} sent_rows[] = {
	{ "GET", METHOD_GET, "/ng/api/things?a=b%20c", NULL, "",
		"GET /base/ng/api/things?a=b%20c HTTP/1.1", "", "\r\n" },
	{ "POST of JSON", METHOD_POST, "/x", "application/json", "{\"a\":1}",
		"POST /base/x HTTP/1.1", "Content-Type: application/json\r\n",
		"Content-Length: 7\r\n\r\n{\"a\":1}" },
	{ "PUT of YAML", METHOD_PUT, "/x", "application/yaml", "a: 1\r\n",
		"PUT /base/x HTTP/1.1", "Content-Type: application/yaml\r\n",
		"Content-Length: 6\r\n\r\na: 1\r\n" },
	{ "POST of an empty body", METHOD_POST, "/x", "application/yaml", "",
		"POST /base/x HTTP/1.1", "Content-Type: application/yaml\r\n",
		"Content-Length: 0\r\n\r\n" },
	{ "POST without a body", METHOD_POST, "/x", NULL, "", "POST /base/x HTTP/1.1", "",
		"Content-Length: 0\r\n\r\n" },
	{ "DELETE", METHOD_DELETE, "/x", NULL, "", "DELETE /base/x HTTP/1.1", "",
		"\r\n" },
	{ "DELETE with a body", METHOD_DELETE, "/x", "application/json", "[]",
		"DELETE /base/x HTTP/1.1", "Content-Type: application/json\r\n",
		"Content-Length: 2\r\n\r\n[]" },
	{ "dots of a path are left alone", METHOD_GET, "/a/../b/./c", NULL, "",
		"GET /base/a/../b/./c HTTP/1.1", "", "\r\n" },
};

/* Content-Type comes first of what we add, Content-Length last of all. */
static void request_is_sent(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK } };
	const struct sent_row *row = *state;
	struct http_request request = http_fixture_get(row->target);
	struct http_fixture fixture;
	struct buf base, expected;

	http_fixture_init(&fixture, answers, countof(answers));
	buf_init(&base, LIMIT_MESSAGE_BYTES);
	buf_format(&base, "%s/base", scripted_server_url(fixture.server));
	fixture.options.base = buf_string(&base);
	http_fixture_open(&fixture);
	request.method = row->method;
	request.content_type = row->content_type;
	buf_text(&request.body, row->body);
	http_fixture_run(&fixture, &request);
	buf_release(&request.answer);
	scripted_server_stop(fixture.server);
	buf_init(&expected, LIMIT_MESSAGE_BYTES);
	buf_format(&expected, "%s\r\nHost: %s\r\n" SENT_TO_ALL "%s", row->line,
		scripted_server_url(fixture.server) + strlen("http://"), row->type_line,
		row->tail);
	assert_string_equal(
		scripted_server_request(fixture.server, 0), buf_string(&expected));
	buf_release(&expected);
	buf_release(&base);
	http_fixture_release(&fixture);
}

/* Past a megabyte libcurl would like to be asked to go on. */
static void a_large_body_is_sent_at_once(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK } };
	struct http_request request = http_fixture_post("/x", "");
	struct http_fixture fixture;

	(void)state;
	for (size_t i = 0; i < 1500000; i++)
		buf_char(&request.body, 'x');
	http_fixture_init(&fixture, answers, countof(answers));
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.status, 200);
	buf_release(&request.answer);
	scripted_server_stop(fixture.server);
	assert_null(strstr(scripted_server_request(fixture.server, 0), "Expect"));
	http_fixture_release(&fixture);
}

/* --- the answer's headers ------------------------------------------------ */

static const struct header_row {
	const char *name, *headers;
	bool json;
	int64_t total;
} header_rows[] = {
	{ "JSON", "content-type: application/json\r\n", true, -1 },
	{ "JSON with its encoding", "Content-Type: Application/JSON;charset=UTF-8\r\n",
		true, -1 },
	{ "a kind of JSON", "Content-Type: application/problem+json ; x=y\r\n", true,
		-1 },
	{ "HTML", "Content-Type: text/html\r\n", false, -1 },
	{ "what only begins like JSON", "Content-Type: application/jsonlines\r\n", false,
		-1 },
	{ "YAML", "Content-Type: application/yaml\r\n", false, -1 },
	{ "no type", "", false, -1 },
	{ "an empty type", "Content-Type: \r\n", false, -1 },
	{ "a total", "x-total-elements: 214\r\n", false, 214 },
	{ "a total that is none", "X-Total-Elements: many\r\n", false, -1 },
	{ "a negative total", "X-Total-Elements: -3\r\n", false, -1 },
};

static void headers_are_read(void **state)
{
	const struct header_row *row = *state;
	struct http_request request = http_fixture_get("/x");
	struct http_fixture fixture;
	struct buf bytes;
	struct scripted_answer answer = { 0 };

	buf_init(&bytes, LIMIT_MESSAGE_BYTES);
	buf_format(
		&bytes, "HTTP/1.1 200 OK\r\n%sContent-Length: 0\r\n\r\n", row->headers);
	answer.bytes = buf_string(&bytes);
	http_fixture_init(&fixture, &answer, 1);
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.json, row->json);
	assert_int_equal(request.total, row->total);
	http_fixture_release(&fixture); /* the server may still be sending them */
	buf_release(&bytes);
}

/* --- trouble ------------------------------------------------------------- */

/* One try at `base`, which must end so. */
static void expect_trouble(struct http_fixture *fixture, const char *base,
	enum http_result result, unsigned tries, const char *words)
{
	struct http_request request = http_fixture_post("/x", "{}");

	request.safe = false;
	fixture->options.base = base;
	http_fixture_open(fixture);
	http_fixture_run(fixture, &request);
	assert_int_equal(request.result, result);
	assert_string_equal(request.trouble, words);
	assert_int_equal(request.tries, tries);
	assert_int_equal(request.status, 0);
}

static void a_refused_connection_is_tried_again(void **state)
{
	struct http_fixture fixture;
	struct buf base;

	(void)state;
	buf_init(&base, LIMIT_MESSAGE_BYTES);
	buf_format(&base, "http://127.0.0.1:%u", refusing_port());
	http_fixture_init(&fixture, NULL, 0);
	expect_trouble(&fixture, buf_string(&base), HTTP_UNSENT, 5,
		"connection refused (127.0.0.1)");
	assert_int_equal(http_sent(fixture.http), 0);
	http_fixture_release(&fixture);
	buf_release(&base);
}

static void a_host_without_address_is_named(void **state)
{
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, NULL, 0);
	expect_trouble(&fixture, "https://no..such.example", HTTP_UNSENT, 5,
		"could not resolve host: no..such.example; check the endpoint");
	http_fixture_release(&fixture);
}

static void an_answer_that_does_not_come_is_lost(void **state)
{
	static const struct scripted_answer answers[] = { { .end = END_HANG } };
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	fixture.options.deadline_ms = 60;
	expect_trouble(&fixture, scripted_server_url(fixture.server), HTTP_LOST, 1,
		"no whole answer within 60 ms");
	http_fixture_release(&fixture);
}

static void an_answer_without_end_is_too_large(void **state)
{
	enum { CHUNK = 1 << 20 };
	struct http_request request = http_fixture_get("/x");
	struct scripted_answer answer = {
		.bytes = "HTTP/1.1 200 OK\r\n\r\n",
		.times = (LIMIT_REPLY_BYTES / CHUNK) + 1,
		.end = END_CLOSE,
	};
	char *chunk = memory_resize(NULL, CHUNK + 1);
	struct http_fixture fixture;

	(void)state;
	memset(chunk, 'x', CHUNK);
	chunk[CHUNK] = '\0';
	answer.repeated = chunk;
	http_fixture_init(&fixture, &answer, 1);
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.result, HTTP_TOO_LARGE);
	assert_int_equal(request.tries, 1);
	assert_null(request.answer.ptr);
	http_fixture_release(&fixture);
	free(chunk);
}

/* --- proxies ------------------------------------------------------------- */

static void a_proxy_never_sees_the_key(void **state)
{
	static const struct scripted_answer answers[] = {
		{ .bytes = ANSWER_STATUS("403 Forbidden"), .end = END_CLOSE },
	};
	struct http_fixture fixture;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	setenv("HTTPS_PROXY", scripted_server_url(fixture.server), 1);
	fixture.options.tries = 1;
	expect_trouble(&fixture, "https://harness.example", HTTP_UNSENT, 1,
		"no connection: CONNECT tunnel failed, response 403");
	unsetenv("HTTPS_PROXY");
	scripted_server_stop(fixture.server);
	assert_int_equal(scripted_server_requests(fixture.server), 1);
	assert_ptr_equal(strstr(scripted_server_request(fixture.server, 0),
				 "CONNECT harness.example:443 HTTP/1.1\r\n"),
		scripted_server_request(fixture.server, 0));
	assert_null(strstr(scripted_server_request(fixture.server, 0), FIXTURE_KEY));
	assert_null(strstr(scripted_server_request(fixture.server, 0), "acc"));
	http_fixture_release(&fixture);
}

static void loopback_goes_past_every_proxy(void **state)
{
	static const struct scripted_answer answers[] = { { .bytes = ANSWER_OK } };
	struct http_request request = http_fixture_get("/x");
	struct http_fixture fixture;

	(void)state;
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	http_fixture_init(&fixture, answers, countof(answers));
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.status, 200);
	buf_release(&request.answer);
	http_fixture_release(&fixture);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
}

/* --- TLS ----------------------------------------------------------------- */

static const struct tls_row {
	const char *name;
	const char *certificate_name;
	int from_days, to_days;
	bool given; /* --ca-cert */
	const char *trouble;
} tls_rows[] = {
	{ "a self-signed certificate that is given is accepted", "IP:127.0.0.1", -1, 1,
		true, NULL },
	{ "a self-signed certificate is refused", "IP:127.0.0.1", -1, 1, false,
		"the server's certificate is self-signed; give it with --ca-cert" },
	{ "another host's certificate is refused", "DNS:elsewhere.example", -1, 1, true,
		"the server's certificate is not accepted: SSL: no alternative "
		"certificate subject name matches target host name '127.0.0.1'" },
	{ "an expired certificate is refused", "IP:127.0.0.1", -9, -1, true,
		"the server's certificate has expired" },
	{ "a certificate of the future is refused", "IP:127.0.0.1", 1, 9, true,
		"the server's certificate is not valid yet; check this machine's "
		"clock" },
};

static void certificate_is_checked(void **state)
{
	const struct tls_row *row = *state;
	char ca_file[] = "/tmp/rein-wire-XXXXXX";
	int fd = mkstemp(ca_file);
	struct tls_server *server = tls_server_open(
		ca_file, row->certificate_name, row->from_days, row->to_days);
	struct http_request request = http_fixture_get("/x");
	struct http_fixture fixture;

	http_fixture_init(&fixture, NULL, 0);
	fixture.options.base = tls_server_url(server);
	fixture.options.ca_file = row->given ? ca_file : NULL;
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	if (row->trouble == NULL) {
		assert_int_equal(request.status, 200);
		buf_release(&request.answer);
	} else {
		assert_int_equal(request.result, HTTP_UNSENT);
		assert_string_equal(request.trouble, row->trouble);
		assert_int_equal(request.tries, 1);
	}
	assert_int_equal(tls_server_requests(server), row->trouble == NULL);
	http_fixture_release(&fixture);
	tls_server_close(server);
	close(fd);
	unlink(ca_file);
}

static void the_environment_may_give_the_certificate(void **state)
{
	char ca_file[] = "/tmp/rein-wire-XXXXXX";
	int fd = mkstemp(ca_file);
	struct tls_server *server = tls_server_open(ca_file, "IP:127.0.0.1", -1, 1);
	struct http_request request = http_fixture_get("/x");
	struct http_fixture fixture;

	(void)state;
	setenv("SSL_CERT_FILE", ca_file, 1);
	http_fixture_init(&fixture, NULL, 0);
	fixture.options.base = tls_server_url(server);
	http_fixture_open(&fixture);
	unsetenv("SSL_CERT_FILE");
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.status, 200);
	buf_release(&request.answer);
	http_fixture_release(&fixture);
	tls_server_close(server);
	close(fd);
	unlink(ca_file);
}

static void a_handshake_that_never_ends_is_unsent(void **state)
{
	static const struct scripted_answer answers[] = { 0 };
	struct http_request request = http_fixture_get("/x");
	struct http_fixture fixture;
	struct buf base;

	(void)state;
	http_fixture_init(&fixture, answers, countof(answers));
	buf_init(&base, LIMIT_MESSAGE_BYTES);
	buf_format(
		&base, "https%s", scripted_server_url(fixture.server) + strlen("http"));
	fixture.options.base = buf_string(&base);
	fixture.options.deadline_ms = 50;
	fixture.options.tries = 1;
	http_fixture_open(&fixture);
	http_fixture_run(&fixture, &request);
	assert_int_equal(request.result, HTTP_UNSENT);
	assert_string_equal(request.trouble, "no connection within 50 ms");
	buf_release(&base);
	http_fixture_release(&fixture);
}

/* --- options ------------------------------------------------------------- */

static const struct option_row {
	const char *name;
	const char *key, *account, *base, *ca_file;
	const char *words;
} option_rows[] = {
	{ "a key of two lines", "pat.a.b.c\r\nx: y", "acc", "http://127.0.0.1", NULL,
		"the API key is empty, too long, or holds a blank or a character beyond "
		"ASCII" },
	{ "an empty key", "", "acc", "http://127.0.0.1", NULL,
		"the API key is empty, too long, or holds a blank or a character beyond "
		"ASCII" },
	{ "an account with a blank", "k", "a b", "http://127.0.0.1", NULL,
		"the account is empty, too long, or holds a blank or a character beyond "
		"ASCII" },
	{ "plain http to elsewhere", "k", "acc", "http://harness.example", NULL,
		"plain http to 'harness.example' would show the API key to everyone on "
		"the way" },
	{ "a CA file that is not there", "k", "acc", "https://harness.example",
		"/nonexistent/ca.pem",
		"/nonexistent/ca.pem: the file of CA certificates cannot be read" },
};

static void option_is_refused(void **state)
{
	const struct option_row *row = *state;
	struct http_fixture fixture;

	http_fixture_init(&fixture, NULL, 0);
	fixture.options.key = row->key;
	fixture.options.account = row->account;
	fixture.options.base = row->base;
	fixture.options.ca_file = row->ca_file;
	fixture.http = http_open(&fixture.options, &fixture.errs);
	assert_null(fixture.http);
	assert_int_equal(fixture.errs.count, 1);
	assert_int_equal(fixture.errs.items[0]->code, ERROR_SETTINGS);
	assert_string_equal(fixture.errs.items[0]->message, row->words);
	http_fixture_release(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_large_body_is_sent_at_once),
		cmocka_unit_test(a_refused_connection_is_tried_again),
		cmocka_unit_test(a_host_without_address_is_named),
		cmocka_unit_test(an_answer_that_does_not_come_is_lost),
		cmocka_unit_test(an_answer_without_end_is_too_large),
		cmocka_unit_test(a_proxy_never_sees_the_key),
		cmocka_unit_test(loopback_goes_past_every_proxy),
		cmocka_unit_test(the_environment_may_give_the_certificate),
		cmocka_unit_test(a_handshake_that_never_ends_is_unsent),
	};
	int failed = TABLE_RUN(sent_rows, request_is_sent);

	failed += TABLE_RUN(header_rows, headers_are_read);
	failed += TABLE_RUN(tls_rows, certificate_is_checked);
	failed += TABLE_RUN(option_rows, option_is_refused);
	return failed + cmocka_run_group_tests_name("wire", tests, NULL, NULL);
}
