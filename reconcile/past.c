#include "reconcile/past.h"

#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/git.h"
#include "reconcile/beside.h"

/*
 * What one commit declared: the documents that the next one changed or dropped, or
 * all of them.
 */
struct past_step {
	const char *commit;
	struct tree tree;
	struct declared declared;
	const struct git_change *changes; /* what the commit after it changed */
	size_t change_count;
	const char *changed_by;
	struct past_step *next; /* read after it */
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
	entity_set_sort(&past->gone);
	entity_set_unique(&past->gone);
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

static struct past_step *add_step(struct past *past, const char *commit)
{
	struct past_step **last = &past->steps;
	struct past_step *step = arena_alloc(&past->arena, sizeof(*step));

	step->commit = arena_text(&past->arena, commit);
	while (*last != NULL)
		last = &(*last)->next;
	*last = step;
	return step;
}

static bool read_step(struct past *past, struct git *git, const char *from,
	const char *to, const struct tree *tree, const struct declared *declared,
	struct error_list *errs)
{
	struct past_step *step = add_step(past, from);
	struct git_change *changes;
	size_t count;

	step->tree.root = tree->root;
	if (!git_changes(git, from, to, &past->arena, &changes, &count, errs) ||
		!read_documents(git, step, changes, count, errs))
		return false;
	step->changes = changes;
	step->change_count = count;
	step->changed_by = arena_text(&past->arena, to);
	load_past(&step->declared, &step->tree);
	add_gone(past, &step->declared.set, declared);
	return true;
}

/* --- history ---------------------------------------------------------------- */

static bool lacks_history(struct git *git, const char *commit, struct error_list *errs)
{
	bool shallow = git_is_shallow(git);
	struct error *error = error_add(errs, ERROR_GIT, (struct place){ 0 },
		shallow ? "this clone is shallow and lacks commit %.12s, which was "
			  "applied: what git deleted since cannot be told"
			: "commit %.12s, which was applied, is not in the history of "
			  "this one: it was rewritten, or this is another branch",
		commit);

	error_fix(errs, error, "%s",
		shallow ? "fetch the whole history: fetch-depth 0, or git fetch "
			  "--unshallow"
			: "apply the branch that was applied, or say with --base REV "
			  "which commit to compare with, and --allow-rollback");
	return false;
}

/* How many of the line are no ancestors of `known`; those come first in it. */
static size_t count_since(
	const struct git *git, const char *known, const struct git_line *line)
{
	size_t low = 0, high = line->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (git_is_ancestor(git, line->commits[middle], known) == GIT_YES)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/*
 * The first parents of `tip` that `known` does not hold: back to `known` itself, or
 * to where the one branched off from the other. False when they have nothing in
 * common, or not in this clone.
 */
static bool find_line(struct past *past, struct git *git, const char *known,
	const char *tip, struct git_line *line, struct error_list *errs)
{
	size_t since;

	if (git_first_parents(git, known, tip, &past->arena, line) == GIT_YES)
		return true;
	if (git_is_ancestor(git, tip, known) == GIT_YES) {
		line->count = 0;
		return true;
	}
	since = count_since(git, known, line);
	if (since == line->count)
		return lacks_history(git, known, errs);
	line->count = since;
	return true;
}

/* Newest commit first, so that of each address the last declaration is kept. */
static bool read_line(struct past *past, struct git *git, const char *known,
	const char *tip, const struct tree *tree, const struct declared *declared,
	struct error_list *errs)
{
	struct git_line line;

	if (!find_line(past, git, known, tip, &line, errs))
		return false;
	for (size_t i = 0; i < line.count; i++)
		if (!read_step(past, git, line.commits[i],
			    i == 0 ? tip : line.commits[i - 1], tree, declared, errs))
			return false;
	return true;
}

/* The very commit that is planned declared what is declared now. */
static bool read_base(struct past *past, struct git *git, const char *commit,
	const struct tree *tree, const struct declared *declared, struct error_list *errs)
{
	if (!tree->dirty && strcmp(tree->commit, commit) == 0) {
		past->base.set = declared->set;
		return true;
	}
	if (!git_read_beside(git, commit, tree, &past->tree, errs))
		return false;
	load_beside(&past->base, &past->arena, &past->tree, tree, declared);
	return true;
}

/* The newest comes first, and is kept. What is not committed hides who it was. */
static void note_touched(struct past *past, const struct tree *tree)
{
	past->touched.arena = &past->arena;
	for (const struct past_step *step = past->steps; step != NULL && !tree->dirty;
		step = step->next) {
		for (size_t i = 0; i < step->change_count; i++) {
			const void **newest =
				index_at(&past->touched, step->changes[i].path);

			if (*newest == NULL)
				*newest = step->changed_by;
		}
	}
}

bool past_read(struct past *past, struct git *git, const char *commit,
	const char *settled, const struct tree *tree, const struct declared *declared,
	struct error_list *errs)
{
	*past = (struct past){ 0 };
	entity_set_init(&past->gone, &past->arena);
	if (!git_has_commit(git, commit))
		return lacks_history(git, commit, errs);
	if (!read_base(past, git, commit, tree, declared, errs))
		return false;
	past->commit = arena_text(&past->arena, commit);
	past->has_base = true;
	if (!read_line(past, git, commit, tree->commit, tree, declared, errs))
		return false;
	note_touched(past, tree);
	if (!read_line(past, git, settled, commit, tree, declared, errs))
		return false;
	add_gone(past, &past->base.set, declared);
	settle_gone(past);
	return true;
}

bool past_add(struct past *past, struct git *git, const char *commit, const char *address,
	const struct tree *tree, const struct declared *declared, struct error_list *errs)
{
	struct past_step *step;
	struct entity *entity;

	if (entity_set_find(&past->gone, address) != NULL)
		return true;
	if (!git_has_commit(git, commit))
		return lacks_history(git, commit, errs);
	step = add_step(past, commit);
	if (!git_read_beside(git, commit, tree, &step->tree, errs))
		return false;
	load_past(&step->declared, &step->tree);
	entity = entity_set_find(&step->declared.set, address);
	if (entity != NULL && kind_is_managed(entity->kind) &&
		!is_desired(declared, entity)) {
		entity_set_add(&past->gone, entity);
		settle_gone(past);
	}
	return true;
}

void past_drop_all(struct past *past, const struct declared *declared)
{
	const struct entity_set *set = &declared->set;

	if (!past->has_base) {
		entity_set_init(&past->base.set, &past->arena);
		entity_set_sort(&past->base.set);
		entity_set_init(&past->gone, &past->arena);
	}
	past->has_base = true;
	for (size_t i = 0; i < set->count; i++)
		if (kind_is_managed(set->items[i]->kind))
			entity_set_add(&past->gone, set->items[i]);
	settle_gone(past);
}

const char *past_declared_at(const struct past *past, const char *address)
{
	for (const struct past_step *step = past->steps; step != NULL; step = step->next)
		if (entity_set_find(&step->declared.set, address) != NULL)
			return step->commit;
	return past->commit;
}

const char *past_changed_by(const struct past *past, const char *path)
{
	struct index touched = past->touched;

	return index_has(&touched, path) ? *index_at(&touched, path) : NULL;
}

void past_release(struct past *past)
{
	for (struct past_step *step = past->steps; step != NULL; step = step->next) {
		declared_release(&step->declared);
		tree_release(&step->tree);
	}
	declared_release(&past->base);
	tree_release(&past->tree);
	arena_release(&past->arena);
	*past = (struct past){ 0 };
}
