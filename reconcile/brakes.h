#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"
#include "reconcile/plan.h"

/*
 * What stops a plan that would do more harm than anybody meant (DESIGN
 * "Difference"): more than 20 deletes, or more than 3 that are over a quarter of
 * what is managed; an organization or project that is deleted since git calls it by
 * another identifier; an entity deleted or weakened that lets somebody administer;
 * a field that would be overwritten although it was changed live, too.
 */
struct brakes {
	bool mass_delete, lockout, conflicts; /* which of them hold */
	size_t managed;                       /* how many entities the tree declares */
};

/* Findings of the given severity; true when no brake holds the plan. */
bool brakes_check(const struct brakes *brakes, const struct plan *plan,
	enum severity severity, struct error_list *errs);
