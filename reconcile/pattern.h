#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/value.h"

/* One node on the way from the root key down to a field. */
struct pattern_step {
	const char *key; /* of a map; NULL: an item of a list */
	size_t index;    /* of an item */
	const struct value *node;
};

/*
 * Whether the way steps[0..count) is one that `path` describes, in the language of
 * `struct reference` (model/kind.h).
 */
bool pattern_matches(const char *path, const struct pattern_step *steps, size_t count);

/* The last key of a path: the field's own name, or `*` with its end: `*Ref`. */
const char *pattern_field(const char *path);
/* The map that is nearest above the last of steps[0..count), or with `key` the nearest
 * that has it; `root` holds the first step. NULL when none does. */
const struct value *pattern_above(const struct value *root,
	const struct pattern_step *steps, size_t count, const char *key);
