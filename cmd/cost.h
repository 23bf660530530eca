#pragma once

#include <stddef.h>
#include <stdint.h>

struct cache;
struct declared;

/*
 * About how many requests reading the live side of `declared` takes: the pages of
 * its lists, and the bodies that the cache (NULL: none) does not remember. What
 * lists show beside the tree's own, and targets outside of it, come on top.
 */
size_t cost_estimate(const struct declared *declared, const struct cache *cache);
/* Say so on stderr, with the time it takes at `rate` a minute (0: no limit). */
void cost_tell(size_t requests, int64_t rate);
