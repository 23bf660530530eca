#pragma once

#include <stdbool.h>

#include "model/arena.h"
#include "reconcile/apply.h"
#include "reconcile/past.h"
#include "reconcile/plan.h"
#include "reconcile/record.h"

/* What came of an apply, as far as the record asks. */
struct settlement {
	const char *commit;  /* that was applied; "" before the first one */
	bool dirty, partial; /* other than the tree at it; less than all of it */
	bool backward;       /* it does not descend from the commit of the old record */
	const char *settled; /* up to where deletions were settled before, or
				NULL: nothing is known */
	const struct record *old; /* NULL: there was none */
	const struct past *past;  /* what the plan knew of the past */
	const struct plan *plan;
	const struct applied *applied; /* NULL: there was nothing to do */
};

/*
 * The record that is due: its commit, settled and unsettled. False when the old one
 * stands: only an apply of the whole clean tree moves it, of which all was done but
 * deletions that are blocked. What could still be pruned keeps `settled` where it
 * was or, when history was left behind, is kept by its address, as what stays
 * blocked is.
 */
bool settle_record(
	struct record *record, struct arena *arena, const struct settlement *settlement);
