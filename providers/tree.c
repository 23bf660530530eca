#include "providers/tree.h"

#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/folder.h"
#include "providers/pathname.h"

static int compare_paths(const void *left, const void *right)
{
	const struct tree_file *a = left, *b = right;

	return strcmp(a->source.path, b->source.path);
}

bool tree_is_document(const char *path)
{
	return text_ends(path, ".yaml") || text_ends(path, ".yml");
}

struct tree_file *tree_add(
	struct tree *tree, size_t *room, const char *path, struct slice bytes)
{
	struct tree_file *file;

	tree->files = arena_grow(
		&tree->arena, tree->files, tree->file_count, room, sizeof(*tree->files));
	file = &tree->files[tree->file_count++];
	*file = (struct tree_file){ .source = { .path = path, .bytes = bytes } };
	return file;
}

void tree_add_source(struct tree *tree, size_t *room, const struct source *source)
{
	tree_add(tree, room, source->path, source->bytes)->source = *source;
}

/* Whoever reads from git adds them in order. */
void tree_sort(struct tree *tree)
{
	bool sorted = true;

	for (size_t i = 1; sorted && i < tree->file_count; i++)
		sorted = compare_paths(&tree->files[i - 1], &tree->files[i]) <= 0;
	if (!sorted)
		qsort(tree->files, tree->file_count, sizeof(*tree->files), compare_paths);
}

/* It is read now. */
static void forget_untracked(struct tree *tree, const char *path)
{
	const char **left =
		arena_array(&tree->arena, tree->untracked_count, sizeof(*left));
	size_t count = 0;

	for (size_t i = 0; i < tree->untracked_count; i++)
		if (strcmp(tree->untracked[i], path) != 0)
			left[count++] = tree->untracked[i];
	tree->untracked = left;
	tree->untracked_count = count;
}

void tree_put(struct tree *tree, const char *path, struct slice bytes)
{
	const struct tree_file *known = tree_find(tree, path);
	size_t room = tree->file_count;
	struct tree_file *file;

	forget_untracked(tree, path);
	if (known == NULL) {
		tree_add(tree, &room, path, bytes);
		tree_sort(tree);
		return;
	}
	file = &tree->files[known - tree->files];
	file->source = (struct source){ .path = file->source.path, .bytes = bytes };
}

const struct tree_file *tree_find(const struct tree *tree, const char *path)
{
	struct tree_file key = { .source = { .path = path } };

	if (tree->file_count == 0)
		return NULL;
	return bsearch(&key, tree->files, tree->file_count, sizeof(key), compare_paths);
}

bool tree_is_whole(const struct tree *tree, struct error_list *errs)
{
	const char *lost = tree->store != NULL ? tree->store->lost : NULL;

	if (lost == NULL)
		return true;
	error_fix(errs,
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ .file = lost },
			"%s was written to while rein was at work", lost),
		"run it again");
	return false;
}

void tree_release(struct tree *tree)
{
	arena_release(&tree->arena);
	*tree = (struct tree){ 0 };
}

/* What it takes to fill a tree from a folder. */
struct filling {
	struct tree *tree;
	struct folder folder;
	struct buf bytes; /* of the file at hand */
	size_t room;
	struct error_list *errs;
};

static void refuse(struct filling *filling, const char *path, enum folder_result result)
{
	enum error_code code = result == FOLDER_LINK    ? ERROR_PATH_ESCAPE
			       : result == FOLDER_LARGE ? ERROR_LIMIT_EXCEEDED
							: ERROR_FILE_ACCESS;

	error_add(filling->errs, code, (struct place){ .file = path }, "%s %s", path,
		folder_words(&filling->folder, result));
}

static void read_document(struct filling *filling, const char *path)
{
	struct tree *tree = filling->tree;
	struct buf *bytes = &filling->bytes;
	enum folder_result result;

	bytes->len = 0;
	result = folder_read(&filling->folder, path, bytes, NULL);
	if (result != FOLDER_DONE) {
		refuse(filling, path, result);
		bytes->full = false;
		return;
	}
	tree_add(tree, &filling->room, path,
		(struct slice){ arena_copy(&tree->arena, buf_string(bytes), bytes->len),
			bytes->len });
}

/* Depth is bounded by folder_list(). */
static void read_below(struct filling *filling, const char *path)
{
	struct arena *arena = &filling->tree->arena;
	struct folder_entry *entries;
	size_t count;
	enum folder_result result =
		folder_list(&filling->folder, path, arena, &entries, &count);

	if (result != FOLDER_DONE) {
		refuse(filling, path, result);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		const char *below = pathname_join(arena, path, entries[i].name);

		if (!pathname_is_plain(below))
			continue;
		if (entries[i].type == FOLDER_FOLDER)
			read_below(filling, below);
		else if (tree_is_document(below))
			read_document(filling, below);
	}
}

bool tree_read_folder(struct tree *tree, const char *folder, struct error_list *errs)
{
	struct filling filling = { .tree = tree, .errs = errs };
	size_t before = errs->failures;

	*tree = (struct tree){ .root = ".harness" };
	if (!folder_open(&filling.folder, folder, errs))
		return false;
	buf_init(&filling.bytes, LIMIT_FILE_BYTES);
	read_below(&filling, tree->root);
	tree_sort(tree);
	buf_release(&filling.bytes);
	folder_close(&filling.folder);
	return errs->failures == before;
}
