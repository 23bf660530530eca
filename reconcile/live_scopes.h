#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/scope.h"

/* Scopes that a reading of the live side has to do with. It lives in its arena. */
struct live_scopes {
	struct arena *arena;
	struct scope *items;
	size_t count, room;
};

void live_scopes_add(struct live_scopes *scopes, struct scope scope);
/*
 * `within` and what organizations and projects of `live` open below it, as far as it
 * is of one of `levels` (bits). A scope that is asked for is there, or asked in vain.
 */
void live_scopes_below(struct live_scopes *scopes, const struct entity_set *live,
	struct scope within, unsigned levels);
/* In order, and each once. */
void live_scopes_settle(struct live_scopes *scopes);

/*
 * Whether the organization and the project of `scope` are in `live`, whatever their
 * spelling: one that is not there yet holds nothing and is not asked. The account
 * always is. `live` must be sorted, and hold those that were asked for.
 */
bool live_scopes_exist(const struct entity_set *live, struct scope scope);
