#include "providers/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/num.h"
#include "model/text.h"

enum { CHUNK_LEAST = 64, CHUNK_MOST = 4096, SLOTS_FIRST = 64 };
/* Past so many neighbours a text is copied anew: nobody can choose texts that
 * make the table slow. */
enum { PROBES = 32 };

struct word {
	const char *text; /* NULL: a free slot */
	uint64_t hash;
	size_t size;
};

void words_init(struct words *words, struct arena *arena, size_t size)
{
	size_t chunk = size / 8;

	if (chunk < CHUNK_LEAST)
		chunk = CHUNK_LEAST;
	*words = (struct words){
		.arena = arena,
		.chunk = chunk < CHUNK_MOST ? chunk : CHUNK_MOST,
	};
}

void words_release(struct words *words)
{
	free(words->slots);
	*words = (struct words){ 0 };
}

const char *words_copy(struct words *words, const char *text, size_t size)
{
	char *copy;

	if (size >= words->left) {
		if (size >= words->chunk / 4)
			return arena_copy(words->arena, text, size);
		words->at = arena_alloc(words->arena, words->chunk);
		words->left = words->chunk;
	}
	copy = words->at;
	memcpy(copy, text, size);
	copy[size] = '\0';
	words->at += size + 1;
	words->left -= size + 1;
	return copy;
}

/* The slot of that text or the free one for it; NULL when too far away. */
static struct word *find_slot(
	const struct words *words, const char *text, size_t size, uint64_t hash)
{
	size_t mask = words->slot_count - 1;

	for (size_t i = 0; i < PROBES; i++) {
		struct word *word = &words->slots[(hash + i) & mask];

		if (word->text == NULL || (word->hash == hash && word->size == size &&
						  memcmp(word->text, text, size) == 0))
			return word;
	}
	return NULL;
}

static void grow(struct words *words)
{
	struct word *old = words->slots;
	size_t count = words->slot_count;

	words->slot_count = count > 0 ? size_mul(count, 2) : (size_t)SLOTS_FIRST;
	words->slots = memory_resize(NULL, size_mul(words->slot_count, sizeof(*old)));
	memset(words->slots, 0, words->slot_count * sizeof(*old));
	for (size_t i = 0; i < count; i++) {
		struct word *slot = NULL;

		if (old[i].text != NULL)
			slot = find_slot(words, old[i].text, old[i].size, old[i].hash);
		if (slot != NULL)
			*slot = old[i];
	}
	free(old);
}

const char *words_keep(struct words *words, const char *text, size_t size)
{
	uint64_t hash = text_mix(text, size);
	struct word *slot;

	if (words->used >= words->slot_count / 4 * 3)
		grow(words);
	slot = find_slot(words, text, size, hash);
	if (slot == NULL)
		return words_copy(words, text, size);
	if (slot->text == NULL) {
		*slot = (struct word){ words_copy(words, text, size), hash, size };
		words->used++;
	}
	return slot->text;
}
