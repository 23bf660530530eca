#pragma once

#include "providers/clock.h"
#include "providers/http.h"
#include "tests/support/scripted_server.h"

#define FIXTURE_KEY "pat.acc.tok.not-to-be-shown"

/* A 200 with the body `{}`, and any status with none. */
#define ANSWER_OK \
	"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Content-Length: 2\r\n\r\n{}"
#define ANSWER_STATUS(line) "HTTP/1.1 " line "\r\nContent-Length: 0\r\n\r\n"

/*
 * A client and a scripted server. Nothing waits but for the server: the clock is
 * moved by whoever sleeps. Change `options` before http_fixture_open().
 */
struct http_fixture {
	struct scripted_server *server;
	struct clock_scripted clock;
	struct error_list errs;
	struct http_options options;
	struct http *http;
};

void http_fixture_init(struct http_fixture *fixture,
	const struct scripted_answer *answers, size_t count);
void http_fixture_open(struct http_fixture *fixture); /* must succeed */
void http_fixture_release(struct http_fixture *fixture);

/* A GET, or a POST of `body` (JSON), that may be sent again. */
struct http_request http_fixture_get(const char *target);
struct http_request http_fixture_post(const char *target, const char *body);
/* One request from start to end. */
void http_fixture_run(struct http_fixture *fixture, struct http_request *request);
/* The next one that is done is this one, and it was answered. */
void http_fixture_expect(struct http_fixture *fixture, struct http_request *request);
