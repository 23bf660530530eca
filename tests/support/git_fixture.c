#include "tests/support/git_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/table.h"

int git_fixture_set_up(void **state)
{
	struct git_fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	repository_init(&fixture->repository);
	repository_write(&fixture->repository, ".harness/a.yaml", "a: 1\n");
	repository_write(&fixture->repository, ".harness/orgs/b.yml", "b: 1\n");
	repository_write(&fixture->repository, ".harness/readme.md", "words\n");
	repository_write(&fixture->repository, "other.yaml", "not in the tree\n");
	repository_commit(&fixture->repository);
	*state = fixture;
	return 0;
}

static void close_tree(struct git_fixture *fixture)
{
	tree_release(&fixture->tree);
	git_close(fixture->git);
	error_release(&fixture->errs);
	fixture->git = NULL;
}

int git_fixture_tear_down(void **state)
{
	struct git_fixture *fixture = *state;

	close_tree(fixture);
	repository_remove(&fixture->repository);
	free(fixture);
	return 0;
}

bool git_fixture_read(struct git_fixture *fixture, const char *dir, const char *rev)
{
	close_tree(fixture);
	fixture->git =
		git_open(repository_path(&fixture->repository, dir), rev, &fixture->errs);
	return fixture->git != NULL &&
	       git_read_tree(fixture->git, rev, &fixture->tree, &fixture->errs);
}

void git_fixture_assert_file(
	const struct git_fixture *fixture, const char *path, const char *bytes)
{
	const struct tree_file *file = tree_find(&fixture->tree, path);

	assert_non_null(file);
	assert_string_equal(source_bytes(&file->source).ptr, bytes);
	assert_int_equal(file->source.bytes.len, strlen(bytes));
}

void git_fixture_assert_error(
	const struct git_fixture *fixture, enum error_code code, const char *file)
{
	assert_int_equal(fixture->errs.count, 1);
	assert_int_equal(fixture->errs.items[0]->code, code);
	if (file != NULL)
		assert_string_equal(fixture->errs.items[0]->place.file, file);
}

void git_fixture_assert_whole(const struct git_fixture *fixture)
{
	assert_int_equal(fixture->errs.count, 0);
	assert_string_equal(fixture->tree.root, ".harness");
	assert_int_equal(fixture->tree.file_count, 2);
	git_fixture_assert_file(fixture, ".harness/a.yaml", "a: 1\n");
	git_fixture_assert_file(fixture, ".harness/orgs/b.yml", "b: 1\n");
	assert_int_equal(strlen(fixture->tree.commit), 40);
	assert_int_equal(strlen(fixture->tree.tree_id), 40);
	/* git hash-object */
	assert_string_equal(tree_find(&fixture->tree, ".harness/a.yaml")->source.blob,
		"a8926a52d8dcba5c4386945476ab6a2ad008afd4");
}
