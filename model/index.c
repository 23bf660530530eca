#include "model/index.h"

#include <string.h>

#include "model/arena.h"
#include "model/num.h"
#include "model/text.h"

struct index_slot {
	const char *key;
	const void *item;
};

enum { INDEX_FIRST_ROOM = 16 }; /* a power of two, as every room is */

static struct index_slot *find(const struct index *index, const char *key)
{
	size_t i = (size_t)text_mix(key, strlen(key)) & (index->room - 1);

	while (index->slots[i].key != NULL && strcmp(index->slots[i].key, key) != 0)
		i = (i + 1) & (index->room - 1);
	return &index->slots[i];
}

static void grow(struct index *index)
{
	struct index_slot *old = index->slots;
	size_t room = index->room;

	index->room = room == 0 ? INDEX_FIRST_ROOM : size_mul(room, 2);
	index->slots = arena_array(index->arena, index->room, sizeof(*old));
	for (size_t i = 0; i < room; i++)
		if (old[i].key != NULL)
			*find(index, old[i].key) = old[i];
}

const void **index_at(struct index *index, const char *key)
{
	struct index_slot *slot;

	if (index->count * 4 >= index->room * 3)
		grow(index);
	slot = find(index, key);
	if (slot->key == NULL) {
		slot->key = key;
		index->count++;
	}
	return &slot->item;
}

bool index_has(const struct index *index, const char *key)
{
	return index->room > 0 && find(index, key)->item != NULL;
}

const char *index_intern(struct index *index, const char *text)
{
	struct index_slot *slot;

	if (text == NULL)
		return NULL;
	if (index->count * 4 >= index->room * 3)
		grow(index);
	slot = find(index, text);
	if (slot->key == NULL) {
		slot->key = arena_text(index->arena, text);
		index->count++;
	}
	return slot->key;
}
