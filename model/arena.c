#include "model/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/num.h"

/* Blocks double from one size to the other: many an arena holds next to nothing. */
enum { FIRST_BYTES = 1000, BLOCK_BYTES = 64 * 1024 };

struct arena_block {
	struct arena_block *older;
	size_t size;
	alignas(max_align_t) unsigned char bytes[];
};

static void no_memory(void)
{
	(void)fputs("rein: out of memory\n", stderr);
	abort();
}

void *memory_resize(void *old, size_t size)
{
	void *memory = realloc(old, size > 0 ? size : 1);

	if (memory == NULL)
		no_memory();
	return memory;
}

static size_t align_up(size_t size)
{
	size_t step = alignof(max_align_t);

	return size_add(size, step - 1) / step * step;
}

static size_t next_room(const struct arena *arena)
{
	if (arena->block == NULL)
		return FIRST_BYTES;
	return arena->block->size < BLOCK_BYTES / 2 ? arena->block->size * 2
						    : BLOCK_BYTES;
}

static void add_block(struct arena *arena, size_t size)
{
	size_t usual = next_room(arena), room = size > usual ? size : usual;
	struct arena_block *block =
		memory_resize(NULL, size_add(sizeof(struct arena_block), room));

	block->older = arena->block;
	block->size = room;
	arena->block = block;
	arena->used = 0;
	arena->room = room;
}

/* `size` bytes from `at` on, in the block being filled or in a new one. */
static unsigned char *take(struct arena *arena, size_t at, size_t size)
{
	if (arena->block == NULL || arena->room < at || arena->room - at < size) {
		add_block(arena, size);
		at = 0;
	}
	arena->used = at + size;
	return arena->block->bytes + at;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, align_up(arena->used), size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	return arena_alloc(arena, size_mul(count, size));
}

/* The link to the block that holds this array alone; NULL when it shares one. */
static struct arena_block **own_block(struct arena *arena, const void *items)
{
	struct arena_block **link = &arena->block;

	while (*link != NULL && (const void *)(*link)->bytes != items)
		link = &(*link)->older;
	return *link != NULL && (*link)->size > BLOCK_BYTES ? link : NULL;
}

/* A large array is resized where it stands: its doublings leave nothing behind. */
static void *resize_block(struct arena *arena, struct arena_block **link, size_t size)
{
	bool filling = *link == arena->block;

	*link = memory_resize(*link, size_add(sizeof(struct arena_block), size));
	(*link)->size = size;
	if (filling)
		arena->used = arena->room = size;
	return (*link)->bytes;
}

void *arena_grow(
	struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
	struct arena_block **own = NULL;
	unsigned char *grown;
	size_t bytes;

	if (count < *room)
		return items;
	*room = *room > 0 ? size_mul(*room, 2) : 8;
	bytes = size_mul(*room, size);
	if (count > 0 && size_mul(count, size) > BLOCK_BYTES)
		own = own_block(arena, items);
	if (own != NULL)
		return resize_block(arena, own, bytes);
	grown = take(arena, align_up(arena->used), bytes);
	if (count > 0)
		memcpy(grown, items, size_mul(count, size));
	return grown;
}

/* Text needs no alignment, so it is packed. */
char *arena_copy(struct arena *arena, const char *text, size_t size)
{
	char *copy = (char *)take(arena, arena->used, size_add(size, 1));

	if (size > 0)
		memcpy(copy, text, size);
	copy[size] = '\0';
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return text != NULL ? arena_copy(arena, text, strlen(text)) : NULL;
}

char *arena_join(
	struct arena *arena, const char *first, const char *second, const char *third)
{
	size_t sizes[] = { strlen(first), strlen(second), strlen(third) + 1 };
	size_t size = size_add(size_add(sizes[0], sizes[1]), sizes[2]);
	char *text = (char *)take(arena, arena->used, size);

	memcpy(text, first, sizes[0]);
	memcpy(text + sizes[0], second, sizes[1]);
	memcpy(text + sizes[0] + sizes[1], third, sizes[2]);
	return text;
}

/* Most texts are short, and are formatted but once. */
char *arena_vformat(struct arena *arena, const char *format, va_list args)
{
	char usual[256];
	va_list again;
	int size;
	char *text;

	va_copy(again, args);
	size = vsnprintf(usual, sizeof(usual), format, again);
	va_end(again);
	assert(size >= 0);
	if ((size_t)size < sizeof(usual))
		return arena_copy(arena, usual, (size_t)size);
	text = arena_alloc(arena, (size_t)size + 1);
	(void)vsnprintf(text, (size_t)size + 1, format, args);
	return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vformat(arena, format, args);
	va_end(args);
	return text;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	return (struct arena_mark){ arena->block, arena->used };
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	while (arena->block != mark.block) {
		struct arena_block *older = arena->block->older;

		free(arena->block);
		arena->block = older;
	}
	arena->used = mark.used;
	arena->room = arena->block != NULL ? arena->block->size : 0;
}

void arena_release(struct arena *arena)
{
	arena_rewind(arena, (struct arena_mark){ NULL, 0 });
}
