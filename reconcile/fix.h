#pragma once

#include <stddef.h>
#include <stdint.h>

#include "reconcile/load.h"

struct buf;

/* Bytes of a file that give way to others; `size` 0 inserts. */
struct splice {
	const struct source *source;
	uint32_t at, size;
	const char *text;
};

/*
 * What can be mended without asking: identifiers that documents leave out or empty (the
 * one in force; where it had to be generated and the scope has it already, with a suffix
 * `_1`, `_2`), and prefixes of references that findings of reference-scope name, or
 * that are the only one under which a closed tree has the target.
 * Sorted by file and place; all other bytes stay. They live in the arena.
 */
struct splice *fix_collect(struct arena *arena, const struct declared *declared,
	const struct error_list *findings, size_t *count);

/* The bytes of a file with its splices in: splices[0..count), all of one source. */
void fix_apply(struct buf *out, const struct splice *splices, size_t count);
