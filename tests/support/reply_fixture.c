#include "tests/support/reply_fixture.h"

#include <string.h>

#include "tests/support/table.h"

static const enum method methods[] = { METHOD_GET, METHOD_GET, METHOD_POST, METHOD_PUT,
	METHOD_DELETE, METHOD_POST };

static struct scope scope_of(const struct kind *kind)
{
	struct scope scope = { "emea", "payments" };

	if (!(kind->scopes & SCOPE_PROJECT))
		scope.project = NULL;
	if (kind->scopes == SCOPE_ACCOUNT)
		scope.org = NULL;
	return scope;
}

void reply_fixture_answer(struct reply_fixture *fixture, const struct kind *kind,
	enum verb verb, bool below, int status, const char *body)
{
	*fixture = (struct reply_fixture){ 0 };
	fixture->call = (struct call){
		.verb = verb,
		.kind = kind,
		.scope = below ? (struct scope){ 0 } : scope_of(kind),
		.below = below,
		.identifier = verb == VERB_LIST ? NULL : "asked",
		.arena = &fixture->arena,
		.errs = &fixture->errs,
	};
	fixture->request = (struct http_request){
		.method = methods[verb],
		.target = "/ng/api/x?accountIdentifier=a",
		.result = HTTP_ANSWERED,
		.status = status,
		.json = true,
		.tries = 1,
	};
	buf_init(&fixture->request.answer, 1 << 20);
	buf_text(&fixture->request.answer, body);
}

void reply_fixture_release(struct reply_fixture *fixture)
{
	buf_release(&fixture->request.answer);
	error_release(&fixture->errs);
	arena_release(&fixture->arena);
}

static void assert_error(const struct reply_fixture *fixture, const struct reply_row *row)
{
	const struct error *error = fixture->errs.items[0];

	assert_int_equal(fixture->errs.count, 1);
	assert_int_equal(error->code, row->code);
	assert_string_equal(error->call.method, method_name(fixture->request.method));
	assert_string_equal(error->call.path, "/ng/api/x");
	assert_int_equal(error->call.status, row->status);
	assert_null(strpbrk(error->message, "\r\n\x1b"));
	if (row->message != NULL && strstr(error->message, row->message) == NULL)
		assert_string_equal(error->message, row->message);
	if (row->fix != NULL)
		assert_non_null(error->fix != NULL ? strstr(error->fix, row->fix) : NULL);
}

void reply_row_holds(void **state)
{
	const struct reply_row *row = *state;
	struct reply_fixture fixture;

	reply_fixture_answer(
		&fixture, row->kind, row->verb, row->below, row->status, row->body);
	fixture.request.json = !row->plain;
	reply_read(&fixture.call, &fixture.request, &fixture.page);
	assert_int_equal(fixture.call.outcome, row->outcome);
	assert_int_equal(fixture.call.found_count, row->found);
	if (row->outcome == OUTCOME_FAILED || row->outcome == OUTCOME_REFUSED)
		assert_error(&fixture, row);
	else
		assert_int_equal(fixture.errs.count, 0);
	reply_fixture_release(&fixture);
}
