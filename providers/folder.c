#include "providers/folder.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "providers/pathname.h"

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

bool folder_open(struct folder *folder, const char *path, struct error_list *errs)
{
	int descriptor = open(path, FOLDER_FLAGS);

	*folder = (struct folder){ 0 };
	if (descriptor < 0) {
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 },
			"cannot open the folder %s: %s", path, strerror(errno));
		return false;
	}
	folder->descriptors[0] = descriptor;
	folder->count = 1;
	return true;
}

static void close_above(struct folder *folder, size_t count)
{
	while (folder->count > count)
		(void)close(folder->descriptors[--folder->count]);
}

void folder_close(struct folder *folder)
{
	close_above(folder, 0);
}

static int deepest(const struct folder *folder)
{
	assert(folder->count > 0);
	return folder->descriptors[folder->count - 1];
}

/* Why openat() of `name` in the deepest open folder failed. */
static enum folder_result refused(struct folder *folder, const char *name, int fault)
{
	struct stat status;

	if (fault == ELOOP)
		return FOLDER_LINK;
	if (fault == ENOTDIR) { /* a link too, where a folder was asked for */
		if (fstatat(deepest(folder), name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
			S_ISLNK(status.st_mode))
			return FOLDER_LINK;
		return FOLDER_ABSENT;
	}
	if (fault == ENOENT)
		return FOLDER_ABSENT;
	if (fault == ENXIO)
		return FOLDER_SPECIAL;
	folder->fault = fault;
	return FOLDER_FAULT;
}

/* Close what does not lie on the way to `path`; bytes of it that stay open. */
static size_t keep_shared(struct folder *folder, const char *path, size_t size)
{
	size_t count = 1, end = 0;

	while (count < folder->count) {
		end = folder->ends[count];
		if (end > size || memcmp(path, folder->way, end) != 0 ||
			(end < size && path[end] != '/'))
			break;
		count++;
	}
	close_above(folder, count);
	return folder->ends[count - 1];
}

static enum folder_result descend(struct folder *folder, size_t start, size_t end)
{
	int descriptor;

	if (folder->count > LIMIT_FOLDER_DEPTH)
		return FOLDER_LARGE;
	folder->way[end] = '\0';
	descriptor =
		openat(deepest(folder), folder->way + start, FOLDER_FLAGS | O_NOFOLLOW);
	if (descriptor < 0)
		return refused(folder, folder->way + start, errno);
	folder->descriptors[folder->count] = descriptor;
	folder->ends[folder->count++] = end;
	return FOLDER_DONE;
}

/* Make the folder of path[0..size) the deepest open one. */
static enum folder_result enter(struct folder *folder, const char *path, size_t size)
{
	size_t at;

	if (size >= sizeof(folder->way))
		return FOLDER_LARGE;
	at = keep_shared(folder, path, size);
	while (at < size) {
		size_t start = at + (at > 0); /* behind the slash */
		const char *slash = memchr(path + start, '/', size - start);
		size_t end = slash != NULL ? (size_t)(slash - path) : size;
		enum folder_result result;

		memcpy(folder->way + at, path + at, end - at);
		folder->reached = end;
		result = descend(folder, start, end);
		if (result != FOLDER_DONE)
			return result;
		at = end;
	}
	return FOLDER_DONE;
}

/* Enter the folder of a path; its last name in *name. */
static enum folder_result enter_parent(
	struct folder *folder, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	enum folder_result result =
		enter(folder, path, slash != NULL ? (size_t)(slash - path) : 0);

	assert(pathname_is_plain(path));
	*name = slash != NULL ? slash + 1 : path;
	if (result == FOLDER_DONE)
		folder->reached = strlen(path);
	return result;
}

static enum folder_result read_all(
	struct folder *folder, int descriptor, size_t expected, struct buf *bytes)
{
	char chunk[16384];
	size_t total = 0;
	ssize_t got = 0;

	while (!bytes->full) {
		got = read(descriptor, chunk, sizeof(chunk));
		if (got <= 0)
			break;
		buf_put(bytes, chunk, (size_t)got);
		total += (size_t)got;
		if (total == expected && (size_t)got < sizeof(chunk))
			break; /* saves the read that only says "no more" */
	}
	folder->fault = got < 0 ? errno : 0;
	memory_wipe(chunk, total < sizeof(chunk) ? total : sizeof(chunk));
	if (got < 0)
		return FOLDER_FAULT;
	return bytes->full ? FOLDER_LARGE : FOLDER_DONE;
}

static enum folder_result read_open(
	struct folder *folder, int descriptor, struct buf *bytes, struct stat *status)
{
	if (fstat(descriptor, status) != 0) {
		folder->fault = errno;
		return FOLDER_FAULT;
	}
	if (!S_ISREG(status->st_mode))
		return FOLDER_SPECIAL;
	if (status->st_size > (off_t)(bytes->ceiling - bytes->len))
		return FOLDER_LARGE;
	return read_all(folder, descriptor, (size_t)status->st_size, bytes);
}

static enum folder_result open_file(
	struct folder *folder, const char *path, int *descriptor)
{
	const char *name;
	enum folder_result result = enter_parent(folder, path, &name);

