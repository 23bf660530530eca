#pragma once

#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/value.h"

/* The JSON pointer, below the root key, of the scalar that stands at an offset. */
struct pointer {
	uint32_t offset;
	const char *text; /* "" when none stands there */
};

/* Fill in the texts of pointers[0..count), which come by rising offset, in one walk. */
void pointers_find(struct arena *arena, const struct value *fields,
	struct pointer *pointers, size_t count);

/* The same for one. */
const char *pointer_find(
	struct arena *arena, const struct value *fields, uint32_t offset);
