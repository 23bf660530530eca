#include "providers/overwrite.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/arena.h"
#include "model/text.h"
#include "providers/pathname.h"

/* One step down: the folder `name` of `folder`, made where it is missing. */
static int open_folder(int folder, const char *name, bool make)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
	int next = openat(folder, name, flags);

	if (next >= 0 || !make || errno != ENOENT)
		return next;
	if (mkdirat(folder, name, 0777) != 0 && errno != EEXIST)
		return -1;
	return openat(folder, name, flags);
}

/* The folder that holds the file, step by step from `root`; -1 with errno. */
static int open_parent(const char *root, const char *path, bool make)
{
	int folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct arena scratch = { 0 };
	const char *slash;

	for (; folder >= 0 && (slash = strchr(path, '/')) != NULL; path = slash + 1) {
		const char *name = arena_copy(&scratch, path, (size_t)(slash - path));
		int next = open_folder(folder, name, make);
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
	return true;
}

static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static const char *name_beside(struct arena *arena, const char *name)
{
	uint64_t hash =
		text_hash(name, strlen(name)); /* names may be as long as can be */

	return arena_format(
		arena, ".rein.%016llx.%ld", (unsigned long long)hash, (long)getpid());
}

/* A signal that ends the program comes before or after a file that stands beside its
 * name for a moment: nobody would take that away any more. */
static void hold_signals(sigset_t *before)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigaddset(&ending, SIGHUP);
	sigprocmask(SIG_BLOCK, &ending, before);
}

static void let_signals(const sigset_t *before, int fault)
{
	sigprocmask(SIG_SETMASK, before, NULL);
	errno = fault;
}

/* What is to stand under a name of a folder. */
struct writing {
	int folder;
	const char *name;
	const char *bytes;
	size_t size;
	mode_t mode; /* of the file that is replaced */
};

/* How a file that is written beside its name comes to it. */
typedef bool entry(const struct writing *writing, int file, const char *beside);

static bool write_beside(const struct writing *writing, mode_t mode, entry *enter)
{
	struct arena scratch = { 0 };
	const char *beside = name_beside(&scratch, writing->name);
	sigset_t before;
	int file, fault;
	bool ok;

	hold_signals(&before);
	file = openat(
		writing->folder, beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	ok = file >= 0 && write_bytes(file, writing->bytes, writing->size) &&
	     enter(writing, file, beside);
	fault = errno;
	if (file >= 0) {
		close(file);
		if (!ok)
			unlinkat(writing->folder, beside, 0);
	}
	arena_release(&scratch);
	let_signals(&before, fault);
	return ok;
}

/* Whether a file stands there, which another may replace; its status in *old. */
static bool is_replaceable(int folder, const char *name, struct stat *old)
{
	if (fstatat(folder, name, old, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (S_ISREG(old->st_mode))
		return true;
	errno = S_ISDIR(old->st_mode) ? EISDIR : ELOOP;
	return false;
}

/* What file systems say that know no second name of a file. */
static bool has_no_links(int fault)
{
	return fault == EPERM || fault == ENOTSUP || fault == ENOSYS || fault == EMLINK;
}

static bool replace(const struct writing *writing, int file, const char *beside)
{
	return fsync(file) == 0 && fchmod(file, writing->mode) == 0 &&
	       renameat(writing->folder, beside, writing->folder, writing->name) == 0;
}

/* Give the file its name, unless something has it already. Whoever loses this one to a
 * power cut can make it again: it is not waited for. */
static bool take_name(const struct writing *writing, int file, const char *beside)
{
	int folder = writing->folder;
	const char *name = writing->name;
	struct stat there;

	(void)file;
	if (linkat(folder, beside, folder, name, 0) == 0)
		return unlinkat(folder, beside, 0) == 0;
	if (!has_no_links(errno))
		return false;
	if (fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return false;
	}
	return renameat(folder, beside, folder, name) == 0;
}

/* A new file beside the old one, which then takes its name. */
static bool put_over(
	int folder, const char *name, mode_t mode, const char *bytes, size_t size)
{
	struct writing writing = { folder, name, bytes, size, mode };

	return write_beside(&writing, 0600, replace);
}

static bool put_new(int folder, const char *name, const char *bytes, size_t size)
{
	struct writing writing = { folder, name, bytes, size, 0 };

	return write_beside(&writing, 0666, take_name);
}

static bool finish(int folder, const char *path, bool ok, struct error_list *errs)
{
	if (!ok)
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ .file = path },
			"writing %s: %s", path, strerror(errno));
	if (folder >= 0)
		close(folder);
	return ok;
}

bool overwrite_file(const char *root, const char *path, const char *bytes, size_t size,
	struct error_list *errs)
{
	int folder = open_parent(root, path, false);
	struct stat old;
	bool ok = folder >= 0 && is_replaceable(folder, last_name(path), &old) &&
		  put_over(folder, last_name(path), old.st_mode & 07777, bytes, size);

	return finish(folder, path, ok, errs);
}

bool remove_file(const char *root, const char *path, struct error_list *errs)
{
	int folder = open_parent(root, path, false);
	struct stat there;
	bool ok = folder >= 0 &&
		  fstatat(folder, last_name(path), &there, AT_SYMLINK_NOFOLLOW) == 0;

	if (ok && !S_ISREG(there.st_mode)) {
		errno = ELOOP;
		ok = false;
	}
	return finish(
		folder, path, ok && unlinkat(folder, last_name(path), 0) == 0, errs);
}

bool create_file(const char *root, const char *path, const char *bytes, size_t size,
	struct error_list *errs)
{
	int folder = -1;
	bool ok;

	errno = EINVAL;
	if (pathname_is_plain(path))
		folder = open_parent(root, path, true);
	ok = folder >= 0 && put_new(folder, last_name(path), bytes, size);

	return finish(folder, path, ok, errs);
}

bool write_private_file(
	const char *path, const char *bytes, size_t size, struct error_list *errs)
{
	struct arena scratch = { 0 };
	const char *name = last_name(path);
	const char *parent = arena_copy(&scratch, path, (size_t)(name - path));
	int folder =
		open(*parent != '\0' ? parent : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat old;
	bool ok = folder >= 0 &&
		  (is_replaceable(folder, name, &old) || errno == ENOENT) &&
		  put_over(folder, name, 0600, bytes, size);

	arena_release(&scratch);
	return finish(folder, path, ok, errs);
}
