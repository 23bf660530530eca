#include "model/kind.h"

#include <string.h>

#include "model/text.h"
#include "tests/support/table.h"

/* Every row against the others: what a forgotten line would break. */

static void each_kind(void (*check)(const struct kind *kind))
{
	size_t count;
	const struct kind *const *kinds = kind_all(&count);

	assert_true(count > 0);
	for (size_t i = 0; i < count; i++)
		check(kinds[i]);
}

static void check_name(const struct kind *kind)
{
	assert_non_null(kind->name);
	assert_non_null(kind->folder);
	assert_ptr_equal(kind_find(kind->name), kind);
	assert_true(kind->scopes != 0 && (kind->scopes & ~(unsigned)SCOPE_ANY) == 0);
}

static void names_are_there_and_no_two_are_equal(void **state)
{
	(void)state;
	each_kind(check_name);
}

/* A path of segments a[].b, without empty ones. */
static bool path_parses(const char *path)
{
	return *path != '\0' && *path != '.' && strstr(path, "..") == NULL &&
	       path[strlen(path) - 1] != '.';
}

static bool same_condition(struct condition a, struct condition b)
{
	return text_equal(a.path, b.path) && text_equal(a.is, b.is);
}

static void check_fields(const struct kind *kind)
{
	for (size_t i = 0; i < kind->field_count; i++) {
		const struct field *field = &kind->fields[i];

		assert_true(path_parses(field->path));
		assert_int_equal(field->type == FIELD_ENUM, field->value_count > 0);
		for (size_t k = 0; k < i; k++)
			assert_false(strcmp(field->path, kind->fields[k].path) == 0 &&
				     same_condition(field->when, kind->fields[k].when));
	}
}

static void fields_are_named_once_in_each_variant(void **state)
{
	(void)state;
	each_kind(check_fields);
}

static bool has_field(const struct kind *kind, const char *path)
{
	for (size_t i = 0; i < kind->field_count; i++)
		if (strcmp(kind->fields[i].path, path) == 0)
			return true;
	return false;
}

static void check_conditions(const struct kind *kind)
{
	for (size_t i = 0; i < kind->field_count; i++)
		if (kind->fields[i].when.path != NULL)
			assert_true(has_field(kind, kind->fields[i].when.path));
	for (size_t i = 0; i < kind->create_count; i++)
		if (kind->creates[i].when.path != NULL)
			assert_true(has_field(kind, kind->creates[i].when.path));
	for (size_t i = 0; i < kind->generated_count; i++)
		for (size_t k = 0; k < countof(kind->generated[i].conditions); k++)
			if (kind->generated[i].conditions[k].path != NULL)
				assert_true(has_field(
					kind, kind->generated[i].conditions[k].path));
}

static void conditions_ask_for_fields_that_exist(void **state)
{
	(void)state;
	each_kind(check_conditions);
}

