#pragma once

#include <stdint.h>
#include <sys/stat.h>

#include "model/source.h"

struct git;
struct tree;

/*
 * The bytes of files that the index proved unchanged when the tree was read, which
 * most of the time nobody needs again: their parse is kept, their text is proved. They
 * are read when they are asked for, and are those of the time when the tree was read or
 * none: from disk as long as the file's stamp is the same; a file that was written to
 * since, or is gone, is had from git's object database instead, if the blob's bytes are
 * what the source's hash says (filters may have made others of it). Where neither can
 * be, `lost` says so, and tree_is_whole() tells the user.
 */

/* One for the files of `tree`, in its arena. Borrows both, which stay where they are. */
struct source_store *git_store_open(struct git *git, struct tree *tree);

/* Of a file in that state. It holds device, inode, size and both times: what a write
 * changes, and what no user can set back. */
uint64_t git_store_stamp(const struct stat *status);
