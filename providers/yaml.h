#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/source.h"
#include "model/value.h"

struct buf;

/* One document of a file. A document of comments alone is none. */
struct yaml_document {
	const struct value *root;
	uint32_t start, size; /* its bytes in the source: from after a `---` line (with it
				 when more than a comment stands on it) or the start
				 of the file, without a BOM, to before the next `---`
				 or `...` or the end */
};

/*
 * Read every document of a source into the arena. Aliases share their anchor's
 * nodes; merge keys (<<) are resolved. Offsets of nodes are bytes of the source.
 * Faults, each with its place: yaml-syntax (also bytes that are not UTF-8, NUL,
 * control characters, tags other than !env, !file and the core schema's, !env and
 * !file on anything but a plain or quoted scalar, keys that are no text), duplicate-key
 * (the later key, `related` the earlier), limit-exceeded (LIMIT_FILE_BYTES, LIMIT_DEPTH,
 * LIMIT_NODES). A BOM and CRLF are accepted. Documents before a syntax fault are kept.
 */
bool yaml_read(struct arena *arena, const struct source *source,
	struct yaml_document **documents, size_t *count, struct error_list *errs);

/*
 * One document from `size` bytes at `start` of a source that was read without
 * fault before, or from the API: NULL when it is not well-formed (no error is
 * added: `errs` may be NULL).
 */
const struct value *yaml_read_one(
	struct arena *arena, const struct source *source, uint32_t start, uint32_t size);

/* Write a value as stable block YAML (two spaces, keys in order) under `root`. */
void yaml_write(struct buf *out, const char *root, const struct value *value);

/*
 * Parts of what yaml_write() writes, for splices. The first line is not indented,
 * further ones are below `indent` columns; each part ends with a line end.
 */
void yaml_write_entry(
	struct buf *out, const char *key, const struct value *value, size_t indent);
void yaml_write_item(struct buf *out, const struct value *value, size_t indent);
/* What stands behind the ':' of a key, or behind a '-': with the blank before it. */
void yaml_write_below(struct buf *out, const struct value *value, size_t indent);
/* The same in one line, without a line end: maps and lists in brackets. */
void yaml_write_flow(struct buf *out, const struct value *value);

/* How a person has quoted a scalar. */
enum yaml_quotes { YAML_QUOTES_NONE, YAML_QUOTES_SINGLE, YAML_QUOTES_DOUBLE };
/* A text in those quotes, as far as it reads back so; in one line. */
void yaml_write_quoted(struct buf *out, const char *text, enum yaml_quotes quotes);
/* A text as a literal block whose lines are indented by `indent`, from the '|' on to
 * the last line end. False where it cannot stand so. */
bool yaml_write_literal(struct buf *out, const char *text, size_t indent);

/* How `text` stands as a scalar in YAML: plain where that reads back as the same
 * text, double-quoted otherwise. For splices. */
void yaml_write_scalar(struct buf *out, const char *text);
