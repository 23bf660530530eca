#include "tests/support/request_fixture.h"

#include <string.h>

#include "model/arena.h"
#include "providers/request.h"
#include "providers/yaml.h"
#include "tests/support/table.h"

void request_fixture_init(struct request_fixture *fixture, const struct request_row *row)
{
	*fixture = (struct request_fixture){ 0 };
	fixture->call = (struct call){
		.verb = row->verb,
		.kind = row->kind,
		.scope = row->scope,
		.below = row->below,
		.identifier = row->identifier,
		.source = &fixture->source,
		.arena = &fixture->arena,
		.errs = &fixture->errs,
	};
	if (row->spec != NULL) {
		fixture->source.path = "secrets/x.yaml";
		fixture->source.bytes = slice_of(row->spec);
		fixture->call.spec = yaml_read_one(&fixture->arena, &fixture->source, 0,
			(uint32_t)strlen(row->spec));
		assert_non_null(fixture->call.spec);
		if (row->verb == VERB_LIST)
			fixture->call.filter = fixture->call.spec;
	}
	if (row->text != NULL)
		fixture->call.text = slice_of(row->text);
}

bool request_fixture_build(
	struct request_fixture *fixture, size_t page, const struct secrets *secrets)
{
	return request_build(&fixture->request, &fixture->call, "Acc0unt1d", page,
		secrets, &fixture->arena, &fixture->errs);
}

void request_fixture_release(struct request_fixture *fixture)
{
	buf_release(&fixture->request.body);
	error_release(&fixture->errs);
	arena_release(&fixture->arena);
}

void request_row_holds(void **state)
{
	const struct request_row *row = *state;
	struct request_fixture fixture;

	request_fixture_init(&fixture, row);
	assert_true(request_fixture_build(&fixture, row->page, NULL));
	assert_string_equal(method_name(fixture.request.method), row->method);
	assert_string_equal(fixture.request.target, row->target);
	if (row->type == NULL)
		assert_null(fixture.request.content_type);
	else
		assert_string_equal(fixture.request.content_type, row->type);
	assert_string_equal(buf_string(&fixture.request.body), row->body);
	assert_int_equal(fixture.request.safe, row->verb != VERB_CREATE);
	request_fixture_release(&fixture);
}
