#pragma once

#include <stdint.h>

#include "model/error.h"
#include "model/text.h"

struct arena;
struct source;

/* Where bytes are that nobody has asked for yet. */
struct source_store {
	/* The bytes of one of its sources: in `arena`, or, for NULL, kept for as long as
	 * the store is there. Zeros, and `lost` is set, where they are gone. */
	struct slice (*read)(struct source_store *store, const struct source *source,
		struct arena *arena);
	const char *lost; /* the path of such a source; NULL: there was none */
};

/*
 * A file of the tree: its path relative to the repository's root and its bytes, for
 * source_bytes() where it may be in a store. Offsets of values count from the first
 * byte of the file, in every document.
 */
struct source {
	const char *path;
	struct slice bytes;         /* of one in a store the length alone */
	struct source_store *store; /* NULL: the bytes are here */
	char blob[41];  /* git's id of the bytes (less what filters make of them), in hex;
			   "": not known */
	uint64_t hash;  /* text_mix() of the bytes; 0: not known */
	uint64_t stamp; /* what is the same as long as nobody wrote to the file: a hash of
			   all that the file system says of it; 0: proves nothing */
};

/* The bytes, which stay as long as the source does. */
struct slice source_bytes(const struct source *source);
/* The same for a look: read into the arena if they are nowhere. */
struct slice source_read(const struct source *source, struct arena *arena);

/* Whether two have the same bytes: two of one file in one store are not read. */
bool source_same(const struct source *a, const struct source *b);

/* Line and column (in characters, from 1) of a byte. A BOM takes no column. */
struct place source_place(const struct source *source, uint32_t offset);
/* The line that holds a byte, without its line end. */
struct slice source_line(const struct source *source, uint32_t offset);

/* An error at a byte of a source: place and excerpt filled in. */
struct error *source_error(struct error_list *errs, enum error_code code,
	const struct source *source, uint32_t offset, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
struct error *source_error_as(struct error_list *errs, enum error_code code,
	enum severity severity, const struct source *source, uint32_t offset,
	const char *format, ...) __attribute__((format(printf, 6, 7)));