/* Kinds that no row has: other modules', and the file store. */
static bool is_foreign(const char *name)
{
	static const char *const names[] = { "file", "gitOpsAgent", "gitOpsCluster",
		"registry", "webhook", "workspace" };

	for (size_t i = 0; i < countof(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void check_references(const struct kind *kind)
{
	const struct reference *row;

	for (size_t i = 0; (row = kind_reference(kind, i)) != NULL; i++) {
		assert_true(path_parses(row->path));
		assert_int_not_equal(row->style, REFERENCE_NONE);
		assert_int_equal(row->style == REFERENCE_YAML, row->kind == NULL);
		if (row->kind != NULL && !is_foreign(row->kind))
			assert_non_null(kind_find(row->kind));
		assert_int_equal(
			row->style == REFERENCE_LEVEL || row->style == REFERENCE_NEAREST,
			row->level != NULL);
		if (row->style != REFERENCE_CHAIN)
			assert_int_equal(
				row->style == REFERENCE_INSIDE, row->inside != NULL);
	}
}

static void check_parent(const struct kind *kind)
{
	assert_int_equal(kind->parent != NULL, kind_parent(kind) != NULL);
}

static void what_belongs_to_another_refers_to_it(void **state)
{
	(void)state;
	each_kind(check_parent);
}

static void references_name_kinds_that_exist(void **state)
{
	(void)state;
	each_kind(check_references);
}

static void check_operation(const struct operation *operation, bool needs_identifier)
{
	assert_int_not_equal(operation->method, METHOD_NONE);
	assert_true(text_starts(operation->path, "/"));
	assert_null(strstr(operation->path, "?"));
	if (needs_identifier)
		assert_non_null(strstr(operation->path, "{id}"));
}

static void check_operations(const struct kind *kind)
{
	if (!kind_is_managed(kind))
		return;
	assert_int_not_equal(kind->lists[0].span, SPAN_NONE);
	check_operation(&kind->get, true);
	check_operation(&kind->remove, true);
	assert_true(kind->create_count > 0 && kind->update_count > 0);
	for (size_t i = 0; i < kind->create_count; i++)
		check_operation(&kind->creates[i], false);
	/* the last of each serves whatever no condition has taken */
	assert_null(kind->creates[kind->create_count - 1].when.path);
	assert_null(kind->updates[kind->update_count - 1].when.path);
}

static void a_managed_kind_can_be_listed_read_and_written(void **state)
{
	(void)state;
	each_kind(check_operations);
}

static void check_lists(const struct kind *kind)
{
	if (!kind_is_managed(kind))
		return;
	for (size_t i = 0; i < countof(kind->lists); i++) {
		const struct listing *list = &kind->lists[i];

		if (list->span == SPAN_NONE)
			continue;
		assert_true(list->page_size > 0 || list->paging == PAGING_NONE);
		assert_non_null(list->item);
		assert_true(i == 0 || list->span == SPAN_EXACT);
	}
	assert_true(
		kind->lists[0].span == SPAN_EXACT || kind->lists[1].span == SPAN_EXACT);
}

static void a_wide_list_has_an_exact_one_to_fall_back_to(void **state)
{
	(void)state;
	each_kind(check_lists);
}

/*
 * Sent in company as they are alone, and looked up in their own scope. A request has
 * one secret value at most, which is looked for in its answer.
 */
static void check_bulk(const struct kind *kind)
{
	const struct bulk *bulk = &kind->bulk;

	if (bulk->path == NULL)
		return;
	assert_true(text_starts(bulk->path, "/"));
	assert_null(strpbrk(bulk->path, "?{"));
	assert_true(bulk->most > 1);
	assert_non_null(bulk->created);
	assert_int_equal(kind->create_count, 1);
	assert_int_equal(kind->creates[0].body, BODY_JSON);
	assert_null(kind->creates[0].query);
	assert_non_null(kind->creates[0].answer);
	assert_int_equal(kind->traits & (KIND_TUPLE | KIND_NOCASE), 0);
	for (size_t i = 0; i < kind->field_count; i++)
		assert_int_equal(kind->fields[i].traits & FIELD_SECRET, 0);
}

static void what_is_created_in_bulk_is_created_alone_as_well(void **state)
{
	(void)state;
	each_kind(check_bulk);
}

static void check_tuples(const struct kind *kind)
{
	bool has_tuple = false;

	for (size_t i = 0; i < kind->field_count; i++)
		has_tuple = has_tuple || (kind->fields[i].traits & FIELD_TUPLE) != 0;
	assert_int_equal(has_tuple, (kind->traits & KIND_TUPLE) != 0);
	assert_int_equal((kind->traits & KIND_WHOLE) != 0, kind->text != NULL);
}

static void traits_of_kinds_and_fields_agree(void **state)
{
	(void)state;
	each_kind(check_tuples);
}

static const struct row {
	const char *name, *text, *nearest;
} rows[] = {
	{ "a letter too few", "conector", "connector" },
	{ "other case", "Pipeline", "pipeline" },
	{ "two letters swapped", "serivce", "service" },
	{ "nothing alike", "deployment_of_things", NULL },
};

static void the_nearest_kind_is_suggested(void **state)
{
	const struct row *row = *state;
	const char *nearest = kind_nearest(row->text);

	if (row->nearest == NULL)
		assert_null(nearest);
	else
		assert_string_equal(nearest, row->nearest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_there_and_no_two_are_equal),
		cmocka_unit_test(fields_are_named_once_in_each_variant),
		cmocka_unit_test(conditions_ask_for_fields_that_exist),
		cmocka_unit_test(references_name_kinds_that_exist),
		cmocka_unit_test(what_belongs_to_another_refers_to_it),
		cmocka_unit_test(a_managed_kind_can_be_listed_read_and_written),
		cmocka_unit_test(a_wide_list_has_an_exact_one_to_fall_back_to),
		cmocka_unit_test(what_is_created_in_bulk_is_created_alone_as_well),
		cmocka_unit_test(traits_of_kinds_and_fields_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) +
	       TABLE_RUN(rows, the_nearest_kind_is_suggested);
}
