#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/value.h"

/*
 * The fields of an entity of any kind, wherever they are kept: its spec, or the
 * parse of its text below the root key. For desired and base entities the
 * identifier, name and scope that the document leaves out are filled in, and
 * offsets count in the source; for live ones offsets mean nothing. NULL when the
 * text is not well-formed YAML or has another root key (live text can be).
 */
const struct value *body_fields(struct arena *arena, const struct entity *entity);

/*
 * `fields` with what it leaves out filled in, where the kind has such a field:
 * the identifier, `name`, orgIdentifier, projectIdentifier. Filled in values stand
 * at the entity's root key.
 */
const struct value *body_complete(
	struct arena *arena, const struct entity *entity, const struct value *fields);

/* `text` in the place of `size` bytes of the source. */
struct body_edit {
	uint32_t at, size;
	const char *text;
};

/*
 * How an identifier is written into a document that has none, or an empty one. False
 * when it has one, is not well-formed, or says nothing in a way of its own (an alias).
 */
bool body_add_identifier(struct arena *arena, const struct entity *entity,
	const char *identifier, struct body_edit *edit);

/*
 * The document's own bytes, with nothing but a missing identifier, name,
 * orgIdentifier or projectIdentifier spliced in under the root key, in the
 * document's own indentation and line ends. Points into the source when nothing
 * is missing. `fields` is what the document has below its root key.
 */
struct slice body_as_sent(
	struct arena *arena, const struct entity *entity, const struct value *fields);
