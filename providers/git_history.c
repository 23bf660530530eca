#include "providers/git.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/num.h"
#include "providers/git_objects.h"
#include "providers/pathname.h"

bool git_is_shallow(const struct git *git)
{
	return git_repository_is_shallow(git->repository) == 1;
}

/* For the caller to free; NULL when it is not there. */
static git_commit *look_up(const struct git *git, const git_oid *oid)
{
	git_commit *commit = NULL;

	(void)git_commit_lookup(&commit, git->repository, oid);
	return commit;
}

static git_commit *look_up_text(const struct git *git, const char *id)
{
	git_oid oid;

	return git_oid_fromstr(&oid, id) == 0 ? look_up(git, &oid) : NULL;
}

bool git_has_commit(const struct git *git, const char *commit)
{
	git_commit *found = look_up_text(git, commit);

	git_commit_free(found);
	return found != NULL;
}

/*
 * A walk over what a shallow clone has; libgit2's own gives up at the first parent
 * that is missing. `seen` is the queue too: what was put is taken in order. `slots`
 * finds a commit in it: numbers from 1 on, 0 for a free slot.
 */
struct walk {
	const struct git *git;
	struct arena arena;
	git_oid *seen;
	size_t count, room, next;
	size_t *slots, slot_count;
	bool cut; /* a parent was missing */
};

static size_t *find_slot(const struct walk *walk, const git_oid *oid)
{
	size_t at = text_hash((const char *)oid->id, sizeof(oid->id)) % walk->slot_count;

	while (walk->slots[at] != 0 &&
		!git_oid_equal(&walk->seen[walk->slots[at] - 1], oid))
		at = (at + 1) % walk->slot_count;
	return &walk->slots[at];
}

static void make_slots(struct walk *walk)
{
	if (walk->count < walk->slot_count / 2)
		return;
	walk->slot_count = walk->slot_count > 0 ? size_mul(walk->slot_count, 4) : 1024;
	walk->slots = arena_array(&walk->arena, walk->slot_count, sizeof(*walk->slots));
	for (size_t i = 0; i < walk->count; i++)
		*find_slot(walk, &walk->seen[i]) = i + 1;
}

static void put_commit(struct walk *walk, const git_oid *oid)
{
	size_t *slot;

	make_slots(walk);
	slot = find_slot(walk, oid);
	if (*slot != 0)
		return;
	walk->seen = arena_grow(
		&walk->arena, walk->seen, walk->count, &walk->room, sizeof(*walk->seen));
	walk->seen[walk->count++] = *oid;
	*slot = walk->count;
}

static void put_parents(struct walk *walk, const git_oid *oid)
{
	git_commit *commit = look_up(walk->git, oid);

	if (commit == NULL || walk->count > LIMIT_COMMITS)
		walk->cut = true;
	else
		for (unsigned i = 0; i < git_commit_parentcount(commit); i++)
			put_commit(walk, git_commit_parent_id(commit, i));
	git_commit_free(commit);
}

static enum git_answer walk_to(
	const struct git *git, const git_oid *ancestor, const git_oid *commit)
{
	struct walk walk = { .git = git };
	bool found = false;

	put_commit(&walk, commit);
	while (!found && walk.next < walk.count) {
		git_oid at = walk.seen[walk.next++]; /* `seen` may move */

		found = git_oid_equal(&at, ancestor) != 0;
		put_parents(&walk, &at);
	}
	arena_release(&walk.arena);
	if (found)
		return GIT_YES;
	return walk.cut ? GIT_UNKNOWN : GIT_NO;
}

enum git_answer git_is_ancestor(
	const struct git *git, const char *ancestor, const char *commit)
{
	git_oid old, new;
	int answer;

	if (!git_has_commit(git, ancestor) || !git_has_commit(git, commit) ||
		git_oid_fromstr(&old, ancestor) < 0 || git_oid_fromstr(&new, commit) < 0)
		return GIT_UNKNOWN;
	if (git_oid_equal(&old, &new))
		return GIT_YES;
	if (git_is_shallow(git))
		return walk_to(git, &old, &new);
	answer = git_graph_descendant_of(git->repository, &new, &old);
	if (answer < 0)
		return GIT_UNKNOWN;
	return answer > 0 ? GIT_YES : GIT_NO;
}

static void add_commit(
	struct arena *arena, struct git_line *line, size_t *room, const git_oid *oid)
{
	char *id = arena_alloc(arena, GIT_OID_HEXSZ + 1);

	git_oid_tostr(id, GIT_OID_HEXSZ + 1, oid);
	line->commits = arena_grow(
		arena, line->commits, line->count, room, sizeof(*line->commits));
	line->commits[line->count++] = id;
}

