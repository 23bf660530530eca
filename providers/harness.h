#pragma once

#include "model/error.h"
#include "providers/provider.h"

struct cache;
struct http;
struct secrets;
struct clock;

/*
 * The live API: calls become requests (lists page by page, the pages after the
 * first in parallel; summaries are followed by a GET each), answers become
 * entities. Refusals that pass by themselves are retried.
 */
struct provider *harness_open(struct http *http, const char *account,
	const struct secrets *secrets, struct clock *clock);
/* Ask for no body that the cache proves to be the known one; it is borrowed. */
void harness_remember(struct provider *provider, struct cache *cache);
/* NULL safe; every call must have come back; `http` stays open. */
void harness_close(struct provider *provider);
