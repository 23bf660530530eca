#include "providers/bulk.h"

#include <string.h>

#include "model/kinds/kinds.h"
#include "providers/request.h"
#include "tests/support/reply_fixture.h"
#include "tests/support/table.h"

enum { CREATES = 3 };

/* A CREATE_ALL of a, b and c in project emea/payments, and its answer. */
struct fixture {
	struct reply_fixture reply;
	struct call creates[CREATES];
	struct call *list[CREATES];
};

static void fixture_init(struct fixture *fixture, const struct kind *kind)
{
	static const char *const names[CREATES] = { "a", "b", "c" };
	struct call *call = &fixture->reply.call;

	reply_fixture_answer(&fixture->reply, kind, VERB_CREATE_ALL, false, 200, "");
	for (size_t i = 0; i < CREATES; i++) {
		fixture->list[i] = &fixture->creates[i];
		fixture->creates[i] = (struct call){
			.verb = VERB_CREATE,
			.kind = kind,
			.scope = call->scope,
			.identifier = names[i],
			.text = slice_of("service:\n  name: \"n\"\n"),
			.arena = &fixture->reply.arena,
			.errs = &fixture->reply.errs,
		};
	}
	call->identifier = NULL;
	call->creates = fixture->list;
	call->create_count = CREATES;
}

static void fixture_release(struct fixture *fixture)
{
	reply_fixture_release(&fixture->reply);
}

/* --- what is sent ------------------------------------------------------------ */

/* Source: core.md 7, 8: a JSON array of the bodies that single creates have. */
#define BODY_OF(id) \
	"{\"identifier\":\"" id \
	"\",\"orgIdentifier\":\"emea\",\"projectIdentifier\":\"payments\"," \
	"\"yaml\":\"service:\\n  name: \\\"n\\\"\\n\"}"
#define ENVIRONMENT_OF(id) \
	"{\"orgIdentifier\":\"emea\",\"projectIdentifier\":\"payments\"," \
	"\"identifier\":\"" id "\",\"yaml\":\"service:\\n  name: \\\"n\\\"\\n\"}"

static const struct request_row {
	const char *name;
	const struct kind *kind;
	const char *target, *body;
} request_rows[] = {
	{ "services", &kind_service,
		"/ng/api/servicesV2/batch?accountIdentifier=Acc0unt1d",
		"[" BODY_OF("a") "," BODY_OF("b") "," BODY_OF("c") "]" },
	{ "environments", &kind_environment,
		"/ng/api/environmentsV2/batch?accountIdentifier=Acc0unt1d",
		"[" ENVIRONMENT_OF("a") "," ENVIRONMENT_OF("b") "," ENVIRONMENT_OF(
			"c") "]" },
};

static void all_are_sent_in_one_request(void **state)
{
	const struct request_row *row = *state;
	struct fixture fixture;
	struct http_request request;

	fixture_init(&fixture, row->kind);
	assert_true(request_build(&request, &fixture.reply.call, "Acc0unt1d", 0, NULL,
		&fixture.reply.arena, &fixture.reply.errs));
	assert_int_equal(request.method, METHOD_POST);
	assert_string_equal(request.target, row->target);
	assert_string_equal(request.content_type, "application/json");
	assert_string_equal(buf_string(&request.body), row->body);
	assert_false(request.safe);
	buf_release(&request.body);
	fixture_release(&fixture);
}

/* --- what answers prove ------------------------------------------------------ */

#define IN(org, project) \
	"\"orgIdentifier\":\"" org "\",\"projectIdentifier\":\"" project "\""
#define HERE IN("emea", "payments")
#define MADE(kind, id, scope) \
	"{\"" kind "\":{\"accountId\":\"Acc0unt1d\",\"identifier\":\"" id "\"," scope \
	",\"name\":\"n\",\"yaml\":\"\"},\"createdAt\":1,\"governanceMetadata\":null}"
#define SERVICE(id) MADE("service", id, HERE)
#define ENVIRONMENT(id) MADE("environment", id, HERE)
#define LISTS(made, failed) DATA("{\"successful\":[" made "],\"failed\":[" failed "]}")
#define DENIAL "{\"id\":\"p\",\"deny\":true,\"details\":[{\"policySetId\":\"owners\"}]}"

