#include "providers/cache_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/num.h"
#include "providers/cache_folder.h"
#include "providers/clock.h"

enum { TITLE_BYTES = 16, SEAL_BYTES = 8, PARTS = 2, BUFFER_BYTES = 65536 };

/* Another process holds the lock for as long as it writes some megabytes. */
enum { LOCK_TRIES = 100, LOCK_PAUSE_MS = 10 };

/* As it stands in the file, in this machine's byte order: then the bytes, the seal. */
struct head {
	char title[TITLE_BYTES];
	uint64_t size;
};

static const char titles[PARTS][TITLE_BYTES] = {
	[CACHE_BODIES_PART] = "rein bodies 4\n\n",
	[CACHE_PARSES_PART] = "rein parses 2\n\n",
};

static const char elsewhere[] = "name another file with --cache, or say --no-cache";

/* Where the bytes of each part are; -1 of one that is not there. */
struct plan_of_parts {
	off_t starts[PARTS];
	uint64_t sizes[PARTS];
};

/* One file may be looked at for each of its parts: it is said once. */
static bool is_told(const struct error_list *errs, const char *message)
{
	for (size_t i = 0; i < errs->count; i++)
		if (errs->items[i]->code == ERROR_FILE_ACCESS &&
			strcmp(errs->items[i]->message, message) == 0)
			return true;
	return false;
}

static void tell(const struct cache_file *file, const char *what, const char *why,
	const char *advice, struct error_list *errs)
{
	struct arena scratch = { 0 };
	const char *message =
		arena_format(&scratch, "%s: the cache %s: %s", file->path, what, why);

	if (!is_told(errs, message))
		error_fix(errs,
			error_add_as(errs, ERROR_FILE_ACCESS, SEVERITY_WARNING,
				(struct place){ 0 }, "%s", message),
			"%s", advice);
	arena_release(&scratch);
}

/* --- looking into it ------------------------------------------------------- */

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

static bool read_at(int fd, void *bytes, size_t size, off_t at)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got =
			pread(fd, (char *)bytes + done, size - done, at + (off_t)done);

		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

static int part_of(const struct head *head)
{
	for (int i = 0; i < PARTS; i++)
		if (memcmp(head->title, titles[i], TITLE_BYTES) == 0)
			return i;
	return -1;
}

/* False for anything that we did not write, as far as sizes and titles tell. */
static bool find_parts(int fd, struct plan_of_parts *parts)
{
	struct stat stat;
	off_t at = 0;

	*parts = (struct plan_of_parts){ { -1, -1 }, { 0, 0 } };
	if (fstat(fd, &stat) != 0)
		return false;
	while (at < stat.st_size) {
		off_t left = stat.st_size - at - (off_t)sizeof(struct head) - SEAL_BYTES;
		struct head head;
		int part;

		if (left < 0 || !read_at(fd, &head, sizeof(head), at) ||
			head.size > (uint64_t)left)
			return false;
		part = part_of(&head);
		if (part < 0 || parts->starts[part] >= 0)
			return false;
		parts->starts[part] = at + (off_t)sizeof(head);
		parts->sizes[part] = head.size;
		at = parts->starts[part] + (off_t)head.size + SEAL_BYTES;
	}
	return true;
}

/* What stands behind the bytes: their seal, and that of what they are. */
static uint64_t seal_of(struct seal *bytes, enum cache_part part)
{
	uint64_t size = bytes->size;

	seal_add(bytes, titles[part], TITLE_BYTES);
	seal_add(bytes, (const char *)&size, sizeof(size));
	return seal_end(bytes);
}

static bool is_sealed(enum cache_part part, const char *bytes, size_t size, uint64_t mark)
{
	struct seal seal = { 0 };

	seal_add(&seal, bytes, size);
	return seal_of(&seal, part) == mark;
}

/* False for what is damaged; NULL when it is not there. */
static bool read_part(
	int fd, enum cache_part part, size_t most, char **bytes, size_t *size)
{
	struct plan_of_parts parts;
	uint64_t mark;
	off_t start;
	bool good;

	*bytes = NULL;
	*size = 0;
	if (!find_parts(fd, &parts) || parts.sizes[part] > most)
		return false;
	start = parts.starts[part];
	if (start < 0)
		return true;
	*size = (size_t)parts.sizes[part];
	*bytes = memory_resize(NULL, *size);
	good = read_at(fd, *bytes, *size, start) &&
	       read_at(fd, &mark, sizeof(mark), start + (off_t)*size) &&
	       is_sealed(part, *bytes, *size, mark);
	if (!good) {
		free(*bytes);
		*bytes = NULL;
		*size = 0;
	}
	return good;
}

/* --- opening --------------------------------------------------------------- */

bool cache_file_init(struct cache_file *file, const char *path, struct clock *clock)
{
	*file = (struct cache_file){ .clock = clock };
	if (path != NULL) {
		file->path = arena_text(&file->arena, path);
		return true;
	}
	file->folder = cache_folder(&file->arena);
	if (file->folder == NULL)
		return false;
	file->path = arena_format(&file->arena, "%s/cache", file->folder);
	return true;
}

void cache_file_release(struct cache_file *file)
{
	arena_release(&file->arena);
	*file = (struct cache_file){ 0 };
}

char *cache_file_read(const struct cache_file *file, enum cache_part part, size_t most,
	size_t *size, struct error_list *errs)
{
	int fd = open_own(file->path, O_RDONLY);
	char *bytes = NULL;

	*size = 0;
	if (fd < 0) {
		if (errno != ENOENT)
			tell(file, "is ignored", strerror(errno), elsewhere, errs);
		return NULL;
	}
	if (!read_part(fd, part, most, &bytes, size))
		tell(file, "is ignored", "it is damaged, or no cache of rein's",
			"it is written anew", errs);
	close(fd);
	return bytes;
}

