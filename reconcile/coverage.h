#pragma once

#include <stdbool.h>

#include "reconcile/drift.h"

/* Whether the scope's own document is in the tree: then all in it is git's to say. No
 * document declares the account. */
bool coverage_is_whole(const struct entity_set *desired, struct scope scope);

/*
 * The rows of a drift that has its unmanaged entities, out of what is live; `known`
 * stands beside live->items: what git declares or declared.
 */
void coverage_make(struct drift *drift, const struct entity_set *desired,
	const struct entity_set *live, const bool *known);
