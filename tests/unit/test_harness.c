#include "providers/harness.h"

#include <string.h>

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "providers/clock.h"
#include "providers/http.h"
#include "tests/support/scripted_server.h"
#include "tests/support/table.h"

/* An answer ends where its connection does, so that no length need be counted. */
#define ANSWER(status, body) \
	{ \
		.bytes = "HTTP/1.1 " status \
			 "\r\nContent-Type: application/json\r\n\r\n" body, \
		.end = END_CLOSE, \
	}
#define LOST \
	{ \
		.end = END_CLOSE, \
	}
#define DATA(data) "{\"status\":\"SUCCESS\",\"data\":" data "}"
#define PAGE(pages, content) DATA("{\"totalPages\":" pages ",\"content\":[" content "]}")
#define ERROR_OF(code) \
	"{\"status\":\"ERROR\",\"code\":\"" code "\",\"message\":\"the reason\"}"
#define ORG(id, at) \
	"{\"organization\":{\"identifier\":\"" id "\",\"name\":\"n\"}," \
	"\"lastModifiedAt\":" at "}"
#define SUMMARY(id, version) "{\"identifier\":\"" id "\",\"version\":" version "}"
#define WHOLE(text) DATA("{\"yamlPipeline\":\"" text "\"}")

#define ABSENT ANSWER("404 Not Found", ERROR_OF("ENTITY_NOT_FOUND"))
#define GONE_WRONG ANSWER("500 Internal Server Error", ERROR_OF("UNKNOWN_ERROR"))
#define REFUSED ANSWER("400 Bad Request", ERROR_OF("INVALID_REQUEST"))
#define LINGERS ANSWER("400 Bad Request", ERROR_OF("ENTITY_REFERENCE_EXCEPTION"))

