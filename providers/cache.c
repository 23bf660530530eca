#include "providers/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/arena.h"
#include "model/num.h"
#include "providers/cache_folder.h"
#include "providers/clock.h"
#include "providers/digest.h"

enum { MARK_BYTES = 16 }; /* of a digest: 128 bits tell bodies apart */

/* Another process holds the lock for as long as it writes three megabytes. */
enum { LOCK_TRIES = 100, LOCK_PAUSE_MS = 10 };

/* As it stands in the file, in this machine's byte order. */
struct record {
	unsigned char who[MARK_BYTES]; /* endpoint, account and address */
	int64_t version, modified_at;
	unsigned char text[MARK_BYTES];
};

struct records {
	struct record *items;
	size_t count, room;
};

struct cache {
	struct arena arena;
	struct clock *clock;
	const char *path;
	const char *folder;            /* to be made; NULL when the path was given */
	const char *owner;             /* endpoint and account, before each address */
	struct records known, learned; /* `known` by `who` */
};

static const char title[] = "rein bodies 1\n\n"; /* 16 bytes, its NUL with them */
enum { FILE_BYTES = sizeof(title) + CACHE_BODIES * sizeof(struct record) + MARK_BYTES };

static void tell(const struct cache *cache, enum severity severity, const char *what,
	const char *why, struct error_list *errs)
{
	error_add_as(errs, ERROR_FILE_ACCESS, severity, (struct place){ 0 },
		"%s: the cache %s: %s", cache->path, what, why);
}

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

static void digest(unsigned char mark[MARK_BYTES], const char *purpose, struct slice text)
{
	unsigned char whole[DIGEST_BYTES];

	digest_make(whole, purpose, strlen(purpose), text.ptr, text.len);
	memcpy(mark, whole, MARK_BYTES);
}

static struct record record_of(
	const struct cache *cache, const struct cache_mark *mark, struct slice text)
{
	struct record record = {
		.version = mark->version,
		.modified_at = mark->modified_at,
	};
	struct arena scratch = { 0 };

	digest(record.who, "rein who",
		slice_of(arena_format(&scratch, "%s%s", cache->owner, mark->address)));
	digest(record.text, "rein body", text);
	arena_release(&scratch);
	return record;
}

static bool tells(const struct cache *cache, const struct cache_mark *mark)
{
	return cache != NULL && (mark->version != 0 || mark->modified_at != 0);
}

bool cache_proves(
	const struct cache *cache, const struct cache_mark *mark, struct slice text)
{
	struct record record;
	const struct record *known;

	if (!tells(cache, mark) || cache->known.count == 0)
		return false;
	record = record_of(cache, mark, text);
	known = find(&cache->known, &record);
	return known != NULL && memcmp(known, &record, sizeof(record)) == 0;
}

bool cache_knows(const struct cache *cache, const char *address)
{
	struct cache_mark mark = { .address = address };
	struct record record;

	if (cache == NULL || cache->known.count == 0)
		return false;
	record = record_of(cache, &mark, (struct slice){ "", 0 });
	return find(&cache->known, &record) != NULL;
}

void cache_learn(struct cache *cache, const struct cache_mark *mark, struct slice text)
{
	struct record record;

	if (!tells(cache, mark) || cache->learned.count == CACHE_BODIES)
		return;
	record = record_of(cache, mark, text);
	add(&cache->learned, &record);
}

/* --- the file's bytes ---------------------------------------------------- */

static void seal(unsigned char mark[MARK_BYTES], const struct buf *bytes, size_t size)
{
	digest(mark, "rein bodies", (struct slice){ buf_string(bytes), size });
}

/* False for anything that we did not write, whole. */
static bool parse(struct records *records, const struct buf *bytes)
{
	size_t frame = sizeof(title) + MARK_BYTES, size;
	unsigned char mark[MARK_BYTES];

	if (bytes->full || bytes->len < frame ||
		(bytes->len - frame) % sizeof(struct record) != 0 ||
		memcmp(bytes->ptr, title, sizeof(title)) != 0)
		return false;
	seal(mark, bytes, bytes->len - MARK_BYTES);
	if (memcmp(bytes->ptr + bytes->len - MARK_BYTES, mark, MARK_BYTES) != 0)
		return false;
	size = bytes->len - frame;
	if (size == 0)
		return true;
	records->room = records->count = size / sizeof(struct record);
	records->items = memory_resize(NULL, size);
	memcpy(records->items, bytes->ptr + sizeof(title), size);
	return true;
}

static void format(struct buf *bytes, const struct records *records)
{
	unsigned char mark[MARK_BYTES];

	buf_put(bytes, title, sizeof(title));
	buf_put(bytes, (const char *)records->items,
		records->count * sizeof(struct record));
	seal(mark, bytes, bytes->len);
	buf_put(bytes, (const char *)mark, MARK_BYTES);
}

/* --- the file ------------------------------------------------------------ */

