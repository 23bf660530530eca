#include "reconcile/beside.h"

#include <string.h>

#include "providers/tree.h"

static bool is_same(const struct tree_file *file, const struct tree_file *other)
{
	return other != NULL && file->source.blob[0] != '\0' &&
	       strcmp(file->source.blob, other->source.blob) == 0;
}

/* The files of `tree` that are others than in `like`; `same` has those that are not,
 * by their number in `like`. Sources stay where they are: entities point to them. */
static struct tree changed_files(
	struct arena *arena, const struct tree *tree, const struct tree *like, bool *same)
{
	struct tree changed = { .root = tree->root };
	size_t count = 0;

	for (size_t i = 0; i < tree->file_count; i++)
		count += !is_same(
			&tree->files[i], tree_find(like, tree->files[i].source.path));
	changed.files = arena_array(arena, count, sizeof(*changed.files));
	for (size_t i = 0; i < tree->file_count; i++) {
		const struct tree_file *file = &tree->files[i];
		const struct tree_file *other = tree_find(like, file->source.path);

		if (is_same(file, other))
			same[other - like->files] = true;
		else
			changed.files[changed.file_count++] = *file;
	}
	return changed;
}

void load_beside(struct declared *declared, struct arena *arena, const struct tree *tree,
	const struct tree *like, const struct declared *known)
{
	struct error_list unsaid = { 0 };
	struct arena scratch = { 0 };
	bool *same = arena_array(&scratch, like->file_count, sizeof(*same));
	struct tree changed = changed_files(arena, tree, like, same);

	load_tree(declared, &changed, &unsaid);
	for (size_t i = 0; i < known->set.count; i++) {
		struct entity *entity = known->set.items[i];
		const struct tree_file *file = tree_find(like, entity->source->path);

		if (file != NULL && same[file - like->files])
			entity_set_add(&declared->set, entity);
	}
	entity_set_sort(&declared->set);
	error_release(&unsaid);
	arena_release(&scratch);
}
