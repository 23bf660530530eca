#include "reconcile/mentions.h"

#include <stdlib.h>
#include <string.h>

#include "model/entity.h"
#include "reconcile/body.h"
#include "reconcile/pointer.h"

struct collecting {
	const struct declared *declared;
	struct mentions *mentions;
	struct arena *arena;
	struct arena scratch; /* of the entity at hand */
	size_t room;
};

/* What the tree says of a link's target. */
static enum mention_state state_of(
	const struct collecting *work, const struct link *link, const char **target)
{
	const struct entity_set *set = &work->declared->set;
	size_t number;

	if (link_target(link, &number)) {
		*target = set->items[number]->address;
		return MENTION_DECLARED;
	}
	*target = link_address(work->arena, link);
	if (link->kind != NULL && kind_is_builtin(link->kind, link->identifier))
		return MENTION_BUILTIN;
	return MENTION_EXTERNAL;
}

static void add(
	struct collecting *work, const struct entity *entity, const struct link *link)
{
	struct mentions *mentions = work->mentions;
	const char *target;
	enum mention_state state = state_of(work, link, &target);

	mentions->items = arena_grow(work->arena, mentions->items, mentions->count,
		&work->room, sizeof(*mentions->items));
	mentions->items[mentions->count++] = (struct mention){
		.address = entity->address,
		.path = "",
		.target = target,
		.state = state,
		.source = entity->source,
		.offset = link->offset,
	};
}

static int compare_offsets(const void *left, const void *right)
{
	const struct mention *a = left, *b = right;

	if (a->offset != b->offset)
		return a->offset > b->offset ? 1 : -1;
	return strcmp(a->target, b->target);
}

static int compare(const void *left, const void *right)
{
	const struct mention *a = left, *b = right;
	int order = strcmp(a->source->path, b->source->path);

	return order != 0 ? order : compare_offsets(left, right);
}

/* The pointers of one entity's references, which stand in the order of the file. */
static void point(struct collecting *work, const struct entity *entity, size_t from)
{
	struct mention *items = &work->mentions->items[from];
	size_t count = work->mentions->count - from;
	struct pointer *pointers = arena_array(&work->scratch, count, sizeof(*pointers));

	qsort(items, count, sizeof(*items), compare_offsets);
	for (size_t i = 0; i < count; i++)
		pointers[i] = (struct pointer){ .offset = items[i].offset };
	pointers_find(work->arena, body_fields(&work->scratch, entity), pointers, count);
	for (size_t i = 0; i < count; i++)
		items[i].path = pointers[i].text;
}

static void list(struct collecting *work, const struct entity *entity)
{
	struct arena_mark mark = arena_mark(&work->scratch);
	size_t from = work->mentions->count;

	for (size_t i = 0; i < entity->link_count; i++)
		if (entity->links[i].offset != entity->offset) /* else no field says it */
			add(work, entity, &entity->links[i]);
	if (work->mentions->count > from)
		point(work, entity, from);
	arena_rewind(&work->scratch, mark);
}

void mentions_collect(
	struct mentions *mentions, struct arena *arena, const struct declared *declared)
{
	struct collecting work = {
		.declared = declared, .mentions = mentions, .arena = arena
	};

	*mentions = (struct mentions){ 0 };
	for (size_t i = 0; i < declared->set.count; i++)
		list(&work, declared->set.items[i]);
	if (mentions->count > 1)
		qsort(mentions->items, mentions->count, sizeof(*mentions->items),
			compare);
	arena_release(&work.scratch);
}

const char *mention_state_name(enum mention_state state)
{
	static const char *const names[] = {
		[MENTION_DECLARED] = "declared",
		[MENTION_BUILTIN] = "built-in",
		[MENTION_EXTERNAL] = "external",
	};

	return names[state];
}
