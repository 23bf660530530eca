#include "providers/git_store.h"

#include <string.h>

#include "model/index.h"
#include "model/limits.h"
#include "providers/git_objects.h"
#include "providers/tree.h"

struct git_store {
	struct source_store store; /* comes first: they have one address */
	struct git *git;
	struct tree *tree;
	struct index held; /* bytes that were asked for to stay, by path */
};

uint64_t git_store_stamp(const struct stat *status)
{
	const int64_t facts[] = {
		(int64_t)status->st_dev,
		(int64_t)status->st_ino,
		status->st_size,
		status->st_mtim.tv_sec,
		status->st_mtim.tv_nsec,
		status->st_ctim.tv_sec,
		status->st_ctim.tv_nsec,
	};

	return text_mix((const char *)facts, sizeof(facts)) | 1; /* never 0 */
}

static bool is_hashed(const struct source *source, const char *bytes)
{
	return source->hash == 0 || text_mix(bytes, source->bytes.len) == source->hash;
}

static bool read_disk(
	const struct git_store *store, const struct source *source, char *bytes)
{
	struct stat status;

	return folder_fill(&store->git->folder, source->path, bytes, source->bytes.len,
		       &status) == FOLDER_DONE &&
	       git_store_stamp(&status) == source->stamp && is_hashed(source, bytes);
}

/* Bytes that nobody has seen yet have no hash: then the blob may be of others. */
static bool read_object(
	const struct git_store *store, const struct source *source, char *bytes)
{
	struct error_list unsaid = { 0 };
	struct buf blob;
	bool good;

	if (source->hash == 0)
		return false;
	buf_init(&blob, LIMIT_FILE_BYTES);
	good = git_read_blob(store->git, source->blob, source->path, &blob, &unsaid) &&
	       blob.len == source->bytes.len && is_hashed(source, blob.ptr);
	if (good)
		memcpy(bytes, blob.ptr, blob.len);
	buf_release(&blob);
	error_release(&unsaid);
	return good;
}

static struct slice read_source(
	struct source_store *base, const struct source *source, struct arena *arena)
{
	struct git_store *store = (struct git_store *)base; /* its first member */
	size_t size = source->bytes.len;
	char *bytes;

	if (index_has(&store->held, source->path))
		return (struct slice){ *index_at(&store->held, source->path), size };
	bytes = arena_alloc(arena != NULL ? arena : &store->tree->arena, size + 1);
	if (!read_disk(store, source, bytes) && !read_object(store, source, bytes)) {
		memset(bytes, 0, size);
		base->lost = source->path;
	}
	if (arena == NULL)
		*index_at(&store->held, source->path) = bytes;
	return (struct slice){ bytes, size };
}

struct source_store *git_store_open(struct git *git, struct tree *tree)
{
	struct git_store *store = arena_alloc(&tree->arena, sizeof(*store));

	*store = (struct git_store){ { read_source, NULL }, git, tree,
		{ .arena = &tree->arena } };
	return &store->store;
}
