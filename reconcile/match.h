#pragma once

#include "model/arena.h"
#include "model/entity.h"

/*
 * Which live entity each desired one is: by the tuple first for kinds that have
 * one (the same grant under another identifier is the same), then by address, then
 * as the successor that an earlier replacement made. A live entity is matched once.
 * Returns an array beside desired->items, NULL where there is none. An organization or
 * project under another spelling of its identifier is matched too: the caller sees it in
 * the identifiers.
 */
struct entity **match_live(struct arena *arena, const struct entity_set *desired,
	const struct entity_set *live);

/* Whether both are the same grant: a part that `desired` leaves out matches any. */
bool match_grant(const struct entity *desired, const struct entity *live);

/*
 * The identifier of the successor of a grant that is replaced under `identifier`:
 * made of it and of what the successor grants, so that it can be told later whose
 * it is. Levels have no part in it: the API fills them in.
 */
const char *match_successor(
	struct arena *arena, const char *identifier, const struct entity *grant);

/* Whether `live` stands under `desired`'s identifier or that of a successor of it. */
bool match_lineage(const struct entity *desired, const struct entity *live);
