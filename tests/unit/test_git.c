#include "providers/git.h"

#include <string.h>
#include <unistd.h>

#include "model/limits.h"
#include "model/text.h"
#include "tests/support/git_fixture.h"
#include "tests/support/table.h"

/* What is read of a work tree and of a commit. */

static void reads_the_work_tree(void **state)
{
	struct git_fixture *fixture = *state;

	assert_true(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_whole(fixture);
	assert_false(fixture->tree.dirty);
	assert_int_equal(fixture->tree.untracked_count, 0);
	assert_null(fixture->tree.remote);
	assert_true(text_ends(fixture->tree.workdir, "/"));
	assert_true(text_starts(fixture->tree.workdir, fixture->repository.path));
}

static void reads_a_commit(void **state)
{
	struct git_fixture *fixture = *state;

	repository_write(&fixture->repository, ".harness/a.yaml", "a: changed\n");
	repository_write(&fixture->repository, ".harness/new.yaml", "n: 1\n");
	assert_true(git_fixture_read(fixture, "", "HEAD"));
	git_fixture_assert_whole(fixture);
	assert_false(fixture->tree.dirty);
	assert_int_equal(fixture->tree.untracked_count, 0);
	assert_null(fixture->tree.workdir);
}

static void an_older_commit_is_as_it_was(void **state)
{
	struct git_fixture *fixture = *state;
	char first[41];

	assert_true(git_fixture_read(fixture, "", NULL));
	memcpy(first, fixture->tree.commit, sizeof(first));
	repository_write(&fixture->repository, ".harness/a.yaml", "a: 2\n");
	repository_run(&fixture->repository, "git rm -qr .harness/orgs");
	repository_commit(&fixture->repository);
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_int_equal(fixture->tree.file_count, 1);
	assert_string_not_equal(fixture->tree.commit, first);
	assert_true(git_fixture_read(fixture, "", "HEAD~1"));
	git_fixture_assert_whole(fixture);
	assert_string_equal(fixture->tree.commit, first);
	assert_true(git_fixture_read(fixture, "", first));
	git_fixture_assert_whole(fixture);
}

static void a_bare_repository_reads_its_head(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository, "git clone -q --bare . bare.git");
	assert_true(git_fixture_read(fixture, "bare.git", NULL));
	git_fixture_assert_whole(fixture);
	assert_null(fixture->tree.workdir);
	assert_true(text_ends(fixture->tree.remote, fixture->repository.path) ||
		    text_ends(fixture->tree.remote, "/."));
	assert_true(git_fixture_read(fixture, "bare.git", "main"));
	git_fixture_assert_whole(fixture);
	assert_false(git_fixture_read(fixture, "bare.git", "nothing"));
	git_fixture_assert_error(fixture, ERROR_GIT, NULL);
}

static void bytes_are_those_on_disk(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository, "git config core.autocrlf true && rm "
					     ".harness/a.yaml && git checkout -q .");
	assert_true(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_file(fixture, ".harness/a.yaml", "a: 1\r\n");
	assert_false(fixture->tree.dirty);
	/* the stamp says nothing now: the content, as git would store it, does */
	repository_run(&fixture->repository, "touch -d '2001-01-01' .harness/a.yaml");
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_false(fixture->tree.dirty);
	assert_string_equal(tree_find(&fixture->tree, ".harness/a.yaml")->source.blob,
		"a8926a52d8dcba5c4386945476ab6a2ad008afd4");
}

static void only_tracked_files_count(void **state)
{
	struct git_fixture *fixture = *state;

	repository_write(
		&fixture->repository, ".gitignore", "*.local.yaml\n/.harness/tmp\n");
	repository_write(&fixture->repository, ".harness/z.yaml", "z: 1\n");
	repository_write(&fixture->repository, ".harness/new/m.yml", "m: 1\n");
	repository_write(&fixture->repository, ".harness/my.local.yaml", "l: 1\n");
	repository_write(&fixture->repository, ".harness/tmp/t.yaml", "t: 1\n");
	repository_write(&fixture->repository, ".harness/notes.md", "words\n");
	repository_write(&fixture->repository, "outside.yaml", "o: 1\n");
	repository_run(&fixture->repository, "git init -q .harness/nested");
	repository_write(&fixture->repository, ".harness/nested/n.yaml", "n: 1\n");
	assert_true(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_whole(fixture);
	assert_int_equal(fixture->tree.untracked_count, 2);
	assert_string_equal(fixture->tree.untracked[0], ".harness/new/m.yml");
	assert_string_equal(fixture->tree.untracked[1], ".harness/z.yaml");
	assert_false(fixture->tree.dirty);
	/* tracked all the same, although the name is ignored; added is tracked */
	repository_run(&fixture->repository,
		"git add -f .harness/my.local.yaml && git add .harness/z.yaml");
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_int_equal(fixture->tree.file_count, 4);
	git_fixture_assert_file(fixture, ".harness/my.local.yaml", "l: 1\n");
	git_fixture_assert_file(fixture, ".harness/z.yaml", "z: 1\n");
	assert_true(fixture->tree.dirty);
}

static void a_file_gone_from_disk_is_gone(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository, "rm .harness/a.yaml");
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_int_equal(fixture->tree.file_count, 1);
	assert_null(tree_find(&fixture->tree, ".harness/a.yaml"));
	assert_true(fixture->tree.dirty);
}

