#pragma once

#include <stdbool.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/value.h"

/*
 * What a create (`live` NULL) or an update sends: live with desired laid on it,
 * less what base alone declared (a PUT replaces the whole); of YAML-bodied kinds
 * the members that go beside the text. A secret value is left out of an update
 * unless `send_secret`. Lives in `arena` or with the entities.
 */
const struct value *merge_entity(struct arena *arena, const struct entity *desired,
	const struct entity *base, const struct entity *live, bool send_secret);

/*
 * `fields` with what stands at `pointer` (a JSON pointer through maps) as it is live:
 * `live`, or left out where that is NULL.
 */
const struct value *merge_keep(struct arena *arena, const struct value *fields,
	const char *pointer, const struct value *live);
