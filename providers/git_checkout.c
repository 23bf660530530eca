#include "providers/git_reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "providers/git_store.h"
#include "providers/pathname.h"

static bool is_stamp(int64_t seconds, uint32_t nanoseconds, struct timespec now)
{
	return seconds == now.tv_sec &&
	       (nanoseconds == 0 || nanoseconds == (uint32_t)now.tv_nsec);
}

/*
 * Whether the index proves that the file is as it was: its stamps are the same,
 * and older than the index, so that no later write can share them.
 */
static bool is_proven(const struct git_reading *reading, const struct git_item *item,
	const struct stat *now)
{
	bool fine = item->modified_ns != 0 && reading->index_ns != 0;
	bool older = item->modified_s < reading->index_s ||
		     (fine && item->modified_s == reading->index_s &&
			     item->modified_ns < reading->index_ns);

	return older && is_stamp(item->modified_s, item->modified_ns, now->st_mtim) &&
	       is_stamp(item->changed_s, item->changed_ns, now->st_ctim) &&
	       item->inode == (uint32_t)now->st_ino && /* the index has 32 bits */
	       item->size == (uint32_t)now->st_size;
}

static void add_document(
	struct git_reading *reading, const struct git_item *item, const struct stat *now)
{
	struct tree_file *file = reading_add(reading, item);

	if (is_proven(reading, item, now))
		return;
	if (!git_hash(reading->git, item->path, &reading->bytes, file->source.blob))
		file->source.blob[0] = '\0';
	if (strcmp(file->source.blob, item->id) != 0)
		reading->tree->dirty = true;
}

static void refuse_document(struct git_reading *reading, const struct git_item *item,
	enum folder_result result, int64_t size)
{
	if (result == FOLDER_LINK)
		reading_refuse_link(reading,
			arena_copy(&reading->scratch, item->path,
				reading->git->folder.reached),
			"is a symbolic link where git has none");
	else if (size > (int64_t)LIMIT_FILE_BYTES)
		reading_refuse(reading, ERROR_LIMIT_EXCEEDED, item->path,
			arena_format(&reading->scratch,
				"has %" PRId64
				" bytes, more than the %zu that rein reads",
				size, LIMIT_FILE_BYTES));
	else if (result != FOLDER_ABSENT)
		reading_refuse(reading,
			result == FOLDER_LARGE ? ERROR_LIMIT_EXCEEDED : ERROR_FILE_ACCESS,
			item->path, folder_words(&reading->git->folder, result));
}

/* Add a file that the index proves unchanged without its bytes. */
static bool leave_unread(struct git_reading *reading, const struct git_item *item)
{
	struct tree *tree = reading->tree;
	struct source source = { .store = reading->store };
	struct stat now;

	if (reading->path != NULL || /* a link's own path does not lead to them */
		folder_stat(&reading->git->folder, item->path, &now) != FOLDER_DONE ||
		!S_ISREG(now.st_mode) || now.st_size == 0 ||
		now.st_size > (off_t)LIMIT_FILE_BYTES || !is_proven(reading, item, &now))
		return false;
	source.path = arena_text(&tree->arena, item->path);
	source.bytes.len = (size_t)now.st_size;
	source.stamp = git_store_stamp(&now);
	memcpy(source.blob, item->id, sizeof(source.blob));
	tree_add_source(tree, &reading->room, &source);
	return true;
}

static void read_document(struct git_reading *reading, const struct git_item *item)
{
	struct folder *folder = &reading->git->folder;
	struct stat now = { 0 };
	enum folder_result result;

	if (leave_unread(reading, item))
		return;
	reading->bytes.len = 0;
	result = folder_read(folder, item->path, &reading->bytes, &now);
	if (result == FOLDER_DONE) {
		add_document(reading, item, &now);
		return;
	}
	if (result == FOLDER_ABSENT && item->sparse) {
		reading_add_blob(reading, item);
		return;
	}
	reading->tree->dirty = true;
	refuse_document(reading, item, result, now.st_size);
	reading->bytes.full = false;
}

/* A file that is not read counts for the dirty flag alone. */
static void look_at_file(struct git_reading *reading, const struct git_item *item)
{
	struct stat now;
	char id[41];
	enum folder_result result = folder_stat(&reading->git->folder, item->path, &now);

	if (result == FOLDER_ABSENT && item->sparse)
		return;
	if (result == FOLDER_DONE && is_proven(reading, item, &now))
		return;
	if (result != FOLDER_DONE || !S_ISREG(now.st_mode) ||
		(item->size != 0 && item->size != (uint32_t)now.st_size) ||
		!git_hash_file(reading->git, item->path, id) || strcmp(id, item->id) != 0)
		reading->tree->dirty = true;
}

