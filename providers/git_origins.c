#include "providers/git.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/num.h"
#include "providers/git_objects.h"

/*
 * Where lines come from. Most commits do not touch the tree's folder: their parents
 * have it under the same id. Of those that do, what they changed is listed once. All of
 * it is kept for the next line that passes.
 */
struct node {
	git_oid id;
	git_oid folder; /* of the tree; zero: it is not there */
	git_oid tree;   /* of the commit */
	size_t *parents;
	size_t parent_count;
	struct git_change *changes; /* what its first parent has otherwise, by path */
	size_t change_count;
	bool opened, missing, compared;
};

struct blame {
	const struct git *git;
	struct arena arena;
	struct node *nodes;
	size_t count, room;
	size_t *slots, slot_count; /* numbers from 1 on, 0 for a free slot */
};

/* One line on its way back. */
struct way {
	const char *path;
	size_t node;
	git_oid blob;
	size_t line;
};

/* --- commits --------------------------------------------------------------------- */

static size_t *find_slot(const struct blame *blame, const git_oid *id)
{
	size_t at = text_hash((const char *)id->id, sizeof(id->id)) % blame->slot_count;

	while (blame->slots[at] != 0 &&
		!git_oid_equal(&blame->nodes[blame->slots[at] - 1].id, id))
		at = (at + 1) % blame->slot_count;
	return &blame->slots[at];
}

static void make_slots(struct blame *blame)
{
	if (blame->count < blame->slot_count / 2)
		return;
	blame->slot_count = blame->slot_count > 0 ? size_mul(blame->slot_count, 4) : 1024;
	blame->slots =
		arena_array(&blame->arena, blame->slot_count, sizeof(*blame->slots));
	for (size_t i = 0; i < blame->count; i++)
		*find_slot(blame, &blame->nodes[i].id) = i + 1;
}

static size_t node_of(struct blame *blame, const git_oid *id)
{
	size_t *slot;

	make_slots(blame);
	slot = find_slot(blame, id);
	if (*slot == 0) {
		blame->nodes = arena_grow(&blame->arena, blame->nodes, blame->count,
			&blame->room, sizeof(*blame->nodes));
		blame->nodes[blame->count++] = (struct node){ .id = *id };
		*slot = blame->count;
	}
	return *slot - 1;
}

/* What stands at `path` in a tree; false when nothing does. */
static bool find_entry(
	const struct blame *blame, const git_oid *tree, const char *path, git_oid *found)
{
	git_tree *root = NULL;
	git_tree_entry *entry = NULL;
	bool there = git_tree_lookup(&root, blame->git->repository, tree) == 0 &&
		     git_tree_entry_bypath(&entry, root, path) == 0;

	if (there)
		*found = *git_tree_entry_id(entry);
	git_tree_entry_free(entry);
	git_tree_free(root);
	return there;
}

/* Nodes move while others are added: they go by number. */
static void open_node(struct blame *blame, size_t at)
{
	git_commit *commit = NULL;
	struct node node = blame->nodes[at];

	if (node.opened)
		return;
	node.opened = true;
	if (git_commit_lookup(&commit, blame->git->repository, &node.id) < 0) {
		node.missing = true;
	} else {
		node.tree = *git_commit_tree_id(commit);
		(void)find_entry(blame, &node.tree, blame->git->root, &node.folder);
		node.parent_count = git_commit_parentcount(commit);
		node.parents = arena_array(
			&blame->arena, node.parent_count, sizeof(*node.parents));
		for (unsigned i = 0; i < node.parent_count; i++)
			node.parents[i] = node_of(blame, git_commit_parent_id(commit, i));
	}
	git_commit_free(commit);
	blame->nodes[at] = node;
}

/* --- lines ----------------------------------------------------------------------- */

/* A line of the newer text, sought among the hunks that lead to it. */
struct seek {
	size_t line;
	long long shift; /* lines of the older text less those of the newer, above it */
	bool added;      /* the older text does not have it */
};

static int pass_hunk(
	const git_diff_delta *delta, const git_diff_hunk *hunk, void *payload)
{
	struct seek *seek = payload;
	size_t start = (size_t)hunk->new_start, count = (size_t)hunk->new_lines;

	(void)delta;
	if (count > 0 && seek->line >= start && seek->line - start < count)
		seek->added = true;
	else if (seek->line > start)
		seek->shift += hunk->old_lines - hunk->new_lines;
	return 0;
}

static git_diff_options no_context(void)
{
	git_diff_options options;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.flags = GIT_DIFF_IGNORE_WHITESPACE_EOL | GIT_DIFF_FORCE_TEXT;
	return options;
}

static bool settle(const struct seek *seek, size_t *line)
{
	long long older = (long long)seek->line + seek->shift;

	if (seek->added || older < 1)
		return false;
	*line = (size_t)older;
	return true;
}

/* The line's number in the blob of `older`; false when it is not there. */
static bool map_blobs(const struct blame *blame, const git_oid *older,
	const git_oid *newer, size_t line, size_t *mapped)
{
	git_diff_options options = no_context();
	struct seek seek = { .line = line };
	git_blob *old_blob = NULL, *new_blob = NULL;
	bool diffed = git_blob_lookup(&old_blob, blame->git->repository, older) == 0 &&
		      git_blob_lookup(&new_blob, blame->git->repository, newer) == 0 &&
		      git_diff_blobs(old_blob, NULL, new_blob, NULL, &options, NULL, NULL,
			      pass_hunk, NULL, &seek) == 0;

	git_blob_free(old_blob);
	git_blob_free(new_blob);
	return diffed && settle(&seek, mapped);
}

