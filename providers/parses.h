#pragma once

#include <stddef.h>

#include "model/error.h"
#include "model/source.h"
#include "model/text.h"

struct clock;

/*
 * What the parse of a file came to when it was last read, as bytes that only its
 * reader understands (reconcile/parsed.h): found again by git's id of the blob, the
 * path and the bytes themselves, so that what did not change is not parsed again. One
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
	const char *root; /* the tree's folder, which the path starts with */
	const char *blob; /* 40 hexadecimal digits; "": not known, and never kept */
	const struct source *source;
};
/* What was kept of that file; {NULL, 0} when nothing was. Good until the close. */
struct slice parses_find(struct parses *parses, const struct parses_file *file);
/* Keep `bytes` of that file. */
void parses_put(
	struct parses *parses, const struct parses_file *file, struct slice bytes);
