#include "providers/tree.h"

#include <string.h>
#include <unistd.h>

#include "tests/support/repository.h"
#include "tests/support/table.h"

static void reads_documents_sorted_by_path(void **state)
{
	static const char *const paths[] = { ".harness/a-b.yaml", ".harness/a.yaml",
		".harness/a/b.yml", ".harness/z/.hidden.yaml" };
	struct repository folder;
	struct error_list errs = { 0 };
	struct tree tree;

	(void)state;
	repository_folder(&folder);
	for (size_t i = 4; i-- > 0;)
		repository_write(&folder, paths[i], paths[i]);
	repository_write(&folder, ".harness/a/readme.md", "no document");
	repository_write(&folder, ".harness/.git/x.yaml", "git's own");
	repository_write(&folder, "elsewhere.yaml", "not below the root");

	assert_true(tree_read_folder(&tree, folder.path, &errs));
	assert_string_equal(tree.root, ".harness");
	assert_int_equal(tree.file_count, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_string_equal(tree.files[i].source.path, paths[i]);
		assert_true(slice_is(tree.files[i].source.bytes, paths[i]));
		assert_ptr_equal(tree_find(&tree, paths[i]), &tree.files[i]);
	}
	assert_null(tree_find(&tree, ".harness/b.yaml"));
	tree_release(&tree);
	error_release(&errs);
	repository_remove(&folder);
}

static void refuses_links_to_documents(void **state)
{
	struct repository folder;
	struct error_list errs = { 0 };
	struct tree tree;

	(void)state;
	repository_folder(&folder);
	repository_write(&folder, ".harness/a.yaml", "a: 1\n");
	repository_write(&folder, "outside/b.yaml", "b: 1\n");
	repository_run(&folder, "ln -s ../outside/b.yaml .harness/b.yaml");
	repository_run(&folder, "ln -s ../outside .harness/more");

	assert_false(tree_read_folder(&tree, folder.path, &errs));
	assert_int_equal(errs.count, 1);
	assert_int_equal(errs.items[0]->code, ERROR_PATH_ESCAPE);
	assert_string_equal(errs.items[0]->place.file, ".harness/b.yaml");
	assert_int_equal(tree.file_count, 1);
	tree_release(&tree);
	error_release(&errs);
	repository_remove(&folder);
}

static void a_missing_folder_is_an_error(void **state)
{
	struct repository folder;
	struct error_list errs = { 0 };
	struct tree tree;

	(void)state;
	repository_folder(&folder);
	assert_false(tree_read_folder(&tree, folder.path, &errs));
	assert_int_equal(errs.failures, 1);
	tree_release(&tree);
	assert_false(tree_read_folder(&tree, "/nonexistent", &errs));
	assert_int_equal(errs.failures, 2);
	tree_release(&tree);
	error_release(&errs);
	repository_remove(&folder);
}

static void an_empty_tree_finds_nothing(void **state)
{
	struct tree tree = { 0 };

	(void)state;
	assert_null(tree_find(&tree, ".harness/a.yaml"));
	tree_release(&tree);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_documents_sorted_by_path),
		cmocka_unit_test(refuses_links_to_documents),
		cmocka_unit_test(a_missing_folder_is_an_error),
		cmocka_unit_test(an_empty_tree_finds_nothing),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
