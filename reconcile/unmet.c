#include "reconcile/unmet.h"

#include "model/index.h"
#include "reconcile/draft.h"
#include "reconcile/selection.h"

/* A live one may go by another spelling, or stand under another identifier. */
static bool is_unmet(const struct drafts *drafts, const struct draft *target)
{
	const struct step *step = &target->step;

	return step->desired != NULL && kind_is_managed(step->kind) &&
	       !kind_is_builtin(step->kind, step->desired->identifier) &&
	       !selection_holds(drafts->options->selection, step->address) &&
	       step->live == NULL;
}

/* What `desired` needs in vain, each once: "organization:o and project:o/p". */
static const char *list_unmet(
	struct drafts *drafts, const struct entity *desired, size_t *count)
{
	struct arena *arena = &drafts->plan->arena;
	struct index said = { .arena = arena };
	const char *list = NULL;

	*count = 0;
	for (size_t i = 0; i < desired->link_count; i++) {
		const struct draft *target = drafts_find_need(drafts, &desired->links[i]);

		if (target == NULL || target->step.desired == desired ||
			!is_unmet(drafts, target) ||
			index_has(&said, target->step.address))
			continue;
		*index_at(&said, target->step.address) = target;
		list = list == NULL ? target->step.address
				    : arena_format(arena, "%s and %s", list,
					      target->step.address);
		++*count;
	}
	return list;
}

static void block_step(struct drafts *drafts, struct draft *draft)
{
	size_t count;
	const char *list = list_unmet(drafts, draft->step.desired, &count);

	if (count > 0)
		draft_block(drafts, draft,
			"it needs %s, which %s not in Harness yet and not selected; "
			"select %s too",
			list, count == 1 ? "is" : "are", count == 1 ? "that" : "those");
}

void unmet_block(struct drafts *drafts)
{
	if (selection_is_whole(drafts->options->selection))
		return;
	for (size_t i = 0; i < drafts->desired->count; i++)
		if (drafts->items[i] != NULL && drafts->items[i]->wanted &&
			drafts->items[i]->step.action != ACTION_BLOCKED)
			block_step(drafts, drafts->items[i]);
}
