/*
 * What a server must bear: garbage, too much of anything, slow clients, many at once.
 * After each row the emulator still answers somebody else as ever.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/facts.h"
#include "tests/support/playing.h"
#include "tests/support/raw_http.h"

enum {
	CROWD = 200,
	LEAVERS = 600,
	HUGE_BODY = 17 << 20,
	FILE_BYTES = 10 << 20,
	HUGE_HEADER = 1 << 20
};

#define GET "GET /ng/api/organizations/default?" IN_ACCOUNT " HTTP/1.1\r\n"
#define POST "POST /ng/api/organizations?" IN_ACCOUNT " HTTP/1.1\r\n"
#define HEADERS "Host: localhost\r\nx-api-key: " FACTS_ADMIN "\r\n"

static struct playing playing;

static int start(void **state)
{
	(void)state;
	playing_start(&playing, NULL);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	playing_stop(&playing);
	return 0;
}

static void connect_to(struct raw_client *client)
{
	assert_true(raw_open(client, playing_port(&playing)));
}

/* The emulator is alive: a request on a new connection is answered with 200. */
static void is_alive(void)
{
	struct raw_client client;
	struct raw_answer answer;

	connect_to(&client);
	assert_true(raw_send(&client, GET HEADERS "\r\n", strlen(GET HEADERS "\r\n")));
	raw_read(&client, false, &answer);
	assert_int_equal(answer.status, 200);
	raw_answer_release(&answer);
	raw_close(&client);
}

/* --- bytes that are no request, or a poor one ----------------------------- */

/* The status that answers, with 0 for a connection just closed. */
static const struct garbage {
	const char *name, *bytes;
	size_t size; /* 0: of the text */
	int low, high;
} garbage[] = {
	{ "nothing like HTTP", "hello\r\n\r\n", 0, 0, 499 },
	{ "NUL bytes", "\0\0\0\0\r\n\r\n", 8, 0, 499 },
	{ "a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15, 0,
		499 },
	{ "HTTP/0.9", "GET /\r\n\r\n", 0, 0, 505 },
	{ "an unknown version", "GET / HTTP/9.9\r\n\r\n", 0, 0, 505 },
	{ "a header without colon", GET "nonsense\r\n" HEADERS "\r\n", 0, 0, 499 },
	{ "a NUL in the path", "GET /ng/api/\0x HTTP/1.1\r\n" HEADERS "\r\n",
		sizeof("GET /ng/api/\0x HTTP/1.1\r\n" HEADERS "\r\n") - 1, 0, 499 },
	{ "an encoded NUL in the path",
		"GET /ng/api/organizations/a%00b?" IN_ACCOUNT " HTTP/1.1\r\n" HEADERS
		"\r\n",
		0, 400, 404 },
	{ "an encoded NUL in the query",
		"GET /ng/api/organizations?" IN_ACCOUNT
		"&searchTerm=a%00b HTTP/1.1\r\n" HEADERS "\r\n",
		0, 200, 499 },
	{ "a broken escape in the path",
		"GET /ng/api/organizations/%zz?" IN_ACCOUNT " HTTP/1.1\r\n" HEADERS
		"\r\n",
		0, 400, 404 },
	{ "a broken escape at the query's end",
		"GET /ng/api/organizations?" IN_ACCOUNT
		"&searchTerm=% HTTP/1.1\r\n" HEADERS "\r\n",
		0, 200, 499 },
	{ "bad UTF-8 in the query",
		"GET /ng/api/organizations?" IN_ACCOUNT
		"&searchTerm=%ff%fe HTTP/1.1\r\n" HEADERS "\r\n",
		0, 200, 499 },
	{ "a search term that is no regular expression",
		"GET /ng/api/organizations?" IN_ACCOUNT
		"&searchTerm=%28%5B%7B HTTP/1.1\r\n" HEADERS "\r\n",
		0, 200, 499 },
	{ "dots that climb",
		"GET /ng/api/../../etc/passwd?" IN_ACCOUNT " HTTP/1.1\r\n" HEADERS "\r\n",
		0, 400, 404 },
	{ "an absolute target",
		"GET http://localhost/ng/api/organizations?" IN_ACCOUNT
		" HTTP/1.1\r\n" HEADERS "\r\n",
		0, 200, 499 },
	{ "the star", "OPTIONS * HTTP/1.1\r\n" HEADERS "\r\n", 0, 200, 499 },
	{ "a method of our own", "BREW /ng/api/organizations HTTP/1.1\r\n" HEADERS "\r\n",
		0, 400, 501 },
	{ "a negative length", POST HEADERS "Content-Length: -1\r\n\r\n", 0, 0, 499 },
	{ "a length that is none", POST HEADERS "Content-Length: ten\r\n\r\n", 0, 0,
		499 },
	{ "a length of 30 digits",
		POST HEADERS "Content-Length: 999999999999999999999999999999\r\n\r\n", 0,
		0, 499 },
	{ "chunks of a wrong size",
		POST HEADERS "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 0,
		0, 499 },
	{ "bad UTF-8 in JSON",
		POST HEADERS
		"Content-Type: application/json\r\nContent-Length: 62\r\n\r\n"
		"{\"organization\":{\"identifier\":\"o\",\"name\":\"o\","
		"\"x\":\"\xff\xfe\xfd......\"}}",
		0, 400, 400 },
	{ "an unpaired surrogate in JSON",
		POST HEADERS
		"Content-Type: application/json\r\nContent-Length: 66\r\n\r\n"
		"{\"organization\":{\"identifier\":\"o\",\"name\":\"o\","
		"\"tags\":{\"a\":\"\\ud800\"}}}",
		0, 200, 400 },
};

