#pragma once

#include <stddef.h>
#include <stdint.h>

struct cache;
struct declared;
struct selection;

/*
 * About how many requests reading the live side of `declared` takes: the pages of
 * its lists, and the bodies that the cache (NULL: none) does not remember. What
 * lists show beside the tree's own, and targets outside of it, come on top.
 */
size_t cost_estimate(const struct declared *declared, const struct selection *selection,
	const struct cache *cache);
/* What reading wide (live.h) takes on top: at least one list a kind and scope. */
size_t cost_of_width(const struct declared *declared, const struct selection *selection);
/* Say what a command costs on stderr, with the time it takes at `rate` a minute (0: no
 * limit). */
void cost_tell(const char *command, size_t requests, int64_t rate);
