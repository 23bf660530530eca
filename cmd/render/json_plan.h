#pragma once

#include <stddef.h>

#include "cmd/render/json_writer.h"
#include "reconcile/plan.h"

/*
 * What the result of `plan` and a saved plan say alike (json.c): members of the map
 * that is open.
 */

/* One step: address, action, fields and the rest. */
void json_plan_step(struct json_writer *writer, const struct plan *plan, size_t i);
/* What a summary counts. */
void json_plan_counts(struct json_writer *writer, const struct plan_counts *counts);
