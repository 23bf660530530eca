#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The vendor's limits for one key: so many requests in any minute, and one large
 * body in ten seconds. Source: core.md 1.4. Times are milliseconds of one clock.
 */
struct quota {
	int64_t *sent; /* a ring of the last `limit` times */
	int64_t limit, count;
	int64_t large; /* when the last large body came, 0 for never */
};

/* `limit` requests a minute; 0 is none at all. */
void quota_init(struct quota *quota, int64_t limit);
void quota_release(struct quota *quota);
/* Whether this request may pass now; if so it counts. */
bool quota_take(struct quota *quota, int64_t now, size_t body_size);