static void garbage_is_borne(void **state)
{
	const struct garbage *row = *state;
	struct raw_client client;
	struct raw_answer answer;

	start(NULL);
	connect_to(&client);
	raw_send(&client, row->bytes, row->size > 0 ? row->size : strlen(row->bytes));
	shutdown(client.fd, SHUT_WR); /* or it may wait for more of what is no request */
	raw_read(&client, false, &answer);
	if (answer.status < row->low || answer.status > row->high)
		fail_msg("answered %d: %s", answer.status, answer.body);
	raw_answer_release(&answer);
	raw_close(&client);
	is_alive();
	stop(NULL);
}

/* --- bodies ---------------------------------------------------------------- */

#define PIPELINES "POST /pipeline/api/pipelines/v2?" IN_PROJECT

static const struct fact bodies[] = {
	{ .name = "bad UTF-8 in YAML",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "pipeline:\n  name: \"\xff\xfe\"\n  identifier: p\n  stages: "
			"[]\n",
		.status = 400 },
	{ .name = "a control character in YAML",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "pipeline:\n  name: \"a\x01\"\n  identifier: p\n  stages: []\n",
		.status = 400 },
	{ .name = "an anchor that holds itself",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "pipeline: &a\n  name: p\n  identifier: p\n  stages: [*a]\n",
		.status = 400 },
	{ .name = "aliases that grow a thousandfold thrice",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b "
			"[*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
			"c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
			"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
			"e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
			"f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
			"g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\n"
			"h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\npipeline: *h\n",
		.status = 400 },
	{ .name = "an alias of nothing",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "pipeline: *nobody\n",
		.status = 400 },
	{ .name = "a list where the YAML wants a map",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "- pipeline\n",
		.status = 400 },
	{ .name = "a scalar where a pipeline is wanted",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "pipeline: yes\n",
		.status = 400 },
	{ .name = "a map where a name is wanted",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "pipeline:\n  name: {}\n  identifier: []\n  stages: []\n",
		.status = 400 },
	{ .name = "YAML of an empty body",
		.given = GIVEN_PROJECT,
		.request = PIPELINES,
		.body = "",
		.status = 400 },
	{ .name = "bad UTF-8 in the yaml of a service",
		.request = "POST /ng/api/servicesV2?" IN_ACCOUNT,
		.body = "{'identifier':'s','yaml':'service:\\n  name: \\u0000\\n'}",
		.status = 400 },
	{ .name = "a member given twice is the last",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'a','identifier':'b','name':'n'}}",
		.status = 200 },
	{ .name = "something behind the JSON",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'a','name':'n'}} x",
		.status = 400 },
};

