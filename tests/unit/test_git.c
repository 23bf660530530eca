#include "providers/git.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/limits.h"
#include "model/text.h"
#include "tests/support/repository.h"
#include "tests/support/table.h"

/* A repository with one commit of two documents, opened or read on demand. */
struct bench {
	struct repository repository;
	struct git *git;
	struct tree tree;
	struct error_list errs;
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	assert_non_null(bench);
	repository_init(&bench->repository);
	repository_write(&bench->repository, ".harness/a.yaml", "a: 1\n");
	repository_write(&bench->repository, ".harness/orgs/b.yml", "b: 1\n");
	repository_write(&bench->repository, ".harness/readme.md", "words\n");
	repository_write(&bench->repository, "other.yaml", "not in the tree\n");
	repository_commit(&bench->repository);
	*state = bench;
	return 0;
}

static void close_bench(struct bench *bench)
{
	tree_release(&bench->tree);
	git_close(bench->git);
	error_release(&bench->errs);
	bench->git = NULL;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	close_bench(bench);
	repository_remove(&bench->repository);
	free(bench);
	return 0;
}

/* Open at `dir` (from the repository's top) and read. */
static bool read_from(struct bench *bench, const char *dir, const char *rev)
{
	close_bench(bench);
	bench->git =
		git_open(repository_path(&bench->repository, dir), rev, &bench->errs);
	return bench->git != NULL &&
	       git_read_tree(bench->git, rev, &bench->tree, &bench->errs);
}

static void assert_file(const struct bench *bench, const char *path, const char *bytes)
{
	const struct tree_file *file = tree_find(&bench->tree, path);

	assert_non_null(file);
	assert_string_equal(file->source.bytes.ptr, bytes);
	assert_int_equal(file->source.bytes.len, strlen(bytes));
}

static void assert_error(
	const struct bench *bench, enum error_code code, const char *file)
{
	assert_int_equal(bench->errs.count, 1);
	assert_int_equal(bench->errs.items[0]->code, code);
	if (file != NULL)
		assert_string_equal(bench->errs.items[0]->place.file, file);
}

static void assert_two_files(const struct bench *bench)
{
	assert_int_equal(bench->errs.count, 0);
	assert_string_equal(bench->tree.root, ".harness");
	assert_int_equal(bench->tree.file_count, 2);
	assert_file(bench, ".harness/a.yaml", "a: 1\n");
	assert_file(bench, ".harness/orgs/b.yml", "b: 1\n");
	assert_int_equal(strlen(bench->tree.commit), 40);
	assert_int_equal(strlen(bench->tree.tree_id), 40);
	/* git hash-object */
	assert_string_equal(tree_find(&bench->tree, ".harness/a.yaml")->blob,
		"a8926a52d8dcba5c4386945476ab6a2ad008afd4");
}

static void reads_the_work_tree(void **state)
{
	struct bench *bench = *state;

	assert_true(read_from(bench, "", NULL));
	assert_two_files(bench);
	assert_false(bench->tree.dirty);
	assert_int_equal(bench->tree.untracked_count, 0);
	assert_null(bench->tree.remote);
	assert_true(text_ends(bench->tree.workdir, "/"));
	assert_true(text_starts(bench->tree.workdir, bench->repository.path));
}

static void reads_a_commit(void **state)
{
	struct bench *bench = *state;

	repository_write(&bench->repository, ".harness/a.yaml", "a: changed\n");
	repository_write(&bench->repository, ".harness/new.yaml", "n: 1\n");
	assert_true(read_from(bench, "", "HEAD"));
	assert_two_files(bench);
	assert_false(bench->tree.dirty);
	assert_int_equal(bench->tree.untracked_count, 0);
	assert_null(bench->tree.workdir);
}

static void an_older_commit_is_as_it_was(void **state)
{
	struct bench *bench = *state;
	char first[41];

	assert_true(read_from(bench, "", NULL));
	memcpy(first, bench->tree.commit, sizeof(first));
	repository_write(&bench->repository, ".harness/a.yaml", "a: 2\n");
	repository_run(&bench->repository, "git rm -qr .harness/orgs");
	repository_commit(&bench->repository);
	assert_true(read_from(bench, "", NULL));
	assert_int_equal(bench->tree.file_count, 1);
	assert_string_not_equal(bench->tree.commit, first);
	assert_true(read_from(bench, "", "HEAD~1"));
	assert_two_files(bench);
	assert_string_equal(bench->tree.commit, first);
	assert_true(read_from(bench, "", first));
	assert_two_files(bench);
}