/* One call against a script; requests one after the other, so in order. */
static const struct row {
	const char *name;
	const struct kind *kind;
	enum verb verb;
	struct scripted_answer answers[12];
	enum outcome outcome;
	const char *found; /* identifier:version:text of what is found, in order */
	const char *sent;  /* method and path, less the query, of each request */
	int64_t waited_ms; /* at least, by pauses between tries */
	size_t errors;
} rows[] = {
	{
		.name = "a list of one page is one request",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.answers = { ANSWER(
			"200 OK", PAGE("1", ORG("b", "1") "," ORG("a", "1"))) },
		.found = "a:0: b:0: ",
		.sent = "GET /ng/api/organizations pageIndex=0\n",
	},
	{
		.name = "an empty list is one request",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK", PAGE("0", "")) },
		.found = "",
		.sent = "GET /ng/api/organizations pageIndex=0\n",
	},
	{
		.name = "pages are joined, and an entity on two of them is one",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK", PAGE("3", ORG("c", "1") "," ORG("a", "1"))),
			ANSWER("200 OK", PAGE("3", ORG("a", "1") "," ORG("b", "1"))),
			ANSWER("200 OK", PAGE("3", ORG("c", "1"))) },
		.found = "a:0: b:0: c:0: ",
		.sent = "GET /ng/api/organizations pageIndex=0\n"
			"GET /ng/api/organizations pageIndex=1\n"
			"GET /ng/api/organizations pageIndex=2\n",
	},
	{
		.name = "a list that grows is followed, an empty page ends it",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK", PAGE("2", ORG("a", "1"))),
			ANSWER("200 OK", PAGE("3", ORG("b", "1"))),
			ANSWER("200 OK", PAGE("9", "")) },
		.found = "a:0: b:0: ",
		.sent = "GET /ng/api/organizations pageIndex=0\n"
			"GET /ng/api/organizations pageIndex=1\n"
			"GET /ng/api/organizations pageIndex=2\n",
	},
	{
		.name = "without a count, pages are asked for until one is empty",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK", PAGE("null", ORG("a", "1"))),
			ANSWER("200 OK", PAGE("null", "")) },
		.found = "a:0: ",
		.sent = "GET /ng/api/organizations pageIndex=0\n"
			"GET /ng/api/organizations pageIndex=1\n",
	},
	{
		.name = "a server that tells of endless pages is not believed",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK", PAGE("1000000", ORG("a", "1"))) },
		.outcome = OUTCOME_FAILED,
		.sent = "GET /ng/api/organizations pageIndex=0\n",
		.errors = 1,
	},
	{
		.name = "one bad page fails the list, once",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK", PAGE("3", ORG("a", "1"))), REFUSED,
			REFUSED },
		.outcome = OUTCOME_FAILED,
		.sent = "GET /ng/api/organizations pageIndex=0\n"
			"GET /ng/api/organizations pageIndex=1\n"
			"GET /ng/api/organizations pageIndex=2\n",
		.errors = 1,
	},
	{
		.name = "a token without the right is refused",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.answers = { ANSWER("403 Forbidden", ERROR_OF("NG_ACCESS_DENIED")) },
		.outcome = OUTCOME_REFUSED,
		.sent = "GET /ng/api/organizations pageIndex=0\n",
		.errors = 1,
	},
	{
		.name = "each summary is followed by a read",
		.kind = &kind_pipeline,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK",
				     PAGE("1", SUMMARY("b", "2") "," SUMMARY("a", "7"))),
			ANSWER("200 OK", WHOLE("pa")), ANSWER("200 OK", WHOLE("pb")) },
		.found = "a:7:pa b:2:pb ",
		.sent = "POST /pipeline/api/pipelines/list page=0\n"
			"GET /pipeline/api/pipelines/a\n"
			"GET /pipeline/api/pipelines/b\n",
	},
	{
		.name = "what is gone when it is read is not found",
		.kind = &kind_pipeline,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK",
				     PAGE("1", SUMMARY("a", "1") "," SUMMARY(
						       "b", "1") "," SUMMARY("c", "1"))),
			ANSWER("200 OK", WHOLE("pa")), ABSENT,
			ANSWER("200 OK", WHOLE("pc")) },
		.found = "a:1:pa c:1:pc ",
		.sent = "POST /pipeline/api/pipelines/list page=0\n"
			"GET /pipeline/api/pipelines/a\n"
			"GET /pipeline/api/pipelines/b\n"
			"GET /pipeline/api/pipelines/c\n",
	},
	{
		.name = "a body that cannot be read fails the list",
		.kind = &kind_pipeline,
		.verb = VERB_LIST,
		.answers = { ANSWER("200 OK",
				     PAGE("1", SUMMARY("a", "1") "," SUMMARY("b", "1"))),
			ANSWER("403 Forbidden", ERROR_OF("NG_ACCESS_DENIED")),
			ANSWER("403 Forbidden", ERROR_OF("NG_ACCESS_DENIED")) },
		.outcome = OUTCOME_REFUSED,
		.found = "a:1: b:1: ",
		.sent = "POST /pipeline/api/pipelines/list page=0\n"
			"GET /pipeline/api/pipelines/a\n"
			"GET /pipeline/api/pipelines/b\n",
		.errors = 1,
	},
	{
		.name = "a read",
		.kind = &kind_organization,
		.verb = VERB_GET,
		.answers = { ANSWER("200 OK", DATA(ORG("x", "1"))) },
		.found = "x:0: ",
		.sent = "GET /ng/api/organizations/x\n",
	},
	{
		.name = "a read of what is not there",
		.kind = &kind_organization,
		.verb = VERB_GET,
		.answers = { ABSENT },
		.outcome = OUTCOME_ABSENT,
		.sent = "GET /ng/api/organizations/x\n",
	},
	{
		.name = "a create",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.answers = { ANSWER("200 OK", DATA(ORG("x", "1"))) },
		.found = "x:0: ",
		.sent = "POST /ng/api/organizations\n",
	},
	{
		.name = "a create whose answer is lost is not sent again",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.answers = { LOST },
		.outcome = OUTCOME_LOST,
		.sent = "POST /ng/api/organizations\n",
	},
	{
		.name = "a create that broke the server is looked up, and repeated",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.answers = { GONE_WRONG, ABSENT, ANSWER("200 OK", DATA(ORG("x", "1"))) },
		.found = "x:0: ",
		.sent = "POST /ng/api/organizations\n"
			"GET /ng/api/organizations/x\n"
			"POST /ng/api/organizations\n",
		.waited_ms = 500,
	},
	{
		.name = "a create that broke the server but was done is lost",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.answers = { GONE_WRONG, ANSWER("200 OK", DATA(ORG("x", "1"))) },
		.outcome = OUTCOME_LOST,
		.sent = "POST /ng/api/organizations\n"
			"GET /ng/api/organizations/x\n",
	},
	{
		.name = "a create that always breaks the server fails in the end",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.answers = { GONE_WRONG, ABSENT, GONE_WRONG, ABSENT, GONE_WRONG, ABSENT,
			GONE_WRONG, ABSENT, GONE_WRONG, ABSENT },
		.outcome = OUTCOME_FAILED,
		.sent = "POST /ng/api/organizations\n"
			"GET /ng/api/organizations/x\n"
			"POST /ng/api/organizations\n"
			"GET /ng/api/organizations/x\n"
			"POST /ng/api/organizations\n"
			"GET /ng/api/organizations/x\n"
			"POST /ng/api/organizations\n"
			"GET /ng/api/organizations/x\n"
			"POST /ng/api/organizations\n"
			"GET /ng/api/organizations/x\n",
		.waited_ms = 7500,
		.errors = 1,
	},
	{
		.name = "a create of what is there",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.answers = { ANSWER("400 Bad Request", ERROR_OF("DUPLICATE_FIELD")) },
		.outcome = OUTCOME_EXISTS,
		.sent = "POST /ng/api/organizations\n",
	},
	{
		.name = "an update that is refused is looked up, and keeps its reason",
		.kind = &kind_organization,
		.verb = VERB_UPDATE,
		.answers = { REFUSED, ANSWER("200 OK", DATA(ORG("x", "1"))) },
		.outcome = OUTCOME_FAILED,
		.sent = "PUT /ng/api/organizations/x\n"
			"GET /ng/api/organizations/x\n",
		.errors = 1,
	},
	{
		.name = "an update of what is not there",
		.kind = &kind_organization,
		.verb = VERB_UPDATE,
		.answers = { REFUSED, ABSENT },
		.outcome = OUTCOME_ABSENT,
		.sent = "PUT /ng/api/organizations/x\n"
			"GET /ng/api/organizations/x\n",
	},
	{
		.name = "a delete",
		.kind = &kind_organization,
		.verb = VERB_DELETE,
		.answers = { ANSWER("200 OK", DATA("true")) },
		.sent = "DELETE /ng/api/organizations/x\n",
	},
	{
		.name = "a delete of what is not there, said by the message alone",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.answers = { REFUSED, ABSENT },
		.outcome = OUTCOME_ABSENT,
		.sent = "DELETE /ng/api/servicesV2/x\n"
			"GET /ng/api/servicesV2/x\n",
	},
	{
		.name = "a delete that is refused",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.answers = { REFUSED,
			ANSWER("200 OK", DATA("{\"service\":{\"identifier\":\"x\"}}")) },
		.outcome = OUTCOME_FAILED,
		.sent = "DELETE /ng/api/servicesV2/x\n"
			"GET /ng/api/servicesV2/x\n",
		.errors = 1,
	},
	{
		.name = "a refusal that passes is asked for again, later each time",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.answers = { LINGERS, LINGERS, ANSWER("200 OK", DATA("true")) },
		.sent = "DELETE /ng/api/servicesV2/x\n"
			"DELETE /ng/api/servicesV2/x\n"
			"DELETE /ng/api/servicesV2/x\n",
		.waited_ms = 1500,
	},
	{
		.name = "a refusal that does not pass fails in the end",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.answers = { LINGERS, LINGERS, LINGERS, LINGERS, LINGERS,
			ANSWER("200 OK", DATA("{\"service\":{\"identifier\":\"x\"}}")) },
		.outcome = OUTCOME_FAILED,
		.sent = "DELETE /ng/api/servicesV2/x\n"
			"DELETE /ng/api/servicesV2/x\n"
			"DELETE /ng/api/servicesV2/x\n"
			"DELETE /ng/api/servicesV2/x\n"
			"DELETE /ng/api/servicesV2/x\n"
			"GET /ng/api/servicesV2/x\n",
		.waited_ms = 7500,
		.errors = 1,
	},
};

