#include "model/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/num.h"

enum { BLOCK_BYTES = 64 * 1024 };

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

static void add_block(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	struct arena_block *block =
		memory_resize(NULL, size_add(sizeof(struct arena_block), room));

	block->older = arena->block;
	block->size = room;
	arena->block = block;
	arena->used = 0;
	arena->room = room;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t need = align_up(size);
	unsigned char *memory;

	if (arena->block == NULL || arena->room - arena->used < need)
		add_block(arena, need);
	memory = arena->block->bytes + arena->used;
	arena->used += need;
	return memset(memory, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	return arena_alloc(arena, size_mul(count, size));
}

void *arena_grow(
	struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
	void *grown;

	if (count < *room)
		return items;
	*room = *room > 0 ? size_mul(*room, 2) : 8;
	grown = arena_array(arena, *room, size);
	if (count > 0)
		memcpy(grown, items, size_mul(count, size));
	return grown;
}

/* Text needs no alignment, so it is packed. */
char *arena_copy(struct arena *arena, const char *text, size_t size)
{
	size_t need = size_add(size, 1);
	char *copy;

	if (arena->block == NULL || arena->room - arena->used < need)
		add_block(arena, align_up(need));
	copy = (char *)arena->block->bytes + arena->used;
	if (size > 0)
		memcpy(copy, text, size);
	copy[size] = '\0';
	/* the next item starts aligned again */
	arena->used = align_up(arena->used + need);
	if (arena->used > arena->room)
		arena->used = arena->room;
	return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
	return text != NULL ? arena_copy(arena, text, strlen(text)) : NULL;
}

char *arena_vformat(struct arena *arena, const char *format, va_list args)
{
	va_list again;
	int size;
	char *text;

	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, again);
	va_end(again);
	assert(size >= 0);
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
