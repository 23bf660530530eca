#pragma once

#include <stdint.h>

#include "model/error.h"
#include "model/text.h"

struct value;

/*
 * A file of the tree: its path relative to the repository's root and its bytes.
 * Offsets of values count from the first byte of the file, in every document.
 */
struct source {
	const char *path;
	struct slice bytes;
};

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
