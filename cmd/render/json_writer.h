#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/text.h"

/*
 * JSON with two spaces of indent, written as it comes: commas and line ends are
 * the writer's. `key` is the member's name inside a map, NULL inside a list and
 * for the outermost value.
 */
struct json_writer {
	struct buf out;
	size_t depth;
	bool begun; /* the open map or list has something in it */
};

void json_begin(struct json_writer *writer);
/*
 * Append what was written and release the writer. Characters that a terminal
 * obeys or hides are written as \uXXXX: the same text to a program, inert to people.
 */
void json_end(struct json_writer *writer, struct buf *out);

void json_open(struct json_writer *writer, const char *key, char bracket); /* { or [ */
void json_close(struct json_writer *writer, char bracket);                 /* } or ] */
/* A text; NULL is null. */
void json_text(struct json_writer *writer, const char *key, const char *text);
void json_number(struct json_writer *writer, const char *key, size_t number);
void json_bool(struct json_writer *writer, const char *key, bool on);
/* The place for a value that the caller writes to `out` itself. */
void json_member(struct json_writer *writer, const char *key);
