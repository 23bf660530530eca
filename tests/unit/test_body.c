#include "reconcile/body.h"

#include <string.h>

#include "reconcile/load.h"

#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

/* A document of a service `x` in o/p as it is written, and as it is sent. */
static const struct row {
	const char *name, *written, *sent;
} rows[] = {
	{ "nothing is missing",
		"service:\n  identifier: x\n  name: x\n  orgIdentifier: o\n"
		"  projectIdentifier: p # why\n",
		NULL },
	{ "everything is missing, in the document's indentation",
		"# head\nservice:\n    # inner\n    tags: {}\n",
		"# head\nservice:\n    # inner\n    identifier: x\n    name: x\n"
		"    orgIdentifier: o\n    projectIdentifier: p\n    tags: {}\n" },
	{ "line ends as they are",
		"service:\r\n  identifier: x\r\n  name: x\r\n  orgIdentifier: o\r\n",
		"service:\r\n  projectIdentifier: p\r\n  identifier: x\r\n  name: x\r\n"
		"  orgIdentifier: o\r\n" },
	{ "a flow map", "service: {identifier: x, name: x, tags: {}}\n",
		"service: {orgIdentifier: o, projectIdentifier: p, identifier: x, "
		"name: x, tags: {}}\n" },
	{ "a flow map over lines",
		"service: {\n  identifier: x, name: x, orgIdentifier: o}\n",
		"service: {projectIdentifier: p, \n  identifier: x, name: x, "
		"orgIdentifier: o}\n" },
	{ "an empty flow map", "service: {}\n",
		"service: {identifier: x, name: x, orgIdentifier: o, "
		"projectIdentifier: p}\n" },
	{ "JSON", "{\"service\": {\"identifier\": \"x\", \"name\": \"x\"}}",
		"{\"service\": {orgIdentifier: o, projectIdentifier: p, "
		"\"identifier\": \"x\", \"name\": \"x\"}}" },
	{ "an anchor on the map",
		"service: &all # here\n  identifier: x\n  name: x\n  orgIdentifier: o\n",
		"service: &all # here\n  projectIdentifier: p\n  identifier: x\n"
		"  name: x\n  orgIdentifier: o\n" },
	{ "a byte order mark is not sent",
		"\xef\xbb\xbfservice: {identifier: x, name: x, orgIdentifier: o, "
		"projectIdentifier: p}",
		"service: {identifier: x, name: x, orgIdentifier: o, "
		"projectIdentifier: p}" },
	{ "no line end at the end", "service:\n  tags: {}",
		"service:\n  identifier: x\n  name: x\n  orgIdentifier: o\n"
		"  projectIdentifier: p\n  tags: {}" },
	{ "an explicit key",
		"? service\n: identifier: x\n  name: x\n  orgIdentifier: o\n",
		"? service\n: projectIdentifier: p\n  identifier: x\n  name: x\n"
		"  orgIdentifier: o\n" },
};

static void document_is_sent_as_written(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;
	const struct entity *entity;
	const struct value *fields;
	const char *text = arena_format(
		&arena, "== orgs/o/projects/p/services/x.yaml\n%s", row->written);

	inline_tree(&tree, text);
	assert_true(load_tree(&declared, &tree, &errs));
	entity = declared.set.items[0];
	assert_string_equal(arena_copy(&arena, entity_text(entity).ptr, entity->text.len),
		row->sent != NULL ? row->sent : row->written);
	fields = body_fields(&arena, entity);
	assert_string_equal(value_text_at(fields, "identifier"), "x");
	assert_string_equal(value_text_at(fields, "projectIdentifier"), "p");

	/* what is sent reads back as what is meant */
	fields = body_fields(&arena,
		&(struct entity){ .kind = entity->kind, .text = entity_text(entity) });
	assert_string_equal(value_text_at(fields, "identifier"), "x");
	assert_string_equal(value_text_at(fields, "name"), "x");
	assert_string_equal(value_text_at(fields, "orgIdentifier"), "o");
	assert_string_equal(value_text_at(fields, "projectIdentifier"), "p");
	declared_release(&declared);
	tree_release(&tree);
	error_release(&errs);
	arena_release(&arena);
}

static void live_text_can_be_anything(void **state)
{
	struct arena arena = { 0 };
	struct entity entity = { .kind = kind_find("service") };

	(void)state;
	entity.text = slice_of("service: [");
	assert_null(body_fields(&arena, &entity));
	entity.text = slice_of("pipeline: {name: x}");
	assert_null(body_fields(&arena, &entity));
	entity.text = slice_of("");
	assert_null(body_fields(&arena, &entity));
	entity.text = slice_of("service: {name: x}");
	assert_string_equal(value_text_at(body_fields(&arena, &entity), "name"), "x");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(live_text_can_be_anything),
	};

	return TABLE_RUN(rows, document_is_sent_as_written) +
	       cmocka_run_group_tests_name("body", tests, NULL, NULL);
}
