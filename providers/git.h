#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/text.h"
#include "providers/tree.h"

struct buf;

/*
 * A repository, opened once a command. Every `rev` is a revision as git takes it
 * (HEAD~2, a branch, a tag, a hash); NULL means the work tree, and in a bare
 * repository HEAD. Nothing is written, no hook, filter or other program is run.
 */
struct git;

/*
 * Open the repository at or above `dir` (a work tree, linked ones and submodules
 * too, or a bare one) and settle where the tree is: the nearest `.harness` at or
 * above `dir` inside the work tree; in a bare repository or with `rev` the
 * `.harness` of the commit, nearest likewise. `dir` may lie within it, or be it.
 * NULL with an error that says where it looked and what to do: no repository, one
 * that belongs to somebody else (git's safe.directory), no tree, no commit yet, no
 * such revision.
 */
struct git *git_open(const char *dir, const char *rev, struct error_list *errs);
/*
 * The same for who writes documents: it takes a work tree, and where that has no
 * `.harness` yet, the tree is an empty one in `dir`; the folder is not made.
 */
struct git *git_open_to_write(const char *dir, struct error_list *errs);
void git_close(struct git *git); /* NULL safe */

/*
 * Read the tree: with `rev` from the object database alone, else the tracked
 * files of the work tree (their bytes as they are on disk now; those that a sparse
 * checkout leaves out, as git has them). Left out with a finding: documents, and
 * folders, that are symbolic links or lie behind one, submodules, paths that leave
 * the tree (`path-escape`), files over LIMIT_FILE_BYTES (`limit-exceeded`). A
 * tracked file that is gone from disk is gone. False with `tree->listed` means that
 * the rest of the tree is there, so that what else is wrong can be said too. A commit
 * without the folder gives an empty tree. The order of files on disk makes no difference.
 * Files are hashed only where the index does not prove them unchanged; where it does,
 * they are not even read until source_bytes() asks for them (git_store.h): neither
 * repository nor tree may be closed or moved before.
 */
bool git_read_tree(
	struct git *git, const char *rev, struct tree *tree, struct error_list *errs);

/* Read documents that git neither tracks nor ignores into the tree, as if it tracked
 * them: for whoever must not write over them. */
bool git_read_untracked(struct git *git, struct tree *tree, struct error_list *errs);

/*
 * git_read_tree() of a commit beside one that was read before: documents whose
 * bytes git knows to be those of `like` at the same path share them and are not
 * read again. `like` must outlive `tree`.
 */
bool git_read_beside(struct git *git, const char *rev, const struct tree *like,
	struct tree *tree, struct error_list *errs);

/*
 * Append the bytes of a file by its path from the repository's root, as the tree
 * was read (work tree or commit): for `!file`. Absence is false without an error;
 * links, folders and files over the ceiling of `bytes` are errors. `tracked` tells
 * whether git tracks it.
 */
bool git_read_file(struct git *git, const char *rev, const char *path, struct buf *bytes,
	bool *tracked, struct error_list *errs);
/* Whether git tracks a file of that path; whether a symbolic link stands there, or
 * (in the work tree) on the way. */
bool git_tracks(struct git *git, const char *rev, const char *path);
bool git_is_link(struct git *git, const char *rev, const char *path);

/* Where the repository itself lies: absolute, one for all its linked work trees. */
const char *git_home(const struct git *git);
/* The work tree: absolute, with a trailing slash; NULL in a bare repository. */
const char *git_workdir(const struct git *git);

/* The full hash of the commit that a revision names, or NULL with an error. */
const char *git_resolve(
	struct git *git, const char *rev, struct arena *arena, struct error_list *errs);

/* History. Commits are full hashes from here on. */

/* The commit's history was cut off when it was cloned. */
bool git_is_shallow(const struct git *git);
bool git_has_commit(const struct git *git, const char *commit);

enum git_answer {
	GIT_NO,
	GIT_YES,
	GIT_UNKNOWN, /* commits that would tell are not in this repository */
};

/* Whether `ancestor` is `commit` or one that it descends from. */
enum git_answer git_is_ancestor(
	const struct git *git, const char *ancestor, const char *commit);

struct git_line {
	const char **commits; /* newest first */
	size_t count;
};
/*
 * The first parents of `to`, down to `from` and with it (GIT_YES), or to the first
 * commit of all when `from` is not among them (GIT_NO), or to where the history
 * is cut off (GIT_UNKNOWN). `to` itself is left out: the line is empty when it
 * is `from`.
 */
enum git_answer git_first_parents(const struct git *git, const char *from, const char *to,
	struct arena *arena, struct git_line *line);

/* A document below the root that differs between two commits. */
struct git_change {
	const char *path;
	char before[41], after[41]; /* blobs; "" where it is not there or no file */
};
/* Sorted by path; false with an error when a commit is not there. */
bool git_changes(const struct git *git, const char *from, const char *to,
	struct arena *arena, struct git_change **changes, size_t *count,
	struct error_list *errs);
/* Append the bytes of a blob; `path` is for the words of an error. */
bool git_read_blob(const struct git *git, const char *blob, const char *path,
	struct buf *bytes, struct error_list *errs);

/* A commit as people know it. UTF-8, one line each, from foreign hands. */
struct git_revision {
	const char *summary, *author;
	int64_t time; /* of the commit, in seconds since 1970 */
};
bool git_describe(const struct git *git, const char *commit, struct arena *arena,
	struct git_revision *revision, struct error_list *errs);

/* A line of a file, and the commit that it came with. */
struct git_origin {
	const char *path;   /* from the repository's root */
	struct slice bytes; /* the file as it was read */
	size_t line;        /* from 1 */

	/* filled in */
	bool known;
	char commit[41]; /* known, and "": nobody has committed the line yet */
};
/*
 * Trace lines back from `commit`, as git blame does, through merges too, and through
 * renames that changed nothing else of the file below the root. Where the history is cut
 * off before a line is found, it stays unknown. Costs a look at each commit passed, and
 * at the file in those few that changed something in the tree's folder. Origins come
 * zeroed.
 */
void git_find_origins(const struct git *git, const char *commit,
	struct git_origin *origins, size_t count);
