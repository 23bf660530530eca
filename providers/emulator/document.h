#pragma once

#include <stddef.h>

struct body_pool;
struct buf;
struct json_object;

/*
 * What the server reads out of a YAML body. The text itself is stored and echoed
 * byte for byte elsewhere; this is only for looking inside.
 */
struct document_fault {
	size_t line, column; /* from 1, 0 when unknown */
	const char *text;    /* static words */
};

/*
 * The first document as JSON nodes: plain null, truth values and integers get
 * their type, every other scalar is text; aliases are followed. NULL with *fault
 * filled when it is no YAML, is empty, nests past LIMIT_DEPTH, comes to more than
 * LIMIT_NODES nodes, or has a key that is no scalar.
 */
struct json_object *document_read(struct body_pool *pool, const char *text, size_t size,
	struct document_fault *fault);

/* A scalar in a form that reads back as this very text. */
void document_scalar(struct buf *out, const char *text);