static void a_sparse_checkout_is_read_whole(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository,
		"git sparse-checkout set --no-cone '/*' '!/.harness/orgs/'");
	assert_int_not_equal(
		access(repository_path(&fixture->repository, ".harness/orgs/b.yml"),
			F_OK),
		0);
	assert_true(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_whole(fixture);
	assert_false(fixture->tree.dirty);
}

static const struct dirty_row {
	const char *name, *command;
	bool dirty;
} dirty_rows[] = {
	{ "nothing done", "true", false },
	{ "a document edited", "echo x >> .harness/a.yaml", true },
	{ "edited to the same size",
		"touch -r .harness/a.yaml s && printf 'a: 2\\n' > .harness/a.yaml && "
		"touch -r s .harness/a.yaml",
		true },
	{ "touched alone", "touch -d 2001-01-01 .harness/*", false },
	{ "copied with other stamps",
		"cp .harness/a.yaml x && mv x .harness/a.yaml && cp .harness/readme.md x "
		"&& mv x .harness/readme.md",
		false },
	{ "a file beside the documents edited", "echo x >> .harness/readme.md", true },
	{ "the same to the same size", "printf 'Words\\n' > .harness/readme.md", true },
	{ "a file beside the documents deleted", "rm .harness/readme.md", true },
	{ "added", "echo 'n: 1' > .harness/n.yaml && git add .harness", true },
	{ "removed", "git rm -q .harness/a.yaml", true },
	{ "removed from the index alone", "git rm -q --cached .harness/a.yaml", true },
	{ "edited and added", "echo x >> .harness/a.yaml && git add .", true },
	{ "edited, added, edited back",
		"echo x >> .harness/a.yaml && git add . && printf 'a: 1\\n' > "
		".harness/a.yaml",
		true },
	{ "moved", "git mv .harness/a.yaml .harness/c.yaml", true },
	{ "outside of the tree", "echo x >> other.yaml && git add .", false },
	{ "untracked alone", "echo x > .harness/n.yaml", false },
	{ "detached", "git checkout -q --detach", false },
	{ "no commit yet", "git checkout -q --orphan new", true },
};

static void dirty_is_what_git_says(void **state)
{
	const struct dirty_row *row = *state;
	void *made = NULL;
	struct git_fixture *fixture;

	git_fixture_set_up(&made);
	fixture = made;
	repository_run(&fixture->repository, "%s", row->command);
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_int_equal(fixture->tree.dirty, row->dirty);
	git_fixture_tear_down(&made);
}

static void before_the_first_commit(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository, "git checkout -q --orphan new");
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_int_equal(fixture->tree.file_count, 2);
	assert_string_equal(fixture->tree.commit, "");
	assert_string_equal(fixture->tree.tree_id, "");
	assert_false(git_fixture_read(fixture, "", "HEAD"));
	git_fixture_assert_error(fixture, ERROR_GIT, NULL);
	assert_non_null(strstr(fixture->errs.items[0]->message, "none yet"));
}

static void large_files_are_left_out(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository,
		"head -c 4194304 /dev/zero | tr '\\0' '#' > .harness/most.yaml && "
		"(cat .harness/most.yaml && echo) > .harness/over.yaml");
	repository_commit(&fixture->repository);
	for (size_t i = 0; i < 2; i++) {
		assert_false(git_fixture_read(fixture, "", i == 0 ? NULL : "HEAD"));
		git_fixture_assert_error(
			fixture, ERROR_LIMIT_EXCEEDED, ".harness/over.yaml");
		assert_int_equal(fixture->tree.file_count, 3);
		assert_int_equal(
			tree_find(&fixture->tree, ".harness/most.yaml")->source.bytes.len,
			LIMIT_FILE_BYTES);
	}
}

static void empty_files_are_files(void **state)
{
	struct git_fixture *fixture = *state;

	repository_write(&fixture->repository, ".harness/e.yaml", "");
	repository_commit(&fixture->repository);
	assert_true(git_fixture_read(fixture, "", NULL));
	git_fixture_assert_file(fixture, ".harness/e.yaml", "");
	assert_true(git_fixture_read(fixture, "", "HEAD"));
	git_fixture_assert_file(fixture, ".harness/e.yaml", "");
}

