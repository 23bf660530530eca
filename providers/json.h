#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/value.h"

struct buf;

/*
 * One JSON text, all of it, as a value in the arena; numbers keep their
 * spelling, keys their order, duplicate keys their last value. NULL when it is
 * not well-formed, deeper than LIMIT_DEPTH, has a NUL in a text or an integer that
 * 64 bits do not hold.
 */
const struct value *json_read(struct arena *arena, const char *bytes, size_t size);

/*
 * Write a value as JSON on one line without spaces, keys in their order, '/' not
 * escaped, a bool as true or false; a number that JSON spells otherwise (0x1f,
 * .5) as text, so that it keeps its spelling. Secrets (!env, !file) must have been
 * resolved: they are written as "(secret)".
 */
void json_write(struct buf *out, const struct value *value);
void json_write_text(struct buf *out, const char *text); /* one quoted text */
