#pragma once

#include <stdbool.h>

#include "model/arena.h"
#include "model/error.h"

/*
 * What the record and the lock of a tree are called, equal for every checkout:
 * `full` stands in both, since two full names may make one identifier.
 */
struct record_name {
	const char *full;          /* "acme/shop:.harness", or the name that was told */
	const char *record, *lock; /* identifiers: "rein_record_acme_shop_..." */
};

/*
 * `told` is the name that a person gave, or NULL. Else the name is made of the path
 * of the remote (`remote`, its url; host, user and .git dropped), or without one of
 * the repository's own path (`home`), and of the tree's folder `root` in it.
 */
void record_name_make(struct record_name *name, struct arena *arena, const char *told,
	const char *remote, const char *home, const char *root);