/* A folder on disk lists its files in the order of hashes or of creation. */
static void the_order_on_disk_does_not_matter(void **state)
{
	struct git_fixture *fixture = *state;
	struct tree other = { 0 };

	repository_run(&fixture->repository,
		"for n in $(seq 400); do i=$((n * 263 %% 401)) && mkdir -p "
		".harness/$((i %% 7)) && echo \"n: $i\" > .harness/$((i %% 7))/$i.yaml; "
		"done");
	repository_commit(&fixture->repository);
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_int_equal(fixture->tree.file_count, 402);
	for (size_t i = 1; i < fixture->tree.file_count; i++)
		assert_true(strcmp(fixture->tree.files[i - 1].source.path,
				    fixture->tree.files[i].source.path) < 0);
	assert_true(git_read_tree(fixture->git, "HEAD", &other, &fixture->errs));
	assert_int_equal(other.file_count, 402);
	for (size_t i = 0; i < other.file_count; i++) {
		const struct tree_file *a = &fixture->tree.files[i], *b = &other.files[i];

		assert_string_equal(a->source.path, b->source.path);
		assert_string_equal(a->source.blob, b->source.blob);
		assert_true(source_same(&a->source, &b->source));
	}
	tree_release(&other);
}

static void a_conflict_is_one_file(void **state)
{
	struct git_fixture *fixture = *state;

	repository_run(&fixture->repository,
		"git checkout -q -b b && echo 'a: b' > .harness/a.yaml && git commit "
		"-qam b "
		"&& git checkout -q main && echo 'a: m' > .harness/a.yaml && git commit "
		"-qam m && ! git merge -q b >/dev/null 2>&1");
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_int_equal(fixture->tree.file_count, 2);
	assert_true(fixture->tree.dirty);
}

static void a_file_is_read_by_its_path(void **state)
{
	struct git_fixture *fixture = *state;
	bool tracked = false;
	struct buf bytes;

	repository_write(&fixture->repository, "untracked.pem", "key\n");
	repository_run(&fixture->repository, "ln -s /etc/passwd link && mkfifo pipe");
	assert_true(git_fixture_read(fixture, "", NULL));
	buf_init(&bytes, 100);
	assert_true(git_read_file(
		fixture->git, NULL, "untracked.pem", &bytes, &tracked, &fixture->errs));
	assert_string_equal(buf_string(&bytes), "key\n");
	assert_false(tracked);
	assert_true(git_read_file(
		fixture->git, NULL, "other.yaml", &bytes, &tracked, &fixture->errs));
	assert_string_equal(buf_string(&bytes), "key\nnot in the tree\n");
	assert_true(tracked);
	assert_false(git_read_file(
		fixture->git, "HEAD", "untracked.pem", &bytes, &tracked, &fixture->errs));
	assert_false(tracked);
	assert_int_equal(fixture->errs.count, 0);
	assert_false(git_read_file(
		fixture->git, NULL, "link", &bytes, &tracked, &fixture->errs));
	assert_int_equal(fixture->errs.items[0]->code, ERROR_PATH_ESCAPE);
	assert_false(git_read_file(
		fixture->git, NULL, "pipe", &bytes, &tracked, &fixture->errs));
	assert_false(git_read_file(
		fixture->git, NULL, ".git/config", &bytes, &tracked, &fixture->errs));
	assert_int_equal(fixture->errs.items[2]->code, ERROR_PATH_ESCAPE);
	assert_false(git_read_file(
		fixture->git, NULL, "../x", &bytes, &tracked, &fixture->errs));
	assert_false(git_read_file(
		fixture->git, NULL, ".harness", &bytes, &tracked, &fixture->errs));
	buf_release(&bytes);
	buf_init(&bytes, 100);
	assert_true(git_read_file(
		fixture->git, "HEAD", "other.yaml", &bytes, &tracked, &fixture->errs));
	assert_string_equal(buf_string(&bytes), "not in the tree\n");
	assert_true(tracked);
	buf_release(&bytes);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		GIT_TEST(reads_the_work_tree),
		GIT_TEST(reads_a_commit),
		GIT_TEST(an_older_commit_is_as_it_was),
		GIT_TEST(a_bare_repository_reads_its_head),
		GIT_TEST(bytes_are_those_on_disk),
		GIT_TEST(only_tracked_files_count),
		GIT_TEST(a_file_gone_from_disk_is_gone),
		GIT_TEST(a_sparse_checkout_is_read_whole),
		GIT_TEST(before_the_first_commit),
		GIT_TEST(large_files_are_left_out),
		GIT_TEST(empty_files_are_files),
		GIT_TEST(the_order_on_disk_does_not_matter),
		GIT_TEST(a_conflict_is_one_file),
		GIT_TEST(a_file_is_read_by_its_path),
	};

	return TABLE_RUN(dirty_rows, dirty_is_what_git_says) +
	       cmocka_run_group_tests_name("git", tests, NULL, NULL);
}