static void a_bare_repository_reads_its_head(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository, "git clone -q --bare . bare.git");
	assert_true(read_from(bench, "bare.git", NULL));
	assert_two_files(bench);
	assert_null(bench->tree.workdir);
	assert_true(text_ends(bench->tree.remote, bench->repository.path) ||
		    text_ends(bench->tree.remote, "/."));
	assert_true(read_from(bench, "bare.git", "main"));
	assert_two_files(bench);
	assert_false(read_from(bench, "bare.git", "nothing"));
	assert_error(bench, ERROR_GIT, NULL);
}

static const char *const starts[] = { "", ".harness", ".harness/orgs", "deep/er",
	".git" };

static void starts_from_any_folder_below(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository, "mkdir -p deep/er");
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		assert_true(read_from(bench, starts[i], NULL));
		assert_two_files(bench);
		assert_true(read_from(bench, starts[i], "HEAD"));
		assert_two_files(bench);
	}
}

static void the_nearest_tree_counts(void **state)
{
	struct bench *bench = *state;

	repository_write(&bench->repository, "team/.harness/c.yaml", "c: 1\n");
	repository_write(&bench->repository, "team/src/main.c", "\n");
	repository_commit(&bench->repository);
	for (size_t i = 0; i < 2; i++) {
		assert_true(read_from(bench, "team/src", i == 0 ? NULL : "HEAD"));
		assert_string_equal(bench->tree.root, "team/.harness");
		assert_int_equal(bench->tree.file_count, 1);
		assert_file(bench, "team/.harness/c.yaml", "c: 1\n");
	}
	assert_true(read_from(bench, "", NULL));
	assert_two_files(bench);
}

static void linked_work_trees_and_submodules_open(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository, "git worktree add -q ../$(basename $PWD)-w");
	repository_run(&bench->repository, "mv ../$(basename $PWD)-w w && "
					   "git worktree repair w >/dev/null 2>&1");
	assert_true(read_from(bench, "w/.harness/orgs", NULL));
	assert_two_files(bench);
	assert_true(text_ends(bench->tree.workdir, "/w/"));
	repository_run(&bench->repository, "git init -q super && cd super && git "
					   "submodule --quiet add \"$PWD/..\" m "
					   "2>/dev/null");
	assert_true(read_from(bench, "super/m", NULL));
	assert_two_files(bench);
}

static void bytes_are_those_on_disk(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository, "git config core.autocrlf true && rm "
					   ".harness/a.yaml && git checkout -q .");
	assert_true(read_from(bench, "", NULL));
	assert_file(bench, ".harness/a.yaml", "a: 1\r\n");
	assert_false(bench->tree.dirty);
	/* the stamp says nothing now: the content, as git would store it, does */
	repository_run(&bench->repository, "touch -d '2001-01-01' .harness/a.yaml");
	assert_true(read_from(bench, "", NULL));
	assert_false(bench->tree.dirty);
	assert_string_equal(tree_find(&bench->tree, ".harness/a.yaml")->blob,
		"a8926a52d8dcba5c4386945476ab6a2ad008afd4");
}

static void only_tracked_files_count(void **state)
{
	struct bench *bench = *state;

	repository_write(
		&bench->repository, ".gitignore", "*.local.yaml\n/.harness/tmp\n");
	repository_write(&bench->repository, ".harness/z.yaml", "z: 1\n");
	repository_write(&bench->repository, ".harness/new/m.yml", "m: 1\n");
	repository_write(&bench->repository, ".harness/my.local.yaml", "l: 1\n");
	repository_write(&bench->repository, ".harness/tmp/t.yaml", "t: 1\n");
	repository_write(&bench->repository, ".harness/notes.md", "words\n");
	repository_write(&bench->repository, "outside.yaml", "o: 1\n");
	repository_run(&bench->repository, "git init -q .harness/nested");
	repository_write(&bench->repository, ".harness/nested/n.yaml", "n: 1\n");
	assert_true(read_from(bench, "", NULL));
	assert_two_files(bench);
	assert_int_equal(bench->tree.untracked_count, 2);
	assert_string_equal(bench->tree.untracked[0], ".harness/new/m.yml");
	assert_string_equal(bench->tree.untracked[1], ".harness/z.yaml");
	assert_false(bench->tree.dirty);
	/* tracked all the same, although the name is ignored; added is tracked */
	repository_run(&bench->repository,
		"git add -f .harness/my.local.yaml && git add .harness/z.yaml");
	assert_true(read_from(bench, "", NULL));
	assert_int_equal(bench->tree.file_count, 4);
	assert_file(bench, ".harness/my.local.yaml", "l: 1\n");
	assert_file(bench, ".harness/z.yaml", "z: 1\n");
	assert_true(bench->tree.dirty);
}

