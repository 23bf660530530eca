#pragma once

#include "reconcile/plan.h"
#include "tests/support/history.h"

/* What git declared when it was applied last or since, and declares no longer. */
bool history_is_gone(const struct history *history, int number);

/* The plan from here is this one, field by field; without `prune` it deletes nothing. */
void history_expect_plan(
	const struct history *history, const struct plan *plan, bool prune);

/* The account is as git has it, after an apply of which all was done. */
void history_expect_account(const struct history *history, bool prune);
