#pragma once

#include "model/error.h"

struct clock;
struct limiter;

/*
 * The limiter's window between runs, so that a plan and the apply after it share
 * one budget: send times of the last minute in a small file a key, mode 0600, in
 * $XDG_CACHE_HOME/rein or ~/.cache/rein. Its name is a digest of the key. The file
 * may be deleted at any time, and nothing about it is ever more than a note: a
 * budget forgotten costs refusals, which are waited out.
 *
 * Times of other processes are merged at the close, under a lock; two runs at the
 * same time do not see each other's before that.
 */
struct pace;

/*
 * Load what is known of `key` into a limiter just made. NULL, and nothing is kept,
 * where there is no limit or no home. Borrows the limiter and the clock.
 */
struct pace *pace_open(struct limiter *limiter, const char *key, struct clock *clock,
	struct error_list *errs);
/* Store what was sent since; NULL safe. */
void pace_close(struct pace *pace, struct error_list *errs);
