#include "providers/overwrite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/arena.h"

/* The folder that holds the file, step by step from `root`; -1 with errno. */
static int open_parent(const char *root, const char *path)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	int folder = open(root, flags);
	struct arena scratch = { 0 };
	const char *slash;

	for (; folder >= 0 && (slash = strchr(path, '/')) != NULL; path = slash + 1) {
		const char *name = arena_copy(&scratch, path, (size_t)(slash - path));
		int next = openat(folder, name, flags | O_NOFOLLOW);
		int fault = errno;

		close(folder);
		errno = fault;
		folder = next;
	}
	arena_release(&scratch);
	return folder;
}

static bool write_bytes(int file, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t done = write(file, bytes, size);

		if (done < 0 && errno != EINTR)
			return false;
		if (done > 0) {
			bytes += done;
			size -= (size_t)done;
		}
	}
	return fsync(file) == 0;
}

/* A new file beside the old one, which then takes its name. */
static bool replace(int folder, const char *name, const char *bytes, size_t size)
{
	struct arena scratch = { 0 };
	const char *beside = arena_format(&scratch, ".%s.%ld", name, (long)getpid());
	struct stat old;
	int file = -1, fault;
	bool ok = fstatat(folder, name, &old, AT_SYMLINK_NOFOLLOW) == 0;

	if (ok && !S_ISREG(old.st_mode)) {
		errno = ELOOP;
		ok = false;
	}
	if (ok)
		file = openat(
			folder, beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ok = file >= 0 && write_bytes(file, bytes, size) &&
	     fchmod(file, old.st_mode & 07777) == 0 &&
	     renameat(folder, beside, folder, name) == 0;
	fault = errno;
	if (file >= 0) {
		close(file);
		if (!ok)
			unlinkat(folder, beside, 0);
	}
	arena_release(&scratch);
	errno = fault;
	return ok;
}

bool overwrite_file(const char *root, const char *path, const char *bytes, size_t size,
	struct error_list *errs)
{
	const char *slash = strrchr(path, '/');
	int folder = open_parent(root, path);
	bool ok = folder >= 0 &&
		  replace(folder, slash != NULL ? slash + 1 : path, bytes, size);

	if (!ok)
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ .file = path },
			"writing %s: %s", path, strerror(errno));
	if (folder >= 0)
		close(folder);
	return ok;
}
