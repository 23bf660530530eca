#include "providers/cache_folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "model/arena.h"

const char *cache_folder(struct arena *arena)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache != NULL && *cache == '/')
		return arena_format(arena, "%s/rein", cache);
	if (home != NULL && *home == '/')
		return arena_format(arena, "%s/.cache/rein", home);
	return NULL;
}

static bool make(const char *folder)
{
	return mkdir(folder, 0700) == 0 || errno == EEXIST;
}

bool cache_folder_make(const char *folder)
{
	struct arena scratch = { 0 };
	const char *outer =
		arena_copy(&scratch, folder, (size_t)(strrchr(folder, '/') - folder));
	bool made = (*outer == '\0' || make(outer)) && make(folder);

	arena_release(&scratch);
	return made;
}
