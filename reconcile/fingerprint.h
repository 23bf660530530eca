#pragma once

#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/value.h"
#include "providers/tree.h"
#include "reconcile/plan.h"

/*
 * Digests without a key: equal texts mean that nothing moved, and say nothing of
 * what it was. No secret value goes into one. They are lower-case hexadecimal, in
 * the arena.
 */

/* Of a value as a program reads it: the order of keys is no part of it. */
const char *fingerprint_value(struct arena *arena, const struct value *value);

/* Of all documents of a tree: their paths and their bytes. */
const char *fingerprint_tree(struct arena *arena, const struct tree *tree);

/* Of the writes of a step: what goes where, secrets by the names of their sources.
 * NULL of one that writes nothing. */
const char *fingerprint_writes(struct arena *arena, const struct step *step);

/* A place in an entity, and the digest of what stands there. */
struct fingerprint_field {
	const char *path; /* JSON pointer below the root key; "" all of it */
	const char *digest;
};

/*
 * A live entity in its meaning: comments, quoting, what is empty and what the
 * server alone writes are no part of it. Places are named as far as people can
 * follow; what lies deeper has one digest. Sorted by path.
 */
struct fingerprint {
	struct fingerprint_field *fields;
	size_t count, room;
};

void fingerprint_entity(
	struct fingerprint *print, struct arena *arena, const struct entity *live);
