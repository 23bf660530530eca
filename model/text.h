#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A look into somebody's text. */
struct slice {
	const char *ptr;
	size_t len;
};

struct slice slice_of(const char *text);
bool slice_is(struct slice slice, const char *text);

/*
 * A builder with a ceiling: past it nothing is appended and `full` is set.
 * Zero is a valid empty one without room; say buf_init() first. `ptr` is NULL
 * while empty, otherwise NUL-terminated.
 */
struct buf {
	char *ptr;
	size_t len, room, ceiling;
	bool full;
};

void buf_init(struct buf *buf, size_t ceiling);
void buf_release(struct buf *buf);
void buf_put(struct buf *buf, const char *bytes, size_t size);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_format(struct buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The text built so far, never NULL; borrowed from the builder. */
const char *buf_string(const struct buf *buf);
/* Wipe (secrets) and release. */
void buf_wipe(struct buf *buf);

bool text_equal(const char *a, const char *b); /* NULL equals NULL alone */
bool text_starts(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
/* ASCII letters alone are folded, as the API's own collation does. */
bool text_equal_nocase(const char *a, const char *b);

/*
 * Bytes of well-formed UTF-8 at the start of `bytes`: equal to `size` when all
 * of it is. Overlong forms and surrogates are not well-formed.
 */
size_t text_utf8(const char *bytes, size_t size);

/* "a" or "an": what stands before the noun. */
const char *text_article(const char *noun);
/* Edits (insert, delete, replace, swap of neighbours) between two texts. */
size_t text_distance(const char *a, const char *b);
/* The candidate a person may have meant, or NULL: at most a third of it differs, or
 * where there is none such, one is short for the other (prod, Production). */
const char *text_nearest(const char *text, const char *const *candidates, size_t count);

/* Glob with '*' (any run, slashes too) and '?'; whole text. */
bool text_glob(const char *pattern, const char *text);

/* A stable 64-bit hash of bytes (FNV-1a): for tables of ours, not for trust. */
uint64_t text_hash(const char *bytes, size_t size);

/* A hash of bytes in this machine's order, many times faster: for what is long. */
uint64_t text_mix(const char *bytes, size_t size);

/* Overwrite with zeros in a way that the compiler keeps. */
void memory_wipe(void *memory, size_t size);
