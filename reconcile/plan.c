#include "reconcile/plan.h"

#include <assert.h>
#include <string.h>

#include "model/text.h"
#include "reconcile/draft.h"
#include "reconcile/kept_grant.h"
#include "reconcile/renamed.h"
#include "reconcile/selection.h"
#include "reconcile/unmet.h"

const char *action_name(enum action action)
{
	static const char *const names[] = { "create", "update", "delete", "replace",
		"blocked" };

	return names[action];
}

/* --- what still refers to what goes ---------------------------------------------- */

static bool is_deleted(const struct draft *draft)
{
	return draft != NULL && draft->wanted && draft->step.action == ACTION_DELETE;
}

/* Block the deletes of what `links` name. True when there was one to block. */
static bool keep_targets(struct drafts *drafts, const char *referrer,
	const struct link *links, size_t count)
{
	bool selected = selection_holds(drafts->options->selection, referrer);
	bool kept = false;

	for (size_t i = 0; i < count; i++) {
		struct draft *target = drafts_find_target(drafts, &links[i]);

		if (!is_deleted(target))
			continue;
		draft_block(drafts, target, "%s%s%s still refers to it",
			draft_gone_words(drafts), referrer,
			selected ? "" : ", which is not selected,");
		kept = true;
	}
	return kept;
}

/* Gone from git, and not about to go from the account. */
static bool is_kept(const struct draft *draft)
{
	return draft->step.live != NULL &&
	       (!draft->wanted || draft->step.action == ACTION_BLOCKED);
}

/* What stays keeps what it refers to, and what is kept keeps its own targets. */
static void keep_referred(struct drafts *drafts)
{
	bool moved = drafts->gone != NULL && drafts->options->prune;

	for (size_t i = 0; moved && i < drafts->desired->count; i++) {
		const struct entity *entity = drafts->desired->items[i];

		keep_targets(drafts, entity->address, entity->links, entity->link_count);
	}
	while (moved) {
		moved = false;
		for (size_t i = drafts->desired->count; i < drafts->count; i++) {
			struct draft *draft = drafts->items[i];

			if (is_kept(draft))
				moved |= keep_targets(drafts, draft->step.address,
					draft->links, draft->link_count);
		}
	}
}

/* What is not selected may not have been looked at. */
static bool is_there(const struct drafts *drafts, size_t desired)
{
	return drafts->matches[desired] != NULL ||
	       !selection_holds(drafts->options->selection,
		       drafts->desired->items[desired]->address);
}

/* What others live on is not taken away for a moment either. */
static void keep_replaced(struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->desired->count; i++) {
		const struct entity *entity = drafts->desired->items[i];

		for (size_t k = 0; is_there(drafts, i) && k < entity->link_count; k++) {
			struct draft *target =
				drafts_find_need(drafts, &entity->links[k]);

			if (target != NULL && target != drafts->items[i] &&
				target->step.action == ACTION_REPLACE &&
				(target->step.kind->traits & KIND_SUCCESSOR) == 0)
				draft_block(drafts, target,
					"%s; it cannot be replaced while %s refers to it",
					target->step.reason, entity->address);
		}
	}
}

/* --- what waits for what ----------------------------------------------------------- */

/*
 * Something that must be there first, and will be only when that step is done. What
 * is blocked for its spelling is not there either, under that name.
 */
static bool is_awaited(const struct draft *draft)
{
	const struct step *step;

	if (draft == NULL || !draft->wanted || draft->step.action == ACTION_DELETE)
		return false;
	step = &draft->step;
	return step->action != ACTION_BLOCKED || step->live == NULL ||
	       ((step->kind->traits & KIND_NOCASE) != 0 &&
		       !text_equal(step->live->identifier, step->desired->identifier));
}

/* A create or update waits for what its desired side refers to. */
static void add_needs(
	struct drafts *drafts, struct graph *graph, const struct draft *draft)
{
	const struct entity *entity = draft->step.desired;

	for (size_t i = 0; i < entity->link_count; i++) {
		const struct draft *target = drafts_find_need(drafts, &entity->links[i]);

		if (is_awaited(target) && target != draft)
			graph_need(graph, draft->number, target->number);
	}
}

/* A delete waits for every step of what refers to it on its live side. */
static void add_releases(
	struct drafts *drafts, struct graph *graph, const struct draft *draft)
{
	for (size_t i = 0; i < draft->link_count; i++) {
		const struct draft *target = drafts_find_target(drafts, &draft->links[i]);

		if (is_deleted(target) && target != draft)
			graph_need(graph, target->number, draft->number);
	}
}

