#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * A sliding window of send times: at most `limit` requests in any `window_ms`,
 * and one large one (over 500,000 characters) in 10 s (core.md 1.4). Pure: times
 * come from the caller. A limit of 0 is none.
 */
struct limiter {
	size_t limit;
	int64_t window_ms;
	int64_t *sent; /* ring of the last `limit` send times */
	size_t head, count;
	int64_t large_sent; /* when the last large one went; -1: never */
};

void limiter_init(struct limiter *limiter, size_t limit, int64_t window_ms);
void limiter_release(struct limiter *limiter);
/* How long until one more may go, in ms; 0: now. */
int64_t limiter_wait(const struct limiter *limiter, int64_t now_ms, int large);
void limiter_sent(struct limiter *limiter, int64_t now_ms, int large);
/* Somebody else used the budget up (a 429): behave as if the window were full. */
void limiter_exhausted(struct limiter *limiter, int64_t now_ms);
