#include "providers/limiter.h"

#include <assert.h>
#include <stdlib.h>

#include "model/arena.h"
#include "model/num.h"

void limiter_init(struct limiter *limiter, size_t limit, int64_t window_ms)
{
	*limiter = (struct limiter){
		.limit = limit,
		.window_ms = window_ms,
		.large_sent = LIMITER_NEVER,
	};
	if (limit > 0)
		limiter->sent = memory_resize(NULL, size_mul(limit, sizeof(int64_t)));
}

void limiter_release(struct limiter *limiter)
{
	free(limiter->sent);
	*limiter = (struct limiter){ .large_sent = LIMITER_NEVER };
}

int64_t limiter_time(const struct limiter *limiter, size_t i)
{
	assert(i < limiter->count);
	return limiter->sent[(limiter->head + i) % limiter->limit];
}

static int64_t until(int64_t due_ms, int64_t now_ms)
{
	return due_ms > now_ms ? due_ms - now_ms : 0;
}

int64_t limiter_wait(const struct limiter *limiter, int64_t now_ms, bool large)
{
	int64_t wait = 0, large_wait = 0;

	if (limiter->limit == 0)
		return 0;
	if (limiter->count == limiter->limit)
		wait = until(limiter_time(limiter, 0) + limiter->window_ms, now_ms);
	if (large && limiter->large_sent != LIMITER_NEVER)
		large_wait = until(limiter->large_sent + LIMITER_LARGE_WINDOW_MS, now_ms);
	return wait > large_wait ? wait : large_wait;
}

void limiter_sent(struct limiter *limiter, int64_t now_ms, bool large)
{
	if (limiter->limit == 0)
		return;
	if (limiter->count == limiter->limit) {
		limiter->head = (limiter->head + 1) % limiter->limit;
		limiter->count--;
	}
	limiter->sent[(limiter->head + limiter->count) % limiter->limit] = now_ms;
	limiter->count++;
	limiter->total++;
	if (large)
		limiter->large_sent = now_ms;
}

void limiter_exhausted(struct limiter *limiter, int64_t now_ms)
{
	limiter->count = limiter->limit;
	limiter->total += limiter->limit;
	for (size_t i = 0; i < limiter->limit; i++)
		limiter->sent[i] = now_ms;
}
