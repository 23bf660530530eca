#include "model/entity.h"

#include <assert.h>
#include <string.h>

#include "model/arena.h"
#include "model/num.h"

/* Sets of so many are searched through a table, smaller ones by halves. */
enum { INDEXED_ENTITIES = 64 };

/* What a link has room for: the number of its target, from 1; 0 for none. */
enum { TARGET_BITS = UINT32_MAX >> 2 };

/*
 * Addresses are made for every entity and every reference: no printf here. What has
 * no text is left out, together with its slash.
 */
static const char *join_address(struct arena *arena, const char *kind, struct scope scope,
	const char *parent, const char *identifier)
{
	const char *const parts[] = { kind, scope.org, scope.project, parent };
	const char ends[] = { ':', '/', '/', '/' };
	size_t sizes[countof(parts)], last = strlen(identifier), size = last + 1;
	char *address, *at;

	for (size_t i = 0; i < countof(parts); i++) {
		sizes[i] = parts[i] != NULL ? strlen(parts[i]) : 0;
		size += sizes[i] + 1;
	}
	at = address = arena_alloc(arena, size);
	for (size_t i = 0; i < countof(parts); i++) {
		if (parts[i] == NULL)
			continue;
		memcpy(at, parts[i], sizes[i]);
		at += sizes[i];
		*at++ = ends[i];
	}
	memcpy(at, identifier, last);
	return address;
}

const char *entity_address(struct arena *arena, const struct kind *kind,
	struct scope scope, const char *identifier)
{
	return join_address(arena, kind->name, scope, NULL, identifier);
}

const char *link_address(struct arena *arena, const struct link *link)
{
	return join_address(
		arena, link->kind_name, link->scope, link->parent, link->identifier);
}

/* --- texts ----------------------------------------------------------------- */

/* Who has it: the entity itself, or the one that it shares it with. */
static const struct entity *holder(const struct entity *entity)
{
	return entity->shared != NULL ? entity->shared : entity;
}

static bool is_elsewhere(const struct entity *entity)
{
	return entity->text.ptr == NULL && entity->text.len > 0;
}

struct slice entity_text(const struct entity *entity)
{
	const struct entity *of = holder(entity);

	if (!is_elsewhere(of))
		return of->text;
	return (struct slice){ source_bytes(of->source).ptr + of->text_at, of->text.len };
}

bool entity_has_text(const struct entity *entity, struct slice text)
{
	const struct entity *of = holder(entity);
	struct arena scratch = { 0 };
	const char *own = of->text.ptr;
	bool same;

	if (of->text.len != text.len)
		return false;
	if (is_elsewhere(of)) /* most are as they were: a look is enough */
		own = source_read(of->source, &scratch).ptr + of->text_at;
	same = text.len == 0 || memcmp(own, text.ptr, text.len) == 0;
	arena_release(&scratch);
	return same;
}

bool entity_same_text(const struct entity *a, const struct entity *b)
{
	return holder(a) == holder(b) || entity_has_text(a, entity_text(b));
}

void entity_share_text(struct entity *live, const struct entity *declared)
{
	live->shared = holder(declared);
	live->text = (struct slice){ NULL, live->shared->text.len };
}

void entity_set_text(struct entity *entity, struct slice text)
{
	struct slice bytes = source_bytes(entity->source);
	uintptr_t start = (uintptr_t)bytes.ptr, place = (uintptr_t)text.ptr;

	entity->text = text;
	if (place < start || place - start > bytes.len ||
		text.len > bytes.len - (place - start))
		return;
	entity->text.ptr = NULL;
	entity->text_at = (uint32_t)(place - start); /* within LIMIT_FILE_BYTES */
}

bool link_widen(struct link *link)
{
	enum scope_level level = scope_level(link->scope);

	if (!link->widens || level == SCOPE_ACCOUNT)
		return false;
	link->scope = scope_at(link->scope, (enum scope_level)(level / 2));
	return true;
}

struct scope entity_opens(const struct entity *entity)
{
	struct scope scope = entity->scope;

	if (entity->kind->opens == SCOPE_ORG)
		scope.org = entity->identifier;
	if (entity->kind->opens == SCOPE_PROJECT)
		scope.project = entity->identifier;
	return scope;
}

const char *entity_tuple(struct arena *arena, const struct entity *entity)
{
	struct buf tuple;
	const char *text;

	if ((entity->kind->traits & KIND_TUPLE) == 0)
		return NULL;
	buf_init(&tuple, 1 << 16);
	buf_text(&tuple, entity_address(arena, entity->kind, entity->scope, ""));
	for (size_t i = 0; i < entity->kind->field_count; i++) {
		const struct field *field = &entity->kind->fields[i];
		const char *part;

		if ((field->traits & FIELD_TUPLE) == 0)
			continue;
		part = value_text_at(entity->spec, field->path);
		buf_char(&tuple, '\n');
		buf_text(&tuple, part != NULL ? part : "");
	}
	text = arena_copy(arena, buf_string(&tuple), tuple.len);
	buf_release(&tuple);
	return text;
}

