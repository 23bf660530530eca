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

static void keep(
	struct record *record, const struct settlement *settlement, const char *address)
{
	record->unsettled[record->unsettled_count++] = (struct record_unsettled){ address,
		past_declared_at(settlement->past, address) };
}

/* What git dropped and the account still has, blocked or not asked for. */
static void keep_remaining(
	struct record *record, struct arena *arena, const struct settlement *settlement)
{
	const struct plan *plan = settlement->plan;

	record->unsettled = arena_array(
		arena, plan->count + plan->prunable_count, sizeof(*record->unsettled));
	for (size_t i = 0; i < plan->count; i++)
		if (is_blocked_deletion(&plan->steps[i]))
			keep(record, settlement, plan->steps[i].address);
	for (size_t i = 0; i < plan->prunable_count; i++)
		keep(record, settlement, plan->prunable[i]);
}

bool settle_record(
	struct record *record, struct arena *arena, const struct settlement *settlement)
{
	const struct record *old = settlement->old;

	*record = (struct record){ .commit = settlement->commit };
	if (settlement->dirty || settlement->partial || *settlement->commit == '\0' ||
		!all_is_done(settlement))
		return false;
	if (settlement->plan->prunable_count == 0 || settlement->settled == NULL ||
		settlement->backward) {
		record->settled = settlement->commit;
		keep_remaining(record, arena, settlement);
		return true;
	}
	record->settled = settlement->settled;
	if (old != NULL) {
		record->unsettled = old->unsettled;
		record->unsettled_count = old->unsettled_count;
	}
	return true;
}