/* --- writing --------------------------------------------------------------- */

static void flush(struct cache_writer *writer)
{
	size_t done = 0;

	while (done < writer->buffer.len && !writer->failed) {
		ssize_t size = write(writer->descriptor, writer->buffer.ptr + done,
			writer->buffer.len - done);

		writer->failed = size < 0;
		done += size > 0 ? (size_t)size : 0;
	}
	writer->buffer.len = 0;
}

static void put(struct cache_writer *writer, const char *bytes, size_t size)
{
	while (size > 0) {
		size_t room = BUFFER_BYTES - writer->buffer.len;
		size_t some = size < room ? size : room;

		buf_put(&writer->buffer, bytes, some);
		if (some == room)
			flush(writer);
		bytes += some;
		size -= some;
	}
}

void cache_write(struct cache_writer *writer, const char *bytes, size_t size)
{
	seal_add(&writer->seal, bytes, size);
	put(writer, bytes, size);
}

static struct head head_of(enum cache_part part, uint64_t size)
{
	struct head head = { .size = size };

	memcpy(head.title, titles[part], TITLE_BYTES);
	return head;
}

/* The size stands before the bytes, and is known behind them. */
static void write_part(struct cache_writer *writer, enum cache_part part,
	const struct cache_merge *merge, struct slice old)
{
	struct head head = head_of(part, 0);
	uint64_t mark;
	off_t start;

	flush(writer);
	start = lseek(writer->descriptor, 0, SEEK_CUR);
	put(writer, (const char *)&head, sizeof(head));
	writer->seal = (struct seal){ 0 };
	merge->merge(merge->owner, old, writer);
	head.size = writer->seal.size;
	mark = seal_of(&writer->seal, part);
	put(writer, (const char *)&mark, sizeof(mark));
	flush(writer);
	if (start < 0 || pwrite(writer->descriptor, &head, sizeof(head), start) !=
				 (ssize_t)sizeof(head))
		writer->failed = true;
}

/* Another part as it is, its seal with it: whoever reads it looks whether it holds. */
static void copy_part(struct cache_writer *writer, enum cache_part part, int from,
	const struct plan_of_parts *parts)
{
	struct head head = head_of(part, parts->sizes[part]);
	uint64_t left = parts->sizes[part] + SEAL_BYTES;
	off_t at = parts->starts[part];
	char some[BUFFER_BYTES / 4];

	if (at < 0)
		return;
	put(writer, (const char *)&head, sizeof(head));
	while (left > 0 && !writer->failed) {
		size_t size = left < sizeof(some) ? (size_t)left : sizeof(some);

		writer->failed = !read_at(from, some, size, at);
		put(writer, some, size);
		at += (off_t)size;
		left -= size;
	}
}

/* What the file open as `from` is to be, into the fresh one that is open as `to`. */
static bool write_file(
	int from, int to, enum cache_part part, const struct cache_merge *merge)
{
	struct cache_writer writer = { .descriptor = to };
	struct plan_of_parts parts;
	size_t size;
	char *old;

	buf_init(&writer.buffer, BUFFER_BYTES);
	/* damage was told at the open */
	(void)read_part(from, part, merge->most, &old, &size);
	if (!find_parts(from, &parts))
		parts = (struct plan_of_parts){ { -1, -1 }, { 0, 0 } };
	for (int i = 0; i < PARTS; i++) {
		if (i == (int)part)
			write_part(&writer, part, merge, (struct slice){ old, size });
		else
			copy_part(&writer, (enum cache_part)i, from, &parts);
	}
	flush(&writer);
	free(old);
	buf_release(&writer.buffer);
	return !writer.failed;
}

/* Beside the old file first: whoever reads meets the one or the other, whole. */
static bool replace(const struct cache_file *file, int from, enum cache_part part,
	const struct cache_merge *merge)
{
	struct arena scratch = { 0 };
	char *fresh = arena_format(&scratch, "%s.XXXXXX", file->path);
	int fd = mkostemp(fresh, O_CLOEXEC); /* mode 0600 */
	bool good = fd >= 0;

	if (good) {
		good = write_file(from, fd, part, merge);
		good = close(fd) == 0 && good && rename(fresh, file->path) == 0;
		if (!good)
			unlink(fresh);
	}
	arena_release(&scratch);
	return good;
}

/* The file may be another one by the time that its lock is had. */
static bool is_in_place(const struct cache_file *file, int fd)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(file->path, &named) == 0 &&
	       held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

static int open_locked(const struct cache_file *file)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		int fd = open_own(file->path, O_RDWR | O_CREAT);

		if (fd < 0)
			return -1;
		if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_in_place(file, fd))
			return fd;
		close(fd);
		file->clock->sleep_ms(file->clock, LOCK_PAUSE_MS);
	}
	errno = EWOULDBLOCK;
	return -1;
}

void cache_file_replace(const struct cache_file *file, enum cache_part part,
	const struct cache_merge *merge, struct error_list *errs)
{
	bool good = file->folder == NULL || cache_folder_make(file->folder);
	int fd = good ? open_locked(file) : -1;

	good = fd >= 0 && replace(file, fd, part, merge);
	if (!good)
		tell(file, "cannot be kept", strerror(errno), elsewhere, errs);
	if (fd >= 0)
		close(fd);
}
