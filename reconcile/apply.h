#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/error.h"
#include "providers/provider.h"
#include "reconcile/plan.h"

enum result { RESULT_DONE, RESULT_FAILED, RESULT_SKIPPED, RESULT_UNKNOWN };
const char *result_name(enum result result);

/* What came of a step. */
struct step_result {
	enum result result;
	const struct error *error; /* failed, unknown: the first one; in `errs` */
};

struct applied {
	struct arena arena;
	struct step_result *results; /* one a step of the plan, blocked ones skipped */
	size_t done, failed, skipped, unknown;
};

/* Told of each step as it starts and ends, for a progress line; may be NULL. */
struct apply_progress {
	void (*report)(void *context, const struct plan *plan, size_t step, bool ended,
		const struct applied *applied);
	void *context;
};

/*
 * Carry out a plan: independent branches in parallel as far as the provider has
 * room, creates in company where they can be (batch.h); a failed step skips what waits
 * for it and nothing else. A create whose answer was lost is looked up before it is
 * repeated; one that meets its own name is looked up, done if equal, else failed. When
 * *stop becomes true nothing more is started; what is in flight is finished, and what
 * was never sent is skipped. True when every step is done.
 */
bool apply_plan(struct applied *applied, const struct plan *plan,
	struct provider *provider, const volatile sig_atomic_t *stop,
	const struct apply_progress *progress, struct error_list *errs);
void applied_release(struct applied *applied);
