#include "providers/git.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "tests/support/repository.h"
#include "tests/support/table.h"

/*
 * One history for all rows, each commit tagged with its letter:
 *
 *   A - B - C - M - E      main; M merges D, whose parent is B
 *        \     /
 *         - D -            S: a side branch from B, never merged; O: an orphan
 */
static struct repository repository;

static void make_history(void)
{
	repository_init(&repository);
	repository_run(&repository,
		"c() { git add -A && git commit -q --allow-empty -m \"$1, a change\" && "
		"git tag $1; } && d=.harness && mkdir -p $d/x && "
		"echo a >$d/a.yaml && echo a >$d/readme.md && echo o >o.yaml && c A && "
		"echo b >$d/x/b.yml && echo b >$d/readme.md && c B && "
		"git checkout -q -b side && echo d >$d/d.yaml && c D && "
		"git checkout -q -b lost B && c S && "
		"git checkout -q main && git rm -q $d/a.yaml && c C && "
		"git merge -q --no-ff -m 'M, a merge' D && git tag M && "
		"echo e >$d/d.yaml && ln -s /etc $d/x/b && rm $d/x/b.yml && "
		"ln -s /etc/passwd $d/x/b.yml && echo o2 >o.yaml && c E && "
		"git checkout -q --orphan o && git rm -rqf . && c O && "
		"git checkout -q main");
	repository_run(&repository, "git clone -q --bare --depth 2 --branch main "
				    "file://$PWD shallow.git 2>/dev/null");
}

struct history {
	struct git *git, *whole;
	struct arena arena;
	struct error_list errs;
};

/* The whole repository, or its shallow clone; ids are told by the whole one. */
static void open_history(struct history *history, bool shallow)
{
	*history = (struct history){ 0 };
	history->whole = git_open(repository.path, NULL, &history->errs);
	assert_non_null(history->whole);
	history->git =
		git_open(repository_path(&repository, shallow ? "shallow.git" : ""), NULL,
			&history->errs);
	assert_non_null(history->git);
}

static void close_history(struct history *history)
{
	git_close(history->git);
	git_close(history->whole);
	arena_release(&history->arena);
	error_release(&history->errs);
}

static const char *id_of(struct history *history, const char *letter)
{
	char tag[32];
	const char *id;

	if (*letter == '?')
		return "0123456789012345678901234567890123456789";
	(void)snprintf(tag, sizeof(tag), "refs/tags/%.1s", letter);
	id = git_resolve(history->whole, tag, &history->arena, &history->errs);
	assert_non_null(id);
	return id;
}

/* Shallow: E, M and M's parents C and D at most are there. */
static const struct ancestor_row {
	const char *name, *ancestor, *commit;
	bool shallow;
	enum git_answer answer;
} ancestor_rows[] = {
	{ "itself", "E", "E", false, GIT_YES },
	{ "the parent", "A", "B", false, GIT_YES },
	{ "far back", "A", "E", false, GIT_YES },
	{ "by the second parent", "D", "E", false, GIT_YES },
	{ "the other way round", "E", "A", false, GIT_NO },
	{ "on a side branch", "S", "E", false, GIT_NO },
	{ "without anything in common", "O", "E", false, GIT_NO },
	{ "a commit that is not there", "?", "E", false, GIT_UNKNOWN },
	{ "shallow: itself", "E", "E", true, GIT_YES },
	{ "shallow: the parent", "M", "E", true, GIT_YES },
	{ "shallow: cut off", "A", "E", true, GIT_UNKNOWN },
	{ "shallow: the other way round", "E", "M", true, GIT_UNKNOWN },
};

static void ancestor_is_told(void **state)
{
	const struct ancestor_row *row = *state;
	struct history history;

	open_history(&history, row->shallow);
	assert_int_equal(git_is_shallow(history.git), row->shallow);
	assert_int_equal(git_is_ancestor(history.git, id_of(&history, row->ancestor),
				 id_of(&history, row->commit)),
		row->answer);
	close_history(&history);
}

static const struct line_row {
	const char *name, *from, *to, *line;
	bool shallow;
	enum git_answer answer;
} line_rows[] = {
	{ "itself", "E", "E", "", false, GIT_YES },
	{ "to the parent", "M", "E", "M", false, GIT_YES },
	{ "past a merge", "A", "E", "MCBA", false, GIT_YES },
	{ "a second parent is not on it", "D", "E", "MCBA", false, GIT_NO },
	{ "another branch is not on it", "S", "C", "BA", false, GIT_NO },
	{ "from the first commit", "E", "A", "", false, GIT_NO },
	{ "shallow: as far as it goes", "M", "E", "M", true, GIT_YES },
	{ "shallow: cut off", "A", "E", "M", true, GIT_UNKNOWN },
	{ "shallow: not there at all", "A", "A", "", true, GIT_YES },
	{ "to what is not there", "A", "?", "", false, GIT_UNKNOWN },
};

static void line_is_walked(void **state)
{
	const struct line_row *row = *state;
	struct history history;
	struct git_line line;

	open_history(&history, row->shallow);
	assert_int_equal(git_first_parents(history.git, id_of(&history, row->from),
				 id_of(&history, row->to), &history.arena, &line),
		row->answer);
	assert_int_equal(line.count, strlen(row->line));
	for (size_t i = 0; i < line.count; i++)
		assert_string_equal(line.commits[i], id_of(&history, row->line + i));
	close_history(&history);
}