	if (result != FOLDER_DONE)
		return result;
	/* O_NONBLOCK: a pipe without a writer must not hold us */
	*descriptor = openat(deepest(folder), name,
		O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return *descriptor < 0 ? refused(folder, name, errno) : FOLDER_DONE;
}

enum folder_result folder_read(
	struct folder *folder, const char *path, struct buf *bytes, struct stat *status)
{
	struct stat unasked;
	int descriptor;
	enum folder_result result = open_file(folder, path, &descriptor);

	if (result != FOLDER_DONE)
		return result;
	result = read_open(folder, descriptor, bytes, status != NULL ? status : &unasked);
	(void)close(descriptor);
	return result;
}

static enum folder_result fill_from(struct folder *folder, int descriptor, char *bytes,
	size_t size, struct stat *status)
{
	size_t done = 0;
	ssize_t got = 1;

	if (fstat(descriptor, status) != 0)
		got = -1;
	else if (!S_ISREG(status->st_mode) || status->st_size != (off_t)size)
		return FOLDER_SPECIAL;
	while (got > 0 && done < size) {
		got = read(descriptor, bytes + done, size - done);
		done += got > 0 ? (size_t)got : 0;
	}
	folder->fault = got < 0 ? errno : 0;
	if (got < 0)
		return FOLDER_FAULT;
	return done == size ? FOLDER_DONE : FOLDER_SPECIAL;
}

enum folder_result folder_fill(struct folder *folder, const char *path, char *bytes,
	size_t size, struct stat *status)
{
	int descriptor;
	enum folder_result result = open_file(folder, path, &descriptor);

	if (result != FOLDER_DONE)
		return result;
	result = fill_from(folder, descriptor, bytes, size, status);
	(void)close(descriptor);
	return result;
}

enum folder_result folder_stat(
	struct folder *folder, const char *path, struct stat *status)
{
	const char *name;
	enum folder_result result = enter_parent(folder, path, &name);

	if (result != FOLDER_DONE)
		return result;
	if (fstatat(deepest(folder), name, status, AT_SYMLINK_NOFOLLOW) != 0)
		return refused(folder, name, errno);
	return FOLDER_DONE;
}

enum folder_result folder_read_link(
	struct folder *folder, const char *path, struct buf *target)
{
	char text[4096];
	const char *name;
	ssize_t size;
	enum folder_result result = enter_parent(folder, path, &name);

	if (result != FOLDER_DONE)
		return result;
	size = readlinkat(deepest(folder), name, text, sizeof(text));
	if (size < 0)
		return errno == EINVAL ? FOLDER_SPECIAL : refused(folder, name, errno);
	buf_put(target, text, (size_t)size);
	return (size_t)size == sizeof(text) ? FOLDER_LARGE : FOLDER_DONE;
}

static enum folder_type type_of(int descriptor, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type == DT_REG)
		return FOLDER_FILE;
	if (entry->d_type == DT_DIR)
		return FOLDER_FOLDER;
	if (entry->d_type != DT_UNKNOWN ||
		fstatat(descriptor, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return FOLDER_OTHER;
	if (S_ISDIR(status.st_mode))
		return FOLDER_FOLDER;
	return S_ISREG(status.st_mode) ? FOLDER_FILE : FOLDER_OTHER;
}

/* A stream takes its descriptor over, and moves an offset that both of them share. */
static DIR *open_stream(int folder)
{
	int descriptor = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	DIR *stream = descriptor >= 0 ? fdopendir(descriptor) : NULL;

	if (stream != NULL)
		rewinddir(stream);
	else if (descriptor >= 0)
		(void)close(descriptor);
	return stream;
}

enum folder_result folder_list(struct folder *folder, const char *path,
	struct arena *arena, struct folder_entry **entries, size_t *count)
{
	enum folder_result result = enter(folder, path, strlen(path));
	size_t room = 0;
	DIR *stream;

	*entries = NULL;
	*count = 0;
	if (result != FOLDER_DONE)
		return result;
	stream = open_stream(deepest(folder));
	if (stream == NULL)
		return refused(folder, ".", errno);
	for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		*entries = arena_grow(arena, *entries, *count, &room, sizeof(**entries));
		(*entries)[(*count)++] = (struct folder_entry){
			arena_text(arena, entry->d_name),
			type_of(deepest(folder), entry),
		};
	}
	(void)closedir(stream);
	return FOLDER_DONE;
}

const char *folder_words(const struct folder *folder, enum folder_result result)
{
	static const char *const words[] = {
		[FOLDER_DONE] = "is there",
		[FOLDER_ABSENT] = "does not exist",
		[FOLDER_LINK] = "is a symbolic link or lies behind one",
		[FOLDER_SPECIAL] = "is not a regular file",
		[FOLDER_LARGE] = "is larger, or nested deeper, than rein reads",
	};

	return result == FOLDER_FAULT ? strerror(folder->fault) : words[result];
}
