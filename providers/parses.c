#include "providers/parses.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/num.h"
#include "providers/cache_file.h"
#include "providers/program.h"

enum { BLOB_DIGITS = 40, SLOTS_FIRST = 1024 };

/* Of a record that was put: nobody looks for it again. */
static const size_t fresh_record = SIZE_MAX;

/* As it stands before each path and its bytes, in this machine's byte order. */
struct head {
	uint64_t hash, stamp; /* of the source, as it was */
	uint32_t source_size, root_size, path_size, size;
	char blob[BLOB_DIGITS];
};

/* Where a file's record is, by a hash of all that tells it from others. */
struct slot {
	uint64_t hash;
	size_t at; /* in the bytes that were read, from 1; 0: a free slot; fresh_record */
	bool used;
};

/* A record that was put, on the way to the file. */
struct fresh {
	struct fresh *next;
	size_t size;
	char bytes[];
};

struct parses {
	struct cache_file file;
	unsigned char mark[PROGRAM_MARK_BYTES];
	char *bytes; /* of the cache's part */
	size_t size;
	struct slot *slots;
	size_t slot_count, count;
	struct arena arena; /* of the fresh ones */
	struct fresh *first, **last;
	size_t fresh_size;
};

static struct head head_of(const struct parses_file *file, size_t size)
{
	const struct source *source = file->source;
	struct head head = {
		.hash = source->hash,
		.stamp = source->stamp,
		.source_size = (uint32_t)source->bytes.len,
		.root_size = (uint32_t)strlen(file->root),
		.path_size = (uint32_t)strlen(source->path),
		.size = (uint32_t)size,
	};

	memcpy(head.blob, source->blob, BLOB_DIGITS);
	return head;
}

/* Of what is known of a file before it is read. */
static uint64_t hash_of(const struct head *head, const char *path)
{
	return text_mix(path, head->path_size) ^ text_mix(head->blob, BLOB_DIGITS) ^
	       head->root_size;
}

/* --- the table ------------------------------------------------------------- */

/* The slot of that hash, or the free one for it. */
static struct slot *find_slot(const struct parses *parses, uint64_t hash)
{
	size_t mask = parses->slot_count - 1, i = (size_t)hash & mask;

	while (parses->slots[i].at != 0 && parses->slots[i].hash != hash)
		i = (i + 1) & mask;
	return &parses->slots[i];
}

static void grow(struct parses *parses)
{
	struct slot *old = parses->slots;
	size_t count = parses->slot_count;

	parses->slot_count = count > 0 ? size_mul(count, 2) : (size_t)SLOTS_FIRST;
	parses->slots = calloc(parses->slot_count, sizeof(*old));
	if (parses->slots == NULL)
		parses->slots = memory_resize(NULL, SIZE_MAX); /* ends the program */
	for (size_t i = 0; i < count; i++)
		if (old[i].at != 0)
			*find_slot(parses, old[i].hash) = old[i];
	free(old);
}

static struct slot *add_slot(struct parses *parses, uint64_t hash)
{
	struct slot *slot;

	if (parses->count >= parses->slot_count / 2)
		grow(parses);
	slot = find_slot(parses, hash);
	parses->count += slot->at == 0;
	slot->hash = hash;
	return slot;
}

/* --- records --------------------------------------------------------------- */

/* Bytes of the record that starts there; 0 when there is none, or not all of it. */
static size_t read_head(struct slice bytes, size_t at, struct head *head)
{
	size_t left = bytes.len - at, size;

	if (left < sizeof(*head))
		return 0;
	memcpy(head, bytes.ptr + at, sizeof(*head));
	size = size_add(size_add(sizeof(*head), head->path_size), head->size);
	return size <= left ? size : 0;
}

/* Records stand behind the mark of the program that wrote them. */
static void index_records(struct parses *parses)
{
	struct slice bytes = { parses->bytes, parses->size };
	size_t at = PROGRAM_MARK_BYTES, size;
	struct head head;

	if (bytes.len < at || memcmp(bytes.ptr, parses->mark, at) != 0) {
		free(parses->bytes);
		parses->bytes = NULL;
		parses->size = 0;
		return;
	}
	for (; (size = read_head(bytes, at, &head)) > 0; at += size)
		add_slot(parses, hash_of(&head, bytes.ptr + at + sizeof(head)))->at =
			at + 1;
}

struct parses *parses_open(const char *path, struct clock *clock, struct error_list *errs)
{
	struct parses *parses = memory_resize(NULL, sizeof(*parses));

	*parses = (struct parses){ 0 };
	if (!cache_file_init(&parses->file, path, clock)) {
		free(parses);
		return NULL;
	}
	program_mark(parses->mark);
	parses->last = &parses->first;
	parses->bytes = cache_file_read(
		&parses->file, CACHE_PARSES_PART, PARSES_BYTES, &parses->size, errs);
	index_records(parses);
	return parses;
}

/* The record of a file of that path, root and blob; NULL without one. */
static struct slot *find_record(
	struct parses *parses, const struct parses_file *file, struct head *known)
{
	const char *path = file->source->path;
	struct head head;
	struct slot *slot;