/* --- a provider against a script -------------------------------------------- */

struct fixture {
	struct scripted_server *server;
	struct clock_scripted clock;
	struct error_list errs;
	struct arena arena;
	struct http *http;
	struct provider *provider;
};

static void set_up(struct fixture *fixture, const struct scripted_answer *answers,
	size_t count, size_t parallelism)
{
	*fixture = (struct fixture){ 0 };
	fixture->server = scripted_server_open(answers, count);
	clock_scripted_init(&fixture->clock);
	fixture->http = http_open(
		&(struct http_options){
			.base = scripted_server_url(fixture->server),
			.key = "pat.acc.tok.sec",
			.account = "acc",
			.user_agent = "rein/test",
			.parallelism = parallelism,
			.tries = 1,
			.deadline_ms = 20000,
			.clock = &fixture->clock.clock,
			.seed = 7,
		},
		&fixture->errs);
	assert_non_null(fixture->http);
	fixture->provider =
		harness_open(fixture->http, "acc", NULL, &fixture->clock.clock);
}

static void tear_down(struct fixture *fixture)
{
	harness_close(fixture->provider);
	http_close(fixture->http);
	scripted_server_close(fixture->server);
	error_release(&fixture->errs);
	arena_release(&fixture->arena);
}

static struct call make_call(
	struct fixture *fixture, const struct kind *kind, enum verb verb)
{
	bool inside = kind->scopes & SCOPE_PROJECT;

