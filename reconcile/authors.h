#pragma once

#include <stdint.h>

#include "model/error.h"
#include "providers/provider.h"
#include "reconcile/drift.h"

/*
 * Find out who made Harness what it is: fills in `changed_by` of what is in conflict,
 * drifted, missing or unmanaged, from the newest write of it since `since_ms` (1970; 0:
 * since ever) that the audit trail holds. One list a scope, and one more for each
 * further hundred entities in it; unmanaged ones are asked for where there is room. What
 * went with its organization or project is its doing who deleted that. Where the trail
 * says nothing, or may not be read (a warning), it is unknown.
 */
void authors_find(struct drift *drift, struct provider *provider, int64_t since_ms,
	struct error_list *errs);
