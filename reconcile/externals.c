#include "reconcile/externals.h"

#include <stdlib.h>

#include "model/arena.h"
#include "model/kind.h"

void externals_init(struct externals *externals, struct arena *arena)
{
	*externals = (struct externals){
		.texts = { .arena = arena },
		.met = { .arena = arena },
	};
}

/* Where that scope is noted; NULL inside of one that is not. */
static const void **note_of(struct externals *externals, struct scope scope)
{
	struct arena scratch = { 0 };
	const char *prefix =
		index_intern(&externals->texts, scope_prefix(&scratch, scope));

	arena_release(&scratch);
	return index_at(&externals->met, prefix);
}

void externals_meet(struct externals *externals, struct scope scope)
{
	const void **note;

	if (scope.org == NULL || scope_equal(scope, externals->last))
		return;
	if (scope.project != NULL)
		externals_meet(externals, scope_at(scope, SCOPE_ORG));
	externals->last = (struct scope){
		.org = index_intern(&externals->texts, scope.org),
		.project = index_intern(&externals->texts, scope.project),
	};
	note = note_of(externals, scope);
	if (*note != NULL)
		return;
	*note = externals;
	externals->items = arena_grow(externals->met.arena, externals->items,
		externals->count, &externals->room, sizeof(scope));
	externals->items[externals->count++] = externals->last;
}

static int compare_scopes(const void *a, const void *b)
{
	return scope_compare(*(const struct scope *)a, *(const struct scope *)b);
}

void externals_settle(struct externals *externals, const struct entity_set *set)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->count; i++)
		if (set->items[i]->kind->opens != 0)
			*note_of(externals, entity_opens(set->items[i])) = NULL;
	for (size_t i = 0; i < externals->count; i++)
		if (*note_of(externals, externals->items[i]) != NULL)
			externals->items[kept++] = externals->items[i];
	externals->count = kept;
	if (kept > 1)
		qsort(externals->items, kept, sizeof(struct scope), compare_scopes);
}
