#include "model/text.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/arena.h"
#include "model/num.h"

struct slice slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

bool slice_is(struct slice slice, const char *text)
{
	return strlen(text) == slice.len && memcmp(slice.ptr, text, slice.len) == 0;
}

void buf_init(struct buf *buf, size_t ceiling)
{
	*buf = (struct buf){ .ceiling = ceiling };
}

void buf_release(struct buf *buf)
{
	free(buf->ptr);
	*buf = (struct buf){ .ceiling = buf->ceiling };
}

void buf_wipe(struct buf *buf)
{
	if (buf->ptr != NULL)
		memory_wipe(buf->ptr, buf->room);
	buf_release(buf);
}

/* Grown by copying, so that what a wiped builder held is wiped as well. */
static void make_room(struct buf *buf, size_t need)
{
	size_t room = buf->room > 0 ? buf->room : 64;
	char *grown;

	while (room < need)
		room = size_mul(room, 2);
	grown = memory_resize(NULL, room);
	if (buf->ptr != NULL) {
		memcpy(grown, buf->ptr, buf->len);
		memory_wipe(buf->ptr, buf->len);
		free(buf->ptr);
	}
	buf->ptr = grown;
	buf->room = room;
}

void buf_put(struct buf *buf, const char *bytes, size_t size)
{
	if (size > buf->ceiling - buf->len) {
		buf->full = true;
		return;
	}
	if (buf->room - buf->len <= size)
		make_room(buf, size_add(size_add(buf->len, size), 1));
	if (size > 0)
		memcpy(buf->ptr + buf->len, bytes, size);
	buf->len += size;
	buf->ptr[buf->len] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
	buf_put(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
	buf_put(buf, &c, 1);
}

void buf_format(struct buf *buf, const char *format, ...)
{
	struct arena scratch = { 0 };
	va_list args;

	va_start(args, format);
	buf_text(buf, arena_vformat(&scratch, format, args));
	va_end(args);
	arena_release(&scratch);
}

const char *buf_string(const struct buf *buf)
{
	return buf->ptr != NULL ? buf->ptr : "";
}

bool text_equal(const char *a, const char *b)
{
	if (a == b || a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

bool text_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_ends(const char *text, const char *suffix)
{
	size_t size = strlen(text), tail = strlen(suffix);

	return size >= tail && memcmp(text + size - tail, suffix, tail) == 0;
}

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_nocase(const char *a, const char *b)
{
	while (*a != '\0' && fold(*a) == fold(*b)) {
		a++;
		b++;
	}
	return fold(*a) == fold(*b);
}

/* Bytes of the character at `at`, 0 when it is not well-formed. */
static size_t utf8_size(const unsigned char *at, size_t left)
{
	static const struct {
		unsigned char low, high, second_low, second_high;
		size_t size;
	} forms[] = {
		{ 0x00, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (at[0] < forms[i].low || at[0] > forms[i].high)
			continue;
		if (forms[i].size > left)
			return 0;
		if (forms[i].size > 1 &&
			(at[1] < forms[i].second_low || at[1] > forms[i].second_high))
			return 0;
		for (size_t k = 2; k < forms[i].size; k++)
			if ((at[k] & 0xc0) != 0x80)
				return 0;
		return forms[i].size;
	}
	return 0;
}

/* Eight bytes at once, as most text is ASCII. */
static bool is_ascii(const unsigned char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return (word & 0x8080808080808080u) == 0;
}

size_t text_utf8(const char *bytes, size_t size)
{
	const unsigned char *at = (const unsigned char *)bytes;
	size_t done = 0;

	while (done < size) {
		size_t step;

		if (size - done >= sizeof(uint64_t) && is_ascii(at + done)) {
			done += sizeof(uint64_t);
			continue;
		}
		step = at[done] < 0x80 ? 1 : utf8_size(at + done, size - done);

		if (step == 0)
			break;
		done += step;
	}
	return done;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Texts longer than this are never suggestions. */
enum { DISTANCE_TEXT = 64 };

size_t text_distance(const char *a, const char *b)
{
	size_t rows[3][DISTANCE_TEXT + 1];
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > DISTANCE_TEXT || b_len > DISTANCE_TEXT)
		return a_len > b_len ? a_len : b_len;
	memset(rows, 0, sizeof(rows));
	for (size_t k = 0; k <= b_len; k++)
		last[k] = k;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t k = 1; k <= b_len; k++) {
			row[k] = least(least(last[k], row[k - 1]) + 1,
				last[k - 1] + (a[i - 1] != b[k - 1]));
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
				a[i - 2] == b[k - 1])
				row[k] = least(row[k], before[k - 2] + 1);
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[b_len];
}

const char *text_article(const char *noun)
{
	return *noun != '\0' && strchr("aeio", *noun) != NULL ? "an" : "a";
}

/* One is how the other begins, in whatever case. */
static bool is_short_for(const char *text, const char *candidate)
{
	size_t size = least(strlen(text), strlen(candidate));

	return size >= 3 && strlen(text) / 3 <= size &&
	       strncasecmp(text, candidate, size) == 0;
}

const char *text_nearest(const char *text, const char *const *candidates, size_t count)
{
	const char *nearest = NULL, *longer = NULL;
	size_t best = 0, least_longer = 0;

	for (size_t i = 0; i < count; i++) {
		size_t distance = text_distance(text, candidates[i]);
		size_t bound = (strlen(candidates[i]) + 2) / 3;

		if (distance <= bound && (nearest == NULL || distance < best)) {
			nearest = candidates[i];
			best = distance;
		} else if (is_short_for(text, candidates[i]) &&
			   (longer == NULL || distance < least_longer)) {
			longer = candidates[i];
			least_longer = distance;
		}
	}
	return nearest != NULL ? nearest : longer;
}

bool text_glob(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	while (*text != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			resume = text;
		} else if (*pattern == '?' || *pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star + 1;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}

uint64_t text_hash(const char *bytes, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
	return hash;
}

/* Each step is undone by none of its inputs: what differs once stays different. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

/* Fewer than eight bytes as a word: the ends may overlap in it. */
static uint64_t short_word(const char *bytes, size_t size)
{
	uint32_t first, last;

	if (size >= sizeof(first)) {
		memcpy(&first, bytes, sizeof(first));
		memcpy(&last, bytes + size - sizeof(last), sizeof(last));
		return (uint64_t)first << 32 | last;
	}
	if (size == 0)
		return 0;
	return (uint64_t)(unsigned char)bytes[0] << 16 |
	       (uint64_t)(unsigned char)bytes[size / 2] << 8 |
	       (unsigned char)bytes[size - 1];
}

/*
 * The size comes last: what the last bytes differ in stands in the upper bits until
 * one more step brings it down to those by which tables find their slots.
 */
uint64_t text_mix(const char *bytes, size_t size)
{
	uint64_t hash = 0xcbf29ce484222325u, word;
	const char *last = bytes + size;

	if (size < sizeof(word))
		return mix(mix(hash, short_word(bytes, size)), size);
	for (; last - bytes > (ptrdiff_t)sizeof(word); bytes += sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		hash = mix(hash, word);
	}
	memcpy(&word, last - sizeof(word), sizeof(word)); /* may overlap the one before */
	return mix(mix(hash, word), size);
}

void memory_wipe(void *memory, size_t size)
{
	explicit_bzero(memory, size);
}