/* Changes as "path:before>after", a file's bytes named by what was written. */
static const struct change_row {
	const char *name, *from, *to;
	const char *changes;
} change_rows[] = {
	{ "none", "B", "B", "" },
	{ "one added; what is no document does not count", "A", "B",
		".harness/x/b.yml:>b " },
	{ "one deleted", "B", "C", ".harness/a.yaml:a> " },
	{ "backwards", "C", "B", ".harness/a.yaml:>a " },
	{ "across a merge", "B", "M", ".harness/a.yaml:a> .harness/d.yaml:>d " },
	{ "a link is no file", "M", "E", ".harness/d.yaml:d>e .harness/x/b.yml:b> " },
	{ "from a commit without a tree", "O", "A", ".harness/a.yaml:>a " },
	{ "to a commit without a tree", "A", "O", ".harness/a.yaml:a> " },
};

static void put_blob(struct history *history, struct buf *out, const char *blob)
{
	struct buf bytes;

	buf_init(&bytes, LIMIT_FILE_BYTES);
	if (*blob != '\0')
		assert_true(
			git_read_blob(history->git, blob, "x", &bytes, &history->errs));
	buf_put(out, bytes.ptr, bytes.len > 0 ? bytes.len - 1 : 0); /* no line end */
	buf_release(&bytes);
}

static void changes_are_listed(void **state)
{
	const struct change_row *row = *state;
	struct history history;
	struct git_change *changes;
	size_t count;
	struct buf text;

	open_history(&history, false);
	buf_init(&text, 1000);
	assert_true(git_changes(history.git, id_of(&history, row->from),
		id_of(&history, row->to), &history.arena, &changes, &count,
		&history.errs));
	for (size_t i = 0; i < count; i++) {
		buf_format(&text, "%s:", changes[i].path);
		put_blob(&history, &text, changes[i].before);
		buf_char(&text, '>');
		put_blob(&history, &text, changes[i].after);
		buf_char(&text, ' ');
	}
	assert_string_equal(buf_string(&text), row->changes);
	buf_release(&text);
	close_history(&history);
}

static void changes_of_a_commit_not_there_are_an_error(void **state)
{
	struct history history;
	struct git_change *changes;
	size_t count;

	(void)state;
	open_history(&history, true);
	assert_true(git_has_commit(history.git, id_of(&history, "E")));
	assert_false(git_has_commit(history.git, id_of(&history, "A")));
	assert_false(git_changes(history.git, id_of(&history, "A"), id_of(&history, "E"),
		&history.arena, &changes, &count, &history.errs));
	assert_int_equal(history.errs.count, 1);
	close_history(&history);
}

static void a_tree_beside_another_shares_its_bytes(void **state)
{
	struct history history;
	struct tree now, base;

	(void)state;
	open_history(&history, false);
	assert_true(git_read_tree(history.git, "B", &now, &history.errs));
	assert_true(git_read_beside(history.git, "D", &now, &base, &history.errs));
	assert_int_equal(base.file_count, 3);
	assert_string_equal(base.commit, id_of(&history, "D"));
	assert_ptr_equal(tree_find(&base, ".harness/a.yaml")->source.bytes.ptr,
		tree_find(&now, ".harness/a.yaml")->source.bytes.ptr);
	assert_string_equal(tree_find(&base, ".harness/d.yaml")->source.bytes.ptr, "d\n");
	tree_release(&base);
	/* what differs is read */
	assert_true(git_read_tree(history.git, "D", &base, &history.errs));
	tree_release(&now);
	assert_true(git_read_beside(history.git, "M", &base, &now, &history.errs));
	assert_int_equal(now.file_count, 2);
	assert_ptr_equal(tree_find(&now, ".harness/d.yaml")->source.bytes.ptr,
		tree_find(&base, ".harness/d.yaml")->source.bytes.ptr);
	tree_release(&now);
	/* a commit from before there was a tree */
	assert_true(git_read_beside(history.git, "O", &base, &now, &history.errs));
	assert_int_equal(now.file_count, 0);
	assert_string_equal(now.tree_id, "");
	tree_release(&now);
	tree_release(&base);
	close_history(&history);
}

static void a_commit_is_described(void **state)
{
	struct history history;
	struct git_revision revision;

	(void)state;
	repository_run(&repository,
		"git tag L $(git cat-file commit B | perl -pe 's/^B, a/caf\\351/' | "
		"git hash-object -t commit -w --stdin)");
	open_history(&history, false);
	assert_true(git_describe(history.git, id_of(&history, "B"), &history.arena,
		&revision, &history.errs));
	assert_string_equal(revision.summary, "B, a change");
	assert_string_equal(revision.author, "Ada");
	assert_int_equal(revision.time, 1767323045);
	assert_true(git_describe(history.git, id_of(&history, "L"), &history.arena,
		&revision, &history.errs));
	assert_string_equal(revision.summary, "caf? change");
	assert_false(git_describe(history.git, id_of(&history, "?"), &history.arena,
		&revision, &history.errs));
	assert_int_equal(history.errs.count, 1);
	close_history(&history);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_of_a_commit_not_there_are_an_error),
		cmocka_unit_test(a_tree_beside_another_shares_its_bytes),
		cmocka_unit_test(a_commit_is_described),
	};
	int failed;

	make_history();
	failed = TABLE_RUN(ancestor_rows, ancestor_is_told) +
		 TABLE_RUN(line_rows, line_is_walked) +
		 TABLE_RUN(change_rows, changes_are_listed) +
		 cmocka_run_group_tests_name("git history", tests, NULL, NULL);
	repository_remove(&repository);
	return failed;
}
