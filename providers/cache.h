#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/error.h"

struct clock;
struct entity;

/*
 * What bodies were when they were last fetched, so that a list's summary (version,
 * time of change) can prove that one is what the tree has, without a request. One
 * part of the cache's file for all accounts: 104 bytes a body, digests and
 * numbers alone, no text and no secret; at most CACHE_BODIES, the latest. What is
 * damaged, foreign or another user's is ignored with a warning; nothing about it is ever
 * more than that.
 *
 * A body is known by its text, 128 bits of SHA-256, and by its place in git: the blob,
 * what the file's bytes are hashed to, and which of them it is. Equal places are equal
 * texts: the blob's id is git's own proof, the hash stands for filters, which may make
 * two files of one blob, but not the choice of whoever writes the repository. A text in
 * its old place need not be read at all; one that moved is proved by its digest, and
 * known by its new place from then on.
 */
struct cache;

enum { CACHE_BODIES = 65536 };

/*
 * Load `path` (NULL: `cache` in cache_folder()). `endpoint` and `account` are whose
 * bodies they are. NULL where there is no home. Borrows the clock.
 */
struct cache *cache_open(const char *path, const char *endpoint, const char *account,
	struct clock *clock, struct error_list *errs);
/* Store what was learned, if anything was; NULL safe, as the others are. */
void cache_close(struct cache *cache, struct error_list *errs);

/* What a summary says of a body: whose it is, and which. */
struct cache_mark {
	const char *address;
	int64_t version, modified_at; /* 0: not known */
};
/* Whether the body of that mark is known to be the text of that entity of the tree. */
bool cache_proves(struct cache *cache, const struct cache_mark *mark,
	const struct entity *declared);
/* Whether some body of that address is remembered. */
bool cache_knows(const struct cache *cache, const char *address);
/* The body of that mark was just seen: it is the text of that live entity. */
void cache_learn(
	struct cache *cache, const struct cache_mark *mark, const struct entity *live);
