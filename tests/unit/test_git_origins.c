#include "providers/git.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/repository.h"
#include "tests/support/table.h"

/*
 *   A - B - M - U - E      main; each commit changes one line, M merges S
 *    \     /
 *     - S -                U touches nothing in the tree
 *
 * The file in E, line by line: what commit it came with. Line 6 is not committed.
 */
static struct repository repository;

static void make_history(void)
{
	repository_init(&repository);
	repository_run(&repository,
		"c() { git add -A && git commit -q -m \"$1, a change\" && git tag $1; } "
		"&& "
		"f=.harness/s/a.yaml && mkdir -p .harness/s && "
		"printf 'one\\ntwo\\nthree\\nfour\\nfive\\n' >$f && "
		"printf 'eins\\nzwei\\n' >.harness/old.yaml && c A && "
		"git checkout -q -b side && sed -i 's/five/cinque/' $f && c S && "
		"git checkout -q main && sed -i 's/one/uno/' $f && c B && "
		"git merge -q --no-ff -m 'M, a merge' side && git tag M && "
		"echo u >other && c U && "
		"sed -i '1i zero' $f && mkdir .harness/t && "
		"git mv .harness/old.yaml .harness/t/moved.yaml && c E && "
		"sed -i 's/four/4/' $f && sed -i 's/three/drei/' $f");
	repository_run(&repository, "git clone -q --bare --depth 2 --branch main "
				    "file://$PWD shallow.git 2>/dev/null");
}

static const struct row {
	const char *name;
	bool shallow;
	const char *bytes; /* of the file as it was read */
	size_t line;
	const char *commit; /* its letter; "": not committed; NULL: not known */
} rows[] = {
	{ "the newest line", false, "zero\nuno\ntwo\nthree\nfour\ncinque\n", 1, "E" },
	{ "a line that was changed before others came above it", false,
		"zero\nuno\ntwo\nthree\nfour\ncinque\n", 2, "B" },
	{ "a line as old as the file", false, "zero\nuno\ntwo\nthree\nfour\ncinque\n", 3,
		"A" },
	{ "a line that a merge brought is its author's", false,
		"zero\nuno\ntwo\nthree\nfour\ncinque\n", 6, "S" },
	{ "a line that is not committed yet", false,
		"zero\nuno\ntwo\ndrei\nfour\ncinque\n", 4, "" },
	{ "a line below one that is not", false,
		"new\nnew\nzero\nuno\ntwo\nthree\nfour\ncinque\n", 4, "B" },
	{ "line ends of another system are no change", false,
		"zero\r\nuno\r\ntwo\r\nthree\r\nfour\r\ncinque\r\n", 2, "B" },
	{ "a shallow clone knows what it holds", true,
		"zero\nuno\ntwo\nthree\nfour\ncinque\n", 1, "E" },
	{ "and does not guess what it lacks", true,
		"zero\nuno\ntwo\nthree\nfour\ncinque\n", 2, NULL },
};

static void check(struct git *git, const struct row *row, const char *path)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct git_revision revision;
	struct git_origin origin = {
		.path = path,
		.bytes = { row->bytes, strlen(row->bytes) },
		.line = row->line,
	};

	git_find_origins(git, git_resolve(git, "main", &arena, &errs), &origin, 1);
	assert_int_equal(origin.known, row->commit != NULL);
	if (row->commit == NULL || *row->commit == '\0') {
		assert_string_equal(origin.commit, "");
	} else {
		assert_true(git_describe(git, origin.commit, &arena, &revision, &errs));
		assert_int_equal(revision.summary[0], row->commit[0]);
	}
	error_release(&errs);
	arena_release(&arena);
}

static void a_line_came_with(void **state)
{
	const struct row *row = *state;
	struct error_list errs = { 0 };
	struct git *git =
		git_open(repository_path(&repository, row->shallow ? "shallow.git" : ""),
			NULL, &errs);

	assert_non_null(git);
	check(git, row, ".harness/s/a.yaml");
	git_close(git);
	error_release(&errs);
}

/* Made in A, moved in E. */
static const struct row moved_rows[] = {
	{ "a line of a file that was moved since", false, "eins\nzwei\n", 2, "A" },
	{ "one that was changed since it was moved", false, "eins\ndrei\n", 2, "" },
};

static void a_moved_line_came_with(void **state)
{
	struct error_list errs = { 0 };
	struct git *git = git_open(repository.path, NULL, &errs);

	check(git, *state, ".harness/t/moved.yaml");
	git_close(git);
	error_release(&errs);
}

static const struct row nowhere[] = {
	{ "a file that is not committed", false, "a\n", 1, "" },
};

static void a_new_file_came_with(void **state)
{
	struct error_list errs = { 0 };
	struct git *git = git_open(repository.path, NULL, &errs);

	check(git, *state, ".harness/s/new.yaml");
	git_close(git);
	error_release(&errs);
}

int main(void)
{
	int failed;

	make_history();
	failed = TABLE_RUN(rows, a_line_came_with) +
		 TABLE_RUN(moved_rows, a_moved_line_came_with) +
		 TABLE_RUN(nowhere, a_new_file_came_with);
	repository_remove(&repository);
	return failed;
}
