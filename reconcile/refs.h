#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"

/*
 * What an entity refers to: its kind's reference rows, and in every scalar the
 * expressions <+secrets.getValue("...")> (references.md 4: nesting, both quotes),
 * and the organization and project it lives in. Expressions and empty values are
 * no reference. Fills entity->links in the order of the document. A reference
 * that the scope cannot see, or with a wrong prefix, is a finding at its value.
 * `fields` is the parse of the entity, whose offsets count in its source.
 */
void refs_collect(struct arena *arena, struct entity *entity, const struct value *fields,
	struct error_list *errs);

/* The JSON pointer, below the root key, of the scalar of `fields` (as above) that
 * stands at that offset: the field of a link. "" when none does. */
const char *refs_pointer(
	struct arena *arena, const struct value *fields, uint32_t offset);

/* The same for many, by rising offset, in one walk: `text` is filled in. */
struct refs_pointer {
	uint32_t offset;
	const char *text;
};
void refs_pointers(struct arena *arena, const struct value *fields,
	struct refs_pointer *pointers, size_t count);
