#pragma once

#include "model/arena.h"
#include "model/entity.h"

/*
 * Which live entity each desired one is: by the tuple first for kinds that have
 * one (the same grant under another identifier is the same), then by address. A
 * live entity is matched once. Returns an array beside desired->items, NULL where
 * there is none. An organization or project under another spelling of its
 * identifier is matched too: the caller sees it in the identifiers.
 */
struct entity **match_live(struct arena *arena, const struct entity_set *desired,
	const struct entity_set *live);

/* Whether both are the same grant: a part that `desired` leaves out matches any. */
bool match_grant(const struct entity *desired, const struct entity *live);
