#pragma once

#include <stdbool.h>

#include "cmd/command.h"

struct applied;
struct session;

/* What commands that change the account do each in their own way. */
struct carrying {
	/* Make the plan; again, when somebody else has applied meanwhile. */
	bool (*plan)(struct session *session);
	/* Consent to it, before anything is written; false has its error. */
	bool (*consent)(struct session *session);
	/* Keep what came of it, while the lock is held. */
	void (*settle)(struct session *session, const struct applied *applied);
};

/*
 * Plan, ask, lock, carry out and report. What needs no consent, since there is
 * nothing to do or all is blocked, takes no lock either.
 */
enum status carrying_run(struct session *session, const struct carrying *carrying);

/*
 * Show the plan on stdout where the result is for people, and wherever a person is
 * asked (`asks`). False when the plan, or later the result, cannot be written: then
 * nothing else is.
 */
bool carrying_show(const struct session *session, bool asks);
/* What is applied can be found again: it is a commit, or --allow-dirty was said. */
bool carrying_is_committed(const struct session *session, const char *why);
