#include "reconcile/beside.h"

#include <stdio.h>

#include "providers/tree.h"
#include "tests/support/inline_tree.h"
#include "tests/support/table.h"

/* Two trees, each file's blob being the letter behind its name. */
struct pair {
	struct tree now, before;
	struct declared desired, base;
	struct error_list errs;
	struct arena arena;
};

static void name_blobs(struct tree *tree, const char *letters)
{
	for (size_t i = 0; i < tree->file_count; i++)
		(void)snprintf(tree->files[i].source.blob,
			sizeof(tree->files[i].source.blob), "%c",
			letters[i] == '-' ? '\0' : letters[i]);
}

static void begin(struct pair *pair, const char *now, const char *now_blobs,
	const char *before, const char *before_blobs)
{
	*pair = (struct pair){ 0 };
	inline_tree(&pair->now, now);
	name_blobs(&pair->now, now_blobs);
	inline_tree(&pair->before, before);
	name_blobs(&pair->before, before_blobs);
	load_tree(&pair->desired, &pair->now, &pair->errs);
	load_beside(&pair->base, &pair->arena, &pair->before, &pair->now, &pair->desired);
}

static void end(struct pair *pair)
{
	declared_release(&pair->base);
	declared_release(&pair->desired);
	tree_release(&pair->before);
	tree_release(&pair->now);
	error_release(&pair->errs);
	arena_release(&pair->arena);
}

#define A "== a.yaml\nservice: {}\n"
#define A_CHANGED "== a.yaml\nservice: {description: x}\n"
#define B "== b.yaml\nenvironment: {type: Production}\n---\nservice: {identifier: c}\n"

static const struct row {
	const char *name, *now, *now_blobs, *before, *before_blobs;
	size_t count, shared; /* entities of base */
} rows[] = {
	{ "the same tree", A B, "12", A B, "12", 3, 3 },
	{ "a changed document", A_CHANGED B, "32", A B, "12", 3, 2 },
	{ "a new document", A B, "12", B, "2", 2, 2 },
	{ "a document that is gone", B, "2", A B, "12", 3, 2 },
	{ "the same bytes at another path", A, "1", "== d.yaml\nservice: {}\n", "1", 1,
		0 },
	{ "a blob that is not known", A, "-", A, "-", 1, 0 },
	{ "nothing before", A, "1", "", "", 0, 0 },
	{ "nothing now", "", "", A, "1", 1, 0 },
};

static void what_did_not_change_is_shared(void **state)
{
	const struct row *row = *state;
	struct pair pair;
	size_t shared = 0;

	begin(&pair, row->now, row->now_blobs, row->before, row->before_blobs);
	assert_int_equal(pair.base.set.count, row->count);
	for (size_t i = 0; i < pair.base.set.count; i++) {
		const struct entity *entity = pair.base.set.items[i];

		assert_ptr_equal(
			entity_set_find(&pair.base.set, entity->address), entity);
		shared += entity_set_find(&pair.desired.set, entity->address) == entity;
	}
	assert_int_equal(shared, row->shared);
	end(&pair);
}

int main(void)
{
	return TABLE_RUN(rows, what_did_not_change_is_shared);
}