static const struct row {
	const char *name;
	const struct kind *kind;
	int status;
	const char *body;
	enum outcome outcome;
	const char *made; /* identifiers of those proved, when the outcome is DONE */
} rows[] = {
	{ "a page of all of them", &kind_service, 200,
		PAGE(SERVICE("a") "," SERVICE("b") "," SERVICE("c")), OUTCOME_DONE,
		"abc" },
	{ "in another order", &kind_service, 200,
		PAGE(SERVICE("c") "," SERVICE("a") "," SERVICE("b")), OUTCOME_DONE,
		"abc" },
	{ "a list of all that were made", &kind_environment, 200,
		LISTS(ENVIRONMENT("a") "," ENVIRONMENT("b") "," ENVIRONMENT("c"), ""),
		OUTCOME_DONE, "abc" },
	{ "some failed", &kind_environment, 200,
		LISTS(ENVIRONMENT("a") "," ENVIRONMENT("c"),
			"{\"identifier\":\"b\",\"error\":null}"),
		OUTCOME_DONE, "ac" },
	{ "what failed proves nothing, whatever it looks like", &kind_environment, 200,
		LISTS(ENVIRONMENT("a"), ENVIRONMENT("b") "," ENVIRONMENT("c")),
		OUTCOME_DONE, "a" },
	{ "all failed", &kind_environment, 200,
		LISTS("", "{\"identifier\":\"a\"},{\"identifier\":\"b\"}"), OUTCOME_DONE,
		"" },
	{ "one is not said", &kind_service, 200, PAGE(SERVICE("a") "," SERVICE("b")),
		OUTCOME_DONE, "ab" },
	{ "none is said", &kind_service, 200, PAGE(""), OUTCOME_DONE, "" },
	{ "one is said twice", &kind_service, 200,
		PAGE(SERVICE("a") "," SERVICE("a") "," SERVICE("b")), OUTCOME_DONE,
		"ab" },
	{ "others than those that were sent", &kind_service, 200,
		PAGE(SERVICE("x") "," SERVICE("A") "," SERVICE("b")), OUTCOME_DONE, "b" },
	{ "a namesake in another project", &kind_service, 200,
		PAGE(MADE("service", "a", IN("emea", "other")) "," SERVICE("b")),
		OUTCOME_DONE, "b" },
	{ "a namesake in the organization", &kind_service, 200,
		PAGE(MADE("service", "a",
			"\"orgIdentifier\":\"emea\",\"projectIdentifier\":null")),
		OUTCOME_DONE, "" },
	{ "a namesake that does not say where it is", &kind_service, 200,
		PAGE(MADE("service", "a", "\"x\":null")), OUTCOME_DONE, "" },
	{ "an entity without identifier", &kind_service, 200,
		PAGE("{\"service\":{" HERE "}}," SERVICE("b")), OUTCOME_DONE, "b" },
	{ "an entity that is not where it should be", &kind_service, 200,
		PAGE("{\"identifier\":\"a\"," HERE "}"), OUTCOME_DONE, "" },
	{ "items that are no maps", &kind_service, 200,
		PAGE("null,7,\"a\",[" SERVICE("a") "]," SERVICE("c")), OUTCOME_DONE,
		"c" },
	{ "one is denied by a policy", &kind_service, 200,
		PAGE(SERVICE("a") ",{\"service\":null,\"governanceMetadata\":" DENIAL
				  "}," SERVICE("c")),
		OUTCOME_DONE, "ac" },
	{ "a denial beats the entity beside it", &kind_service, 200,
		PAGE("{\"service\":{\"identifier\":\"a\"," HERE
		     "},\"governanceMetadata\":" DENIAL "}"),
		OUTCOME_DONE, "" },
	{ "all are denied by a policy", &kind_service, 200,
		DATA("{\"content\":null,\"governanceMetadata\":" DENIAL "}"),
		OUTCOME_FAILED, NULL },
	{ "a list where a page is expected", &kind_service, 200,
		DATA("[" SERVICE("a") "]"), OUTCOME_DONE, "" },
	{ "a page where two lists are expected", &kind_environment, 200,
		PAGE(ENVIRONMENT("a")), OUTCOME_DONE, "" },
	{ "content that is no list", &kind_service, 200,
		DATA("{\"content\":" SERVICE("a") "}"), OUTCOME_DONE, "" },
	{ "data that is true", &kind_service, 200, DATA("true"), OUTCOME_DONE, "" },
	{ "no data", &kind_service, 200, "{\"status\":\"SUCCESS\"}", OUTCOME_DONE, "" },
	{ "a list without envelope", &kind_service, 200, "[" SERVICE("a") "]",
		OUTCOME_DONE, "" },
	{ "nothing", &kind_service, 200, "", OUTCOME_LOST, NULL },
	{ "half of it", &kind_service, 200, "{\"status\":\"SUCCESS\",\"data\":{\"con",
		OUTCOME_LOST, NULL },
	{ "an error told with 200", &kind_service, 200,
		ERROR_BODY("INVALID_REQUEST", "no"), OUTCOME_FAILED, NULL },
	{ "a duplicate", &kind_service, 400,
		ERROR_BODY("INVALID_REQUEST", "Service [a] already exists"),
		OUTCOME_FAILED, NULL },
	{ "a denial with 400", &kind_service, 400,
		ERROR_BODY("POLICY_EVALUATION_FAILURE", "denied"), OUTCOME_FAILED, NULL },
	{ "no permission", &kind_service, 403, ERROR_BODY("NG_ACCESS_DENIED", "no"),
		OUTCOME_REFUSED, NULL },
	{ "no such endpoint", &kind_service, 404,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "HTTP 404 Not Found"),
		OUTCOME_FAILED, NULL },
	{ "no such path at all", &kind_service, 404, HTML, OUTCOME_REFUSED, NULL },
	{ "a method that is not allowed", &kind_service, 405, "", OUTCOME_REFUSED, NULL },
	{ "too large", &kind_service, 413, HTML, OUTCOME_FAILED, NULL },
	{ "the server broke", &kind_service, 500, ERROR_BODY("UNKNOWN_ERROR", "sorry"),
		OUTCOME_LOST, NULL },
	{ "a proxy gave up", &kind_service, 504, HTML, OUTCOME_LOST, NULL },
};

