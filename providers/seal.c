#include "providers/seal.h"

#include <string.h>

enum { WORD_BYTES = sizeof(uint64_t) };

/* Undone by neither input: where one word differs, so does what comes of it. */
static uint64_t mix(uint64_t mixed, uint64_t word)
{
	mixed = (mixed ^ word) * 0x9e3779b97f4a7c15u;
	return mixed ^ mixed >> 32;
}

static void add_byte(struct seal *seal, char byte)
{
	seal->rest |= (uint64_t)(unsigned char)byte << 8 * (seal->size % WORD_BYTES);
	seal->size++;
	if (seal->size % WORD_BYTES == 0) {
		seal->mixed = mix(seal->mixed, seal->rest);
		seal->rest = 0;
	}
}

/* The word that begins with the next byte, whatever the machine's order. */
static uint64_t word_at(const char *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Bytes at the start that make whole words; what is held straddles each of them. */
static size_t add_words(struct seal *seal, const char *bytes, size_t size)
{
	struct seal sum = *seal; /* in registers: bytes may not be part of it */
	unsigned held = 8 * (unsigned)(sum.size % WORD_BYTES);
	size_t at = 0;

	for (; size - at >= WORD_BYTES; at += WORD_BYTES) {
		uint64_t word = word_at(bytes + at);

		sum.mixed = mix(sum.mixed, sum.rest | word << held);
		sum.rest = word >> 1 >> (63 - held); /* nothing of none */
	}
	sum.size += at;
	*seal = sum;
	return at;
}

void seal_add(struct seal *seal, const char *bytes, size_t size)
{
	for (size_t at = add_words(seal, bytes, size); at < size; at++)
		add_byte(seal, bytes[at]);
}

uint64_t seal_end(const struct seal *seal)
{
	return mix(mix(seal->mixed, seal->rest), seal->size);
}
