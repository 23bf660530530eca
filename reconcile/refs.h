#pragma once

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"

struct refs_kind;

/* The reference rows of kinds, found by a field's name: made once for many entities.
 * Zero with an arena is a valid one. */
struct refs {
	struct arena *arena;
	struct refs_kind *kinds; /* those that were met, the last one first */
};

/*
 * What an entity refers to: its kind's reference rows, in every scalar the
 * expressions that name a secret, a variable or a file (references.md 4: nesting,
 * both quotes), and the organization and project it lives in. Expressions and empty
 * values are no reference. Fills entity->links in the order of the document. A
 * reference that the scope cannot see, or with a wrong prefix, is a finding at its
 * value. `fields` is the parse of the entity, whose offsets count in its source.
 */
void refs_collect(struct refs *refs, struct arena *arena, struct entity *entity,
	const struct value *fields, struct error_list *errs);
