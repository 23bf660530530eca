#pragma once

#include <stddef.h>
#include <stdint.h>

#include "model/error.h"
#include "model/source.h"
#include "model/text.h"

struct clock;

/*
 * What the parse of a file came to when it was last read, as bytes that only its
 * reader understands (reconcile/parsed.h): found again by git's id of the blob, the
 * path and a hash of the bytes themselves, so that what did not change is not parsed
 * again; and where the file's stamp is what it was then, not even read. One
 * part of the cache's file (cache_file.h), good for the very program that wrote it;
 * at most PARSES_BYTES. NULL stands for no cache everywhere.
 */
struct parses;

/* All that is kept; of that, what other trees, or earlier commits, left behind. */
#define PARSES_BYTES ((size_t)128 << 20)
#define PARSES_IDLE_BYTES ((size_t)16 << 20)

/* NULL where there is no home. Borrows the clock. */
struct parses *parses_open(
	const char *path, struct clock *clock, struct error_list *errs);
/* Store what was put, if anything was. */
void parses_close(struct parses *parses, struct error_list *errs);

/* A file whose parse may be kept. */
struct parses_file {
	const char *root;            /* the tree's folder, which the path starts with */
	const struct source *source; /* without a known blob it is never kept */
};
/* What was kept of that file, whose hash is known; {NULL, 0} when nothing was. Good
 * until the close. */
struct slice parses_find(struct parses *parses, const struct parses_file *file);
/* The same by its stamp alone, and the hash that its bytes had; 0 when nothing was. */
struct slice parses_find_unread(
	struct parses *parses, const struct parses_file *file, uint64_t *hash);
/* Keep `bytes` of that file, whose hash is known. */
void parses_put(
	struct parses *parses, const struct parses_file *file, struct slice bytes);
