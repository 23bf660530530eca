#pragma once

#include <stdbool.h>

#include "model/entity.h"
#include "model/text.h"

/*
 * A live entity as git would declare it: the document that a person would have
 * written (DESIGN "The tree"). The same entity always gives the same bytes.
 *
 * A kind with a YAML body has its text, as it is. Of others it is the members that
 * rows know, in the order of the rows, tags and what no row orders by their keys; left
 * out are the server's own, its defaults, rein's own tag, and what is empty unless it is
 * required. A secret value, which the API never gives back, is `!env VARIABLE`.
 */
void native_write(struct buf *out, const struct entity *live, const char *variable);

/* The members alone, of kinds without a YAML body; they live in the arena. */
const struct value *native_fields(
	struct arena *arena, const struct entity *live, const char *variable);

/* Whether the document of that entity has a secret value. */
bool native_has_secret(const struct entity *live);

/*
 * The environment variable that stands for the secret value of an entity: its address
 * in capitals, which is no name that !env refuses. Addresses that differ in case or
 * signs alone give one name; with `apart` each has its own, by its hash.
 */
const char *native_variable(struct arena *arena, const char *address, bool apart);
