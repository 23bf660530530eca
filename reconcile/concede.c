#include "reconcile/concede.h"

#include <string.h>

#include "model/num.h"
#include "model/text.h"

/* A change and the steps of its pointer. */
struct way {
	const char *const *steps;
	size_t count;
	const struct change *change;
};

struct conceding {
	struct arena *arena;
	const struct kind *kind;
	const struct value *fields;
};

/* --- pointers ----------------------------------------------------------------- */

static const char *unescaped(struct arena *arena, const char *step, size_t size)
{
	char *text = arena_copy(arena, step, size), *to = text;

	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '~' && (at[1] == '0' || at[1] == '1'))
			*to++ = *++at == '0' ? '~' : '/';
		else
			*to++ = *at;
	}
	*to = '\0';
	return text;
}

static struct way read_way(struct arena *arena, const struct change *change)
{
	struct way way = { .change = change };
	const char **steps = NULL;
	size_t room = 0;

	for (const char *at = change->path; *at == '/';) {
		size_t size = strcspn(at + 1, "/");

		steps = arena_grow(arena, steps, way.count, &room, sizeof(*steps));
		steps[way.count++] = unescaped(arena, at + 1, size);
		at += 1 + size;
	}
	way.steps = steps;
	return way;
}

/* --- nodes --------------------------------------------------------------------- */

static const struct value *rebuild(struct conceding *conceding, const struct value *node,
	const struct way *ways, size_t count, size_t depth);

/* The ways that lead through `step`, in a row of their own. */
static size_t through(struct conceding *conceding, const struct way *ways, size_t count,
	size_t depth, const char *step, struct way **taken)
{
	size_t kept = 0;

	*taken = NULL;
	for (size_t i = 0; i < count; i++) {
		if (ways[i].steps == NULL || strcmp(ways[i].steps[depth], step) != 0)
			continue;
		if (*taken == NULL)
			*taken = arena_array(conceding->arena, count, sizeof(**taken));
		(*taken)[kept++] = ways[i];
	}
	return kept;
}

/* Whether the live side has something to say there. */
static bool is_kept(const struct conceding *conceding, const struct way *way,
	const struct value *live)
{
	const char *dotted = way->steps[0];
	const struct field *field =
		kind_field(conceding->kind, dotted, conceding->fields);

	if (live == NULL || !value_is_empty(live))
		return live != NULL;
	if ((conceding->kind->traits & KIND_WHOLE) != 0 ||
		(way->count > 1 && field != NULL && field->type == FIELD_TAGS))
		return true;
	for (size_t i = 1; i < way->count; i++)
		dotted = arena_join(conceding->arena, dotted, ".", way->steps[i]);
	field = kind_field(conceding->kind, dotted, conceding->fields);
	return field != NULL && (field->traits & FIELD_REQUIRED) != 0;
}

/* What stands behind that step; false when nothing does any more. */
static bool follow(struct conceding *conceding, const struct value *node,
	const struct way *ways, size_t count, size_t depth, struct value *result)
{
	if (count == 0) {
		*result = *node;
		return true;
	}
	if (ways[0].count == depth + 1) {
		if (!is_kept(conceding, &ways[0], ways[0].change->before))
			return false;
		*result = *ways[0].change->before;
		return true;
	}
	*result = *rebuild(conceding, node, ways, count, depth + 1);
	return true;
}

static const struct value *rebuild_map(struct conceding *conceding,
	const struct value *map, const struct way *ways, size_t count, size_t depth)
{
	struct value_builder builder = { .arena = conceding->arena };
	struct value value;

	for (size_t i = 0; i < value_count(map); i++) {
		const char *key = value_text(value_key(map, i));
		struct way *taken;
		size_t kept = through(conceding, ways, count, depth, key, &taken);

		if (follow(conceding, value_entry(map, i), taken, kept, depth, &value))
			value_put(&builder, key, value);
	}
	for (size_t i = 0; i < count; i++)
		if (ways[i].count == depth + 1 &&
			value_find(map, ways[i].steps[depth]) == NULL &&
			is_kept(conceding, &ways[i], ways[i].change->before))
			value_put(
				&builder, ways[i].steps[depth], *ways[i].change->before);
	return value_map_end(&builder);
}

/* The live side has an item there that the desired one has not. */
static bool is_added(const struct way *way, size_t depth)
{
	return way->count == depth + 1 && way->change->after == NULL;
}

/* Those of items that were there are set apart; what is added comes before one number. */
static size_t part_added(const struct way *ways, size_t count, size_t depth,
	struct way *old, size_t *first)
{
	size_t old_count = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t index = 0;

		if (!is_added(&ways[i], depth))
			old[old_count++] = ways[i];
		else if (num_parse(ways[i].steps[depth], 0, INT32_MAX, &index) &&
			 (size_t)index < *first)
			*first = (size_t)index;
	}
	return old_count;
}

static const struct value *rebuild_list(struct conceding *conceding,
	const struct value *list, const struct way *ways, size_t count, size_t depth)
{
	struct value_builder builder = { .arena = conceding->arena };
	size_t first = value_count(list);
	struct way *old = arena_array(conceding->arena, count, sizeof(*old));
	size_t old_count = part_added(ways, count, depth, old, &first);

	for (size_t i = 0; i <= value_count(list); i++) {
		const char *step = arena_format(conceding->arena, "%zu", i);
		struct value value;
		struct way *taken;
		size_t kept;

		for (size_t k = 0; i == first && k < count; k++)
			if (is_added(&ways[k], depth))
				value_add(&builder, *ways[k].change->before);
		if (i == value_count(list))
			break;
		kept = through(conceding, old, old_count, depth, step, &taken);
		if (follow(conceding, value_item(list, i), taken, kept, depth, &value))
			value_add(&builder, value);
	}
	return value_list_end(&builder);
}

static const struct value *rebuild(struct conceding *conceding, const struct value *node,
	const struct way *ways, size_t count, size_t depth)
{
	if (value_type(node) == VALUE_LIST)
		return rebuild_list(conceding, node, ways, count, depth);
	return rebuild_map(conceding, node, ways, count, depth);
}

const struct value *concede_fields(struct arena *arena, const struct kind *kind,
	const struct value *fields, const struct change *changes, size_t count)
{
	struct conceding conceding = { arena, kind, fields };
	struct way *ways = arena_array(arena, count, sizeof(*ways));

	for (size_t i = 0; i < count; i++)
		ways[i] = read_way(arena, &changes[i]);
	return count > 0 ? rebuild(&conceding, fields, ways, count, 0) : fields;
}
