#include "reconcile/live_wants.h"

#include <stdlib.h>
#include <string.h>

#include "reconcile/selection.h"

/* More scopes than that are better looked at in the pages of one list. */
enum { FEW_SINGLES = 5 };

/* Entities of one kind, scope by scope. */
struct members {
	const struct entity **items;
	size_t count, room;
};

static int compare_members(const void *a, const void *b)
{
	const struct entity *left = *(const struct entity *const *)a;
	const struct entity *right = *(const struct entity *const *)b;
	int order = scope_compare(left->scope, right->scope);

	return order != 0 ? order : strcmp(left->address, right->address);
}

static struct members members_of(
	struct arena *arena, const struct kind *kind, const struct entity_set *declared)
{
	struct members members = { 0 };

	for (size_t i = 0; i < declared->count; i++) {
		if (declared->items[i]->kind != kind)
			continue;
		members.items = arena_grow(arena, members.items, members.count,
			&members.room, sizeof(*members.items));
		members.items[members.count++] = declared->items[i];
	}
	if (members.count > 1)
		qsort(members.items, members.count, sizeof(*members.items),
			compare_members);
	return members;
}

/* The members of the scope that begins at items[0]. */
static size_t scope_size(const struct entity *const *items, size_t count)
{
	size_t size = 1;

	while (size < count && scope_equal(items[size]->scope, items[0]->scope))
		size++;
	return size;
}

static bool is_single(const struct kind *kind, size_t selected, size_t declared)
{
	if (selected == declared && selected != 1)
		return false;
	return (kind->traits & (KIND_TUPLE | KIND_NOCASE)) == 0 &&
	       (selected == 1 || kind->lists[0].summary);
}

static void want_scope(struct live_wants *wants, const struct entity *const *items,
	size_t count, const struct selection *selection)
{
	struct arena *arena = wants->listed.arena;
	size_t selected = 0;

	for (size_t i = 0; i < count; i++)
		selected += selection_holds(selection, items[i]->address);
	if (selected == 0)
		return;
	if (selection_is_whole(selection) ||
		!is_single(items[0]->kind, selected, count)) {
		live_scopes_add(&wants->listed, items[0]->scope);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (!selection_holds(selection, items[i]->address))
			continue;
		wants->single = arena_grow(arena, wants->single, wants->single_count,
			&wants->single_room, sizeof(*wants->single));
		wants->single[wants->single_count++] = items[i];
	}
}

void live_wants_find(struct live_wants *wants, struct arena *arena,
	const struct kind *kind, const struct entity_set *declared,
	const struct selection *selection)
{
	struct members members = members_of(arena, kind, declared);

	*wants = (struct live_wants){ .listed.arena = arena };
	for (size_t at = 0, size; at < members.count; at += size) {
		const struct entity *const *items = &members.items[at];

		size = scope_size(items, members.count - at);
		want_scope(wants, items, size, selection);
	}
	if (kind->lists[0].span != SPAN_BELOW || wants->single_count <= FEW_SINGLES)
		return;
	for (size_t i = 0; i < wants->single_count; i++)
		live_scopes_add(&wants->listed, wants->single[i]->scope);
	wants->single_count = 0;
}