	if (parses == NULL || parses->slot_count == 0 || file->source->blob[0] == '\0')
		return NULL;
	head = head_of(file, 0);
	slot = find_slot(parses, hash_of(&head, path));
	if (slot->at == 0 || slot->at > parses->size)
		return NULL;
	memcpy(known, parses->bytes + slot->at - 1, sizeof(*known));
	if (known->source_size != head.source_size ||
		known->root_size != head.root_size ||
		known->path_size != head.path_size ||
		memcmp(known->blob, head.blob, BLOB_DIGITS) != 0 ||
		memcmp(parses->bytes + slot->at - 1 + sizeof(head), path,
			head.path_size) != 0)
		return NULL;
	return slot;
}

static struct slice use(
	const struct parses *parses, struct slot *slot, const struct head *known)
{
	slot->used = true;
	return (struct slice){
		parses->bytes + slot->at - 1 + sizeof(*known) + known->path_size,
		known->size,
	};
}

struct slice parses_find(struct parses *parses, const struct parses_file *file)
{
	struct head known;
	struct slot *slot = find_record(parses, file, &known);

	if (slot == NULL || known.hash != file->source->hash)
		return (struct slice){ NULL, 0 };
	return use(parses, slot, &known);
}

struct slice parses_find_unread(
	struct parses *parses, const struct parses_file *file, uint64_t *hash)
{
	struct head known;
	struct slot *slot = find_record(parses, file, &known);

	*hash = 0;
	if (slot == NULL || known.stamp == 0 || known.stamp != file->source->stamp)
		return (struct slice){ NULL, 0 };
	*hash = known.hash;
	return use(parses, slot, &known);
}

static void add_fresh(struct parses *parses, const struct head *head, const char *path,
	struct slice bytes)
{
	size_t size = sizeof(*head) + head->path_size + bytes.len;
	struct fresh *fresh;
	char *at;

	if (PARSES_BYTES - PROGRAM_MARK_BYTES - parses->fresh_size < size)
		return;
	fresh = arena_alloc(&parses->arena, size_add(sizeof(*fresh), size));
	fresh->size = size;
	at = fresh->bytes;
	memcpy(at, head, sizeof(*head));
	memcpy(at + sizeof(*head), path, head->path_size);
	memcpy(at + sizeof(*head) + head->path_size, bytes.ptr, bytes.len);
	*parses->last = fresh;
	parses->last = &fresh->next;
	parses->fresh_size += size;
}

void parses_put(struct parses *parses, const struct parses_file *file, struct slice bytes)
{
	struct head head;
	struct slot *slot;

	if (parses == NULL || file->source->blob[0] == '\0' || bytes.len > UINT32_MAX)
		return;
	head = head_of(file, bytes.len);
	slot = add_slot(parses, hash_of(&head, file->source->path));
	if (slot->at == fresh_record)
		return;
	slot->at = fresh_record;
	add_fresh(parses, &head, file->source->path, bytes);
}

/* --- storing --------------------------------------------------------------- */

/* Write the records of `old` that were used here, or those that were not met. */
static void write_old(struct parses *parses, struct slice old, bool used, size_t most,
	struct cache_writer *writer)
{
	struct head head;
	size_t size;

	for (size_t at = PROGRAM_MARK_BYTES; (size = read_head(old, at, &head)) > 0;
		at += size) {
		const struct slot *slot =
			find_slot(parses, hash_of(&head, old.ptr + at + sizeof(head)));

		if (slot->at == fresh_record || slot->used != used || size > most)
			continue;
		cache_write(writer, old.ptr + at, size);
		most -= size;
	}
}

/* What was put, what was of use, then as much as there may be of the rest. */
static void merge(void *owner, struct slice old, struct cache_writer *writer)
{
	struct parses *parses = owner;
	size_t left = PARSES_BYTES - PROGRAM_MARK_BYTES - parses->fresh_size;

	cache_write(writer, (const char *)parses->mark, PROGRAM_MARK_BYTES);
	for (const struct fresh *fresh = parses->first; fresh != NULL;
		fresh = fresh->next)
		cache_write(writer, fresh->bytes, fresh->size);
	if (old.len < PROGRAM_MARK_BYTES ||
		memcmp(old.ptr, parses->mark, PROGRAM_MARK_BYTES) != 0)
		return;
	write_old(parses, old, true, left, writer);
	left = PARSES_BYTES - writer->seal.size;
	write_old(parses, old, false, left < PARSES_IDLE_BYTES ? left : PARSES_IDLE_BYTES,
		writer);
}

void parses_close(struct parses *parses, struct error_list *errs)
{
	struct cache_merge job = { merge, parses, PARSES_BYTES };

	if (parses == NULL)
		return;
	free(parses->bytes);
	if (parses->first != NULL)
		cache_file_replace(&parses->file, CACHE_PARSES_PART, &job, errs);
	arena_release(&parses->arena);
	free(parses->slots);
	cache_file_release(&parses->file);
	free(parses);
}
