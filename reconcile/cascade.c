#include "reconcile/cascade.h"

#include "model/index.h"
#include "model/text.h"
#include "reconcile/generated.h"
#include "reconcile/live.h"
#include "reconcile/load.h"
#include "reconcile/plan.h"

/* A step that takes a scope away, and what else there is to know. */
struct reader {
	struct plan *plan;
	const struct plan_options *options;
	struct provider *provider;
	struct index planned; /* addresses that the plan deletes */
	struct error_list *errs;
};

static bool deletes(const struct step *step)
{
	return step->action == ACTION_DELETE || step->action == ACTION_REPLACE;
}

static bool deletes_scope(const struct step *step)
{
	return deletes(step) && step->kind->opens != 0;
}

/* --- one scope --------------------------------------------------------------------- */

static bool is_protected(const struct reader *reader, const char *address)
{
	for (size_t i = 0; i < reader->options->protect_count; i++)
		if (text_glob(reader->options->protect[i], address))
			return true;
	return false;
}

/* Whether a step takes away a smaller scope that it lives in. */
static bool is_nested(
	const struct plan *plan, const struct step *step, const struct entity *entity)
{
	for (size_t i = 0; i < plan->count; i++)
		if (&plan->steps[i] != step && deletes_scope(&plan->steps[i]) &&
			scope_within(entity->scope, entity_opens(plan->steps[i].live)) &&
			scope_within(entity_opens(plan->steps[i].live),
				entity_opens(step->live)))
			return true;
	return false;
}

static void add_item(struct reader *reader, struct cascade *cascade,
	const struct step *step, const struct entity *entity)
{
	struct cascade_item *item = &cascade->items[cascade->count++];

	item->address = arena_text(&reader->plan->arena, entity->address);
	item->planned = index_has(&reader->planned, entity->address);
	item->nested = is_nested(reader->plan, step, entity);
	cascade->unplanned += !item->planned;
	cascade->told += !item->planned && !item->nested;
}

/* What lives in the scope that the step takes away, of all that was read. */
static void note(struct reader *reader, struct step *step, const struct live *live)
{
	struct arena *arena = &reader->plan->arena;
	struct cascade *cascade = arena_alloc(arena, sizeof(*cascade));
	struct scope scope = entity_opens(step->live);
	const char *kept = NULL;

	cascade->items = arena_array(arena, live->set.count, sizeof(*cascade->items));
	for (size_t i = 0; i < live->set.count; i++) {
		const struct entity *entity = live->set.items[i];

		if (!scope_within(entity->scope, scope) ||
			generated_is(&live->set, entity))
			continue;
		add_item(reader, cascade, step, entity);
		if (kept == NULL && is_protected(reader, entity->address))
			kept = cascade->items[cascade->count - 1].address;
	}
	step->cascade = cascade;
	if (kept != NULL)
		plan_block(reader->plan, step,
			arena_format(arena, "%s lives in it, and rein.yaml protects that",
				kept));
}

static bool read_scope(struct reader *reader, struct scope scope)
{
	const struct declared nothing = { .set.sorted = true };
	const struct live_options options = { .all = &scope, .brief = true };
	struct live live;
	bool ok = live_read(
		&live, &nothing, NULL, &options, reader->provider, reader->errs);

	for (size_t i = 0; ok && i < reader->plan->count; i++) {
		struct step *step = &reader->plan->steps[i];

		if (deletes_scope(step) && scope_within(entity_opens(step->live), scope))
			note(reader, step, &live);
	}
	live_release(&live);
	return ok;
}

/* --- all of them -------------------------------------------------------------------- */

/* Whether another step takes away what this one lives in, and is read for both. */
static bool is_within_another(const struct plan *plan, const struct step *step)
{
	for (size_t i = 0; i < plan->count; i++)
		if (&plan->steps[i] != step && deletes_scope(&plan->steps[i]) &&
			scope_within(entity_opens(step->live),
				entity_opens(plan->steps[i].live)))
			return true;
	return false;
}

/* Scopes to read: none lies in another one. */
static size_t outermost(const struct plan *plan, struct scope *scopes)
{
	size_t count = 0;

	for (size_t i = 0; i < plan->count; i++)
		if (deletes_scope(&plan->steps[i]) &&
			!is_within_another(plan, &plan->steps[i]))
			scopes[count++] = entity_opens(plan->steps[i].live);
	return count;
}

/* Each once, though a project's are its organization's too. */
static void count_cascaded(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (deletes_scope(step) && step->cascade != NULL &&
			!is_within_another(plan, step))
			plan->counts.cascaded += step->cascade->unplanned;
	}
}

bool cascade_read(struct plan *plan, const struct plan_options *options,
	struct provider *provider, struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct reader reader = {
		.plan = plan,
		.options = options,
		.provider = provider,
		.planned.arena = &scratch,
		.errs = errs,
	};
	struct scope *scopes = arena_array(&scratch, plan->count, sizeof(*scopes));
	size_t count = outermost(plan, scopes), failures = errs->failures;

	for (size_t i = 0; i < plan->count; i++)
		if (deletes(&plan->steps[i]))
			*index_at(&reader.planned, plan->steps[i].live->address) = plan;
	for (size_t i = 0; i < count; i++)
		read_scope(&reader, scopes[i]);
	count_cascaded(plan);
	arena_release(&scratch);
	return errs->failures == failures;
}
