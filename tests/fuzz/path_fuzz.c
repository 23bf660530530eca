/*
 * Whatever a path and a folder hold: what the layout says of them stands in the path,
 * what is resolved stays below the root, and no pattern of a kind minds the way.
 * "PATH\nFOLDER\n".
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/arena.h"
#include "model/kind.h"
#include "model/text.h"
#include "providers/pathname.h"
#include "reconcile/layout.h"
#include "reconcile/pattern.h"

enum { STEPS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_part(const char *path, const char *part)
{
	if (part != NULL) {
		assert(strchr(part, '/') == NULL);
		assert(strstr(path, part) != NULL);
	}
}

static void check_layout(struct arena *arena, const char *root, const char *path)
{
	struct layout layout = layout_parse(arena, root, path);

	assert(layout.stem != NULL);
	assert(layout.project == NULL || layout.org != NULL);
	check_part(path, layout.stem);
	check_part(path, layout.org);
	check_part(path, layout.project);
	check_part(path, layout.parent);
}

/* Names alone, none of them a way up: `.git` may be one, which is_plain refuses. */
static bool is_below(const char *path)
{
	const char *end;

	for (;; path = end + 1) {
		end = strchrnul(path, '/');
		if (end == path || (end == path + 1 && path[0] == '.') ||
			(end == path + 2 && path[0] == '.' && path[1] == '.'))
			return false;
		if (*end == '\0')
			return true;
	}
}

static void check_names(struct arena *arena, const char *folder, const char *path)
{
	const char *from = pathname_is_plain(folder) ? folder : "";
	const char *resolved = pathname_resolve(arena, from, path);

	assert(resolved == NULL || is_below(resolved));
	if (pathname_is_plain(path)) {
		const char *joined = pathname_join(arena, from, path);

		assert(is_below(path));
		assert(resolved == NULL || strcmp(resolved, joined) == 0);
		assert(pathname_is_plain(joined));
	}
}

/* The names of a path as the keys of maps in maps. */
static void check_patterns(struct arena *arena, const char *path)
{
	struct value text = value_make(VALUE_TEXT, path);
	struct pattern_step steps[STEPS];
	size_t count = 0, kind_count;
	const struct kind *const *kinds = kind_all(&kind_count);

	for (const char *end; count < STEPS && *path != '\0'; path = end) {
		end = strchrnul(path, '/');
		steps[count++] = (struct pattern_step){
			.key = path[0] == '#'
				       ? NULL
				       : arena_copy(arena, path, (size_t)(end - path)),
			.node = &text,
		};
		end += *end == '/';
	}
	for (size_t i = 0; count > 0 && i < kind_count; i++) {
		const struct reference *row;

		for (size_t k = 0; (row = kind_reference(kinds[i], k)) != NULL; k++)
			pattern_matches(row->path, steps, count);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena = { 0 };
	char *path = arena_copy(&arena, (const char *)bytes, size);
	char *folder = strchrnul(path, '\n');

	if (*folder != '\0')
		*folder++ = '\0';
	folder[strcspn(folder, "\n")] = '\0';
	check_layout(&arena, folder, path);
	check_names(&arena, folder, path);
	check_patterns(&arena, path);
	arena_release(&arena);
	return 0;
}
