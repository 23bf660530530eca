#include "providers/reply.h"

#include <string.h>

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "tests/support/reply_fixture.h"
#include "tests/support/table.h"

/* Answers that are no JSON, too long, or of another shape than agreed. */

static const struct reply_row rows[] = {
	{
		.name = "HTML is quoted as one bounded line",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 200,
		.body = HTML,
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.message = "GET /ng/api/x answered 200 with something other than JSON: "
			   "<html> <body> [31mBad gateway</body></html>",
		.fix = "HARNESS_ENDPOINT",
	},
	{
		.name = "HTML after a write is a stranger's: nothing was done",
		.kind = &kind_service,
		.verb = VERB_CREATE,
		.status = 200,
		.body = HTML,
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
	},
	{
		.name = "HTML after a delete likewise",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.status = 200,
		.body = HTML,
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
	},
	{
		.name = "a gateway's 502",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.status = 502,
		.body = HTML,
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.fix = "try again later",
	},

	{
		.name = "HTML that calls itself JSON",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 200,
		.body = "<html>",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.message = "answered 200 with something other than JSON: <html>",
		.fix = "HARNESS_ENDPOINT",
	},
	{
		.name = "a list that was cut off",
		.kind = &kind_service,
		.verb = VERB_LIST,
		.status = 200,
		.body = "{\"data\":{\"content\":[",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.message = "answered 200 with what cannot be read: at byte 20 of 20, the "
			   "JSON ends early: a value is expected",
		.fix = "a proxy",
	},
	{
		.name = "a list with a byte that is none",
		.kind = &kind_service,
		.verb = VERB_LIST,
		.status = 200,
		.body = "{\"data\":\"\xff\"}",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.message = "at byte 9 of 12, bytes that are not UTF-8",
	},
	{
		.name = "a plain text that begins as JSON does",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 200,
		.body = "12 upstream connect errors",
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.message = "something other than JSON: 12 upstream",
	},
	{
		.name = "a text in quotes",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 200,
		.body = "\"ok\"",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.message = "something other than JSON: \"ok\"",
	},
	{
		.name = "a write whose answer was cut off",
		.kind = &kind_service,
		.verb = VERB_CREATE,
		.status = 200,
		.body = "{\"data\":",
		.outcome = OUTCOME_LOST,
	},

/* hostile: wrong types wherever something is read */
#define HOSTILE(k, v, json) \
	{ \
		.name = "hostile " #k " " #v " " json, .kind = &kind_##k, \
		.verb = VERB_##v, .status = 200, .body = json, \
		.outcome = OUTCOME_FAILED, .code = ERROR_API_ANSWER, \
	}
	HOSTILE(service, LIST, "[]"),
	HOSTILE(service, LIST, "{}"),
	HOSTILE(service, LIST, DATA("[]")),
	HOSTILE(service, LIST, DATA("7")),
	HOSTILE(service, LIST, DATA("{\"content\":{}}")),
	HOSTILE(service, LIST, DATA("{\"content\":\"x\"}")),
	HOSTILE(service, LIST, DATA("{\"content\":[null]}")),
	HOSTILE(service, LIST, DATA("{\"content\":[[]]}")),
	HOSTILE(service, LIST, DATA("{\"content\":[{\"service\":[]}]}")),
	HOSTILE(service, LIST, DATA("{\"content\":[{\"service\":{}}]}")),
	HOSTILE(service, LIST,
		DATA("{\"content\":[{\"service\":{\"identifier\":[\"x\"]}}]}")),
	HOSTILE(service, LIST,
		DATA("{\"content\":[{\"service\":{\"identifier\":\"\"}}]}")),
	HOSTILE(service, GET, DATA("[{\"service\":1}]")),
	HOSTILE(service, GET, DATA("{\"service\":\"x\"}")),
	HOSTILE(service, GET, "{\"status\":[\"SUCCESS\"],\"data\":{\"service\":true}}"),
	{
		.name = "hostile errors",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.status = 400,
		.body = "{\"status\":{},\"code\":[],\"message\":{\"a\":1},"
			"\"responseMessages\":[[1]],\"errors\":[{\"fieldId\":[],"
			"\"error\":null}],\"failedPermissionChecks\":[null],"
			"\"correlationId\":{}}",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API,
	},
	{
		.name = "hostile marks",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 200,
		.body = DATA("{\"service\":{\"identifier\":\"ledger\",\"yaml\":[1],"
			     "\"tags\":\"x\",\"storeType\":\"REMOTE\",\"gitDetails\":[],"
			     "\"entityGitDetails\":7,\"version\":\"x\"},"
			     "\"harnessManaged\":{},\"lastModifiedAt\":[1],"
			     "\"governanceMetadata\":[]}"),
		.outcome = OUTCOME_DONE,
		.found = 1,
	},
	{
		.name = "hostile policies",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.status = 200,
		.body = DATA("{\"governanceMetadata\":{\"deny\":true,\"id\":[],"
			     "\"details\":[\"x\"]}}"),
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_DENIED,
	},
};

static void a_long_message_is_bounded(void **state)
{
	struct reply_fixture fixture;
	char *long_text;

	(void)state;
	reply_fixture_answer(&fixture, &kind_service, VERB_UPDATE, false, 400, "");
	long_text = arena_alloc(&fixture.arena, 100001);
	memset(long_text, 'x', 100000);
	buf_format(&fixture.request.answer, "{\"message\":\"%s\"}", long_text);
	reply_read(&fixture.call, &fixture.request, NULL);
	assert_true(strlen(fixture.errs.items[0]->message) < 2000);
	reply_fixture_release(&fixture);
}

/* Form by form: of what repeats a secret the status and a plain code are shown. */
static void what_repeats_a_secret_is_not_shown(void **state)
{
	static const struct {
		int status;
		const char *body, *message;
	} cases[] = {
		{ 400,
			"{\"code\":\"INVALID_REQUEST\",\"message\":\"s3cret\","
			"\"correlationId\":\"s3cret\"}",
			"PUT /ng/api/x answered 400 INVALID_REQUEST: its message repeats "
			"a secret and is left out" },
		{ 403,
			"{\"code\":\"s3cret\",\"failedPermissionChecks\":[{"
			"\"permission\":"
			"\"s3cret\"}]}",
			"PUT /ng/api/x answered 403: its message repeats a secret and is "
			"left out" },
		{ 502, "<html>s3cret",
			"PUT /ng/api/x answered 502 with something other than JSON: it "
			"repeats a secret and is left out" },
		{ 200, DATA("{\"governanceMetadata\":{\"deny\":true,\"id\":\"s3cret\"}}"),
			"PUT /ng/api/x answered 200 without the entity: a policy denied "
			"the change" },
	};

	(void)state;
	for (size_t i = 0; i < countof(cases); i++) {
		struct reply_fixture fixture;

		reply_fixture_answer(&fixture, &kind_secret, VERB_UPDATE, false,
			cases[i].status, cases[i].body);
		fixture.request.repeats = true;
		reply_read(&fixture.call, &fixture.request, NULL);
		assert_string_equal(fixture.errs.items[0]->message, cases[i].message);
		assert_null(fixture.errs.items[0]->call.correlation_id);
		reply_fixture_release(&fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_message_is_bounded),
		cmocka_unit_test(what_repeats_a_secret_is_not_shown),
	};

	return TABLE_RUN(rows, reply_row_holds) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
