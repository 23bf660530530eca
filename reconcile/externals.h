#pragma once

#include <stddef.h>

#include "model/entity.h"
#include "model/index.h"
#include "model/scope.h"

struct arena;

/*
 * The scopes that things of a tree live in, less those whose own document it has: they
 * are external, and must be there live. All of it lives in the arena given to
 * externals_init(); no release.
 */
struct externals {
	struct index texts; /* identifiers, each once; for other texts as well */
	struct index met;   /* by prefix */
	struct scope last;  /* which comes again more often than not */
	struct scope *items;
	size_t count, room;
};

void externals_init(struct externals *externals, struct arena *arena);
/* Something lives in that scope. */
void externals_meet(struct externals *externals, struct scope scope);
/* Leave out what an entity of the set opens, and sort the rest. */
void externals_settle(struct externals *externals, const struct entity_set *set);
