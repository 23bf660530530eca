#include "providers/git_objects.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "providers/pathname.h"

static void write_id(char id[41], const git_oid *oid)
{
	git_oid_tostr(id, GIT_OID_HEXSZ + 1, oid);
}

const char *git_last_words(void)
{
	const git_error *error = git_error_last();

	return error != NULL && error->message != NULL ? error->message : "unknown";
}

bool git_fault(struct error_list *errs)
{
	error_add(errs, ERROR_GIT, (struct place){ 0 }, "%s", git_last_words());
	return false;
}

const char *git_clean(struct arena *arena, const char *text)
{
	char *copy = arena_text(arena, text != NULL ? text : "");
	size_t size = strlen(copy), at = text_utf8(copy, size);

	while (at < size) {
		copy[at++] = '?';
		at += text_utf8(copy + at, size - at);
	}
	return copy;
}

static enum git_type type_of(unsigned mode)
{
	switch (mode & 0170000) {
	case 0100000:
		return GIT_FILE;
	case 0120000:
		return GIT_LINK;
	case 0160000:
		return GIT_MODULE;
	case 0040000:
		return GIT_FOLDER;
	default:
		return GIT_NOTHING;
	}
}

/* The tree object of a commit, for the caller to free; NULL when it is not there. */
static git_tree *find_tree(const struct git *git, const char *commit_id)
{
	git_oid oid;
	git_commit *commit = NULL;
	git_tree *tree = NULL;

	if (git_oid_fromstr(&oid, commit_id) == 0 &&
		git_commit_lookup(&commit, git->repository, &oid) == 0)
		(void)git_commit_tree(&tree, commit);
	git_commit_free(commit);
	return tree;
}

enum git_type git_type_at(
	const struct git *git, const char *commit, const char *path, char id[41])
{
	git_tree *tree = find_tree(git, commit);
	git_tree_entry *entry = NULL;
	enum git_type type = GIT_NOTHING;

	if (tree != NULL && git_tree_entry_bypath(&entry, tree, path) == 0) {
		type = type_of(git_tree_entry_filemode(entry));
		write_id(id, git_tree_entry_id(entry));
	}
	git_tree_entry_free(entry);
	git_tree_free(tree);
	return type;
}

/* What the index file says now, or said when it was read and has not changed. */
static bool fill_index(struct git *git)
{
	bool force = git->forgotten;

	git->forgotten = false;
	return git_index_read(git->index, force) == 0;
}

bool git_index_has(struct git *git, const char *path)
{
	size_t at;

	return fill_index(git) && git_index_find(&at, git->index, path) == 0;
}

void git_index_forget(struct git *git)
{
	git->forgotten = git->index != NULL && git_index_clear(git->index) == 0;
}

static struct git_item *add_item(struct arena *arena, struct git_items *items,
	const char *path, const git_oid *oid, unsigned mode)
{
	struct git_item *item;

	items->items = arena_grow(
		arena, items->items, items->count, &items->room, sizeof(*items->items));
	item = &items->items[items->count++];
	*item = (struct git_item){ .path = path, .type = type_of(mode), .mode = mode };
	write_id(item->id, oid);
	return item;
}

/* Where the tree objects of a commit are listed to. */
struct listing {
	const struct git *git;
	struct arena *arena;
	struct git_items *items;
	size_t folders, depth;
	struct error_list *errs;
};

static bool is_within_limits(struct listing *listing, const char *path)
{
	/* folders too: the same few can be in each other many times over */
	if (listing->items->count + listing->folders < LIMIT_FILES &&
		listing->depth < LIMIT_FOLDER_DEPTH)
		return true;
	error_add(listing->errs, ERROR_LIMIT_EXCEEDED, (struct place){ .file = path },
		"more files, or deeper folders, than rein reads");
	return false;
}

static bool list_folder(struct listing *listing, const git_oid *oid, const char *path);

