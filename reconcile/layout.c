#include "reconcile/layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/kind.h"
#include "model/text.h"

/* A folder below a scope, and the one of things that belong to an entity there. */
static const struct {
	const char *folder, *inner; /* NULL: the entity's folder holds the files */
} parents[] = {
	{ "pipelines", "input_sets" },
	{ "pipelines", "triggers" },
	{ "envs", "infras" },
	{ "templates", NULL },
};

/* Folders of a path, without its file. */
struct folders {
	char **names;
	size_t count;
};

static struct folders split(struct arena *arena, const char *path)
{
	struct folders folders = { 0 };
	size_t room = 0;
	const char *end;

	for (; (end = strchr(path, '/')) != NULL; path = end + 1) {
		folders.names = arena_grow(arena, folders.names, folders.count, &room,
			sizeof(*folders.names));
		folders.names[folders.count++] =
			arena_copy(arena, path, (size_t)(end - path));
	}
	return folders;
}

/* The entity whose folder the last one is, when the first is of its kind. */
static const char *find_parent(const struct folders *below)
{
	for (size_t i = 0; below->names != NULL && i < countof(parents); i++) {
		size_t inner = parents[i].inner != NULL;

		if (below->count < 2 + inner ||
			strcmp(below->names[0], parents[i].folder) != 0)
			continue;
		if (inner == 0 ||
			strcmp(below->names[below->count - 1], parents[i].inner) == 0)
			return below->names[below->count - 1 - inner];
	}
	return NULL;
}

/* Take "<folder>/<name>/" off the front. */
static const char *take(struct folders *folders, const char *folder)
{
	const char *name;

	if (folders->names == NULL || folders->count < 2 ||
		strcmp(folders->names[0], folder) != 0)
		return NULL;
	name = folders->names[1];
	folders->names += 2;
	folders->count -= 2;
	return name;
}

const char *layout_stem(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	const char *dot = strrchr(name, '.');

	return arena_copy(arena, name, dot != NULL ? (size_t)(dot - name) : strlen(name));
}

struct layout layout_parse(struct arena *arena, const char *root, const char *path)
{
	struct layout layout = { .stem = layout_stem(arena, path) };
	size_t size = strlen(root);
	struct folders folders;

	if (size > 0 && strncmp(path, root, size) == 0 && path[size] == '/')
		path += size + 1;
	folders = split(arena, path);
	layout.org = take(&folders, "orgs");
	if (layout.org != NULL)
		layout.project = take(&folders, "projects");
	layout.parent = find_parent(&folders);
	return layout;
}

static const char *scope_folder(struct arena *arena, const char *root, struct scope scope)
{
	if (scope.org == NULL)
		return root;
	if (scope.project == NULL)
		return arena_format(arena, "%s/orgs/%s", root, scope.org);
	return arena_format(
		arena, "%s/orgs/%s/projects/%s", root, scope.org, scope.project);
}

const char *layout_path(struct arena *arena, const char *root,
	const struct entity *entity, const char *stem)
{
	const struct kind *kind = entity->kind;
	const char *folder = scope_folder(arena, root, entity_opens(entity));

	if (kind->opens != 0)
		return arena_format(arena, "%s/%s.yaml", folder, kind->name);
	return arena_format(arena, "%s/%s/%s.yaml", folder, kind->folder,
		stem != NULL ? stem : entity->identifier);
}
