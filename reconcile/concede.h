#pragma once

#include <stddef.h>

#include "model/arena.h"
#include "model/kind.h"
#include "model/value.h"
#include "reconcile/diff.h"

/*
 * What the fields of a document become when some differences between it and its live
 * side are settled in favour of the live one. `fields` is the desired side that was
 * compared, `changes` those to settle, in the order in which diff_entity() found them.
 * What no change touches is shared with `fields`, node by node. Outside YAML bodies a
 * live value that is empty is left out, unless it is a tag's or required.
 */
const struct value *concede_fields(struct arena *arena, const struct kind *kind,
	const struct value *fields, const struct change *changes, size_t count);
