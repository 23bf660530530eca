#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/source.h"

/* A file of a tree: where it stands and what is in it. */
struct tree_file {
	struct source source; /* path from the repository's root: ".harness/rein.yaml" */
};

/*
 * The `.harness` folder as it is in the work tree (files that git tracks) or at a
 * commit, sorted by path. Bytes live as long as the tree; source_bytes() gives them, as
 * they were when the tree was read.
 */
struct tree {
	struct arena arena;
	const char *root; /* the tree's folder from the repository's root: ".harness" */
	const char *workdir; /* absolute, with a trailing slash; NULL when read from a
				commit */
	struct source_store *store; /* of files that were not read yet; or NULL */
	struct tree_file *files;    /* *.yaml and *.yml alone */
	size_t file_count;
	const char *const *refused; /* documents left out, each with a finding */
	size_t refused_count;
	const char *const *untracked; /* documents that git neither tracks nor ignores */
	size_t untracked_count;
	char commit[41]; /* HEAD, or the revision asked for; "" before the first commit */
	char tree_id[41]; /* git's tree id of the folder at that commit; "" when unknown
			   */
	bool listed; /* its files are known: what could not be read of them is refused */
	bool dirty;  /* a tracked file below the root differs from HEAD, in the index or
			on disk; untracked files are not read, so they do not count */
	const char *remote; /* url of the remote `origin` as configured, without user
			       and password; or NULL */
};

/*
 * `folder`/.harness as a tree, without git: for tests. Paths are relative to
 * `folder`. Links to documents are `path-escape`, other links are passed over.
 * False when something could not be read.
 */
bool tree_read_folder(struct tree *tree, const char *folder, struct error_list *errs);
void tree_release(struct tree *tree);
/* False with an error when a file was written to after the tree was read, and its bytes
 * of then were asked for and could not be had. */
bool tree_is_whole(const struct tree *tree, struct error_list *errs);
/* The file of that path, or NULL. */
const struct tree_file *tree_find(const struct tree *tree, const char *path);

/* Let these bytes stand at `path`, whatever does; both live as long as the tree. */
void tree_put(struct tree *tree, const char *path, struct slice bytes);

/* For those who fill one: what counts as a document by its name; append a file
 * (`path` and `bytes` in the tree's arena, `room` zero at first); sort at the end. */
bool tree_is_document(const char *path);
struct tree_file *tree_add(
	struct tree *tree, size_t *room, const char *path, struct slice bytes);
/* The same of a file that another tree has, which must outlive this one. */
void tree_add_source(struct tree *tree, size_t *room, const struct source *source);
void tree_sort(struct tree *tree);
