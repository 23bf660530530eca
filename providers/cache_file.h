#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/text.h"
#include "providers/seal.h"

struct clock;

/*
 * The file of what may be forgotten: parts, each with a title, its bytes and a seal
 * of both, so that what is damaged, cut off or not ours is known for it. (Who can write
 * it is this user, and may do worse: a seal guards against damage alone.) It is replaced
 * in one piece, under a lock, with mode 0600, and may be deleted at any time. Nothing
 * about it is ever more than a warning.
 */
struct cache_file {
	struct arena arena;
	struct clock *clock;
	const char *path;
	const char *folder; /* to be made; NULL when the path was given */
};

enum cache_part { CACHE_BODIES_PART, CACHE_PARSES_PART };

/* `path` (NULL: `cache` in cache_folder()). False where there is no home. Borrows the
 * clock. No file is opened yet. */
bool cache_file_init(struct cache_file *file, const char *path, struct clock *clock);
void cache_file_release(struct cache_file *file);

/* The bytes of a part, to be freed; NULL when it is not there, or, with a warning, not
 * to be had. More than `most` count as damage. */
char *cache_file_read(const struct cache_file *file, enum cache_part part, size_t most,
	size_t *size, struct error_list *errs);

/* A part being written. */
struct cache_writer {
	int descriptor;
	struct buf buffer;
	struct seal seal; /* of the part so far */
	bool failed;
};

void cache_write(struct cache_writer *writer, const char *bytes, size_t size);

/*
 * Write a part anew, the others as they are: `merge` gets its bytes as they are in the
 * file by now, and writes those that are to be there. With a warning when it cannot be.
 */
struct cache_merge {
	void (*merge)(void *owner, struct slice old, struct cache_writer *writer);
	void *owner;
	size_t most; /* bytes of the old part that are read */
};
void cache_file_replace(const struct cache_file *file, enum cache_part part,
	const struct cache_merge *merge, struct error_list *errs);
