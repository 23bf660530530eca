#pragma once

#include <stdbool.h>

#include "model/error.h"

struct tree;

/*
 * The unsaved text of an editor: a document on stdin that counts as the one at a
 * path of the tree, whether a file stands there or not.
 */

/*
 * Read stdin into the tree as the document at `path`, which is as findings name it
 * (relative to the repository's root), relative to the working directory, or absolute.
 * `workdir` is the work tree's folder with a trailing slash, or NULL. Returns the path
 * from the repository's root, which lives as long as the tree; NULL with an error when it
 * cannot be a document of the tree or stdin cannot be read. A text over the ceiling
 * is a finding at its first character, and counts as empty.
 */
const char *buffer_read(struct tree *tree, const char *workdir, const char *path,
	struct error_list *errs);

/*
 * Leave the findings that stand in that file. Those that stand elsewhere and are
 * related to a place in it are turned: they stand there.
 */
void buffer_keep_findings(struct error_list *errs, const char *file);
