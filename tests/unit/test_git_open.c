#include "providers/git.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/text.h"
#include "tests/support/git_fixture.h"
#include "tests/support/table.h"

/* Where a repository and its tree are found, whose they may be, and whence they came. */

static const char *const starts[] = { "", ".harness", ".harness/orgs", "deep/er",
	".git" };

static void starts_from_any_folder_below(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository, "mkdir -p deep/er");
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		assert_true(git_fixture_read(fixture, starts[i], NULL));
		git_fixture_assert_whole(fixture);
		assert_true(git_fixture_read(fixture, starts[i], "HEAD"));
		git_fixture_assert_whole(fixture);
	}
}

static void the_nearest_tree_counts(void **state)
{
	struct git_fixture *fixture = *state;

	repository_write(&fixture->repository, "team/.harness/c.yaml", "c: 1\n");
	repository_write(&fixture->repository, "team/src/main.c", "\n");
	repository_commit(&fixture->repository);
	for (size_t i = 0; i < 2; i++) {
		assert_true(
			git_fixture_read(fixture, "team/src", i == 0 ? NULL : "HEAD"));
		assert_string_equal(fixture->tree.root, "team/.harness");
		assert_int_equal(fixture->tree.file_count, 1);
		git_fixture_assert_file(fixture, "team/.harness/c.yaml", "c: 1\n");
	}
	assert_true(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_whole(fixture);
}

static void linked_work_trees_and_submodules_open(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository, "git worktree add -q ../$(basename $PWD)-w");
	repository_run(&fixture->repository, "mv ../$(basename $PWD)-w w && "
					     "git worktree repair w >/dev/null 2>&1");
	assert_true(git_fixture_read(fixture, "w/.harness/orgs", NULL));
	git_fixture_assert_whole(fixture);
	assert_true(text_ends(fixture->tree.workdir, "/w/"));
	repository_run(&fixture->repository, "git init -q super && cd super && git "
					     "submodule --quiet add \"$PWD/..\" m "
					     "2>/dev/null");
	assert_true(git_fixture_read(fixture, "super/m", NULL));
	git_fixture_assert_whole(fixture);
}

static const struct remote_row {
	const char *name, *url, *remote;
} remote_rows[] = {
	{ "https", "https://git.example.com/a/b.git", "https://git.example.com/a/b.git" },
	{ "with a token", "https://x-access-token:ghs_abc@git.example.com/a/b",
		"https://git.example.com/a/b" },
	{ "with a password that has an at sign", "https://ci:p@ss@git.example.com/a/b",
		"https://git.example.com/a/b" },
	{ "scp-like", "git@git.example.com:a/b.git", "git@git.example.com:a/b.git" },
	{ "an at sign in the path", "https://git.example.com/a@b",
		"https://git.example.com/a@b" },
	{ "a path", "/srv/git/a@b", "/srv/git/a@b" },
};

static void the_remote_is_told_without_its_password(void **state)
{
	const struct remote_row *row = *state;
	void *made = NULL;
	struct git_fixture *fixture;

	git_fixture_set_up(&made);
	fixture = made;
	repository_run(&fixture->repository, "git remote add origin '%s'", row->url);
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_string_equal(fixture->tree.remote, row->remote);
	git_fixture_tear_down(&made);
}

static const struct open_row {
	const char *name, *command, *dir, *rev;
	enum error_code code;
	const char *words; /* in the message or what to do */
} open_rows[] = {
	{ "no repository", "rm -rf .git", "", NULL, ERROR_GIT, "git init" },
	{ "no tree", "git mv .harness h", "", NULL, ERROR_TREE, "--dir" },
	{ "no tree in the commit", "git rm -qr .harness && git commit -qm x", "", "HEAD",
		ERROR_TREE, "has no .harness" },
	{ "a tree that is a file", "git rm -qr .harness && echo > .harness", "", NULL,
		ERROR_TREE, "no .harness" },
	{ "no such folder", "true", "missing", NULL, ERROR_FILE_ACCESS, "missing" },
	{ "no such revision", "true", "", "v1.0", ERROR_GIT, "v1.0" },
	{ "an empty revision", "true", "", "", ERROR_GIT, "no commit" },
	{ "a revision that is no commit", "true", "", "HEAD:.harness/a.yaml", ERROR_GIT,
		"HEAD:.harness/a.yaml" },
	{ "a commit that a shallow clone lacks",
		"git commit -qm 2 --allow-empty && git clone -q --depth 1 file://$PWD c "
		"&& "
		"rm -rf .git && mv c/.git .git",
		"", "HEAD~1", ERROR_GIT, "fetch-depth" },
	{ "a repository of somebody else's", "chown -R 12345 .", "", NULL, ERROR_GIT,
		"git config --global --add safe.directory '/tmp/rein-test-" },
};

static void opening_says_what_is_wrong(void **state)
{
	const struct open_row *row = *state;
	void *made = NULL;
	struct git_fixture *fixture;
	const struct error *error;

	if (text_starts(row->command, "chown") && geteuid() != 0)
		skip();
	git_fixture_set_up(&made);
	fixture = made;
	repository_run(&fixture->repository, "%s", row->command);
	assert_null(git_open(repository_path(&fixture->repository, row->dir), row->rev,
		&fixture->errs));
	git_fixture_assert_error(fixture, row->code, NULL);
	error = fixture->errs.items[0];
	assert_true(strstr(error->message, row->words) != NULL ||
		    (error->fix != NULL && strstr(error->fix, row->words) != NULL));
	git_fixture_tear_down(&made);
}

/* As CI does it: in a container, the checkout is another user's. */
static const struct owner_row {
	const char *name, *directory, *dir;
} owner_rows[] = {
	{ "every folder is safe", "*", "" },
	{ "this folder is safe", "$PWD", "" },
	{ "this folder is safe, from below", "$PWD", ".harness/orgs" },
	{ "its linked work tree is safe", "$PWD/w", "w" },
	{ "a bare repository is safe", "$PWD/bare.git", "bare.git" },
};

static void a_safe_directory_opens(void **state)
{
	const struct owner_row *row = *state;
	void *made = NULL;
	struct git_fixture *fixture;

	if (geteuid() != 0)
		skip();
	git_fixture_set_up(&made);
	fixture = made;
	repository_run(&fixture->repository,
		"git worktree add -q w && git clone -q --bare . bare.git && mkdir home "
		"&& "
		"GIT_CONFIG_GLOBAL=home/.gitconfig git config --global --add "
		"safe.directory \"%s\" && chown -R 12345 .",
		row->directory);
	setenv("HOME", repository_path(&fixture->repository, "home"), 1);
	assert_true(git_fixture_read(fixture, row->dir, NULL));
	git_fixture_assert_whole(fixture);
	git_fixture_tear_down(&made);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		GIT_TEST(starts_from_any_folder_below),
		GIT_TEST(the_nearest_tree_counts),
		GIT_TEST(linked_work_trees_and_submodules_open),
	};

	return TABLE_RUN(remote_rows, the_remote_is_told_without_its_password) +
	       TABLE_RUN(open_rows, opening_says_what_is_wrong) +
	       TABLE_RUN(owner_rows, a_safe_directory_opens) +
	       cmocka_run_group_tests_name("git", tests, NULL, NULL);
}
