#include "reconcile/unmet.h"

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

static void block_step(struct drafts *drafts, struct draft *draft)
{
	const struct entity *desired = draft->step.desired;

	for (size_t i = 0; i < desired->link_count; i++) {
		const struct draft *target =
			drafts_find_target(drafts, &desired->links[i]);

		if (target == NULL || target == draft || !is_unmet(drafts, target))
			continue;
		draft_block(drafts, draft,
			"it needs %s, which is not in Harness yet and not selected; "
			"select that too",
			target->step.address);
		return;
	}
}

void unmet_block(struct drafts *drafts)
{
	if (selection_is_whole(drafts->options->selection))
		return;
	for (size_t i = 0; i < drafts->desired->count; i++)
		if (drafts->items[i].wanted &&
			drafts->items[i].step.action != ACTION_BLOCKED)
			block_step(drafts, &drafts->items[i]);
}