enum git_answer git_first_parents(const struct git *git, const char *from, const char *to,
	struct arena *arena, struct git_line *line)
{
	git_commit *commit = look_up_text(git, to);
	bool reached = strcmp(from, to) == 0;
	size_t room = 0;
	bool first = false;

	*line = (struct git_line){ 0 };
	while (commit != NULL && !reached && !first && line->count < LIMIT_COMMITS) {
		git_commit *child = commit;

		first = git_commit_parentcount(child) == 0;
		commit = first ? NULL : look_up(git, git_commit_parent_id(child, 0));
		git_commit_free(child);
		if (commit == NULL)
			break;
		add_commit(arena, line, &room, git_commit_id(commit));
		reached = strcmp(line->commits[line->count - 1], from) == 0;
	}
	git_commit_free(commit);
	if (reached)
		return GIT_YES;
	return first ? GIT_NO : GIT_UNKNOWN;
}

/* The root's tree object in a commit: NULL with no error when there is no root. */
static bool find_root_tree(
	const struct git *git, const char *id, git_tree **root, struct error_list *errs)
{
	git_commit *commit = look_up_text(git, id);
	git_tree *tree = NULL;
	git_tree_entry *entry = NULL;
	bool found = commit != NULL && git_commit_tree(&tree, commit) == 0;

	*root = NULL;
	if (!found)
		error_add(errs, ERROR_GIT, (struct place){ 0 },
			"commit %.10s is not in this repository", id);
	else if (git_tree_entry_bypath(&entry, tree, git->root) == 0 &&
		 git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		(void)git_tree_lookup(root, git->repository, git_tree_entry_id(entry));
	git_tree_entry_free(entry);
	git_tree_free(tree);
	git_commit_free(commit);
	return found;
}

static void write_side(char id[41], const git_diff_file *file)
{
	if ((file->mode & 0170000) == 0100000)
		git_oid_tostr(id, GIT_OID_HEXSZ + 1, &file->id);
}

static void add_change(const struct git *git, const git_diff_delta *delta,
	struct arena *arena, struct git_change **changes, size_t *count, size_t *room)
{
	const char *path = pathname_join(arena, git->root, delta->new_file.path);
	struct git_change *change;

	if (!tree_is_document(path) || !pathname_is_plain(path))
		return;
	*changes = arena_grow(arena, *changes, *count, room, sizeof(**changes));
	change = &(*changes)[(*count)++];
	*change = (struct git_change){ .path = path };
	write_side(change->before, &delta->old_file);
	write_side(change->after, &delta->new_file);
}

static int compare_changes(const void *left, const void *right)
{
	const struct git_change *a = left, *b = right;

	return strcmp(a->path, b->path);
}

static bool list_changes(const struct git *git, git_tree *before, git_tree *after,
	struct arena *arena, struct git_change **changes, size_t *count,
	struct error_list *errs)
{
	git_diff_options options;
	git_diff *diff = NULL;
	size_t room = 0;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
	if (git_diff_tree_to_tree(&diff, git->repository, before, after, &options) < 0)
		return git_fault(errs);
	for (size_t i = 0; i < git_diff_num_deltas(diff); i++)
		add_change(
			git, git_diff_get_delta(diff, i), arena, changes, count, &room);
	if (*count > 1)
		qsort(*changes, *count, sizeof(**changes), compare_changes);
	git_diff_free(diff);
	return true;
}

bool git_changes(const struct git *git, const char *from, const char *to,
	struct arena *arena, struct git_change **changes, size_t *count,
	struct error_list *errs)
{
	git_tree *before = NULL, *after = NULL;
	bool listed;

	*changes = NULL;
	*count = 0;
	listed = find_root_tree(git, from, &before, errs) &&
		 find_root_tree(git, to, &after, errs) &&
		 list_changes(git, before, after, arena, changes, count, errs);
	git_tree_free(before);
	git_tree_free(after);
	return listed;
}

bool git_describe(const struct git *git, const char *commit, struct arena *arena,
	struct git_revision *revision, struct error_list *errs)
{
	git_commit *found = look_up_text(git, commit);
	const git_signature *author;

	*revision = (struct git_revision){ 0 };
	if (found == NULL) {
		error_add(errs, ERROR_GIT, (struct place){ 0 },
			"commit %.10s is not in this repository", commit);
		return false;
	}
	author = git_commit_author(found);
	revision->summary = git_clean(arena, git_commit_summary(found));
	revision->author = git_clean(arena, author != NULL ? author->name : NULL);
	revision->time = git_commit_time(found);
	git_commit_free(found);
	return true;
}
