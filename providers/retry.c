#include "providers/retry.h"

#include <stddef.h>

#include "model/kind.h"

enum { CAP_MS = 10000 };

/* A server that asks for more patience than this is told to the user instead. */
enum { RETRY_AFTER_MOST_MS = 5 * 60 * 1000 };

/* Statuses that pass by themselves; what is not `safe` may follow a refusal alone. */
static const struct {
	int status;
	bool refused; /* the request was surely not carried out */
} passing[] = {
	{ 429, true },
	{ 500, false },
	{ 502, false },
	{ 503, false },
	{ 504, false },
};

static bool status_passes(int status, bool safe)
{
	for (size_t i = 0; i < countof(passing); i++)
		if (passing[i].status == status)
			return safe || passing[i].refused;
	return false;
}

static bool may_go_again(const struct http_request *request, bool hopeless)
{
	switch (request->result) {
	case HTTP_ANSWERED:
		return status_passes(request->status, request->safe);
	case HTTP_LOST:
		return request->safe;
	case HTTP_UNSENT:
		return !hopeless;
	case HTTP_TOO_LARGE:
		break;
	}
	return false;
}

/* Source: splitmix64 (Steele, Lea, Flood: Fast splittable generators, 2014). */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static int64_t backoff(struct retry *retry, unsigned tries)
{
	int64_t most = retry->base_ms;

	for (unsigned i = 1; i < tries && most < CAP_MS; i++)
		most *= 2;
	if (most > CAP_MS)
		most = CAP_MS;
	return (int64_t)(next_random(&retry->random) % ((uint64_t)most + 1));
}

int64_t retry_delay(struct retry *retry, const struct http_request *request,
	const struct attempt *attempt)
{
	int64_t delay;

	if (request->tries >= retry->tries || !may_go_again(request, attempt->hopeless) ||
		attempt->retry_after_ms > RETRY_AFTER_MOST_MS)
		return -1;
	delay = backoff(retry, request->tries);
	return delay > attempt->retry_after_ms ? delay : attempt->retry_after_ms;
}
