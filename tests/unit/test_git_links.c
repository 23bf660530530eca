#include "providers/git.h"

#include "tests/support/git_fixture.h"
#include "tests/support/table.h"

/* What stands behind a link must not come in, but for documents of the tree. */
static const struct link_row {
	const char *name, *command, *rev, *refused;
	size_t left;
} link_rows[] = {
	{ "a document", "ln -s /etc/passwd .harness/l.yaml", NULL, ".harness/l.yaml", 2 },
	{ "a document, in a commit", "ln -s /etc/passwd .harness/l.yaml", "HEAD",
		".harness/l.yaml", 2 },
	{ "a document within the tree", "ln -s a.yaml .harness/l.yml", NULL, NULL, 3 },
	{ "a document within the tree, in a commit", "ln -s a.yaml .harness/l.yml",
		"HEAD", NULL, 3 },
	{ "a link to a link",
		"mkdir .harness/s && ln -s ../m.yaml .harness/s/l.yaml && "
		"ln -s ./a.yaml .harness/m.yaml",
		NULL, NULL, 4 },
	{ "a link to a link, in a commit",
		"mkdir .harness/s && ln -s ../m.yaml .harness/s/l.yaml && "
		"ln -s ./a.yaml .harness/m.yaml",
		"HEAD", NULL, 4 },
	{ "a link to itself", "ln -s l.yaml .harness/l.yaml", NULL, ".harness/l.yaml",
		2 },
	{ "a link to itself, in a commit", "ln -s l.yaml .harness/l.yaml", "HEAD",
		".harness/l.yaml", 2 },
	{ "a document of the repository beside the tree",
		"echo 'x: 1' > x.yaml && ln -s ../x.yaml .harness/l.yaml", NULL,
		".harness/l.yaml", 2 },
	{ "a document that git does not track",
		"echo l.yaml > .gitignore && echo 'x: 1' > .harness/l.yaml && "
		"ln -s l.yaml .harness/m.yaml",
		NULL, ".harness/m.yaml", 2 },
	{ "no document within the tree",
		"echo x > .harness/x.txt && ln -s x.txt .harness/l.yaml", NULL,
		".harness/l.yaml", 2 },
	{ "a link by its absolute path", "ln -s \"$PWD/.harness/a.yaml\" .harness/l.yaml",
		NULL, ".harness/l.yaml", 2 },
	{ "a folder", "mkdir o && echo 'x: 1' > o/x.yaml && ln -s ../o .harness/l", NULL,
		".harness/l", 2 },
	{ "a folder, in a commit",
		"mkdir o && echo 'x: 1' > o/x.yaml && ln -s ../o .harness/l", "HEAD",
		".harness/l", 2 },
	{ "a folder outside of the repository", "ln -s /etc .harness/l", NULL,
		".harness/l", 2 },
	{ "a folder outside of the repository, in a commit", "ln -s /etc .harness/l",
		"HEAD", ".harness/l", 2 },
	{ "neither document nor folder", "ln -s readme.md .harness/l", NULL, NULL, 2 },
	{ "neither document nor folder, in a commit", "ln -s readme.md .harness/l",
		"HEAD", NULL, 2 },
	{ "a submodule",
		"git init -q s && cd s && git commit -q --allow-empty -m x && "
		"cd .. && mv s .harness/s 2>&1",
		NULL, ".harness/s", 2 },
	{ "a submodule, in a commit",
		"git init -q s && cd s && git commit -q --allow-empty -m x && "
		"cd .. && mv s .harness/s 2>&1",
		"HEAD", ".harness/s", 2 },
};

static void links_are_refused(void **state)
{
	const struct link_row *row = *state;
	void *made = NULL;
	struct git_fixture *fixture;

	git_fixture_set_up(&made);
	fixture = made;
	repository_run(&fixture->repository,
		"%s && git add -A 2>/dev/null && git commit -q -m l", row->command);
	assert_int_equal(git_fixture_read(fixture, "", row->rev), row->refused == NULL);
	if (row->refused != NULL)
		git_fixture_assert_error(fixture, ERROR_PATH_ESCAPE, row->refused);
	assert_int_equal(fixture->tree.file_count, row->left);
	assert_int_equal(fixture->tree.untracked_count, 0);
	git_fixture_tear_down(&made);
}

static void a_file_swapped_for_a_link_is_refused(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository,
		"mv .harness/a.yaml a.yaml && ln -s ../a.yaml .harness/a.yaml");
	assert_false(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_error(fixture, ERROR_PATH_ESCAPE, ".harness/a.yaml");
	assert_int_equal(fixture->tree.file_count, 1);
	assert_true(fixture->tree.dirty);
}

static void a_folder_swapped_for_a_link_is_refused_once(void **state)
{
	struct git_fixture *fixture = *state;

	repository_write(&fixture->repository, ".harness/orgs/c.yaml", "c: 1\n");
	repository_write(&fixture->repository, ".harness/orgs/d/e.yaml", "e: 1\n");
	repository_commit(&fixture->repository);
	repository_run(
		&fixture->repository, "mv .harness/orgs . && ln -s ../orgs .harness");
	assert_false(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_error(fixture, ERROR_PATH_ESCAPE, ".harness/orgs");
	assert_int_equal(fixture->tree.file_count, 1);
}

static void a_root_that_is_a_link_is_refused(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository,
		"git mv .harness h && ln -s h .harness && git "
		"add -A && git commit -qm l");
	assert_false(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_error(fixture, ERROR_PATH_ESCAPE, ".harness");
	assert_false(git_fixture_read(fixture, "", "HEAD"));
	git_fixture_assert_error(fixture, ERROR_PATH_ESCAPE, ".harness");
}

/* A commit made by hand, as a stranger can: names that lead elsewhere. */
static void hostile_names_in_a_commit_are_refused(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository,
		"entry() { perl -e 'print \"$ARGV[0]\\0\", pack(\"H*\", $ARGV[1])' "
		"\"$1\" $2 | git hash-object --literally -t tree -w --stdin; } && "
		"t=$(entry '100644 a.yaml' $(git rev-parse HEAD:.harness/a.yaml)) && "
		"t=$(entry '40000 ..' $t) && t=$(entry '40000 .harness' $t) && "
		"git tag hostile $(git commit-tree -m x $t)");
	assert_false(git_fixture_read(fixture, "", "hostile"));
	git_fixture_assert_error(fixture, ERROR_PATH_ESCAPE, ".harness/../a.yaml");
	assert_int_equal(fixture->tree.file_count, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		GIT_TEST(a_file_swapped_for_a_link_is_refused),
		GIT_TEST(a_folder_swapped_for_a_link_is_refused_once),
		GIT_TEST(a_root_that_is_a_link_is_refused),
		GIT_TEST(hostile_names_in_a_commit_are_refused),
	};

	return TABLE_RUN(link_rows, links_are_refused) +
	       cmocka_run_group_tests_name("git", tests, NULL, NULL);
}
