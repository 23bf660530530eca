#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/*
 * Things found by text: a hash table in an arena. Keys are not copied and must
 * live as long as it. Zero with an arena is a valid empty one.
 */
struct index {
	struct arena *arena;
	struct index_slot *slots;
	size_t count, room;
};

/* The place of that key, NULL inside when it is new; good until the next call. */
const void **index_at(struct index *index, const char *key);

/* Whether something was put there. */
bool index_has(const struct index *index, const char *key);

/* The one copy of `text` that all who ask for it share; NULL of NULL. */
const char *index_intern(struct index *index, const char *text);
