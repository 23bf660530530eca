#pragma once

#include <stdbool.h>

#include "model/value.h"
#include "providers/provider.h"

struct arena;

/*
 * One entity out of an answer: an item of a list, or what a read or a write gave
 * back. `element` is that item or the answer's `data`, `at` (dotted, "" for itself)
 * where the entity's own members stand in it; `listing` is NULL unless it is a
 * list's. The entity and all of its texts live in the call's arena; a text equal to
 * that of its namesake in call->known is shared with it. Secret values and what is
 * the server's own are left out of the spec. `scratch` is for what is put together.
 *
 * False when that is no entity of the kind. *entity is NULL when it is one that was
 * not asked for (it lives in another scope).
 */
bool item_read(struct entity **entity, const struct call *call,
	const struct listing *listing, const struct value *element, const char *at,
	struct arena *scratch);
