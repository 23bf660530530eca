#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"
#include "providers/provider.h"

struct plan;
struct plan_options;

/* One of those that go with an organization or project. */
struct cascade_item {
	const char *address;
	bool planned; /* by a step of its own, too */
	bool nested;  /* it lives in a project that has such a step, and is told there */
};

/* What Harness deletes with an organization or project: all that lives in it. */
struct cascade {
	struct cascade_item *items; /* by address */
	size_t count;
	size_t unplanned; /* those that no step names: git never declared them */
	size_t told;      /* of these, those that are not nested */
};

/*
 * Ask what lives, of the kinds that can be listed, in each organization and project
 * that a step of the plan deletes, and note it there, in the plan's arena; what
 * Harness itself makes is left out. No such step, no request. One that holds what
 * must never be deleted is blocked. False when anything could not be listed.
 */
bool cascade_read(struct plan *plan, const struct plan_options *options,
	struct provider *provider, struct error_list *errs);
