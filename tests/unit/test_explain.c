#include "reconcile/explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/kind.h"
#include "model/limits.h"
#include "reconcile/validate.h"

#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

static const char page[] = "docs/FINDINGS.md";

static struct error_list validate(const char *text)
{
	struct validate_options options = { .closed = false };
	struct declared declared;
	struct error_list errs = { 0 };
	struct tree tree;

	inline_tree(&tree, text);
	load_tree(&declared, &tree, &errs);
	validate_declared(&declared, &tree, &options, &errs);
	declared_release(&declared);
	tree_release(&tree);
	return errs;
}

/* Notes beside (of what an example leaves out) do not count. */
static void examples_do_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < explanation_count; i++) {
		const struct explanation *row = &explanations[i];
		struct error_list errs;
		size_t hits = 0;

		if (row->wrong == NULL)
			continue;
		errs = validate(row->wrong);
		for (size_t j = 0; j < errs.count; j++) {
			hits += errs.items[j]->code == row->code;
			if (errs.items[j]->severity != SEVERITY_NOTE)
				assert_string_equal(error_info(errs.items[j]->code)->name,
					error_info(row->code)->name);
		}
		if (hits != 1)
			fail_msg("%s: %zu", error_info(row->code)->name, hits);
		error_release(&errs);
		if (row->right == NULL)
			continue;
		errs = validate(row->right);
		for (size_t j = 0; j < errs.count; j++) {
			assert_int_equal(errs.items[j]->severity, SEVERITY_NOTE);
			assert_int_not_equal(errs.items[j]->code, row->code);
		}
		error_release(&errs);
	}
}

static void every_code_is_explained_in_its_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < explanation_count; i++) {
		assert_int_equal(explanations[i].code, i);
		assert_ptr_equal(explain_find(explanations[i].code), &explanations[i]);
	}
	assert_int_equal(explanation_count, ERROR_EMULATOR + 1);
}

/* GOLDEN=write in the environment rewrites it (make golden). */
static void page_is_what_the_program_prints(void **state)
{
	struct buf out;
	static char text[1 << 16];
	FILE *file;
	size_t size;

	(void)state;
	buf_init(&out, LIMIT_TEXT_BYTES);
	explain_write_all(&out);
	if (getenv("GOLDEN") != NULL) {
		file = fopen(page, "w");
		assert_non_null(file);
		assert_int_equal(fwrite(buf_string(&out), 1, out.len, file), out.len);
		assert_int_equal(fclose(file), 0);
	}
	file = fopen(page, "r");
	assert_non_null(file);
	size = fread(text, 1, sizeof(text) - 1, file);
	text[size] = '\0';
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, buf_string(&out));
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(examples_do_what_they_say),
		cmocka_unit_test(every_code_is_explained_in_its_order),
		cmocka_unit_test(page_is_what_the_program_prints),
	};

	return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