static bool map_bytes(const struct blame *blame, const git_oid *older, struct slice newer,
	size_t line, size_t *mapped)
{
	git_diff_options options = no_context();
	struct seek seek = { .line = line };
	git_blob *blob = NULL;
	bool diffed = git_blob_lookup(&blob, blame->git->repository, older) == 0 &&
		      git_diff_blob_to_buffer(blob, NULL, newer.ptr, newer.len, NULL,
			      &options, NULL, NULL, pass_hunk, NULL, &seek) == 0;

	git_blob_free(blob);
	return diffed && settle(&seek, mapped);
}

/* --- the way back ---------------------------------------------------------------- */

static void compare_first(struct blame *blame, size_t at)
{
	struct node *node = &blame->nodes[at];
	char from[GIT_OID_HEXSZ + 1], to[GIT_OID_HEXSZ + 1];
	struct error_list unsaid = { 0 };

	if (node->compared)
		return;
	node->compared = true;
	git_oid_tostr(from, sizeof(from), &blame->nodes[node->parents[0]].id);
	git_oid_tostr(to, sizeof(to), &node->id);
	(void)git_changes(blame->git, from, to, &blame->arena, &node->changes,
		&node->change_count, &unsaid);
	error_release(&unsaid);
}

static int compare_path(const void *path, const void *change)
{
	return strcmp(path, ((const struct git_change *)change)->path);
}

/* The file's blob in the first parent, by what the commit changed. */
static git_oid blob_in_first(struct blame *blame, const struct way *way)
{
	const struct node *node = &blame->nodes[way->node];
	const struct git_change *change = NULL;
	git_oid blob = way->blob;

	compare_first(blame, way->node);
	if (node->change_count > 0)
		change = bsearch(way->path, node->changes, node->change_count,
			sizeof(*node->changes), compare_path);
	if (change != NULL && git_oid_fromstr(&blob, change->before) < 0)
		memset(&blob, 0, sizeof(blob));
	return blob;
}

/* Whether that parent has the file with the same bytes; its blob else, if any. */
static bool is_same_in(
	struct blame *blame, const struct way *way, size_t i, git_oid *blob)
{
	const struct node *child = &blame->nodes[way->node];
	const struct node *parent = &blame->nodes[child->parents[i]];

	*blob = way->blob;
	if (git_oid_equal(&parent->folder, &child->folder))
		return true;
	if (i == 0)
		*blob = blob_in_first(blame, way);
	else if (!find_entry(blame, &parent->tree, way->path, blob))
		memset(blob, 0, sizeof(*blob));
	return git_oid_equal(blob, &way->blob) != 0;
}

/* Of a file that no parent has: the very same bytes that the commit took away from
 * another place. */
static bool step_over_move(struct blame *blame, struct way *way)
{
	const struct node *node = &blame->nodes[way->node];
	char moved[GIT_OID_HEXSZ + 1];

	git_oid_tostr(moved, sizeof(moved), &way->blob);
	for (size_t i = 0; i < node->change_count; i++) {
		const struct git_change *change = &node->changes[i];

		if (*change->after == '\0' && strcmp(change->before, moved) == 0) {
			way->path = change->path;
			way->node = node->parents[0];
			return true;
		}
	}
	return false;
}

/* A parent that has the line; false when none has. */
static bool step_back(struct blame *blame, struct way *way)
{
	const struct node *node = &blame->nodes[way->node];
	const size_t *parents = node->parents;
	size_t count = node->parent_count;
	bool there = false;
	git_oid blob;

	for (size_t i = 0; i < count; i++) {
		if (is_same_in(blame, way, i, &blob)) {
			way->node = parents[i];
			return true;
		}
	}
	for (size_t i = 0; i < count; i++) {
		(void)is_same_in(blame, way, i, &blob);
		there |= !git_oid_is_zero(&blob);
		if (!git_oid_is_zero(&blob) &&
			map_blobs(blame, &blob, &way->blob, way->line, &way->line)) {
			way->node = parents[i];
			way->blob = blob;
			return true;
		}
	}
	return !there && count > 0 && step_over_move(blame, way);
}

/* All parents at hand; false where the history was cut off. */
static bool open_parents(struct blame *blame, size_t at)
{
	open_node(blame, at);
	for (size_t i = 0; i < blame->nodes[at].parent_count; i++) {
		size_t parent = blame->nodes[at].parents[i];

		open_node(blame, parent);
		if (blame->nodes[parent].missing)
			return false;
	}
	return blame->nodes[at].parent_count > 0 || !git_is_shallow(blame->git);
}

static void trace(struct blame *blame, size_t head, struct git_origin *origin)
{
	struct way way = { .path = origin->path, .node = head };
	bool known = true;

	open_node(blame, head);
	if (blame->nodes[head].missing)
		return;
	if (!find_entry(blame, &blame->nodes[head].tree, way.path, &way.blob) ||
		!map_bytes(blame, &way.blob, origin->bytes, origin->line, &way.line)) {
		origin->known = true; /* nobody has committed it yet */
		return;
	}
	for (size_t steps = 0; steps < LIMIT_COMMITS; steps++) {
		known = open_parents(blame, way.node);
		if (!known || !step_back(blame, &way))
			break;
	}
	if (!known)
		return;
	origin->known = true;
	git_oid_tostr(origin->commit, sizeof(origin->commit), &blame->nodes[way.node].id);
}

void git_find_origins(const struct git *git, const char *commit,
	struct git_origin *origins, size_t count)
{
	struct blame blame = { .git = git };
	git_oid id;
	size_t head;

	if (git_oid_fromstr(&id, commit) < 0)
		return;
	head = node_of(&blame, &id);
	for (size_t i = 0; i < count; i++)
		trace(&blame, head, &origins[i]);
	arena_release(&blame.arena);
}
