#include "providers/pace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/arena.h"
#include "model/limits.h"
#include "model/num.h"
#include "model/text.h"
#include "providers/cache_folder.h"
#include "providers/clock.h"
#include "providers/digest.h"
#include "providers/limiter.h"

/* Times kept at most, the newest: far above any rate the vendor grants. */
enum { TIMES_MOST = 65536, FILE_BYTES = 1 << 20 };

/* Another process holds the lock for as long as it writes a few kilobytes. */
enum { LOCK_TRIES = 100, LOCK_PAUSE_MS = 10 };

static const char title[] = "rein pace 1\n";

struct pace {
	struct arena arena;
	struct limiter *limiter;
	struct clock *clock;
	const char *folder;
	const char *path;
	size_t loaded; /* of the limiter's total: not ours */
	int64_t large_loaded;
};

/* The content of a file: times on the wall's clock, oldest first. */
struct times {
	struct arena arena;
	int64_t *items;
	size_t count, room;
	int64_t large; /* LIMITER_NEVER */
};

static void note(const struct pace *pace, const char *what, const char *why,
	struct error_list *errs)
{
	error_add_as(errs, ERROR_FILE_ACCESS, SEVERITY_NOTE, (struct place){ 0 },
		"%s: the pace of requests %s: %s", pace->path, what, why);
}

/* --- the file's text ----------------------------------------------------- */

static void times_add(struct times *times, int64_t time)
{
	times->items = arena_grow(&times->arena, times->items, times->count, &times->room,
		sizeof(*times->items));
	times->items[times->count++] = time;
}

/* One line without its end: a time, or "large" and a time. */
static bool parse_line(struct times *times, const char *line)
{
	static const char large[] = "large ";
	bool is_large = text_starts(line, large);
	int64_t time;

	if (!num_parse(line + (is_large ? strlen(large) : 0), 0, INT64_MAX / 2, &time))
		return false;
	if (is_large)
		times->large = time;
	else
		times_add(times, time);
	return true;
}

/* Every line has its end: a file cut short is not believed. */
static bool parse_times(struct times *times, const char *text)
{
	if (!text_starts(text, title))
		return false;
	text += strlen(title);
	while (*text != '\0') {
		const char *end = strchr(text, '\n');

		if (end == NULL || !parse_line(times, arena_copy(&times->arena, text,
							      (size_t)(end - text))))
			return false;
		text = end + 1;
	}
	return true;
}

static void format_times(struct buf *out, const struct times *times)
{
	size_t i = times->count > TIMES_MOST ? times->count - TIMES_MOST : 0;

	buf_text(out, title);
	if (times->large != LIMITER_NEVER)
		buf_format(out, "large %lld\n", (long long)times->large);
	for (; i < times->count; i++)
		buf_format(out, "%lld\n", (long long)times->items[i]);
}

static int compare_times(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static void sort_times(struct times *times)
{
	if (times->count > 1)
		qsort(times->items, times->count, sizeof(*times->items), compare_times);
}

/* --- the file ------------------------------------------------------------ */

static bool lock(const struct pace *pace, int fd, int how)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, how | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK)
			return false;
		pace->clock->sleep_ms(pace->clock, LOCK_PAUSE_MS);
	}
	return false;
}

/* -1 with errno where it cannot be had, or is not a plain file. */
static int open_locked(const struct pace *pace, int flags, int how)
{
	int fd = open(pace->path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	struct stat stat;

	if (fd < 0)
		return -1;
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && lock(pace, fd, how))
		return fd;
	if (!S_ISREG(stat.st_mode))
		errno = EINVAL;
	close(fd);
	return -1;
}

static bool read_text(int fd, struct buf *text)
{
	char bytes[16384];
	ssize_t size;

	while ((size = read(fd, bytes, sizeof(bytes))) > 0)
		buf_put(text, bytes, (size_t)size);
	return size == 0 && !text->full;
}

/* False, and no times, for anything that we did not write. */
static bool read_times(int fd, struct times *times)
{
	struct buf text;
	bool good;

	*times = (struct times){ .large = LIMITER_NEVER };
	buf_init(&text, FILE_BYTES);
	good = read_text(fd, &text) && strlen(buf_string(&text)) == text.len &&
	       (text.len == 0 || parse_times(times, buf_string(&text)));
	buf_release(&text);
	if (good) {
		sort_times(times);
	} else {
		times->count = 0;
		times->large = LIMITER_NEVER;
	}
	return good;
}

/* Over the old bytes first, so that a kill leaves no empty file. */
static bool write_times(int fd, const struct times *times)
{
	struct buf text;
	size_t done = 0;
	ssize_t size = 0;

	buf_init(&text, FILE_BYTES);
	format_times(&text, times);
	while (done < text.len && size >= 0) {
		size = pwrite(fd, text.ptr + done, text.len - done, (off_t)done);
		done += size > 0 ? (size_t)size : 0;
	}
	buf_release(&text);
	return size >= 0 && ftruncate(fd, (off_t)done) == 0 && fchmod(fd, 0600) == 0;
}

