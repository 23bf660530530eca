#pragma once

#include <stdbool.h>
#include <stddef.h>

struct applied;
struct output;
struct plan;

/* One line on a terminal that says how far a command has come; elsewhere nothing. */
struct progress {
	bool shown;
	size_t width;
	size_t begun; /* steps that were started and are not ended */
};

void progress_init(struct progress *progress, const struct output *output);
/* As reconcile/apply.h wants it; `context` is the struct progress. */
void progress_report(void *context, const struct plan *plan, size_t step, bool ended,
	const struct applied *applied);
/* As providers/http.h wants it, while the account is read; `listener` is the struct
 * progress. */
void progress_heard(void *listener, size_t sent);
/* Take the line away. */
void progress_end(struct progress *progress);