/* `before`, `count` times `many`, `after`, posted; the status. */
static int post(const char *head, const char *before, const char *many, size_t count,
	const char *after)
{
	size_t size = strlen(before) + strlen(many) * count + strlen(after);
	char *body = malloc(size + 1), *at = body, line[512];
	struct raw_client client;
	struct raw_answer answer;
	int status;

	assert_non_null(body);
	at = stpcpy(at, before);
	for (size_t i = 0; i < count; i++)
		at = stpcpy(at, many);
	stpcpy(at, after);
	snprintf(line, sizeof(line), "%s" HEADERS "Content-Length: %zu\r\n\r\n", head,
		size);
	connect_to(&client);
	if (raw_send(&client, line, strlen(line)))
		raw_send(&client, body, size);
	raw_read(&client, false, &answer);
	status = answer.status;
	raw_answer_release(&answer);
	raw_close(&client);
	free(body);
	return status;
}

static void deep_json_is_refused(void **state)
{
	(void)state;
	assert_int_equal(post(POST, "", "[", 100000, ""), 400);
	assert_int_equal(post(POST, "{\"organization\":", "{\"a\":", 5000, ""), 400);
	is_alive();
}

#define YAML_POST \
	"POST /ng/api/v2/secrets/yaml?" IN_ACCOUNT \
	" HTTP/1.1\r\nContent-Type: application/yaml\r\n"

#define FILE_POST \
	"POST /ng/api/v2/secrets/files?" IN_ACCOUNT \
	" HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=XbX\r\n"

static void deep_yaml_is_refused(void **state)
{
	(void)state;
	assert_int_equal(post(YAML_POST, "secret: ", "[", 100000, ""), 400);
	assert_int_equal(post(YAML_POST, "secret: ", "{a: ", 100000, ""), 400);
	assert_int_equal(post(YAML_POST, "", "- ", 100000, ""), 400);
	is_alive();
}

static void body_over_the_bound_is_refused(void **state)
{
	(void)state;
	assert_int_equal(post(POST, "{\"organization\":{\"name\":\"", "aaaaaaaaaaaaaaaa",
				 HUGE_BODY / 16, "\"}}"),
		413);
	is_alive();
}

/* core.md 10.4: 10 MB. */
static void secret_file_over_the_bound_is_refused(void **state)
{
	static const char spec[] =
		"--XbX\r\nContent-Disposition: form-data; name=\"spec\"\r\n\r\n"
		"{\"secret\":{\"type\":\"SecretFile\",\"name\":\"f\",\"identifier\":"
		"\"f\",\"spec\":{\"secretManagerIdentifier\":"
		"\"harnessSecretManager\"}}}\r\n--XbX\r\nContent-Disposition: form-data; "
		"name=\"file\"; filename=\"f\"\r\n\r\n";

	(void)state;
	assert_int_equal(post(FILE_POST, spec, "0123456789abcdef", FILE_BYTES / 16 + 64,
				 "\r\n--XbX--\r\n"),
		400);
	assert_int_equal(post(FILE_POST, spec, "0123456789abcdef", FILE_BYTES / 16 - 64,
				 "\r\n--XbX--\r\n"),
		200);
	is_alive();
}

static void header_over_the_bound_is_refused(void **state)
{
	char *header = malloc(HUGE_HEADER + 3);
	struct raw_client client;
	struct raw_answer answer;

	(void)state;
	assert_non_null(header);
	memset(header, 'a', HUGE_HEADER);
	memcpy(header + HUGE_HEADER, "\r\n", 3);
	connect_to(&client);
	raw_send(&client, GET HEADERS "x-big: ", strlen(GET HEADERS "x-big: "));
	raw_send(&client, header, HUGE_HEADER + 2);
	raw_send(&client, "\r\n", 2);
	raw_read(&client, false, &answer);
	assert_true(answer.status == 0 || answer.status == 431 || answer.status == 400 ||
		    answer.status == 413);
	raw_answer_release(&answer);
	raw_close(&client);
	free(header);
	is_alive();
}

/* --- connections ----------------------------------------------------------- */

static void chunked_body_is_read(void **state)
{
	static const char request[] =
		POST HEADERS "Content-Type: application/json\r\n"
			     "Transfer-Encoding: chunked\r\n\r\n"
			     "11\r\n{\"organization\":{\r\n"
			     "1d\r\n\"identifier\":\"o\",\"name\":\"o\"}}\r\n0\r\n\r\n";
	struct raw_client client;
	struct raw_answer answer;

	(void)state;
	connect_to(&client);
	assert_true(raw_send(&client, request, strlen(request)));
	raw_read(&client, false, &answer);
	assert_int_equal(answer.status, 200);
	raw_answer_release(&answer);
	raw_close(&client);
}