/* --- opening ------------------------------------------------------------- */

static void name_file(struct pace *pace, const char *key)
{
	static const char purpose[] = "rein pace";
	unsigned char digest[DIGEST_BYTES];
	struct buf name;

	digest_make(digest, key, strlen(key), purpose, strlen(purpose));
	buf_init(&name, LIMIT_MESSAGE_BYTES);
	digest_format(&name, digest, DIGEST_BYTES / 2);
	pace->path =
		arena_format(&pace->arena, "%s/pace-%s", pace->folder, buf_string(&name));
	buf_release(&name);
}

/*
 * How long ago a time of the wall was; false when it no longer counts. The wall may
 * have been set back since: then it lies in the future and counts as just now, but
 * further than a window it is no use.
 */
static bool is_recent(
	const struct pace *pace, int64_t time, int64_t window_ms, int64_t *age)
{
	*age = pace->clock->wall_ms(pace->clock) - time;
	if (*age >= window_ms || *age <= -window_ms)
		return false;
	if (*age < 0)
		*age = 0;
	return true;
}

static void load(struct pace *pace, const struct times *times)
{
	struct limiter *limiter = pace->limiter;
	int64_t now = pace->clock->now_ms(pace->clock), age;

	for (size_t i = 0; i < times->count; i++)
		if (is_recent(pace, times->items[i], limiter->window_ms, &age))
			limiter_sent(limiter, now - age, false);
	if (times->large != LIMITER_NEVER &&
		is_recent(pace, times->large, LIMITER_LARGE_WINDOW_MS, &age))
		limiter->large_sent = now - age;
}

struct pace *pace_open(struct limiter *limiter, const char *key, struct clock *clock,
	struct error_list *errs)
{
	struct pace *pace = memory_resize(NULL, sizeof(*pace));
	struct times times;
	int fd;

	*pace = (struct pace){ .limiter = limiter, .clock = clock };
	if (limiter->limit > 0)
		pace->folder = cache_folder(&pace->arena);
	if (pace->folder == NULL) {
		arena_release(&pace->arena);
		free(pace);
		return NULL;
	}
	name_file(pace, key);
	fd = open_locked(pace, O_RDONLY, LOCK_SH);
	if (fd >= 0) {
		if (!read_times(fd, &times))
			note(pace, "of earlier runs is ignored", "the file is damaged",
				errs);
		load(pace, &times);
		arena_release(&times.arena);
		close(fd); /* and unlocks */
	} else if (errno != ENOENT) {
		note(pace, "of earlier runs is ignored", strerror(errno), errs);
	}
	pace->loaded = limiter->total;
	pace->large_loaded = limiter->large_sent;
	return pace;
}

/* --- closing ------------------------------------------------------------- */

/* A time of the limiter's clock as one of the wall, never before 1970. */
static int64_t wall_time(const struct pace *pace, int64_t moment)
{
	int64_t age = pace->clock->now_ms(pace->clock) - moment;
	int64_t wall = pace->clock->wall_ms(pace->clock);

	return age < wall ? wall - age : 0;
}

/* What the file holds is kept while it counts, ours is added. */
static void merge(const struct pace *pace, struct times *times)
{
	const struct limiter *limiter = pace->limiter;
	size_t ours = limiter->total - pace->loaded, kept = 0;
	int64_t age;

	for (size_t i = 0; i < times->count; i++)
		if (is_recent(pace, times->items[i], limiter->window_ms, &age))
			times->items[kept++] = times->items[i];
	times->count = kept;
	for (size_t i = ours < limiter->count ? limiter->count - ours : 0;
		i < limiter->count; i++)
		times_add(times, wall_time(pace, limiter_time(limiter, i)));
	sort_times(times);
	if (limiter->large_sent != pace->large_loaded)
		times->large = wall_time(pace, limiter->large_sent);
}

static bool store(const struct pace *pace)
{
	struct times times;
	bool good;
	int fd;

	if (!cache_folder_make(pace->folder))
		return false;
	fd = open_locked(pace, O_RDWR | O_CREAT, LOCK_EX);
	if (fd < 0)
		return false;
	read_times(fd, &times); /* damage was told at the open */
	merge(pace, &times);
	good = write_times(fd, &times);
	arena_release(&times.arena);
	close(fd);
	return good;
}

void pace_close(struct pace *pace, struct error_list *errs)
{
	if (pace == NULL)
		return;
	if (!store(pace))
		note(pace, "cannot be kept between runs", strerror(errno), errs);
	arena_release(&pace->arena);
	free(pace);
}
