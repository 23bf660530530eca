#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "cmd/options.h"
#include "model/error.h"
#include "reconcile/lock.h"

struct session;

/* The option of whoever writes: how long to wait for the lock. */
extern const struct option_group locking_options;

/* What the option says, before anything is asked for. False when it makes no sense. */
bool locking_open(struct session *session);
/*
 * One apply at a time: before the first write the lock is taken where the record is,
 * or belongs. Without a record there is no lock, and nothing is done. From here on
 * signals are held, until the program ends. False with an error.
 */
bool locking_take(struct session *session);
/*
 * Give it back, also after a signal. What goes wrong is a warning: what was to be
 * done is done.
 */
void locking_give_back(struct session *session);
/*
 * Whether the lock is where it belongs and the record is as it was when the plan was
 * made. False with an error when that cannot be told.
 */
bool locking_is_unmoved(struct session *session, bool *unmoved);

/* A lock that somebody holds, or not. */
struct lock_found {
	bool there;
	struct slot slot;
	const char *text; /* who holds it */
};
/* Look wherever an apply of this tree may have left one. */
bool locking_find(struct session *session, struct lock_found *found);
/* Take it from its holder, unless it has another one by now. */
bool locking_free(struct session *session, const struct lock_found *found);

/* "90", "90s", "5m", "2h" in milliseconds; false for anything else. */
bool locking_parse_wait(const char *text, int64_t *wait_ms);