/* A plain file of this user's; -1 with errno where it is not. */
static int open_own(const char *path, int flags)
{
	int fd = open(path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	struct stat stat;

	if (fd < 0)
		return -1;
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_uid == geteuid())
		return fd;
	errno = S_ISREG(stat.st_mode) ? EPERM : EINVAL;
	close(fd);
	return -1;
}

static bool read_records(int fd, struct records *records)
{
	struct buf bytes;
	char some[16384];
	ssize_t size;
	bool good;

	*records = (struct records){ 0 };
	buf_init(&bytes, FILE_BYTES);
	while ((size = read(fd, some, sizeof(some))) > 0 && !bytes.full)
		buf_put(&bytes, some, (size_t)size);
	good = size == 0 && (bytes.len == 0 || parse(records, &bytes));
	buf_release(&bytes);
	return good;
}

static bool write_bytes(int fd, const struct buf *bytes)
{
	size_t done = 0;
	ssize_t size = 0;

	while (done < bytes->len && size >= 0) {
		size = write(fd, bytes->ptr + done, bytes->len - done);
		done += size > 0 ? (size_t)size : 0;
	}
	return size >= 0;
}

/* Beside the old file first: whoever reads meets the one or the other, whole. */
static bool replace(const struct cache *cache, const struct records *records)
{
	struct arena scratch = { 0 };
	char *fresh = arena_format(&scratch, "%s.XXXXXX", cache->path);
	int fd = mkostemp(fresh, O_CLOEXEC); /* mode 0600 */
	struct buf bytes;
	bool good = fd >= 0;

	if (good) {
		buf_init(&bytes, FILE_BYTES);
		format(&bytes, records);
		good = write_bytes(fd, &bytes);
		good = close(fd) == 0 && good && rename(fresh, cache->path) == 0;
		if (!good)
			unlink(fresh);
		buf_release(&bytes);
	}
	arena_release(&scratch);
	return good;
}

/* --- opening and closing ------------------------------------------------- */

static bool settle_path(struct cache *cache, const char *path)
{
	if (path != NULL) {
		cache->path = arena_text(&cache->arena, path);
		return true;
	}
	cache->folder = cache_folder(&cache->arena);
	if (cache->folder == NULL)
		return false;
	cache->path = arena_format(&cache->arena, "%s/bodies", cache->folder);
	return true;
}

static void release(struct cache *cache)
{
	free(cache->known.items);
	free(cache->learned.items);
	arena_release(&cache->arena);
	free(cache);
}

struct cache *cache_open(const char *path, const char *endpoint, const char *account,
	struct clock *clock, struct error_list *errs)
{
	struct cache *cache = memory_resize(NULL, sizeof(*cache));
	int fd;

	*cache = (struct cache){ .clock = clock };
	if (!settle_path(cache, path)) {
		release(cache);
		return NULL;
	}
	cache->owner = arena_format(&cache->arena, "%s\n%s\n", endpoint, account);
	fd = open_own(cache->path, O_RDONLY);
	if (fd >= 0) {
		if (!read_records(fd, &cache->known))
			tell(cache, SEVERITY_WARNING, "is ignored",
				"it is damaged, or no cache of rein's", errs);
		close(fd);
		sort(&cache->known);
	} else if (errno != ENOENT) {
		tell(cache, SEVERITY_WARNING, "is ignored", strerror(errno), errs);
	}
	return cache;
}

/* The file may be another one by the time that its lock is had. */
static bool is_in_place(const struct cache *cache, int fd)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(cache->path, &named) == 0 &&
	       held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

static int open_locked(const struct cache *cache)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		int fd = open_own(cache->path, O_RDWR | O_CREAT);

		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_in_place(cache, fd))
			return fd;
		close(fd);
		cache->clock->sleep_ms(cache->clock, LOCK_PAUSE_MS);
	}
	errno = EWOULDBLOCK;
	return -1;
}

/* What was learned, then what the file has of others: the oldest come last. */
static bool store(struct cache *cache)
{
	struct records all = { 0 }, old;
	bool good;
	int fd;

	if (cache->folder != NULL && !cache_folder_make(cache->folder))
		return false;
	fd = open_locked(cache);
	if (fd < 0)
		return false;
	read_records(fd, &old); /* damage was told at the open */
	sort(&cache->learned);
	for (size_t i = 0; i < cache->learned.count; i++)
		add(&all, &cache->learned.items[i]);
	for (size_t i = 0; i < old.count && all.count < CACHE_BODIES; i++)
		if (find(&cache->learned, &old.items[i]) == NULL)
			add(&all, &old.items[i]);
	good = replace(cache, &all);
	free(all.items);
	free(old.items);
	close(fd);
	return good;
}

void cache_close(struct cache *cache, struct error_list *errs)
{
	if (cache == NULL)
		return;
	if (cache->learned.count > 0 && !store(cache))
		tell(cache, SEVERITY_NOTE, "cannot be kept", strerror(errno), errs);
	release(cache);
}