static void a_file_gone_from_disk_is_gone(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository, "rm .harness/a.yaml");
	assert_true(read_from(bench, "", NULL));
	assert_int_equal(bench->tree.file_count, 1);
	assert_null(tree_find(&bench->tree, ".harness/a.yaml"));
	assert_true(bench->tree.dirty);
}

static void a_sparse_checkout_is_read_whole(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository,
		"git sparse-checkout set --no-cone '/*' '!/.harness/orgs/'");
	assert_int_not_equal(
		access(repository_path(&bench->repository, ".harness/orgs/b.yml"), F_OK),
		0);
	assert_true(read_from(bench, "", NULL));
	assert_two_files(bench);
	assert_false(bench->tree.dirty);
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
	struct bench *bench;

	set_up(&made);
	bench = made;
	repository_run(&bench->repository, "%s", row->command);
	assert_true(read_from(bench, "", NULL));
	assert_int_equal(bench->tree.dirty, row->dirty);
	tear_down(&made);
}

static void before_the_first_commit(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository, "git checkout -q --orphan new");
	assert_true(read_from(bench, "", NULL));
	assert_int_equal(bench->tree.file_count, 2);
	assert_string_equal(bench->tree.commit, "");
	assert_string_equal(bench->tree.tree_id, "");
	assert_false(read_from(bench, "", "HEAD"));
	assert_error(bench, ERROR_GIT, NULL);
	assert_non_null(strstr(bench->errs.items[0]->message, "none yet"));
}

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
	struct bench *bench;

	set_up(&made);
	bench = made;
	repository_run(&bench->repository,
		"%s && git add -A 2>/dev/null && git commit -q -m l", row->command);
	assert_int_equal(read_from(bench, "", row->rev), row->refused == NULL);
	if (row->refused != NULL)
		assert_error(bench, ERROR_PATH_ESCAPE, row->refused);
	assert_int_equal(bench->tree.file_count, row->left);
	assert_int_equal(bench->tree.untracked_count, 0);
	tear_down(&made);
}

static void a_file_swapped_for_a_link_is_refused(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository,
		"mv .harness/a.yaml a.yaml && ln -s ../a.yaml .harness/a.yaml");
	assert_false(read_from(bench, "", NULL));
	assert_error(bench, ERROR_PATH_ESCAPE, ".harness/a.yaml");
	assert_int_equal(bench->tree.file_count, 1);
	assert_true(bench->tree.dirty);
}

static void a_folder_swapped_for_a_link_is_refused_once(void **state)
{
	struct bench *bench = *state;

	repository_write(&bench->repository, ".harness/orgs/c.yaml", "c: 1\n");
	repository_write(&bench->repository, ".harness/orgs/d/e.yaml", "e: 1\n");
	repository_commit(&bench->repository);
	repository_run(
		&bench->repository, "mv .harness/orgs . && ln -s ../orgs .harness");
	assert_false(read_from(bench, "", NULL));
	assert_error(bench, ERROR_PATH_ESCAPE, ".harness/orgs");
	assert_int_equal(bench->tree.file_count, 1);
}

static void a_root_that_is_a_link_is_refused(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository, "git mv .harness h && ln -s h .harness && git "
					   "add -A && git commit -qm l");
	assert_false(read_from(bench, "", NULL));
	assert_error(bench, ERROR_PATH_ESCAPE, ".harness");
	assert_false(read_from(bench, "", "HEAD"));
	assert_error(bench, ERROR_PATH_ESCAPE, ".harness");
}

/* A commit made by hand, as a stranger can: names that lead elsewhere. */
static void hostile_names_in_a_commit_are_refused(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository,
		"entry() { perl -e 'print \"$ARGV[0]\\0\", pack(\"H*\", $ARGV[1])' "
		"\"$1\" $2 | git hash-object --literally -t tree -w --stdin; } && "
		"t=$(entry '100644 a.yaml' $(git rev-parse HEAD:.harness/a.yaml)) && "
		"t=$(entry '40000 ..' $t) && t=$(entry '40000 .harness' $t) && "
		"git tag hostile $(git commit-tree -m x $t)");
	assert_false(read_from(bench, "", "hostile"));
	assert_error(bench, ERROR_PATH_ESCAPE, ".harness/../a.yaml");
	assert_int_equal(bench->tree.file_count, 0);
}