static bool list_entry(
	struct listing *listing, const git_tree_entry *entry, const char *folder)
{
	const char *path =
		pathname_join(listing->arena, folder, git_tree_entry_name(entry));
	unsigned mode = git_tree_entry_filemode(entry);

	if (!is_within_limits(listing, path))
		return false;
	if (type_of(mode) == GIT_FOLDER)
		return list_folder(listing, git_tree_entry_id(entry), path);
	add_item(listing->arena, listing->items, path, git_tree_entry_id(entry), mode);
	return true;
}

static bool list_folder(struct listing *listing, const git_oid *oid, const char *path)
{
	git_tree *tree = NULL;
	bool listed = git_tree_lookup(&tree, listing->git->repository, oid) == 0;

	if (!listed)
		git_fault(listing->errs);
	listing->folders++;
	listing->depth++;
	for (size_t i = 0; listed && i < git_tree_entrycount(tree); i++)
		listed = list_entry(listing, git_tree_entry_byindex(tree, i), path);
	listing->depth--;
	git_tree_free(tree);
	return listed;
}

static int compare_items(const void *left, const void *right)
{
	const struct git_item *a = left, *b = right;

	return strcmp(a->path, b->path);
}

/* Git's own order is that of the bytes too, but where an index ignores case. */
static void sort_items(struct git_items *items)
{
	bool sorted = true;

	for (size_t i = 1; sorted && i < items->count; i++)
		sorted = compare_items(&items->items[i - 1], &items->items[i]) <= 0;
	if (!sorted)
		qsort(items->items, items->count, sizeof(*items->items), compare_items);
}

bool git_list_commit(const struct git *git, const char *commit, const char *folder,
	struct arena *arena, struct git_items *items, struct error_list *errs)
{
	struct listing listing = { git, arena, items, 0, 0, errs };
	char id[41];
	git_oid oid;

	if (git_type_at(git, commit, folder, id) != GIT_FOLDER)
		return true;
	if (git_oid_fromstr(&oid, id) < 0 || !list_folder(&listing, &oid, folder))
		return false;
	sort_items(items);
	return true;
}

static void add_entry(
	struct arena *arena, struct git_items *items, const git_index_entry *entry)
{
	struct git_item *item = add_item(
		arena, items, arena_text(arena, entry->path), &entry->id, entry->mode);

