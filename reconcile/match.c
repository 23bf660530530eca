#include "reconcile/match.h"

#include <string.h>

#include "model/text.h"

bool match_grant(const struct entity *desired, const struct entity *live)
{
	const struct kind *kind = desired->kind;

	if (live->kind != kind || !scope_equal(desired->scope, live->scope))
		return false;
	for (size_t i = 0; i < kind->field_count; i++) {
		const struct field *field = &kind->fields[i];
		const char *mine = value_text_at(desired->spec, field->path);
		const char *theirs = value_text_at(live->spec, field->path);

		if ((field->traits & FIELD_TUPLE) == 0)
			continue;
		if ((field->traits & FIELD_REQUIRED) == 0 &&
			(mine == NULL || theirs == NULL))
			continue;
		if (!text_equal(mine, theirs))
			return false;
	}
	return true;
}

struct matcher {
	const struct entity_set *live;
	bool *taken; /* beside live->items */
};

static struct entity *take(struct matcher *matcher, size_t at)
{
	matcher->taken[at] = true;
	return matcher->live->items[at];
}

/* The numbers of one kind in one scope: addresses share their beginning. */
static size_t scope_begin(const struct matcher *matcher, struct arena *arena,
	const struct entity *desired, const char **prefix)
{
	*prefix = entity_address(arena, desired->kind, desired->scope, "");
	return entity_set_from(matcher->live, *prefix);
}

static struct entity *by_grant(
	struct matcher *matcher, struct arena *arena, const struct entity *desired)
{
	const struct entity_set *live = matcher->live;
	const char *prefix;

	for (size_t i = scope_begin(matcher, arena, desired, &prefix);
		i < live->count && text_starts(live->items[i]->address, prefix); i++)
		if (!matcher->taken[i] && match_grant(desired, live->items[i]))
			return take(matcher, i);
	return NULL;
}

static struct entity *by_spelling(
	struct matcher *matcher, struct arena *arena, const struct entity *desired)
{
	const struct entity_set *live = matcher->live;
	const char *prefix;

	for (size_t i = scope_begin(matcher, arena, desired, &prefix);
		i < live->count && text_starts(live->items[i]->address, prefix); i++)
		if (!matcher->taken[i] &&
			scope_equal(live->items[i]->scope, desired->scope) &&
			text_equal_nocase(
				live->items[i]->identifier, desired->identifier))
			return take(matcher, i);
	return NULL;
}

static struct entity *by_address(struct matcher *matcher, const struct entity *desired)
{
	size_t at = entity_set_from(matcher->live, desired->address);

	if (at == matcher->live->count || matcher->taken[at] ||
		strcmp(matcher->live->items[at]->address, desired->address) != 0)
		return NULL;
	return take(matcher, at);
}

struct entity **match_live(struct arena *arena, const struct entity_set *desired,
	const struct entity_set *live)
{
	struct entity **matches = arena_array(arena, desired->count, sizeof(*matches));
	struct arena scratch = { 0 };
	struct matcher matcher = { live, arena_alloc(&scratch, live->count) };

	for (size_t i = 0; i < desired->count; i++)
		if ((desired->items[i]->kind->traits & KIND_TUPLE) != 0)
			matches[i] = by_grant(&matcher, &scratch, desired->items[i]);
	for (size_t i = 0; i < desired->count; i++)
		if (matches[i] == NULL)
			matches[i] = by_address(&matcher, desired->items[i]);
	for (size_t i = 0; i < desired->count; i++)
		if (matches[i] == NULL &&
			(desired->items[i]->kind->traits & KIND_NOCASE) != 0)
			matches[i] = by_spelling(&matcher, &scratch, desired->items[i]);
	arena_release(&scratch);
	return matches;
}