static void large_files_are_left_out(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository,
		"head -c 4194304 /dev/zero | tr '\\0' '#' > .harness/most.yaml && "
		"(cat .harness/most.yaml && echo) > .harness/over.yaml");
	repository_commit(&bench->repository);
	for (size_t i = 0; i < 2; i++) {
		assert_false(read_from(bench, "", i == 0 ? NULL : "HEAD"));
		assert_error(bench, ERROR_LIMIT_EXCEEDED, ".harness/over.yaml");
		assert_int_equal(bench->tree.file_count, 3);
		assert_int_equal(
			tree_find(&bench->tree, ".harness/most.yaml")->source.bytes.len,
			LIMIT_FILE_BYTES);
	}
}

static void empty_files_are_files(void **state)
{
	struct bench *bench = *state;

	repository_write(&bench->repository, ".harness/e.yaml", "");
	repository_commit(&bench->repository);
	assert_true(read_from(bench, "", NULL));
	assert_file(bench, ".harness/e.yaml", "");
	assert_true(read_from(bench, "", "HEAD"));
	assert_file(bench, ".harness/e.yaml", "");
}

/* A folder on disk lists its files in the order of hashes or of creation. */
static void the_order_on_disk_does_not_matter(void **state)
{
	struct bench *bench = *state;
	struct tree other = { 0 };

	repository_run(&bench->repository,
		"for n in $(seq 400); do i=$((n * 263 %% 401)) && mkdir -p "
		".harness/$((i %% 7)) && echo \"n: $i\" > .harness/$((i %% 7))/$i.yaml; "
		"done");
	repository_commit(&bench->repository);
	assert_true(read_from(bench, "", NULL));
	assert_int_equal(bench->tree.file_count, 402);
	for (size_t i = 1; i < bench->tree.file_count; i++)
		assert_true(strcmp(bench->tree.files[i - 1].source.path,
				    bench->tree.files[i].source.path) < 0);
	assert_true(git_read_tree(bench->git, "HEAD", &other, &bench->errs));
	assert_int_equal(other.file_count, 402);
	for (size_t i = 0; i < other.file_count; i++) {
		const struct tree_file *a = &bench->tree.files[i], *b = &other.files[i];

		assert_string_equal(a->source.path, b->source.path);
		assert_string_equal(a->blob, b->blob);
		assert_string_equal(a->source.bytes.ptr, b->source.bytes.ptr);
	}
	tree_release(&other);
}

static void a_conflict_is_one_file(void **state)
{
	struct bench *bench = *state;

	repository_run(&bench->repository,
		"git checkout -q -b b && echo 'a: b' > .harness/a.yaml && git commit "
		"-qam b "
		"&& git checkout -q main && echo 'a: m' > .harness/a.yaml && git commit "
		"-qam m && ! git merge -q b >/dev/null 2>&1");
	assert_true(read_from(bench, "", NULL));
	assert_int_equal(bench->tree.file_count, 2);
	assert_true(bench->tree.dirty);
}

