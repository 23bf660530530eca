#pragma once

#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "reconcile/live_scopes.h"

struct selection;

/* How the selected entities of a kind are looked at. It lives in its arena. */
struct live_wants {
	struct live_scopes listed;    /* scopes to list, in order */
	const struct entity **single; /* entities to ask for one by one */
	size_t single_count, single_room;
};

/*
 * Whole scopes are listed. Under a selection an entity is asked for by itself where
 * that seldom costs more: it is the only one selected in its scope, or lists of the
 * kind are summaries, whose bodies would be read one by one anyway, of those not
 * selected too. Where one list spans all scopes, only a few are. What is not told by
 * its identifier alone is always listed: grants, and identifiers that are unique
 * ignoring case.
 */
void live_wants_find(struct live_wants *wants, struct arena *arena,
	const struct kind *kind, const struct entity_set *declared,
	const struct selection *selection);