	item->modified_s = entry->mtime.seconds;
	item->modified_ns = entry->mtime.nanoseconds;
	item->changed_s = entry->ctime.seconds;
	item->changed_ns = entry->ctime.nanoseconds;
	item->inode = entry->ino;
	item->size = entry->file_size;
	item->sparse = (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

/* The stages of a conflict stand one after the other: one file all the same. */
static bool is_next_stage(const struct git_items *items, const git_index_entry *entry)
{
	return items->count > 0 &&
	       strcmp(items->items[items->count - 1].path, entry->path) == 0;
}

bool git_list_index(struct git *git, const char *folder, struct arena *arena,
	struct git_items *items, struct error_list *errs)
{
	const char *prefix = arena_format(arena, "%s/", folder);

	if (!fill_index(git))
		return git_fault(errs);
	for (size_t i = 0; i < git_index_entrycount(git->index); i++) {
		const git_index_entry *entry = git_index_get_byindex(git->index, i);

		if (!text_starts(entry->path, prefix) || is_next_stage(items, entry))
			continue;
		if (items->count >= LIMIT_FILES) {
			error_add(errs, ERROR_LIMIT_EXCEEDED,
				(struct place){ .file = entry->path },
				"more files than rein reads");
			return false;
		}
		add_entry(arena, items, entry);
	}
	sort_items(items);
	return true;
}

void git_index_written(const struct git *git, int64_t *seconds, uint32_t *nanoseconds)
{
	struct stat status;

	*seconds = INT64_MIN; /* no index file: no stamp is older */
	*nanoseconds = 0;
	if (stat(git_index_path(git->index), &status) != 0)
		return;
	*seconds = status.st_mtim.tv_sec;
	*nanoseconds = (uint32_t)status.st_mtim.tv_nsec; /* under a second */
}

static void say_no_object(
	const struct git *git, const char *id, const char *path, struct error_list *errs)
{
	struct error *error = error_add(errs, ERROR_GIT, (struct place){ .file = path },
		"the bytes of %s (object %.10s) cannot be read: %s", path, id,
		git_last_words());

	if (git_repository_is_shallow(git->repository))
		error_fix(errs, error, "fetch more of the repository (fetch-depth: 0)");
	else
		error_fix(errs, error,
			"a partial clone leaves them out: clone without --filter");
}

bool git_read_blob(const struct git *git, const char *id, const char *path,
	struct buf *bytes, struct error_list *errs)
{
	git_odb_object *object = NULL;
	git_object_t type;
	git_oid oid;
	size_t size = 0;

	/* the header first: nobody unpacks a gigabyte to see that it is one */
	if (git_oid_fromstr(&oid, id) < 0 ||
		git_odb_read_header(&size, &type, git->odb, &oid) < 0 ||
		(size <= bytes->ceiling - bytes->len &&
			git_odb_read(&object, git->odb, &oid) < 0)) {
		say_no_object(git, id, path, errs);
		return false;
	}
	if (object == NULL) {
		error_add(errs, ERROR_LIMIT_EXCEEDED, (struct place){ path, 1, 1 },
			"%s has %zu bytes, more than the %zu that rein reads", path, size,
			bytes->ceiling);
		return false;
	}
	buf_put(bytes, git_odb_object_data(object), git_odb_object_size(object));
	git_odb_object_free(object);
	return true;
}

bool git_hash(
	const struct git *git, const char *path, const struct buf *bytes, char id[41])
{
	git_filter_list *filters = NULL;
	git_buf converted = { 0 };
	git_oid oid;
	bool hashed =
		git_filter_list_load(&filters, git->repository, NULL, path,
			GIT_FILTER_TO_ODB, GIT_FILTER_DEFAULT) == 0 &&
		git_filter_list_apply_to_buffer(
			&converted, filters, buf_string(bytes), bytes->len) == 0 &&
		git_odb_hash(&oid, converted.ptr, converted.size, GIT_OBJECT_BLOB) == 0;

	if (hashed)
		write_id(id, &oid);
	git_buf_dispose(&converted);
	git_filter_list_free(filters);
	return hashed;
}

bool git_hash_file(const struct git *git, const char *path, char id[41])
{
	git_oid oid;

	if (git_repository_hashfile(&oid, git->repository, path, GIT_OBJECT_BLOB, NULL) <
		0)
		return false;
	write_id(id, &oid);
	return true;
}

bool git_ignores(const struct git *git, const char *path)
{
	int ignored = 0;

	return git_ignore_path_is_ignored(&ignored, git->repository, path) == 0 &&
	       ignored != 0;
}

/* https://user:password@host/path without what stands before the '@'. */
static const char *without_user(struct arena *arena, const char *url)
{
	const char *scheme = strstr(url, "://");
	const char *host = scheme != NULL ? scheme + 3 : url;
	const char *at = memrchr(host, '@', strcspn(host, "/"));

	if (scheme == NULL || at == NULL)
		return arena_text(arena, url);
	return arena_format(arena, "%.*s%s", (int)(host - url), url, at + 1);
}

/* As configured: url.*.insteadOf differs from one machine to the next. */
const char *git_origin(const struct git *git, struct arena *arena)
{
	git_config *config = NULL;
	const char *url;
	const char *origin = NULL;

	if (git_repository_config_snapshot(&config, git->repository) == 0 &&
		git_config_get_string(&url, config, "remote.origin.url") == 0)
		origin = without_user(arena, url);
	git_config_free(config);
	return origin;
}
