#pragma once

#include <stdbool.h>
#include <string.h>

#include "model/value.h"

/*
 * Whether two values are the same to the last bit: types, spellings, quotes, and
 * places, those of `b` being `shift` bytes further on.
 */
static inline bool same_value(
	const struct value *a, const struct value *b, uint32_t shift)
{
	size_t nodes = value_count(a);

	if (a->type != b->type || a->size != b->size || a->quoted != b->quoted ||
		a->offset + shift != b->offset)
		return false;
	if (value_is_scalar(a))
		return memcmp(value_text(a), value_text(b), a->size) == 0 &&
		       value_text(b)[b->size] == '\0';
	if (a->type == VALUE_MAP)
		nodes *= 2;
	for (size_t i = 0; i < nodes; i++)
		if (!same_value((const struct value *)a->data + i,
			    (const struct value *)b->data + i, shift))
			return false;
	return true;
}