	return (struct call){
		.verb = verb,
		.kind = kind,
		.scope = { inside ? "o" : NULL, inside ? "p" : NULL },
		.identifier = verb == VERB_LIST ? NULL : "x",
		.arena = &fixture->arena,
		.errs = &fixture->errs,
	};
}

/* Method, path and the page of a raw request, as a row has them. */
static const char *request_words(struct arena *arena, const char *raw)
{
	size_t path = strcspn(raw, "?");
	size_t line = strcspn(raw, "\r");
	const char *page = strstr(raw, "page");

	if (page == NULL || page > raw + line)
		return arena_format(arena, "%.*s\n", (int)path, raw);
	return arena_format(
		arena, "%.*s %.*s\n", (int)path, raw, (int)strcspn(page, "& "), page);
}

static const char *requests_words(struct fixture *fixture)
{
	const char *words = "";

	scripted_server_stop(fixture->server);
	for (size_t i = 0; i < scripted_server_requests(fixture->server); i++)
		words = arena_format(&fixture->arena, "%s%s", words,
			request_words(&fixture->arena,
				scripted_server_request(fixture->server, i)));
	return words;
}

static const char *found_words(struct arena *arena, const struct call *call)
{
	const char *words = "";

	for (size_t i = 0; i < call->found_count; i++) {
		struct slice text = entity_text(call->found[i]);

		words = arena_format(arena, "%s%s:%d:%.*s ", words,
			call->found[i]->identifier, (int)call->found[i]->version,
			(int)text.len, text.ptr != NULL ? text.ptr : "");
	}
	return words;
}

static void call_ends(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct call call;

	set_up(&fixture, row->answers, countof(row->answers), 1);
	call = make_call(&fixture, row->kind, row->verb);
	assert_true(provider_has_room(fixture.provider));
	provider_start(fixture.provider, &call);
	assert_ptr_equal(provider_wait(fixture.provider), &call);
	assert_null(provider_wait(fixture.provider));
	assert_string_equal(requests_words(&fixture), row->sent);
	assert_int_equal(call.outcome, row->outcome);
	if (row->found != NULL)
		assert_string_equal(found_words(&fixture.arena, &call), row->found);
	assert_int_equal(fixture.errs.count, row->errors);
	assert_true(fixture.clock.now >= row->waited_ms);
	tear_down(&fixture);
}

static void many_calls_are_under_way_at_once(void **state)
{
	enum { CALLS = 20 };
	static const struct scripted_answer one =
		ANSWER("200 OK", PAGE("1", ORG("a", "1")));
	struct scripted_answer answers[CALLS];
	struct call calls[CALLS];
	struct fixture fixture;
	size_t done = 0;

	(void)state;
	for (size_t i = 0; i < CALLS; i++)
		answers[i] = one;
	set_up(&fixture, answers, CALLS, 4);
	for (size_t i = 0; i < CALLS; i++) {
		calls[i] = make_call(&fixture, &kind_organization, VERB_LIST);
		provider_start(fixture.provider, &calls[i]);
		assert_int_equal(provider_has_room(fixture.provider), i + 1 < 4);
	}
	for (struct call *call; (call = provider_wait(fixture.provider)) != NULL; done++)
		assert_int_equal(call->outcome, OUTCOME_DONE);
	assert_int_equal(done, CALLS);
	tear_down(&fixture);
}

static void a_stop_sends_nothing_more(void **state)
{
	static const struct scripted_answer answers[] = {
		ANSWER("200 OK", PAGE("1", ORG("a", "1"))),
	};
	struct fixture fixture;
	struct call call;

	(void)state;
	set_up(&fixture, answers, countof(answers), 1);
	call = make_call(&fixture, &kind_organization, VERB_LIST);
	fixture.provider->stop(fixture.provider);
	provider_start(fixture.provider, &call);
	assert_ptr_equal(provider_wait(fixture.provider), &call);
	assert_int_equal(call.outcome, OUTCOME_FAILED);
	assert_int_equal(fixture.errs.items[0]->code, ERROR_INTERRUPTED);
	assert_string_equal(requests_words(&fixture), "");
	tear_down(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_calls_are_under_way_at_once),
		cmocka_unit_test(a_stop_sends_nothing_more),
	};

	return TABLE_RUN(rows, call_ends) + cmocka_run_group_tests(tests, NULL, NULL);
}
