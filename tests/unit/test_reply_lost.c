#include "providers/reply.h"

#include "model/kinds/kinds.h"
#include "tests/support/reply_fixture.h"
#include "tests/support/table.h"

/* --- an answer that was cut off, or says nothing --------------------------- */

static const struct reply_row cut_rows[] = {
	{
		.name = "a list that was cut off",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.status = 200,
		.body = "{\"status\":\"SUCCESS\",\"data\":{\"content\":[{\"organ",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
	},
	{
		.name = "a create whose answer was cut off may have been done",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.status = 200,
		.body = "{\"status\":\"SUCCESS\",\"data\":{\"organ",
		.outcome = OUTCOME_LOST,
	},
	{
		.name = "a create with an empty answer too",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.status = 200,
		.body = "",
		.outcome = OUTCOME_LOST,
	},
	{
		.name = "a delete with an empty answer is done",
		.kind = &kind_organization,
		.verb = VERB_DELETE,
		.status = 204,
		.body = "",
		.outcome = OUTCOME_DONE,
	},
	{
		.name = "a delete answered with true is done",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.status = 200,
		.body = DATA("true"),
		.outcome = OUTCOME_DONE,
	},
};

/* --- no answer at all ------------------------------------------------------ */

static const struct lost_row {
	const char *name;
	enum verb verb;
	enum http_result result;
	unsigned tries;
	enum outcome outcome;
	enum error_code code;
} lost_rows[] = {
	{ "a read without answer", VERB_GET, HTTP_LOST, 5, OUTCOME_FAILED, ERROR_HTTP },
	{ "a list without answer", VERB_LIST, HTTP_LOST, 5, OUTCOME_FAILED, ERROR_HTTP },
	{ "a create without answer", VERB_CREATE, HTTP_LOST, 1, OUTCOME_LOST, 0 },
	{ "an update without answer", VERB_UPDATE, HTTP_LOST, 5, OUTCOME_LOST, 0 },
	{ "a delete without answer", VERB_DELETE, HTTP_LOST, 5, OUTCOME_LOST, 0 },
	{ "a create that never left", VERB_CREATE, HTTP_UNSENT, 5, OUTCOME_FAILED,
		ERROR_HTTP },
	{ "a create after a stop", VERB_CREATE, HTTP_UNSENT, 0, OUTCOME_FAILED,
		ERROR_INTERRUPTED },
	{ "a list that is too large", VERB_LIST, HTTP_TOO_LARGE, 1, OUTCOME_FAILED,
		ERROR_API_ANSWER },
	{ "a create with too large an answer", VERB_CREATE, HTTP_TOO_LARGE, 1,
		OUTCOME_LOST, 0 },
};

static void loss_is_read(void **state)
{
	const struct lost_row *row = *state;
	struct reply_fixture fixture;

	reply_fixture_answer(&fixture, &kind_service, row->verb, false, 0, "");
	fixture.request.result = row->result;
	fixture.request.tries = row->tries;
	fixture.request.trouble = "the connection broke";
	reply_read(&fixture.call, &fixture.request, NULL);
	assert_int_equal(fixture.call.outcome, row->outcome);
	assert_int_equal(fixture.errs.count, row->outcome == OUTCOME_FAILED);
	if (row->outcome == OUTCOME_FAILED)
		assert_int_equal(fixture.errs.items[0]->code, row->code);
	reply_fixture_release(&fixture);
}

/* --- refusals that pass by themselves -------------------------------------- */

static const struct transient_row {
	const char *name;
	const struct kind *kind;
	int status;
	const char *body;
	bool transient;
} transient_rows[] = {
	{ "a secret manager that is yet to come", &kind_secret, 400,
		ERROR_BODY("SECRET_MANAGEMENT_ERROR",
			"No such secret manager found with identifier x"),
		true },
	{ "another fault of a secret manager", &kind_secret, 400,
		ERROR_BODY("SECRET_MANAGEMENT_ERROR", "vault is sealed"), false },
	{ "a reference that lingers", &kind_service, 400,
		ERROR_BODY("ENTITY_REFERENCE_EXCEPTION", "referenced"), true },
	{ "a kind without such refusals", &kind_organization, 400,
		ERROR_BODY("ENTITY_REFERENCE_EXCEPTION", "referenced"), false },
	{ "a success", &kind_service, 200,
		ERROR_BODY("ENTITY_REFERENCE_EXCEPTION", "referenced"), false },
	{ "HTML", &kind_service, 400, HTML, false },
};

static void transience_is_told(void **state)
{
	const struct transient_row *row = *state;
	struct reply_fixture fixture;

	reply_fixture_answer(
		&fixture, row->kind, VERB_DELETE, false, row->status, row->body);
	assert_int_equal(
		reply_is_transient(&fixture.call, &fixture.request), row->transient);
	reply_fixture_release(&fixture);
}

int main(void)
{
	return TABLE_RUN(cut_rows, reply_row_holds) + TABLE_RUN(lost_rows, loss_is_read) +
	       TABLE_RUN(transient_rows, transience_is_told);
}
