#pragma once

#include <stdarg.h>
#include <stddef.h>

/*
 * Bump allocation for the product of one stage: everything in an arena dies
 * with it, nothing in it is freed alone. A zero arena is empty and valid.
 * Running out of memory ends the program here and nowhere else.
 */
struct arena {
	struct arena_block *block; /* the one being filled; older ones behind it */
	size_t used, room;         /* bytes of that block */
};

/* A place to fall back to: what was allocated after it is given up. */
struct arena_mark {
	struct arena_block *block;
	size_t used;
};

/* `size` zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
/* Room for `count` items of `size` bytes, zeroed. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/*
 * Make sure that `items` (an array in this arena, or NULL) has room for one
 * more than `count`. Returns the array, which may have moved: once it is large,
 * without leaving its old bytes behind. New room is not zeroed. An array that was
 * begun before a mark is not grown after it.
 */
void *arena_grow(
	struct arena *arena, void *items, size_t count, size_t *room, size_t size);

/* `size` bytes of `text` and a NUL. */
char *arena_copy(struct arena *arena, const char *text, size_t size);
/* A copy of `text`; NULL stays NULL. */
char *arena_text(struct arena *arena, const char *text);
/* The three end to end: what printf takes long for. */
char *arena_join(
	struct arena *arena, const char *first, const char *second, const char *third);
/* printf into the arena. */
char *arena_format(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vformat(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

struct arena_mark arena_mark(const struct arena *arena);
/* Give up all that was allocated after `mark`. */
void arena_rewind(struct arena *arena, struct arena_mark mark);
/* Give up everything; the arena is empty and valid again. */
void arena_release(struct arena *arena);

/* malloc and realloc that end the program when memory does; free() gives back. */
void *memory_resize(void *old, size_t size);
