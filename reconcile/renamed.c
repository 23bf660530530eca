#include "reconcile/renamed.h"

#include "model/kind.h"
#include "model/text.h"
#include "model/value.h"
#include "reconcile/draft.h"
#include "reconcile/selection.h"

static bool is_heir(const struct entity *entity, const struct entity *gone)
{
	const char *name = value_text_at(entity->spec, "name");

	return entity->kind == gone->kind && scope_equal(entity->scope, gone->scope) &&
	       (text_equal(entity->source->path, gone->source->path) ||
		       (name != NULL &&
			       text_equal(name, value_text_at(gone->spec, "name"))));
}

/* The one of them that is made anew, or NULL. */
static const struct entity *find_heir(
	const struct drafts *drafts, const struct entity *gone)
{
	for (size_t i = 0; i < drafts->desired->count; i++)
		if (drafts->matches[i] == NULL && drafts->items[i] != NULL &&
			drafts->items[i]->wanted &&
			is_heir(drafts->desired->items[i], gone))
			return drafts->desired->items[i];
	return NULL;
}

void renamed_find(const struct drafts *drafts)
{
	struct plan *plan = drafts->plan;
	size_t room = 0;

	for (size_t i = drafts->desired->count; i < drafts->count; i++) {
		const struct step *step = &drafts->items[i]->step;
		const struct entity *gone =
			drafts->gone->items[i - drafts->desired->count];
		const struct entity *heir;

		if (gone->kind->opens == 0 || step->live == NULL ||
			!selection_holds(drafts->options->selection, gone->address))
			continue;
		heir = find_heir(drafts, gone);
		if (heir == NULL)
			continue;
		plan->renames = arena_grow(&plan->arena, plan->renames,
			plan->rename_count, &room, sizeof(*plan->renames));
		plan->renames[plan->rename_count++] = (struct plan_rename){ gone->address,
			heir, step->action == ACTION_DELETE };
	}
}
