#include "reconcile/past.h"

#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/git.h"

/* The documents of one commit that the next one changed or dropped. */
struct past_step {
	struct tree tree;
	struct declared declared;
};

static bool is_desired(const struct declared *declared, const struct entity *entity)
{
	return entity_set_find(&declared->set, entity->address) != NULL;
}

static void add_gone(
	struct past *past, const struct entity_set *set, const struct declared *declared)
{
	for (size_t i = 0; i < set->count; i++)
		if (kind_is_managed(set->items[i]->kind) &&
			!is_desired(declared, set->items[i]))
			entity_set_add(&past->gone, set->items[i]);
}

/* Sorted, and of each address the first, which was added from the newest commit. */
static void settle_gone(struct past *past)
{
	struct entity_set *gone = &past->gone;
	size_t kept = 0;

	entity_set_sort(gone);
	for (size_t i = 0; i < gone->count; i++)
		if (kept == 0 || strcmp(gone->items[kept - 1]->address,
					 gone->items[i]->address) != 0)
			gone->items[kept++] = gone->items[i];
	gone->count = kept;
}

static bool read_documents(struct git *git, struct past_step *step,
	const struct git_change *changes, size_t count, struct error_list *errs)
{
	size_t failures = errs->failures, room = 0;
	struct tree *tree = &step->tree;

	for (size_t i = 0; i < count; i++) {
		struct buf bytes;

		if (changes[i].before[0] == '\0')
			continue;
		buf_init(&bytes, LIMIT_FILE_BYTES);
		if (git_read_blob(git, changes[i].before, changes[i].path, &bytes, errs))
			tree_add(tree, &room, changes[i].path,
				(struct slice){ arena_copy(&tree->arena,
							buf_string(&bytes), bytes.len),
					bytes.len });
		buf_release(&bytes);
	}
	tree_sort(tree);
	return errs->failures == failures;
}

/* What was wrong with a document of the past is nobody's business any more. */
static void load_past(struct declared *declared, const struct tree *tree)
{
	struct error_list unsaid = { 0 };

	load_tree(declared, tree, &unsaid);
	error_release(&unsaid);
}

static bool read_step(struct past *past, struct git *git, const char *from,
	const char *to, const struct tree *tree, const struct declared *declared,
	struct error_list *errs)
{
	struct past_step *step = &past->steps[past->step_count];
	struct git_change *changes;
	size_t count;

	if (!git_changes(git, from, to, &past->arena, &changes, &count, errs))
		return false;
	step->tree.root = tree->root;
	past->step_count++;
	if (!read_documents(git, step, changes, count, errs))
		return false;
	load_past(&step->declared, &step->tree);
	add_gone(past, &step->declared.set, declared);
	return true;
}

static bool lacks_history(const char *settled, bool shallow, struct error_list *errs)
{
	struct error *error = error_add(errs, ERROR_GIT, (struct place){ 0 },
		shallow ? "this clone is shallow and lacks commit %.12s, which was "
			  "applied "
			  "last: what git deleted since cannot be told"
			: "commit %.12s, which was applied last, is not in the history "
			  "of "
			  "this one: it was rewritten, or this is another branch",
		settled);

	error_fix(errs, error, "%s",
		shallow ? "fetch the whole history: fetch-depth 0, or git fetch "
			  "--unshallow"
			: "apply the branch that was applied, or say --base REV");
	return false;
}

/* Newest commit first, so that of each address the last declaration is kept. */
static bool read_line(struct past *past, struct git *git, const char *settled,
	const struct tree *tree, const struct declared *declared, struct error_list *errs)
{
	struct git_line line;

	if (git_first_parents(git, settled, tree->commit, &past->arena, &line) != GIT_YES)
		return lacks_history(settled, git_is_shallow(git), errs);
	past->steps = arena_array(&past->arena, line.count, sizeof(*past->steps));
	for (size_t i = 0; i < line.count; i++)
		if (!read_step(past, git, line.commits[i],
			    i == 0 ? tree->commit : line.commits[i - 1], tree, declared,
			    errs))
			return false;
	return true;
}

bool past_read(struct past *past, struct git *git, const char *commit,
	const char *settled, const struct tree *tree, const struct declared *declared,
	struct error_list *errs)
{
	*past = (struct past){ 0 };
	entity_set_init(&past->gone, &past->arena);
	if (!git_has_commit(git, commit))
		return lacks_history(commit, git_is_shallow(git), errs);
	if (!git_read_beside(git, commit, tree, &past->tree, errs))
		return false;
	load_past(&past->base, &past->tree);
	past->has_base = true;
	if (!read_line(past, git, settled, tree, declared, errs))
		return false;
	add_gone(past, &past->base.set, declared);
	settle_gone(past);
	return true;
}

void past_release(struct past *past)
{
	for (size_t i = 0; i < past->step_count; i++) {
		declared_release(&past->steps[i].declared);
		tree_release(&past->steps[i].tree);
	}
	declared_release(&past->base);
	tree_release(&past->tree);
	arena_release(&past->arena);
	*past = (struct past){ 0 };
}