static void add_edges(struct drafts *drafts, struct graph *graph, struct draft *draft)
{
	if (draft->step.desired != NULL)
		add_needs(drafts, graph, draft);
	if (draft->step.live != NULL && draft->step.action != ACTION_BLOCKED) {
		if (draft->links == NULL && drafts->gone != NULL)
			draft_read_links(drafts, draft);
		add_releases(drafts, graph, draft);
	}
}

/* --- order ------------------------------------------------------------------------- */

static size_t *counter_of(struct plan_counts *counts, enum action action)
{
	size_t *const counters[] = {
		[ACTION_CREATE] = &counts->create,
		[ACTION_UPDATE] = &counts->update,
		[ACTION_DELETE] = &counts->remove,
		[ACTION_REPLACE] = &counts->replace,
		[ACTION_BLOCKED] = &counts->blocked,
	};

	return counters[action];
}

/* Those that become steps, numbered in their order. */
static struct draft **list_wanted(
	const struct drafts *drafts, struct arena *scratch, size_t *count)
{
	struct draft **wanted = NULL;
	size_t room = 0;

	*count = 0;
	for (size_t i = 0; i < drafts->count; i++) {
		struct draft *draft = drafts->items[i];

		if (draft == NULL || !draft->wanted)
			continue;
		draft->number = *count;
		wanted = arena_grow(scratch, wanted, *count, &room, sizeof(*wanted));
		wanted[(*count)++] = draft;
	}
	return wanted;
}

/* Steps in the order of execution, and their needs by their new numbers. */
static void number_steps(struct plan *plan, struct draft *const *wanted,
	const struct graph *graph, const size_t *order, struct arena *scratch)
{
	size_t *numbers = arena_array(scratch, graph->count, sizeof(size_t));

	plan->count = graph->count;
	plan->steps = arena_array(&plan->arena, plan->count, sizeof(struct step));
	for (size_t i = 0; i < plan->count; i++) {
		numbers[order[i]] = i;
		plan->steps[i] = wanted[order[i]]->step;
		++*counter_of(&plan->counts, plan->steps[i].action);
	}
	graph_init(&plan->graph, &plan->arena, plan->count);
	for (size_t i = 0; i < graph->count; i++) {
		size_t count;
		const size_t *needs = graph_needs(graph, i, &count);

		for (size_t k = 0; k < count; k++)
			graph_need(&plan->graph, numbers[i], numbers[needs[k]]);
	}
}

static bool order_steps(struct drafts *drafts)
{
	struct arena scratch = { 0 };
	struct graph graph;
	size_t count;
	struct draft **wanted = list_wanted(drafts, &scratch, &count);
	size_t *order = arena_array(&scratch, count, sizeof(size_t));
	bool ordered;

	graph_init(&graph, &scratch, count);
	for (size_t i = 0; i < count; i++)
		add_edges(drafts, &graph, wanted[i]);
	ordered = graph_order(&graph, order);
	if (ordered)
		number_steps(drafts->plan, wanted, &graph, order, &scratch);
	else
		error_add(drafts->errs, ERROR_REFERENCE_CYCLE, (struct place){ 0 },
			"the steps wait for each other; `rein validate` names the cycle");
	arena_release(&scratch);
	return ordered;
}

/* --- what the tree does not hold ------------------------------------------------------
 */

/* Asked for like the rest (live.h), so what is not known now is not there. */
static bool is_missing(const struct drafts *drafts, const struct link *link)
{
	size_t number;

	return link->kind != NULL && kind_is_managed(link->kind) &&
	       !kind_is_builtin(link->kind, link->identifier) &&
	       !link_target(link, &number) &&
	       !entity_set_target(drafts->live, link, &number);
}

static void check_external(
	struct drafts *drafts, const struct entity *entity, const struct link *link)
{
	struct arena scratch = { 0 };
	struct error *error;

	if (is_missing(drafts, link)) {
		error = source_error_as(drafts->errs, ERROR_EXTERNAL_MISSING,
			link->kind->opens != 0 ? SEVERITY_ERROR : SEVERITY_WARNING,
			entity->source, link->offset,
			"%s is neither in the tree nor in the account",
			link_address(&scratch, link));
		error_address(drafts->errs, error, entity->address);
	}
	arena_release(&scratch);
}

static void check_externals(struct drafts *drafts)
{
	for (size_t i = 0; i < drafts->desired->count; i++) {
		const struct entity *entity = drafts->desired->items[i];

		if (!kind_is_managed(entity->kind) ||
			!selection_holds(drafts->options->selection, entity->address))
			continue;
		for (size_t k = 0; k < entity->link_count; k++)
			check_external(drafts, entity, &entity->links[k]);
	}
}