void entity_set_init(struct entity_set *set, struct arena *arena)
{
	*set = (struct entity_set){ .arena = arena, .sorted = true };
}

void entity_set_add(struct entity_set *set, struct entity *entity)
{
	set->items = arena_grow(
		set->arena, set->items, set->count, &set->room, sizeof(struct entity *));
	set->items[set->count++] = entity;
	set->sorted = false;
}

/* Merge sort: stable, and quick where there is order already. */
static void sort(struct entity **items, struct entity **spare, size_t count)
{
	size_t half = count / 2, left = 0, right = half;

	if (count < 2)
		return;
	sort(items, spare, half);
	sort(items + half, spare, count - half);
	if (strcmp(items[half - 1]->address, items[half]->address) <= 0)
		return;
	for (size_t i = 0; i < count; i++) {
		bool take_left = right == count ||
				 (left < half && strcmp(items[left]->address,
							 items[right]->address) <= 0);

		spare[i] = take_left ? items[left++] : items[right++];
	}
	memcpy(items, spare, count * sizeof(struct entity *));
}

/* The slot that holds the address, or the free one for it. */
static uint32_t *find_slot(const struct entity_set *set, const char *address)
{
	size_t mask = set->slot_count - 1;
	size_t i = (size_t)text_mix(address, strlen(address)) & mask;

	while (set->slots[i] != 0 &&
		strcmp(set->items[set->slots[i] - 1]->address, address) != 0)
		i = (i + 1) & mask;
	return &set->slots[i];
}

static void index_addresses(struct entity_set *set)
{
	set->slots = NULL;
	if (set->count < INDEXED_ENTITIES)
		return;
	set->slot_count = INDEXED_ENTITIES;
	while (set->slot_count < size_add(set->count, set->count / 2))
		set->slot_count = size_mul(set->slot_count, 2);
	set->slots = arena_array(set->arena, set->slot_count, sizeof(*set->slots));
	for (size_t i = 0; i < set->count; i++) {
		uint32_t *slot = find_slot(set, set->items[i]->address);

		if (*slot == 0)
			*slot = (uint32_t)i + 1;
	}
}

void entity_set_sort(struct entity_set *set)
{
	struct arena scratch = { 0 };

	assert(set->count < UINT32_MAX);
	if (set->sorted)
		return;
	sort(set->items, arena_array(&scratch, set->count, sizeof(struct entity *)),
		set->count);
	index_addresses(set);
	set->sorted = true;
	arena_release(&scratch);
}

void entity_set_unique(struct entity_set *set)
{
	size_t kept = 0;

	assert(set->sorted);
	for (size_t i = 0; i < set->count; i++)
		if (kept == 0 || strcmp(set->items[kept - 1]->address,
					 set->items[i]->address) != 0)
			set->items[kept++] = set->items[i];
	if (kept == set->count)
		return;
	set->count = kept;
	index_addresses(set);
}

size_t entity_set_from(const struct entity_set *set, const char *text)
{
	size_t low = 0, high = set->count;

	assert(set->sorted);
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(set->items[middle]->address, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t entity_set_number(const struct entity_set *set, const char *address)
{
	size_t at;

	assert(set->sorted);
	if (set->slots != NULL) {
		uint32_t number = *find_slot(set, address);

		return number > 0 ? number - 1 : set->count;
	}
	at = entity_set_from(set, address);
	if (at < set->count && strcmp(set->items[at]->address, address) != 0)
		return set->count;
	return at;
}

struct entity *entity_set_find(const struct entity_set *set, const char *address)
{
	size_t at = entity_set_number(set, address);

	return at < set->count ? set->items[at] : NULL;
}

static bool find_target(const struct entity_set *set, struct arena *scratch,
	const struct link *link, size_t *number)
{
	struct arena_mark mark = arena_mark(scratch);
	struct link at = *link;

	do
		*number = entity_set_number(set, link_address(scratch, &at));
	while (*number == set->count && link_widen(&at));
	arena_rewind(scratch, mark);
	return *number < set->count;
}

bool entity_set_target(
	const struct entity_set *set, const struct link *link, size_t *number)
{
	struct arena scratch = { 0 };
	bool found = find_target(set, &scratch, link, number);

	arena_release(&scratch);
	return found;
}

void entity_set_settle(struct entity_set *set)
{
	struct arena scratch = { 0 };
	size_t number;

	assert(set->count < TARGET_BITS);
	arena_alloc(&scratch, 1); /* a first block, which no rewinding gives back */
	for (size_t i = 0; i < set->count; i++)
		for (size_t k = 0; k < set->items[i]->link_count; k++) {
			struct link *link = &set->items[i]->links[k];
			bool found = find_target(set, &scratch, link, &number);

			link->target = found ? (number + 1) & TARGET_BITS : 0;
		}
	arena_release(&scratch);
}

bool link_target(const struct link *link, size_t *number)
{
	*number = (size_t)link->target - 1;
	return link->target > 0;
}
