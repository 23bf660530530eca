#pragma once

#include <stddef.h>

struct arena;
struct word;

/*
 * The texts of what is being read: packed into the arena without the padding of
 * single allocations, those that come again (keys above all) kept once. The table
 * itself is scratch: release it when the reading ends, the texts stay.
 */
struct words {
	struct arena *arena;
	char *at; /* room left in the chunk being filled */
	size_t left, chunk;
	struct word *slots;
	size_t slot_count, used;
};

/* `size`: how much text is to be expected, roughly. Allocates nothing yet. */
void words_init(struct words *words, struct arena *arena, size_t size);
void words_release(struct words *words);

/* A copy with a NUL behind it. */
const char *words_copy(struct words *words, const char *text, size_t size);
/* The same for what may come again: mostly the copy that was made before. */
const char *words_keep(struct words *words, const char *text, size_t size);