/* Which commit it was, where git moved. */
static void name_commits(struct plan *plan, const struct past *past)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct step *step = &plan->steps[i];
		const struct entity *desired = step->desired;
		const char *commit =
			desired != NULL && desired->source != NULL
				? past_changed_by(past, desired->source->path)
				: NULL;

		for (size_t k = 0; k < step->change_count; k++)
			if (step->changes[k].cause != CAUSE_LIVE)
				step->changes[k].commit = commit;
	}
}

/* Nobody is to write to what is shown and sent: their bytes are had from now on. */
static void hold_documents(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct entity *desired = plan->steps[i].desired;

		if (desired != NULL && desired->source != NULL)
			(void)source_bytes(desired->source);
	}
}

bool plan_make(struct plan *plan, const struct declared *declared,
	const struct past *past, const struct live *live,
	const struct plan_options *options, struct error_list *errs)
{
	size_t failures = errs->failures;
	bool known = past != NULL && past->has_base;
	const struct entity_set nothing = { .sorted = true };
	struct drafts drafts = {
		.plan = plan,
		.desired = options->destroy ? &nothing : &declared->set,
		.base = known ? &past->base.set : NULL,
		.gone = known ? &past->gone : NULL,
		.live = &live->set,
		.options = options,
		.errs = errs,
	};

	*plan = (struct plan){ .destroys = options->destroy };
	drafts_make(&drafts);
	keep_referred(&drafts);
	keep_replaced(&drafts);
	unmet_block(&drafts);
	check_externals(&drafts);
	kept_grants_tell(&drafts);
	renamed_find(&drafts);
	if (!order_steps(&drafts))
		return false;
	if (known)
		name_commits(plan, past);
	hold_documents(plan);
	return errs->failures == failures;
}

void plan_block(struct plan *plan, struct step *step, const char *reason)
{
	--*counter_of(&plan->counts, step->action);
	++plan->counts.blocked;
	step->action = ACTION_BLOCKED;
	step->reason = reason;
}

/* Steps stand in the order of execution: what one waits for comes before it. */
bool plan_has_work(const struct plan *plan)
{
	struct arena scratch = { 0 };
	bool *idle = arena_array(&scratch, plan->count, sizeof(*idle));
	size_t count, work = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const size_t *needs = graph_needs(&plan->graph, i, &count);

		idle[i] = plan->steps[i].action == ACTION_BLOCKED;
		for (size_t k = 0; k < count; k++)
			idle[i] = idle[i] || idle[needs[k]];
		work += !idle[i];
	}
	arena_release(&scratch);
	return work > 0;
}

void plan_release(struct plan *plan)
{
	arena_release(&plan->arena);
	*plan = (struct plan){ 0 };
}

/* --- the writes of a step ---------------------------------------------------- */

static struct call write_call(
	const struct step *step, enum verb verb, const char *identifier)
{
	const struct entity *entity = step->desired != NULL ? step->desired : step->live;
	struct call call = {
		.verb = verb,
		.kind = step->kind,
		.scope = entity->scope,
		.identifier = identifier,
	};

	if (verb == VERB_DELETE)
		return call;
	assert(step->desired != NULL); /* what is written is declared */
	call.spec = step->merged;
	call.text = entity_text(step->desired);
	call.source = step->desired->source;
	return call;
}

/* The new one first, where both can be; or what an earlier apply left of that. */
static size_t replace_calls(const struct step *step, struct call calls[STEP_CALLS])
{
	bool successor = (step->kind->traits & KIND_SUCCESSOR) != 0;
	struct call out = write_call(step, VERB_DELETE, step->live->identifier);
	size_t count = 0;

	if (!successor)
		calls[count++] = out;
	if (step->successor == NULL)
		calls[count++] = write_call(step, VERB_CREATE, step->fresh);
	else if (step->merged != NULL)
		calls[count++] =
			write_call(step, VERB_UPDATE, step->successor->identifier);
	if (successor)
		calls[count++] = out;
	return count;
}

size_t plan_calls(const struct step *step, struct call calls[STEP_CALLS])
{
	switch (step->action) {
	case ACTION_CREATE:
		calls[0] = write_call(step, VERB_CREATE, step->desired->identifier);
		return 1;
	case ACTION_UPDATE:
		calls[0] = write_call(step, VERB_UPDATE, step->live->identifier);
		return 1;
	case ACTION_DELETE:
		calls[0] = write_call(step, VERB_DELETE, step->live->identifier);
		return 1;
	case ACTION_REPLACE:
		return replace_calls(step, calls);
	case ACTION_BLOCKED:
		break;
	}
	return 0;
}
