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
		const char *mine, *theirs;

		if ((field->traits & FIELD_TUPLE) == 0)
			continue;
		mine = value_text_at(desired->spec, field->path);
		theirs = value_text_at(live->spec, field->path);
		if ((field->traits & FIELD_REQUIRED) == 0 &&
			(mine == NULL || theirs == NULL))
			continue;
		if (!text_equal(mine, theirs))
			return false;
	}
	return true;
}

/* What a successor's identifier has of the declared one: 128 in all. */
enum { MATCH_COMMON = 119 };

const char *match_successor(
	struct arena *arena, const char *identifier, const struct entity *grant)
{
	const struct kind *kind = grant->kind;
	struct arena scratch = { 0 };
	const char *tuple = entity_address(&scratch, kind, grant->scope, "");

	for (size_t i = 0; i < kind->field_count; i++) {
		const struct field *field = &kind->fields[i];

		if ((field->traits & FIELD_TUPLE) != 0 &&
			(field->traits & FIELD_REQUIRED) != 0)
			tuple = arena_format(&scratch, "%s\n%s", tuple,
				value_text_at(grant->spec, field->path));
	}
	identifier = arena_format(arena, "%.*s_%08x", MATCH_COMMON, identifier,
		(unsigned)(text_hash(tuple, strlen(tuple)) & 0xffffffffu));
	arena_release(&scratch);
	return identifier;
}

bool match_lineage(const struct entity *desired, const struct entity *live)
{
	struct arena scratch = { 0 };
	size_t common = strlen(desired->identifier);
	bool is;

	if (live->kind != desired->kind || !scope_equal(live->scope, desired->scope))
		return false;
	if (common > MATCH_COMMON)
		common = MATCH_COMMON;
	if (strncmp(live->identifier, desired->identifier, common) != 0)
		return false;
	is = text_equal(live->identifier, desired->identifier) ||
	     text_equal(live->identifier,
		     match_successor(&scratch, desired->identifier, live));
	arena_release(&scratch);
	return is;
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

static struct entity *by_rule(struct matcher *matcher, struct arena *arena,
	const struct entity *desired,
	bool (*rule)(const struct entity *, const struct entity *))
{
	const struct entity_set *live = matcher->live;
	const char *prefix;

	for (size_t i = scope_begin(matcher, arena, desired, &prefix);
		i < live->count && text_starts(live->items[i]->address, prefix); i++)
		if (!matcher->taken[i] && rule(desired, live->items[i]))
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
	size_t at = entity_set_number(matcher->live, desired->address);

	if (at == matcher->live->count || matcher->taken[at])
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
			matches[i] = by_rule(
				&matcher, &scratch, desired->items[i], match_grant);
	for (size_t i = 0; i < desired->count; i++)
		if (matches[i] == NULL)
			matches[i] = by_address(&matcher, desired->items[i]);
	for (size_t i = 0; i < desired->count; i++)
		if (matches[i] == NULL &&
			(desired->items[i]->kind->traits & KIND_SUCCESSOR) != 0)
			matches[i] = by_rule(
				&matcher, &scratch, desired->items[i], match_lineage);
	for (size_t i = 0; i < desired->count; i++)
		if (matches[i] == NULL &&
			(desired->items[i]->kind->traits & KIND_NOCASE) != 0)
			matches[i] = by_spelling(&matcher, &scratch, desired->items[i]);
	arena_release(&scratch);
	return matches;
}
