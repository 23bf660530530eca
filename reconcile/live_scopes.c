#include "reconcile/live_scopes.h"

#include <stdlib.h>

#include "model/text.h"

/* Entities of a scope mostly come one behind the other. */
void live_scopes_add(struct live_scopes *scopes, struct scope scope)
{
	if (scopes->count > 0 && scope_equal(scopes->items[scopes->count - 1], scope))
		return;
	scopes->items = arena_grow(scopes->arena, scopes->items, scopes->count,
		&scopes->room, sizeof(*scopes->items));
	scopes->items[scopes->count++] = scope;
}

void live_scopes_below(struct live_scopes *scopes, const struct entity_set *live,
	struct scope within, unsigned levels)
{
	if ((scope_level(within) & levels) != 0)
		live_scopes_add(scopes, within);
	for (size_t i = 0; i < live->count; i++) {
		struct scope scope = entity_opens(live->items[i]);

		if (live->items[i]->kind->opens != 0 && scope_within(scope, within) &&
			(scope_level(scope) & levels) != 0)
			live_scopes_add(scopes, scope);
	}
}

static int compare(const void *a, const void *b)
{
	return scope_compare(*(const struct scope *)a, *(const struct scope *)b);
}

void live_scopes_settle(struct live_scopes *scopes)
{
	size_t kept = 0;

	if (scopes->count > 1)
		qsort(scopes->items, scopes->count, sizeof(*scopes->items), compare);
	for (size_t i = 0; i < scopes->count; i++)
		if (kept == 0 || !scope_equal(scopes->items[kept - 1], scopes->items[i]))
			scopes->items[kept++] = scopes->items[i];
	scopes->count = kept;
}

static bool is_live(const struct entity_set *set, const struct kind *kind,
	struct scope scope, const char *identifier)
{
	struct arena scratch = { 0 };
	const char *prefix = entity_address(&scratch, kind, scope, "");
	bool found = false;

	for (size_t i = entity_set_from(set, prefix);
		!found && i < set->count && text_starts(set->items[i]->address, prefix);
		i++)
		found = text_equal_nocase(set->items[i]->identifier, identifier);
	arena_release(&scratch);
	return found;
}

bool live_scopes_exist(const struct entity_set *live, struct scope scope)
{
	struct scope account = { 0 }, org = { .org = scope.org };

	if (scope.org != NULL &&
		!is_live(live, kind_opening(SCOPE_ORG), account, scope.org))
		return false;
	return scope.project == NULL ||
	       is_live(live, kind_opening(SCOPE_PROJECT), org, scope.project);
}
