#include "reconcile/live_used.h"

#include "reconcile/load.h"
#include "reconcile/past.h"
#include "reconcile/selection.h"

struct used {
	struct live_scopes scopes;
	const struct selection *selection;
	enum scope_level level;
};

/* What lies above the level is not added. */
static void add(struct used *used, struct scope scope)
{
	if (scope_level(scope) >= used->level)
		live_scopes_add(&used->scopes, scope_at(scope, used->level));
}

/* Where entities live; of the past also the scopes that they opened themselves. */
static void add_homes(struct used *used, const struct entity_set *set, bool opened)
{
	for (size_t i = 0; i < set->count; i++)
		if (kind_is_managed(set->items[i]->kind) &&
			selection_holds(used->selection, set->items[i]->address))
			add(used, opened ? entity_opens(set->items[i])
					 : set->items[i]->scope);
}

/* Where the target lives, or the scope that it opens; the account's where nothing
 * can be asked. */
static struct scope link_scope(const struct link *link)
{
	struct scope scope = link->scope;

	if (link->kind == NULL || !kind_is_managed(link->kind))
		return (struct scope){ 0 };
	if (link->kind->opens == SCOPE_ORG)
		scope.org = link->identifier;
	else if (link->kind->opens == SCOPE_PROJECT)
		scope.project = link->identifier;
	return scope;
}

static void add_targets(struct used *used, const struct entity *entity)
{
	for (size_t i = 0; i < entity->link_count; i++) {
		struct scope scope = link_scope(&entity->links[i]);

		if (!scope_within(entity->scope, scope))
			add(used, scope);
	}
}

struct live_scopes live_scopes_used(struct arena *arena, const struct declared *declared,
	const struct past *past, const struct selection *selection,
	enum scope_level level)
{
	const struct entity_set *set = &declared->set;
	struct used used = { { .arena = arena }, selection, level };

	add_homes(&used, set, false);
	for (size_t i = 0; i < set->count; i++)
		if (kind_is_managed(set->items[i]->kind) &&
			selection_holds(selection, set->items[i]->address))
			add_targets(&used, set->items[i]);
	if (selection_is_whole(selection))
		for (size_t i = 0; i < declared->external_count; i++)
			add(&used, declared->externals[i]);
	if (past != NULL) {
		add_homes(&used, &past->gone, true);
		add_homes(&used, &past->base.set, true);
	}
	live_scopes_settle(&used.scopes);
	return used.scopes;
}
