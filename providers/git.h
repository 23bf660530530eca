#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/error.h"
#include "providers/tree.h"

struct buf;

/* A repository, opened once a command; libgit2 is started by the first open. */
struct git;

/*
 * Open the repository at or above `dir` (a work tree or a bare one) and settle
 * where the tree is: the nearest `.harness` at or above `dir` inside the work
 * tree; in a bare repository (or with `rev`) the `.harness` of the commit, nearest
 * likewise. NULL with an error when there is no repository or no tree.
 */
struct git *git_open(const char *dir, const char *rev, struct error_list *errs);
void git_close(struct git *git); /* NULL safe */

/*
 * Read the tree: with `rev` from the object database alone, else the tracked
 * files of the work tree (their bytes as they are on disk now). Symbolic links,
 * submodules and paths that leave the tree are `path-escape`, files over
 * LIMIT_FILE_BYTES `limit-exceeded`; a tracked file that is gone from disk is gone.
 */
bool git_read_tree(
	struct git *git, const char *rev, struct tree *tree, struct error_list *errs);

/*
 * The bytes of a file by its path from the repository's root, as the tree was
 * read (work tree or commit): for `!file`. Absence is false without an error.
 * `tracked` tells whether git tracks it. Never follows a link.
 */
bool git_read_file(struct git *git, const char *rev, const char *path, struct buf *bytes,
	bool *tracked, struct error_list *errs);

/* The full hash of a revision, or NULL with an error. */
const char *git_resolve(
	struct git *git, const char *rev, struct arena *arena, struct error_list *errs);
