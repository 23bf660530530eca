#include "providers/limiter.h"

#include <assert.h>
#include <stdlib.h>

#include "model/arena.h"
#include "model/num.h"

void limiter_init(struct limiter *limiter, size_t limit, int64_t window_ms)
{
	*limiter = (struct limiter){
		.limit = limit,
		.share = limit,
		.share_ms = LIMITER_NEVER,
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
	if (limiter->count >= limiter->share)
		wait = until(limiter_time(limiter, limiter->count - limiter->share) +
				     limiter->window_ms,
			now_ms);
	if (large && limiter->large_sent != LIMITER_NEVER)
		large_wait = until(limiter->large_sent + LIMITER_LARGE_WINDOW_MS, now_ms);
	return wait > large_wait ? wait : large_wait;
}

/* A window without a refusal gives some of the limit back. */
static void recover(struct limiter *limiter, int64_t now_ms)
{
	if (limiter->share == limiter->limit ||
		now_ms - limiter->share_ms < limiter->window_ms)
		return;
	limiter->share += limiter->limit / 5 + 1;
	if (limiter->share > limiter->limit)
		limiter->share = limiter->limit;
	limiter->share_ms = now_ms;
}

void limiter_sent(struct limiter *limiter, int64_t now_ms, bool large)
{
	if (limiter->limit == 0)
		return;
	recover(limiter, now_ms);
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

/* Sends of the window that ends now. */
static size_t count_since(const struct limiter *limiter, int64_t start_ms)
{
	size_t count = 0;

	while (count < limiter->count &&
		limiter_time(limiter, limiter->count - 1 - count) > start_ms)
		count++;
	return count;
}

/* A little less than what was got, and never so little that it takes for ever. */
static void cut_share(struct limiter *limiter, int64_t now_ms)
{
	size_t got = count_since(limiter, now_ms - limiter->window_ms);
	size_t least = limiter->limit / 10 + 1;

	got -= got / 10;
	if (got > least)
		least = got;
	if (least < limiter->share)
		limiter->share = least;
}

void limiter_exhausted(struct limiter *limiter, int64_t now_ms)
{
	if (limiter->limit == 0)
		return;
	if (limiter->share_ms == LIMITER_NEVER || now_ms >= limiter->share_ms)
		cut_share(limiter, now_ms);
	limiter->share_ms = now_ms + limiter->window_ms;
	limiter->count = limiter->limit;
	limiter->total += limiter->limit;
	for (size_t i = 0; i < limiter->limit; i++)
		limiter->sent[i] = now_ms;
}
