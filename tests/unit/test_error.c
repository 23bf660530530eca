#include "model/error.h"

#include <string.h>

#include "model/limits.h"

#include "tests/support/table.h"

static void every_code_has_its_own_name(void **state)
{
	enum error_code code;

	(void)state;
	for (int i = 0; i <= ERROR_EMULATOR; i++) {
		const struct error_info *info = error_info((enum error_code)i);

		assert_true(error_find(info->name, &code));
		assert_int_equal(code, i);
		assert_true(strlen(info->text) > 0);
	}
	assert_false(error_find("no-such-code", &code));
}

static void errors_outlive_what_they_quote(void **state)
{
	struct error_list errs = { 0 };
	char file[] = "a.yaml", line[] = "key: value", words[] = "words";
	struct place place = { file, 2, 3 };
	struct error *error = error_add(&errs, ERROR_FIELD_TYPE, place, "%s", words);

	(void)state;
	error_excerpt(&errs, error, line, 3);
	error_address(&errs, error, words);
	error_fix(&errs, error, "write %s", words);
	error_relate(&errs, error, place, "first %s", words);
	error_relate(&errs, error, place, "second %s", words);
	memset(file, 'x', sizeof(file) - 1);
	memset(line, 'x', sizeof(line) - 1);
	memset(words, 'x', sizeof(words) - 1);
	assert_string_equal(error->place.file, "a.yaml");
	assert_string_equal(error->message, "words");
	assert_string_equal(error->excerpt, "key");
	assert_string_equal(error->address, "words");
	assert_string_equal(error->fix, "write words");
	assert_int_equal(error->related_count, 2);
	assert_string_equal(error->related[0].message, "first words");
	assert_string_equal(error->related[1].place.file, "a.yaml");
	error_release(&errs);
}

static void only_errors_are_failures(void **state)
{
	struct error_list errs = { 0 };
	struct place nowhere = { 0 };

	(void)state;
	error_add(&errs, ERROR_FIELD_UNKNOWN, nowhere, "a warning by nature");
	error_add_as(&errs, ERROR_FIELD_TYPE, SEVERITY_NOTE, nowhere, "a note by will");
	assert_int_equal(errs.failures, 0);
	assert_int_equal(errs.warnings, 1);
	assert_true(error_wrap(&errs, 0, "reading"));
	error_add(&errs, ERROR_FIELD_TYPE, nowhere, "an error");
	assert_int_equal(errs.failures, 1);
	assert_false(error_wrap(&errs, 2, "reading"));
	error_release(&errs);
}

static void a_frame_goes_before_what_was_added_in_it(void **state)
{
	struct error_list errs = { 0 };
	struct place nowhere = { 0 };
	size_t mark;

	(void)state;
	error_add(&errs, ERROR_GIT, nowhere, "before");
	mark = errs.count;
	error_add(&errs, ERROR_GIT, nowhere, "within");
	error_wrap(&errs, mark, "reading %s", "x");
	error_wrap(&errs, mark, "loading");
	assert_string_equal(errs.items[0]->message, "before");
	assert_string_equal(errs.items[1]->message, "loading: reading x: within");
	error_release(&errs);
}

static void errors_are_sorted_by_place(void **state)
{
	static const struct place places[] = { { NULL, 0, 0 }, { "b", 1, 1 },
		{ "a", 2, 1 }, { "a", 1, 9 }, { "a", 1, 2 } };
	struct error_list errs = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		error_add(&errs, ERROR_FIELD_TYPE, places[i], "x");
	error_add(&errs, ERROR_YAML_SYNTAX, places[4], "the lower code first");
	error_sort(&errs);
	assert_int_equal(errs.items[0]->code, ERROR_YAML_SYNTAX);
	assert_int_equal(errs.items[1]->place.column, 2);
	assert_int_equal(errs.items[2]->place.column, 9);
	assert_int_equal(errs.items[3]->place.line, 2);
	assert_string_equal(errs.items[4]->place.file, "b");
	assert_null(errs.items[5]->place.file);
	error_release(&errs);
}

static void an_excerpt_is_cut_between_characters(void **state)
{
	struct error_list errs = { 0 };
	struct place nowhere = { 0 };
	struct error *error = error_add(&errs, ERROR_GIT, nowhere, "x");
	char line[LIMIT_EXCERPT_BYTES + 10];

	(void)state;
	line[0] = 'a';
	for (size_t i = 1; i + 1 < sizeof(line); i += 2)
		memcpy(line + i, "\xc3\xa9", 2);
	error_excerpt(&errs, error, line, sizeof(line) - 1);
	assert_int_equal(strlen(error->excerpt), LIMIT_EXCERPT_BYTES - 1);
	error_release(&errs);
}

static void a_call_is_copied_with_what_it_has(void **state)
{
	struct error_list errs = { 0 };
	struct place nowhere = { 0 };
	struct error *error = error_add(&errs, ERROR_API, nowhere, "x");
	struct error_call call = { .method = "GET", .path = "/ng/api", .status = 404 };

	(void)state;
	error_call(&errs, error, &call);
	assert_string_equal(error->call.method, "GET");
	assert_int_equal(error->call.status, 404);
	assert_null(error->call.code);
	error_release(&errs);
}

static void some_are_taken_back(void **state)
{
	static const struct place nowhere = { 0 };
	struct error_list errs = { 0 };

	(void)state;
	error_add(&errs, ERROR_INTERRUPTED, nowhere, "before the mark");
	error_add(&errs, ERROR_INTERRUPTED, nowhere, "one");
	error_add(&errs, ERROR_HTTP, nowhere, "another code");
	error_add(&errs, ERROR_INTERRUPTED, nowhere, "two");
	error_forget(&errs, 1, ERROR_INTERRUPTED);
	assert_int_equal(errs.count, 2);
	assert_int_equal(errs.failures, 2);
	assert_string_equal(errs.items[0]->message, "before the mark");
	assert_string_equal(errs.items[1]->message, "another code");
	error_forget(&errs, 3, ERROR_HTTP);
	assert_int_equal(errs.count, 2);
	error_release(&errs);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_has_its_own_name),
		cmocka_unit_test(errors_outlive_what_they_quote),
		cmocka_unit_test(only_errors_are_failures),
		cmocka_unit_test(a_frame_goes_before_what_was_added_in_it),
		cmocka_unit_test(some_are_taken_back),
		cmocka_unit_test(errors_are_sorted_by_place),
		cmocka_unit_test(an_excerpt_is_cut_between_characters),
		cmocka_unit_test(a_call_is_copied_with_what_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