static const struct remote_row {
	const char *name, *url, *remote;
} remote_rows[] = {
	{ "https", "https://git.example.com/a/b.git", "https://git.example.com/a/b.git" },
	{ "with a token", "https://x-access-token:ghs_abc@git.example.com/a/b",
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
	struct bench *bench;

	set_up(&made);
	bench = made;
	repository_run(&bench->repository, "git remote add origin '%s'", row->url);
	assert_true(read_from(bench, "", NULL));
	assert_string_equal(bench->tree.remote, row->remote);
	tear_down(&made);
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
	struct bench *bench;
	const struct error *error;

	if (text_starts(row->command, "chown") && geteuid() != 0)
		skip();
	set_up(&made);
	bench = made;
	repository_run(&bench->repository, "%s", row->command);
	assert_null(git_open(
		repository_path(&bench->repository, row->dir), row->rev, &bench->errs));
	assert_error(bench, row->code, NULL);
	error = bench->errs.items[0];
	assert_true(strstr(error->message, row->words) != NULL ||
		    (error->fix != NULL && strstr(error->fix, row->words) != NULL));
	tear_down(&made);
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
	struct bench *bench;

	if (geteuid() != 0)
		skip();
	set_up(&made);
	bench = made;
	repository_run(&bench->repository,
		"git worktree add -q w && git clone -q --bare . bare.git && mkdir home "
		"&& "
		"GIT_CONFIG_GLOBAL=home/.gitconfig git config --global --add "
		"safe.directory \"%s\" && chown -R 12345 .",
		row->directory);
	setenv("HOME", repository_path(&bench->repository, "home"), 1);
	assert_true(read_from(bench, row->dir, NULL));
	assert_two_files(bench);
	tear_down(&made);
}

static void a_file_is_read_by_its_path(void **state)
{
	struct bench *bench = *state;
	bool tracked = false;
	struct buf bytes;

	repository_write(&bench->repository, "untracked.pem", "key\n");
	repository_run(&bench->repository, "ln -s /etc/passwd link && mkfifo pipe");
	assert_true(read_from(bench, "", NULL));
	buf_init(&bytes, 100);
	assert_true(git_read_file(
		bench->git, NULL, "untracked.pem", &bytes, &tracked, &bench->errs));
	assert_string_equal(buf_string(&bytes), "key\n");
	assert_false(tracked);
	assert_true(git_read_file(
		bench->git, NULL, "other.yaml", &bytes, &tracked, &bench->errs));
	assert_string_equal(buf_string(&bytes), "key\nnot in the tree\n");
	assert_true(tracked);
	assert_false(git_read_file(
		bench->git, "HEAD", "untracked.pem", &bytes, &tracked, &bench->errs));
	assert_false(tracked);
	assert_int_equal(bench->errs.count, 0);
	assert_false(
		git_read_file(bench->git, NULL, "link", &bytes, &tracked, &bench->errs));
	assert_int_equal(bench->errs.items[0]->code, ERROR_PATH_ESCAPE);
	assert_false(
		git_read_file(bench->git, NULL, "pipe", &bytes, &tracked, &bench->errs));
	assert_false(git_read_file(
		bench->git, NULL, ".git/config", &bytes, &tracked, &bench->errs));
	assert_int_equal(bench->errs.items[2]->code, ERROR_PATH_ESCAPE);
	assert_false(
		git_read_file(bench->git, NULL, "../x", &bytes, &tracked, &bench->errs));
	assert_false(git_read_file(
		bench->git, NULL, ".harness", &bytes, &tracked, &bench->errs));
	buf_release(&bytes);
	buf_init(&bytes, 100);
	assert_true(git_read_file(
		bench->git, "HEAD", "other.yaml", &bytes, &tracked, &bench->errs));
	assert_string_equal(buf_string(&bytes), "not in the tree\n");
	assert_true(tracked);
	buf_release(&bytes);
}

#define BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		BENCH(reads_the_work_tree),
		BENCH(reads_a_commit),
		BENCH(an_older_commit_is_as_it_was),
		BENCH(a_bare_repository_reads_its_head),
		BENCH(starts_from_any_folder_below),
		BENCH(the_nearest_tree_counts),
		BENCH(linked_work_trees_and_submodules_open),
		BENCH(bytes_are_those_on_disk),
		BENCH(only_tracked_files_count),
		BENCH(a_file_gone_from_disk_is_gone),
		BENCH(a_sparse_checkout_is_read_whole),
		BENCH(before_the_first_commit),
		BENCH(a_file_swapped_for_a_link_is_refused),
		BENCH(a_folder_swapped_for_a_link_is_refused_once),
		BENCH(a_root_that_is_a_link_is_refused),
		BENCH(hostile_names_in_a_commit_are_refused),
		BENCH(large_files_are_left_out),
		BENCH(empty_files_are_files),
		BENCH(the_order_on_disk_does_not_matter),
		BENCH(a_conflict_is_one_file),
		BENCH(a_file_is_read_by_its_path),
	};

	return TABLE_RUN(dirty_rows, dirty_is_what_git_says) +
	       TABLE_RUN(link_rows, links_are_refused) +
	       TABLE_RUN(remote_rows, the_remote_is_told_without_its_password) +
	       TABLE_RUN(open_rows, opening_says_what_is_wrong) +
	       TABLE_RUN(owner_rows, a_safe_directory_opens) +
	       cmocka_run_group_tests_name("git", tests, NULL, NULL);
}