/* stat() follows the link: to know a folder from a file, and for nothing else. */
static bool leads_to_folder(struct git_reading *reading, const struct git_item *item)
{
	const char *path = arena_format(
		&reading->scratch, "%s%s", git_workdir(reading->git), item->path);
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The text of the link on disk; NULL, and said so, when there is none. */
static const char *read_target(struct git_reading *reading, const struct git_item *item)
{
	enum folder_result result;
	char id[41];

	reading->bytes.len = 0;
	result = folder_read_link(&reading->git->folder, item->path, &reading->bytes);
	if (result != FOLDER_DONE) {
		reading->tree->dirty = true;
		if (tree_is_document(item->path) && result != FOLDER_ABSENT)
			reading_refuse(reading, ERROR_FILE_ACCESS, item->path,
				folder_words(&reading->git->folder, result));
		return NULL;
	}
	if (!git_hash(reading->git, item->path, &reading->bytes, id) ||
		strcmp(id, item->id) != 0)
		reading->tree->dirty = true;
	return arena_text(&reading->scratch, buf_string(&reading->bytes));
}

static void look_at_link(struct git_reading *reading, const struct git_item *item)
{
	const char *target = read_target(reading, item);
	const struct git_item *document;

	if (target == NULL)
		return;
	document = reading_follow(reading, item, target);
	if (document != NULL) {
		reading->path = item->path;
		read_document(reading, document);
		reading->path = NULL;
	} else if (!tree_is_document(item->path) && leads_to_folder(reading, item)) {
		reading_refuse_link(reading, item->path, reading_folder_words);
	}
}

static bool same_items(const struct git_items *a, const struct git_items *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct git_item *x = &a->items[i], *y = &b->items[i];

		if (x->mode != y->mode || strcmp(x->id, y->id) != 0 ||
			strcmp(x->path, y->path) != 0)
			return false;
	}
	return true;
}

static void compare_with_head(struct git_reading *reading)
{
	struct git_items committed = { 0 };
	struct arena scratch = { 0 };
	bool listed = reading->tree->commit[0] == '\0' ||
		      git_list_commit(reading->git, reading->tree->commit,
			      reading->git->root, &scratch, &committed, reading->errs);

	if (listed && !same_items(&reading->items, &committed))
		reading->tree->dirty = true;
	arena_release(&scratch);
}

/* The first item whose path is not before `path`. */
static size_t first_from(const struct git_items *items, const char *path)
{
	size_t low = 0, high = items->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(items->items[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_tracked(const struct git_items *items, const char *path)
{
	size_t i = first_from(items, path);

	return i < items->count && strcmp(items->items[i].path, path) == 0;
}

/* `folder` ends with a slash. */
static bool has_tracked(const struct git_items *items, const char *folder)
{
	size_t i = first_from(items, folder);

	return i < items->count && text_starts(items->items[i].path, folder);
}

static void add_untracked(struct git_reading *reading, const char *path, size_t *room)
{
	struct tree *tree = reading->tree;
	const char **paths;

	if (text_utf8(path, strlen(path)) != strlen(path))
		return; /* cannot be said */
	memcpy(&paths, &tree->untracked, sizeof(paths));
	paths = arena_grow(
		&tree->arena, paths, tree->untracked_count, room, sizeof(*paths));
	paths[tree->untracked_count++] = arena_text(&tree->arena, path);
	tree->untracked = paths;
}

/* A repository of its own within the work tree is none of ours. */
static bool has_own_git(const struct folder_entry *entries, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(entries[i].name, ".git") == 0)
			return true;
	return false;
}

static void find_untracked(struct git_reading *reading, const char *folder, size_t *room);

static void look_untracked(struct git_reading *reading, const char *path,
	enum folder_type type, size_t *room)
{
	if (type == FOLDER_FOLDER) {
		const char *below = arena_format(&reading->scratch, "%s/", path);

		if (has_tracked(&reading->items, below) ||
			!git_ignores(reading->git, below))
			find_untracked(reading, path, room);
	} else if (tree_is_document(path) && !is_tracked(&reading->items, path) &&
		   !git_ignores(reading->git, path)) {
		add_untracked(reading, path, room);
	}
}

static void find_untracked(struct git_reading *reading, const char *folder, size_t *room)
{
	struct arena *scratch = &reading->scratch;
	struct arena_mark mark = arena_mark(scratch);
	struct folder_entry *entries;
	size_t count;

	if (folder_list(&reading->git->folder, folder, scratch, &entries, &count) !=
			FOLDER_DONE ||
		has_own_git(entries, count))
		count = 0;
	for (size_t i = 0; i < count; i++)
		look_untracked(reading, pathname_join(scratch, folder, entries[i].name),
			entries[i].type, room);
	arena_rewind(scratch, mark);
}

static int compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void list_untracked(struct git_reading *reading)
{
	struct tree *tree = reading->tree;
	size_t room = 0;
	const char **paths;

	find_untracked(reading, tree->root, &room);
	memcpy(&paths, &tree->untracked, sizeof(paths));
	if (tree->untracked_count > 1)
		qsort(paths, tree->untracked_count, sizeof(*paths), compare_texts);
}

static void read_item(struct git_reading *reading, const struct git_item *item)
{
	if (!reading_takes(reading, item))
		return;
	if (item->type == GIT_LINK)
		look_at_link(reading, item);
	else if (tree_is_document(item->path))
		read_document(reading, item);
	else
		look_at_file(reading, item);
}

/* The files come last: they take the memory that the comparisons gave back. */
void reading_work_tree(struct git_reading *reading)
{
	struct git_items *items = &reading->items;

	if (!git_list_index(reading->git, reading->git->root, &reading->scratch, items,
		    reading->errs))
		return;
	reading->tree->listed = true;
	git_index_written(reading->git, &reading->index_s, &reading->index_ns);
	compare_with_head(reading);
	list_untracked(reading);
	reading_reserve(reading);
	reading->store = git_store_open(reading->git, reading->tree);
	reading->tree->store = reading->store;
	for (size_t i = 0; i < items->count; i++)
		read_item(reading, &items->items[i]);
}
