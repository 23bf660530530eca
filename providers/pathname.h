#pragma once

#include <stdbool.h>

struct arena;

/*
 * Paths of files as text: relative to some root (the repository's, mostly), '/'
 * between names. Nothing here looks at a disk.
 */

/* Whether no name in it is empty, ".", ".." or, in any case, ".git". */
bool pathname_is_plain(const char *path);

/*
 * `path` as it is meant in the folder `from` ("" or a plain path), without "." and
 * "..". NULL when it is empty, absolute, leads out of the root, or to the root.
 */
const char *pathname_resolve(struct arena *arena, const char *from, const char *path);

/* The folder that holds it: "" when that is the root. */
const char *pathname_folder(struct arena *arena, const char *path);

/* `folder`/`name`; the name alone where the folder is "". */
const char *pathname_join(struct arena *arena, const char *folder, const char *name);
