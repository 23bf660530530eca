#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/index.h"
#include "model/text.h"

/*
 * What the documents of one file came to, as bytes: entities with what they refer to,
 * their fields or where their text stands. Bytes hold no pointer and no text of the
 * source beyond that; they are good for the program that wrote them.
 */

/* Append the entities of one file, of managed kinds, and how many documents it has. */
void parsed_write(
	struct buf *out, struct entity *const *entities, size_t count, size_t documents);

struct parsed {
	struct entity **entities;
	size_t count, documents;
};
/*
 * The same from bytes, of any origin: false for what is not well-formed. Entities and
 * their links live in the arena, the list of them and the nodes of their fields in
 * `scratch`, the texts of fields in the bytes. The names of scopes are those of `names`:
 * entities of one scope share them.
 */
bool parsed_read(struct parsed *parsed, struct index *names, struct arena *arena,
	struct arena *scratch, struct slice bytes, const struct source *source);
