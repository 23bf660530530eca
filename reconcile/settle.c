#include "reconcile/settle.h"

#include "model/text.h"

static bool is_blocked_deletion(const struct step *step)
{
	return step->action == ACTION_BLOCKED && step->desired == NULL;
}

static bool all_is_done(const struct settlement *settlement)
{
	const struct plan *plan = settlement->plan;
	const struct applied *applied = settlement->applied;

	for (size_t i = 0; i < plan->count; i++)
		if (!is_blocked_deletion(&plan->steps[i]) &&
			(applied == NULL || applied->results[i].result != RESULT_DONE))
			return false;
	return true;
}

static void keep_blocked(
	struct record *record, struct arena *arena, const struct settlement *settlement)
{
	const struct plan *plan = settlement->plan;

	record->unsettled = arena_array(arena, plan->count, sizeof(*record->unsettled));
	for (size_t i = 0; i < plan->count; i++) {
		const char *address = plan->steps[i].address;

		if (is_blocked_deletion(&plan->steps[i]))
			record->unsettled[record->unsettled_count++] =
				(struct record_unsettled){ address,
					past_declared_at(settlement->past, address) };
	}
}

bool settle_record(
	struct record *record, struct arena *arena, const struct settlement *settlement)
{
	const struct record *old = settlement->old;

	*record = (struct record){ .commit = settlement->commit };
	if (settlement->dirty || settlement->partial || *settlement->commit == '\0' ||
		!all_is_done(settlement))
		return false;
	if (settlement->plan->prunable_count == 0 || settlement->settled == NULL) {
		record->settled = settlement->commit;
		keep_blocked(record, arena, settlement);
		return true;
	}
	record->settled = settlement->settled;
	if (old != NULL) {
		record->unsettled = old->unsettled;
		record->unsettled_count = old->unsettled_count;
	}
	return true;
}
