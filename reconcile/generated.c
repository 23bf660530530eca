#include "reconcile/generated.h"

#include <string.h>

#include "model/arena.h"
#include "model/kind.h"
#include "model/text.h"

/* How much later than its scope something can be that came with it (inferred: grants
 * of new scopes are written behind an event, which takes seconds). */
enum { WITH_SCOPE_MS = 60 * 1000 };

/* The organization or project that the entity lives in, or NULL. */
static const struct entity *find_home(
	const struct entity_set *live, const struct entity *entity)
{
	enum scope_level level = scope_level(entity->scope);
	bool project = level == SCOPE_PROJECT;
	struct scope above = { .org = project ? entity->scope.org : NULL };
	struct arena scratch = { 0 };
	const struct entity *home = NULL;

	if (level != SCOPE_ACCOUNT)
		home = entity_set_find(live,
			entity_address(&scratch, kind_opening(level), above,
				project ? entity->scope.project : entity->scope.org));
	arena_release(&scratch);
	return home;
}

/* Where the API does not say when, nothing speaks against it. */
static bool came_with_scope(const struct entity_set *live, const struct entity *entity)
{
	const struct entity *home = find_home(live, entity);

	if (home == NULL || home->created_at == 0 || entity->created_at == 0)
		return scope_level(entity->scope) != SCOPE_ACCOUNT;
	return entity->created_at - home->created_at <= WITH_SCOPE_MS;
}

static const struct generated *find_row(const struct entity *entity)
{
	return kind_find_generated(entity->kind, entity->identifier, entity->spec);
}

static bool comes_with_scope(const struct entity *entity)
{
	const struct generated *row = find_row(entity);

	return row != NULL && row->with_scope;
}

static bool is_before(const struct entity *a, const struct entity *b)
{
	if (a->created_at != b->created_at)
		return a->created_at < b->created_at;
	return strcmp(a->address, b->address) < 0;
}

/* A scope is made once: what is like that later was somebody's doing. */
static bool is_first(const struct entity_set *live, const struct entity *entity)
{
	struct arena scratch = { 0 };
	const char *prefix = entity_address(&scratch, entity->kind, entity->scope, "");
	bool first = true;

	for (size_t i = entity_set_from(live, prefix);
		first && i < live->count && text_starts(live->items[i]->address, prefix);
		i++) {
		const struct entity *other = live->items[i];

		first = !scope_equal(other->scope, entity->scope) ||
			!comes_with_scope(other) || !is_before(other, entity);
	}
	arena_release(&scratch);
	return first;
}

bool generated_is(const struct entity_set *live, const struct entity *entity)
{
	const struct kind *kind = entity->kind;
	const struct generated *row;

	if (entity->managed || kind_is_builtin(kind, entity->identifier) ||
		kind_is_own(kind, entity->identifier))
		return true;
	row = find_row(entity);
	if (row == NULL || !row->with_scope)
		return row != NULL;
	return came_with_scope(live, entity) && is_first(live, entity);
}