static void connection_is_kept(void **state)
{
	struct raw_client client;
	struct raw_answer answer;

	(void)state;
	connect_to(&client);
	for (int i = 0; i < 50; i++) {
		assert_true(raw_send(
			&client, GET HEADERS "\r\n", strlen(GET HEADERS "\r\n")));
		raw_read(&client, false, &answer);
		assert_int_equal(answer.status, 200);
		assert_false(answer.closed);
		raw_answer_release(&answer);
	}
	raw_close(&client);
}

static void requests_sent_together_are_answered_in_turn(void **state)
{
	static const char requests[] =
		GET HEADERS "\r\n"
			    "GET /ng/api/organizations/x?" IN_ACCOUNT
			    " HTTP/1.1\r\n" HEADERS "\r\n" GET HEADERS "\r\n";
	static const int statuses[] = { 200, 400, 200 };
	struct raw_client client;
	struct raw_answer answer;

	(void)state;
	connect_to(&client);
	assert_true(raw_send(&client, requests, strlen(requests)));
	for (size_t i = 0; i < 3; i++) {
		raw_read(&client, false, &answer);
		assert_int_equal(answer.status, statuses[i]);
		raw_answer_release(&answer);
	}
	raw_close(&client);
}

static void crowd_is_answered(void **state)
{
	static struct raw_client crowd[CROWD];
	struct raw_answer answer;

	(void)state;
	for (size_t i = 0; i < CROWD; i++)
		connect_to(&crowd[i]);
	for (size_t i = 0; i < CROWD; i++)
		assert_true(raw_send(
			&crowd[i], GET HEADERS "\r\n", strlen(GET HEADERS "\r\n")));
	for (size_t i = 0; i < CROWD; i++) {
		raw_read(&crowd[i], false, &answer);
		assert_int_equal(answer.status, 200);
		raw_answer_release(&answer);
	}
	is_alive();
	for (size_t i = 0; i < CROWD; i++)
		raw_close(&crowd[i]);
	is_alive();
}

static void slow_client_holds_up_nobody(void **state)
{
	static const char request[] = GET HEADERS "\r\n";
	struct raw_client slow;
	struct raw_answer answer;

	(void)state;
	connect_to(&slow);
	for (size_t i = 0; i < strlen(request); i++) {
		assert_true(raw_send(&slow, request + i, 1));
		if (i % 20 == 0)
			is_alive();
	}
	raw_read(&slow, false, &answer);
	assert_int_equal(answer.status, 200);
	raw_answer_release(&answer);
	raw_close(&slow);
}

/* Clients that leave at any byte of a request: more than may be connected at once. */
static void client_that_leaves_is_forgotten(void **state)
{
	static const char request[] = POST HEADERS
		"Content-Type: application/json\r\nContent-Length: 46\r\n\r\n"
		"{\"organization\":{\"identifier\":\"left\",\"name\":\"l\"}}";
	struct raw_client client;

	(void)state;
	for (size_t i = 0; i < LEAVERS; i++) {
		connect_to(&client);
		raw_send(&client, request, i % strlen(request));
		raw_close(&client);
	}
	is_alive();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(deep_json_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(deep_yaml_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(
			body_over_the_bound_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(
			secret_file_over_the_bound_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(
			header_over_the_bound_is_refused, start, stop),
		cmocka_unit_test_setup_teardown(chunked_body_is_read, start, stop),
		cmocka_unit_test_setup_teardown(connection_is_kept, start, stop),
		cmocka_unit_test_setup_teardown(
			requests_sent_together_are_answered_in_turn, start, stop),
		cmocka_unit_test_setup_teardown(crowd_is_answered, start, stop),
		cmocka_unit_test_setup_teardown(slow_client_holds_up_nobody, start, stop),
		cmocka_unit_test_setup_teardown(
			client_that_leaves_is_forgotten, start, stop),
	};

	return TABLE_RUN(garbage, garbage_is_borne) + TABLE_RUN(bodies, fact_holds) +
	       cmocka_run_group_tests_name("connections", tests, NULL, NULL);
}
