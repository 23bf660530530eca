#include "providers/git_reading.h"

#include <string.h>

#include "providers/pathname.h"

static void reading_lack(struct git_reading *reading, const char *path)
{
	struct tree *tree = reading->tree;
	const char **paths;

	memcpy(&paths, &tree->refused, sizeof(paths));
	paths = arena_grow(&tree->arena, paths, tree->refused_count,
		&reading->refused_room, sizeof(*paths));
	paths[tree->refused_count++] = arena_text(&tree->arena, path);
	tree->refused = paths;
}

void reading_refuse(struct git_reading *reading, enum error_code code, const char *path,
	const char *words)
{
	struct place place = { .file = path, .line = 1, .column = 1 };

	error_add(reading->errs, code, place, "the file %s", words);
	reading_lack(reading, path);
}

void reading_refuse_link(struct git_reading *reading, const char *path)
{
	if (text_equal(path, reading->link))
		return;
	reading->link = path;
	reading_refuse(reading, ERROR_PATH_ESCAPE, path,
		"is a symbolic link; rein follows none");
}

bool reading_takes(struct git_reading *reading, const struct git_item *item)
{
	size_t size = strlen(item->path);

	if (text_utf8(item->path, size) != size)
		error_add(reading->errs, ERROR_TREE, (struct place){ 0 },
			"the name of a file below %s is not UTF-8",
			pathname_folder(&reading->scratch, reading->git->root));
	else if (!pathname_is_plain(item->path))
		reading_refuse(reading, ERROR_PATH_ESCAPE, item->path,
			"is a path that leaves the tree");
	else if (item->type == GIT_MODULE)
		reading_refuse(reading, ERROR_PATH_ESCAPE, item->path,
			"is a submodule; rein reads documents of this repository alone");
	else
		return true;
	return false;
}

struct tree_file *reading_add(struct git_reading *reading, const struct git_item *item)
{
	struct tree *tree = reading->tree;
	const char *bytes =
		arena_copy(&tree->arena, buf_string(&reading->bytes), reading->bytes.len);
	struct tree_file *file =
		tree_add(tree, &reading->room, arena_text(&tree->arena, item->path),
			(struct slice){ bytes, reading->bytes.len });

	memcpy(file->blob, item->id, sizeof(file->blob));
	return file;
}

/* Share what `like` has at that path, when it is the same. */
static bool share(struct git_reading *reading, const struct git_item *item)
{
	const struct tree_file *known =
		reading->like != NULL ? tree_find(reading->like, item->path) : NULL;
	struct tree_file *file;

	if (known == NULL || strcmp(known->blob, item->id) != 0)
		return false;
	file = tree_add(
		reading->tree, &reading->room, known->source.path, known->source.bytes);
	memcpy(file->blob, item->id, sizeof(file->blob));
	return true;
}

void reading_add_blob(struct git_reading *reading, const struct git_item *item)
{
	reading->bytes.len = 0;
	if (git_read_blob(
		    reading->git, item->id, item->path, &reading->bytes, reading->errs))
		reading_add(reading, item);
	else
		reading_lack(reading, item->path);
}

/* A link that is no document may point to a file, but not to more documents. */
static void read_link(
	struct git_reading *reading, const struct git_item *item, const char *commit)
{
	const char *target = NULL;
	char id[41];

	reading->bytes.len = 0;
	if (git_read_blob(
		    reading->git, item->id, item->path, &reading->bytes, reading->errs))
		target = pathname_resolve(&reading->scratch,
			pathname_folder(&reading->scratch, item->path),
			buf_string(&reading->bytes));
	if (target == NULL || tree_is_document(item->path) ||
		git_type_at(reading->git, commit, target, id) == GIT_FOLDER)
		reading_refuse_link(reading, item->path);
}

void reading_commit(struct git_reading *reading, const char *commit)
{
	struct git_items *items = &reading->items;

	if (!git_list_commit(reading->git, commit, reading->git->root, &reading->scratch,
		    items, reading->errs))
		return;
	reading->tree->listed = true;
	for (size_t i = 0; i < items->count; i++) {
		const struct git_item *item = &items->items[i];

		if (!reading_takes(reading, item))
			continue;
		if (item->type == GIT_LINK)
			read_link(reading, item, commit);
		else if (tree_is_document(item->path) && !share(reading, item))
			reading_add_blob(reading, item);
	}
}