static void only_what_is_proved_is_done(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct http_request *request = &fixture.reply.request;

	fixture_init(&fixture, row->kind);
	request->status = row->status;
	request->json = row->body[0] == '{' || row->body[0] == '[';
	buf_text(&request->answer, row->body);
	reply_read(&fixture.reply.call, request, NULL);
	assert_int_equal(fixture.reply.call.outcome, row->outcome);
	for (size_t i = 0; row->made != NULL && i < CREATES; i++)
		assert_int_equal(fixture.creates[i].outcome,
			strstr(row->made, fixture.creates[i].identifier) != NULL
				? OUTCOME_DONE
				: OUTCOME_LOST);
	fixture_release(&fixture);
}

static const struct lost_row {
	const char *name;
	enum http_result result;
	enum outcome outcome;
} lost_rows[] = {
	{ "no answer", HTTP_LOST, OUTCOME_LOST },
	{ "an answer larger than is read", HTTP_TOO_LARGE, OUTCOME_LOST },
	{ "it never left", HTTP_UNSENT, OUTCOME_FAILED },
};

static void what_may_be_done_is_told_from_what_is_not(void **state)
{
	const struct lost_row *row = *state;
	struct fixture fixture;

	fixture_init(&fixture, &kind_service);
	fixture.reply.request.result = row->result;
	reply_read(&fixture.reply.call, &fixture.reply.request, NULL);
	assert_int_equal(fixture.reply.call.outcome, row->outcome);
	fixture_release(&fixture);
}

int main(void)
{
	return TABLE_RUN(request_rows, all_are_sent_in_one_request) +
	       TABLE_RUN(rows, only_what_is_proved_is_done) +
	       TABLE_RUN(lost_rows, what_may_be_done_is_told_from_what_is_not);
}
