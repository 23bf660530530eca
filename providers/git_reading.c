#include "providers/git_reading.h"

#include <string.h>

#include "providers/pathname.h"

/* Links to links: more than anybody needs. */
enum { LINKS = 8 };

const char reading_folder_words[] =
	"is a symbolic link to a folder: rein follows links to documents alone";

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

void reading_refuse_link(struct git_reading *reading, const char *path, const char *words)
{
	if (text_equal(path, reading->link))
		return;
	reading->link = path;
	reading_refuse(reading, ERROR_PATH_ESCAPE, path, words);
}

bool reading_takes(struct git_reading *reading, const struct git_item *item)
{
	size_t size = strlen(item->path);

	if (text_utf8(item->path, size) != size)
		error_add(reading->errs, ERROR_TREE, (struct place){ 0 },
			"the name of the file %s is not UTF-8: rename it",
			git_clean(&reading->scratch, item->path));
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

/* Where its bytes stand in the tree. */
static const char *path_of(const struct git_reading *reading, const struct git_item *item)
{
	return reading->path != NULL ? reading->path : item->path;
}

void reading_reserve(struct git_reading *reading)
{
	struct tree *tree = reading->tree;

	reading->room = reading->items.count;
	tree->files = arena_array(&tree->arena, reading->room, sizeof(*tree->files));
}

struct tree_file *reading_add(struct git_reading *reading, const struct git_item *item)
{
	struct tree *tree = reading->tree;
	const char *bytes =
		arena_copy(&tree->arena, buf_string(&reading->bytes), reading->bytes.len);
	struct tree_file *file = tree_add(tree, &reading->room,
		arena_text(&tree->arena, path_of(reading, item)),
		(struct slice){ bytes, reading->bytes.len });

	memcpy(file->source.blob, item->id, sizeof(file->source.blob));
	return file;
}

/* Share what `like` has at that path, when it is the same. */
static bool share(struct git_reading *reading, const struct git_item *item)
{
	const struct tree_file *known =
		reading->like != NULL ? tree_find(reading->like, item->path) : NULL;

	if (known == NULL || strcmp(known->source.blob, item->id) != 0)
		return false;
	tree_add_source(reading->tree, &reading->room, &known->source);
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

static const struct git_item *find_item(
	const struct git_reading *reading, const char *path)
{
	size_t low = 0, high = reading->items.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(reading->items.items[middle].path, path);

		if (order == 0)
			return &reading->items.items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* The text of a link, as git has it; NULL when it cannot be had. */
static const char *read_target(struct git_reading *reading, const struct git_item *item)
{
	reading->bytes.len = 0;
	if (!git_read_blob(
		    reading->git, item->id, item->path, &reading->bytes, reading->errs))
		return NULL;
	return arena_text(&reading->scratch, buf_string(&reading->bytes));
}

/* One step along a link. */
static const struct git_item *step(
	struct git_reading *reading, const struct git_item *item, const char *target)
{
	const char *path = pathname_resolve(&reading->scratch,
		pathname_folder(&reading->scratch, item->path), target);

	return path != NULL ? find_item(reading, path) : NULL;
}

const struct git_item *reading_follow(
	struct git_reading *reading, const struct git_item *item, const char *target)
{
	const struct git_item *at = item;

	for (size_t i = 0; i < LINKS && at != NULL && at->type == GIT_LINK; i++) {
		if (i > 0)
			target = read_target(reading, at);
		at = target != NULL ? step(reading, at, target) : NULL;
	}
	if (at != NULL && at->type == GIT_FILE && tree_is_document(item->path) &&
		tree_is_document(at->path) && pathname_is_plain(at->path))
		return at;
	if (tree_is_document(item->path))
		reading_refuse_link(reading, item->path,
			"is a symbolic link to no document of the tree: rein follows "
			"none that leads out of it");
	return NULL;
}

/* Where one that is no document leads does not matter, but if to more documents. */
static bool is_folder(struct git_reading *reading, const struct git_item *item,
	const char *commit, const char *target)
{
	const char *path = pathname_resolve(&reading->scratch,
		pathname_folder(&reading->scratch, item->path), target);
	char id[41];

	return path == NULL || git_type_at(reading->git, commit, path, id) == GIT_FOLDER;
}

static void read_link(
	struct git_reading *reading, const struct git_item *item, const char *commit)
{
	const char *target = read_target(reading, item);
	const struct git_item *document;

	if (target == NULL)
		return;
	document = reading_follow(reading, item, target);
	if (document != NULL) {
		reading->path = item->path;
		reading_add_blob(reading, document);
		reading->path = NULL;
	} else if (!tree_is_document(item->path) &&
		   is_folder(reading, item, commit, target)) {
		reading_refuse_link(reading, item->path, reading_folder_words);
	}
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
