#pragma once

#include <stddef.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/value.h"

struct buf;

/* What is wrong with a JSON text, and where. */
struct json_fault {
	enum error_code code; /* ERROR_JSON_SYNTAX, ERROR_LIMIT_EXCEEDED for the depth */
	size_t at;            /* bytes from its start */
	const char *reason;   /* lives in the arena */
};

/*
 * One JSON text (RFC 8259), all of it, as a value in the arena, which holds copies of
 * all that was read. Numbers keep their spelling, of whatever size; keys keep their
 * order; of equal keys the last one's value counts, at the place of the first; half a
 * pair of surrogates is U+FFFD. NULL, and *fault (which may be NULL) is set, when it is
 * not well-formed or not UTF-8, deeper than LIMIT_DEPTH, or has a NUL in a text. Time
 * and memory are in proportion to `size`, which is below 4 GiB.
 */
const struct value *json_read(
	struct arena *arena, const char *bytes, size_t size, struct json_fault *fault);
/*
 * The same for what people hand us: each node carries its offset (27 bits), equal keys
 * all stay, and half a pair of surrogates is a fault.
 */
const struct value *json_read_placed(
	struct arena *arena, const char *bytes, size_t size, struct json_fault *fault);

/*
 * Write a value as JSON on one line without spaces, keys in their order, '/' not
 * escaped, a bool as true or false; a number that JSON spells otherwise (0x1f,
 * .5) as text, so that it keeps its spelling. Secrets (!env, !file) must have been
 * resolved: they are written as "(secret)".
 */
void json_write(struct buf *out, const struct value *value);
void json_write_text(struct buf *out, const char *text); /* one quoted text */
