#include "providers/emulator/quota.h"

#include <stdlib.h>

#include "model/arena.h"

static const int64_t minute_ms = 60000, large_ms = 10000;
static const size_t large_bytes = 500000;

void quota_init(struct quota *quota, int64_t limit)
{
	*quota = (struct quota){ .limit = limit };
	if (limit > 0)
		quota->sent = memory_resize(NULL, (size_t)limit * sizeof(*quota->sent));
}

void quota_release(struct quota *quota)
{
	free(quota->sent);
	*quota = (struct quota){ 0 };
}

bool quota_take(struct quota *quota, int64_t now, size_t body_size)
{
	int64_t *oldest;

	if (quota->limit == 0)
		return true;
	oldest = &quota->sent[quota->count % quota->limit];
	if (quota->count >= quota->limit && now - *oldest < minute_ms)
		return false;
	if (body_size > large_bytes) {
		if (quota->large > 0 && now - quota->large < large_ms)
			return false;
		quota->large = now;
	}
	*oldest = now;
	quota->count++;
	return true;
}
