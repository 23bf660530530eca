#include "cmd/buffer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/pathname.h"
#include "providers/tree.h"

/* --- where it belongs ------------------------------------------------------ */

/* An absolute path from the repository's root; NULL when it leads elsewhere. */
static const char *within(struct arena *arena, const char *workdir, const char *path)
{
	const char *plain = pathname_resolve(arena, "", path + 1);
	const char *absolute = arena_format(arena, "/%s", plain != NULL ? plain : "");
	char *folder;

	if (workdir == NULL)
		return NULL;
	if (text_starts(absolute, workdir))
		return absolute + strlen(workdir);
	folder = realpath(
		arena_format(arena, "/%s", pathname_folder(arena, absolute + 1)), NULL);
	if (folder == NULL)
		return NULL;
	absolute = arena_format(arena, "%s%s", folder, strrchr(absolute, '/'));
	free(folder);
	return text_starts(absolute, workdir) ? absolute + strlen(workdir) : NULL;
}

static bool is_below(const char *path, const char *root)
{
	size_t size = strlen(root);

	return path != NULL && strncmp(path, root, size) == 0 && path[size] == '/';
}

/* The path from the repository's root, if it lies in the tree's folder. */
static const char *find_path(
	struct arena *arena, const char *workdir, const char *root, const char *path)
{
	const char *found = pathname_resolve(arena, "", path); /* NULL when absolute */
	char *here;

	if (is_below(found, root))
		return found;
	here = getcwd(NULL, 0);
	if (path[0] == '/')
		found = within(arena, workdir, path);
	else if (here != NULL)
		found = within(arena, workdir, arena_format(arena, "%s/%s", here, path));
	free(here);
	return is_below(found, root) ? found : NULL;
}

static const char *document_path(
	struct tree *tree, const char *workdir, const char *path, struct error_list *errs)
{
	const char *found = find_path(&tree->arena, workdir, tree->root, path);

	if (found != NULL && tree_is_document(found) && pathname_is_plain(found) &&
		text_utf8(found, strlen(found)) == strlen(found))
		return found;
	error_add(errs, ERROR_USAGE, (struct place){ 0 },
		"--stdin-filename: '%s' can be no document of %s: that is a .yaml or "
		".yml file below it",
		path, tree->root);
	return NULL;
}

/* --- what is in it --------------------------------------------------------- */

/* False only when stdin fails; a text that is too large leaves the buffer full. */
static bool read_stdin(struct buf *bytes, struct error_list *errs)
{
	char block[1 << 16];
	ssize_t size;

	do {
		size = read(STDIN_FILENO, block, sizeof(block));
		if (size > 0)
			buf_put(bytes, block, (size_t)size);
	} while ((size > 0 && !bytes->full) || (size < 0 && errno == EINTR));
	if (size < 0)
		error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 },
			"reading stdin: %s", strerror(errno));
	return size >= 0;
}

const char *buffer_read(
	struct tree *tree, const char *workdir, const char *path, struct error_list *errs)
{
	const char *file = document_path(tree, workdir, path, errs);
	struct slice text = { "", 0 };
	struct buf bytes;
	bool ok;

	if (file == NULL)
		return NULL;
	buf_init(&bytes, LIMIT_FILE_BYTES);
	ok = read_stdin(&bytes, errs);
	if (bytes.full)
		error_add(errs, ERROR_LIMIT_EXCEEDED, (struct place){ file, 1, 1 },
			"the text on stdin has more than the %zu bytes that rein reads",
			LIMIT_FILE_BYTES);
	else if (bytes.len > 0)
		text = (struct slice){ arena_copy(&tree->arena, bytes.ptr, bytes.len),
			bytes.len };
	buf_release(&bytes);
	if (ok)
		tree_put(tree, file, text);
	return ok ? file : NULL;
}

/* --- what is said of it ---------------------------------------------------- */

static bool same_place(const struct place *a, const struct place *b)
{
	return a->line == b->line && a->column == b->column &&
	       text_equal(a->file, b->file);
}

/*
 * Let it stand at its related place in the file, and name its own place there
 * instead, unless it is named already, as in a cycle.
 */
static void turn(struct error *finding, struct error_related *here)
{
	struct place place = here->place;
	bool named = false;

	for (size_t i = 0; i < finding->related_count; i++)
		named = named || same_place(&finding->related[i].place, &finding->place);
	if (!named)
		here->place = finding->place;
	finding->place = place;
	finding->excerpt = NULL;
}

static void keep(struct error_list *kept, const struct error *finding, const char *file)
{
	size_t i = 0;

	if (text_equal(finding->place.file, file)) {
		error_copy(kept, finding);
		return;
	}
	while (i < finding->related_count &&
		!text_equal(finding->related[i].place.file, file))
		i++;
	if (i < finding->related_count) {
		struct error *copy = error_copy(kept, finding);

		turn(copy, &copy->related[i]);
	}
}

void buffer_keep_findings(struct error_list *errs, const char *file)
{
	struct error_list kept = { 0 };

	for (size_t i = 0; i < errs->count; i++)
		keep(&kept, errs->items[i], file);
	error_release(errs);
	*errs = kept;
	error_sort(errs);
}
