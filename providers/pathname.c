#include "providers/pathname.h"

#include <string.h>
#include <strings.h>

#include "model/arena.h"
#include "model/limits.h"
#include "model/text.h"

static bool is_plain_name(const char *name, size_t size)
{
	if (size == 0 || (size == 1 && name[0] == '.'))
		return false;
	if (size == 2 && name[0] == '.' && name[1] == '.')
		return false;
	return size != 4 || strncasecmp(name, ".git", 4) != 0;
}

bool pathname_is_plain(const char *path)
{
	for (;;) {
		const char *end = strchrnul(path, '/');

		if (!is_plain_name(path, (size_t)(end - path)))
			return false;
		if (*end == '\0')
			return true;
		path = end + 1;
	}
}

/* Drop the last name of a path being built; false when there is none. */
static bool drop_name(struct buf *path)
{
	if (path->len == 0)
		return false;
	while (path->len > 0 && path->ptr[--path->len] != '/')
		continue;
	path->ptr[path->len] = '\0';
	return true;
}

/* Walk one name further; false when that leaves the root. */
static bool walk_name(struct buf *path, const char *name, size_t size)
{
	if (size == 0 || (size == 1 && name[0] == '.'))
		return true;
	if (size == 2 && name[0] == '.' && name[1] == '.')
		return drop_name(path);
	if (path->len > 0)
		buf_char(path, '/');
	buf_put(path, name, size);
	return !path->full;
}

const char *pathname_resolve(struct arena *arena, const char *from, const char *path)
{
	const char *resolved = NULL;
	bool inside = *path != '\0' && *path != '/';
	struct buf built;

	buf_init(&built, LIMIT_MESSAGE_BYTES);
	buf_text(&built, from);
	for (const char *at = path; inside;) {
		const char *end = strchrnul(at, '/');

		inside = walk_name(&built, at, (size_t)(end - at));
		if (*end == '\0')
			break;
		at = end + 1;
	}
	if (inside && built.len > 0)
		resolved = arena_copy(arena, built.ptr, built.len);
	buf_release(&built);
	return resolved;
}

const char *pathname_folder(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	return arena_copy(arena, path, slash != NULL ? (size_t)(slash - path) : 0);
}

const char *pathname_join(struct arena *arena, const char *folder, const char *name)
{
	if (*folder == '\0')
		return arena_text(arena, name);
	return arena_join(arena, folder, "/", name);
}
