#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A sliding window of send times: at most `limit` requests in any `window_ms`,
 * and one large one (over 500,000 characters) in 10 s (core.md 1.4). Pure: times
 * come from the caller, never earlier than the one before. A limit of 0 is none,
 * for large ones as well.
 *
 * The server counts arrivals, not departures: give it a window that is a little
 * longer than the server's.
 *
 * Others may use the same budget. Refused, it takes no more than it had got of it when
 * it was gone, and a fifth of the limit more in each window that passes without a
 * refusal, until it has all again.
 */
struct limiter {
	size_t limit;
	size_t share; /* of the limit, that is ours at the moment */
	int64_t window_ms;
	int64_t share_ms;   /* since when it is so, or will be */
	int64_t *sent;      /* ring of the last `limit` send times */
	size_t head, count; /* the oldest is at `head` */
	size_t total;       /* sends ever told of */
	int64_t large_sent; /* when the last large one went; LIMITER_NEVER */
};

#define LIMITER_NEVER INT64_MIN
#define LIMITER_LARGE_BYTES ((size_t)500000)
#define LIMITER_LARGE_WINDOW_MS 10000

void limiter_init(struct limiter *limiter, size_t limit, int64_t window_ms);
void limiter_release(struct limiter *limiter);
/* How long until one more may go, in ms; 0: now. */
int64_t limiter_wait(const struct limiter *limiter, int64_t now_ms, bool large);
/* One goes now; the caller has asked limiter_wait(). */
void limiter_sent(struct limiter *limiter, int64_t now_ms, bool large);
/* Somebody else used the budget up (a 429): as if a whole window's worth went now, and
 * from then on a smaller share. Told again within that window it is the same one. */
void limiter_exhausted(struct limiter *limiter, int64_t now_ms);
/* The i-th oldest of the `count` send times kept. */
int64_t limiter_time(const struct limiter *limiter, size_t i);
