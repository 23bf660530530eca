#include "providers/cache.h"

#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/num.h"
#include "providers/cache_file.h"
#include "providers/digest.h"

enum { MARK_BYTES = 16, BLOB_DIGITS = 40 }; /* of a digest 128 bits tell bodies apart */

/* Bytes of a blob, where a text stands in git: zeros when that is not known. */
struct stretch {
	char blob[BLOB_DIGITS];
	uint64_t hash; /* of the file's bytes */
	uint32_t at, size;
};

/* As it stands in the file, in this machine's byte order. */
struct record {
	unsigned char who[MARK_BYTES]; /* endpoint, account and address */
	int64_t version, modified_at;
	unsigned char text[MARK_BYTES];
	struct stretch place;
};

struct records {
	struct record *items;
	size_t count, room;
};

struct cache {
	struct arena arena;
	struct cache_file file;
	struct digest *digest;
	const char *owner;             /* endpoint and account, before each address */
	struct records known, learned; /* `known` by `who` */
};

static const size_t part_bytes = CACHE_BODIES * sizeof(struct record);

/* --- records ------------------------------------------------------------- */

static void add(struct records *records, const struct record *record)
{
	if (records->count == records->room) {
		records->room = records->room > 0 ? size_mul(records->room, 2) : 64;
		records->items = memory_resize(
			records->items, size_mul(records->room, sizeof(*record)));
	}
	records->items[records->count++] = *record;
}

static int compare(const void *a, const void *b)
{
	const struct record *left = a, *right = b;

	return memcmp(left->who, right->who, MARK_BYTES);
}

static void sort(struct records *records)
{
	if (records->count > 1)
		qsort(records->items, records->count, sizeof(struct record), compare);
}

static const struct record *find(
	const struct records *records, const struct record *record)
{
	if (records->count == 0)
		return NULL;
	return bsearch(record, records->items, records->count, sizeof(*record), compare);
}

/* What `purpose` and the bytes behind it come to, for no other purpose the same. */
static void digest(const struct cache *cache, unsigned char mark[MARK_BYTES],
	const char *purpose, struct slice first, struct slice second)
{
	unsigned char whole[DIGEST_BYTES];

	digest_begin(cache->digest);
	digest_add(cache->digest, purpose, strlen(purpose) + 1);
	digest_add(cache->digest, first.ptr, first.len);
	digest_add(cache->digest, second.ptr, second.len);
	digest_end(cache->digest, whole);
	memcpy(mark, whole, MARK_BYTES);
}

static struct record who_of(const struct cache *cache, const char *address)
{
	struct record record = { 0 };

	digest(cache, record.who, "rein who", slice_of(cache->owner), slice_of(address));
	return record;
}

static struct stretch stretch_of(const struct entity *entity)
{
	const struct source *source = entity->source;
	struct stretch place = { .blob = "" };

	if (source == NULL || source->blob[0] == '\0' || source->hash == 0 ||
		entity->text.ptr != NULL)
		return place;
	memcpy(place.blob, source->blob, BLOB_DIGITS);
	place.hash = source->hash;
	place.at = entity->text_at;
	place.size = (uint32_t)entity->text.len; /* within LIMIT_FILE_BYTES */
	return place;
}

static bool is_known(const struct stretch *place)
{
	return place->blob[0] != '\0';
}

static void find_text(const struct cache *cache, unsigned char text[MARK_BYTES],
	const struct entity *entity)
{
	digest(cache, text, "rein body", entity_text(entity), slice_of(""));
}

static void learn(struct cache *cache, const struct record *record)
{
	if (cache->learned.count < CACHE_BODIES)
		add(&cache->learned, record);
}

static bool tells(const struct cache *cache, const struct cache_mark *mark)
{
	return cache != NULL && (mark->version != 0 || mark->modified_at != 0);
}

bool cache_proves(
	struct cache *cache, const struct cache_mark *mark, const struct entity *declared)
{
	struct record record;
	const struct record *known;

	if (!tells(cache, mark))
		return false;
	record = who_of(cache, mark->address);
	known = find(&cache->known, &record);
	if (known == NULL || known->version != mark->version ||
		known->modified_at != mark->modified_at)
		return false;
	record = *known;
	record.place = stretch_of(declared);
	if (is_known(&record.place) &&
		memcmp(&known->place, &record.place, sizeof(record.place)) == 0)
		return true;
	find_text(cache, record.text, declared);
	if (memcmp(known->text, record.text, MARK_BYTES) != 0)
		return false;
	if (is_known(&record.place)) /* it moved */
		learn(cache, &record);
	return true;
}

bool cache_knows(const struct cache *cache, const char *address)
{
	struct record record;

	if (cache == NULL || cache->known.count == 0)
		return false;
	record = who_of(cache, address);
	return find(&cache->known, &record) != NULL;
}

void cache_learn(
	struct cache *cache, const struct cache_mark *mark, const struct entity *live)
{
	struct record record;

	if (!tells(cache, mark))
		return;
	record = who_of(cache, mark->address);
	record.version = mark->version;
	record.modified_at = mark->modified_at;
	find_text(cache, record.text, live);
	record.place = stretch_of(live->shared != NULL ? live->shared : live);
	learn(cache, &record);
}

/* --- opening and closing ------------------------------------------------- */

static void release(struct cache *cache)
{
	free(cache->known.items);
	free(cache->learned.items);
	digest_close(cache->digest);
	cache_file_release(&cache->file);
	arena_release(&cache->arena);
	free(cache);
}

/* What was read becomes the records; where they do not fit it is none of ours. */
static void take(struct records *records, char *bytes, size_t size)
{
	if (size % sizeof(struct record) != 0) {
		free(bytes);
		return;
	}
	records->items = (void *)bytes;
	records->room = records->count = size / sizeof(struct record);
}

struct cache *cache_open(const char *path, const char *endpoint, const char *account,
	struct clock *clock, struct error_list *errs)
{
	struct cache *cache = memory_resize(NULL, sizeof(*cache));
	size_t size;
	char *bytes;

	*cache = (struct cache){ .digest = digest_open() };
	if (!cache_file_init(&cache->file, path, clock)) {
		release(cache);
		return NULL;
	}
	cache->owner = arena_format(&cache->arena, "%s\n%s\n", endpoint, account);
	bytes = cache_file_read(&cache->file, CACHE_BODIES_PART, part_bytes, &size, errs);
	take(&cache->known, bytes, size);
	sort(&cache->known);
	return cache;
}

/* What was learned, then what the file has of others: the oldest come last. */
static void merge(void *owner, struct slice old, struct cache_writer *writer)
{
	struct cache *cache = owner;
	size_t left = CACHE_BODIES - cache->learned.count;

	sort(&cache->learned);
	cache_write(writer, (const char *)cache->learned.items,
		cache->learned.count * sizeof(struct record));
	for (size_t at = 0; left > 0 && old.len - at >= sizeof(struct record);
		at += sizeof(struct record)) {
		struct record record;

		memcpy(&record, old.ptr + at, sizeof(record));
		if (find(&cache->learned, &record) != NULL)
			continue;
		cache_write(writer, (const char *)&record, sizeof(record));
		left--;
	}
}

void cache_close(struct cache *cache, struct error_list *errs)
{
	struct cache_merge job = { merge, cache, part_bytes };

	if (cache == NULL)
		return;
	if (cache->learned.count > 0)
		cache_file_replace(&cache->file, CACHE_BODIES_PART, &job, errs);
	release(cache);
}
