#include "reconcile/plan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "reconcile/body.h"
#include "reconcile/match.h"
#include "reconcile/merge.h"
#include "reconcile/rotation.h"

const char *action_name(enum action action)
{
	static const char *const names[] = { "create", "update", "delete", "replace",
		"blocked" };

	return names[action];
}

/* A step before the steps have their order. */
struct draft {
	struct step step;
	bool wanted; /* there is something to do, or to say */
};

struct planner {
	struct plan *plan;
	struct arena *arena;
	const struct entity_set *desired; /* all kinds, sorted by address */
	const struct entity_set *base;    /* or NULL */
	const struct entity_set *live;
	struct entity **matches; /* beside desired */
	struct draft *drafts;    /* beside desired */
	const struct plan_options *options;
	struct error_list *errs;
};

/* --- what each entity needs ------------------------------------------------ */

static void block(struct planner *planner, struct step *step, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void block(struct planner *planner, struct step *step, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	step->action = ACTION_BLOCKED;
	step->reason = arena_vformat(planner->arena, format, args);
	va_end(args);
}

/* What a create sends. */
static const struct value *merge_new(
	struct planner *planner, const struct entity *desired)
{
	return rotation_mark(&planner->options->rotation, planner->arena, desired,
		merge_entity(planner->arena, desired, NULL, NULL, true));
}

static void draft_create(struct planner *planner, struct step *step)
{
	step->action = ACTION_CREATE;
	step->merged = merge_new(planner, step->desired);
	if (kind_is_builtin(step->kind, step->desired->identifier))
		block(planner, step, "'%s' is Harness's own and cannot be created",
			step->desired->identifier);
	else if (rotation_lacks_value(step->desired, NULL))
		block(planner, step,
			"its value is not in git: give spec.value as !env NAME or "
			"!file PATH, or create it in Harness first");
	planner->plan->counts.create += step->action == ACTION_CREATE;
}

static const struct change *find_immutable(const struct step *step)
{
	for (size_t i = 0; i < step->change_count; i++)
		if (step->changes[i].immutable)
			return &step->changes[i];
	return NULL;
}

static bool may_replace(const struct planner *planner, const struct step *step)
{
	for (size_t i = 0; i < planner->options->replace_count; i++)
		if (text_equal(planner->options->replace[i], step->address))
			return true;
	return false;
}

/* A successor lives beside its predecessor for a moment, so their names differ. */
static const char *fresh_identifier(struct planner *planner, const struct step *step)
{
	const char *tuple = entity_tuple(planner->arena, step->desired);

	if (!text_equal(step->live->identifier, step->desired->identifier))
		return step->desired->identifier;
	return arena_format(planner->arena, "%.119s_%08x", step->desired->identifier,
		(unsigned)(text_hash(tuple, strlen(tuple)) & 0xffffffffu));
}

static void draft_replace(struct planner *planner, struct step *step, const char *path)
{
	bool successor = (step->kind->traits & KIND_SUCCESSOR) != 0;

	if (!successor && !may_replace(planner, step)) {
		block(planner, step,
			"%s cannot be changed in place; --replace %s deletes it and "
			"creates it anew",
			path, step->address);
		return;
	}
	step->action = ACTION_REPLACE;
	step->reason =
		arena_format(planner->arena, "%s cannot be changed in place", path);
	step->fresh =
		successor ? fresh_identifier(planner, step) : step->desired->identifier;
	step->merged = merge_new(planner, step->desired);
	if (rotation_lacks_value(step->desired, NULL))
		block(planner, step,
			"%s cannot be changed in place, and its value is not in git",
			path);
}

static void draft_change(struct planner *planner, struct step *step,
	const struct entity *base, bool send_secret)
{
	const struct change *immutable = find_immutable(step);
	const struct entity *live = step->live;

	step->action = ACTION_UPDATE;
	step->merged =
		merge_entity(planner->arena, step->desired, base, live, send_secret);
	if (send_secret)
		step->merged = rotation_mark(&planner->options->rotation, planner->arena,
			step->desired, step->merged);
	if (live->managed)
		block(planner, step, "Harness manages it; it cannot be changed");
	else if (live->remote)
		block(planner, step, "Git Experience stores it in %s; change it there",
			live->remote_place != NULL ? live->remote_place
						   : "another repository");
	else if (immutable != NULL)
		draft_replace(planner, step, immutable->path);
	else if (rotation_lacks_value(step->desired, live))
		block(planner, step,
			"its value is not in git: give spec.value as !env NAME or "
			"!file PATH");
	planner->plan->counts.update += step->action == ACTION_UPDATE;
	planner->plan->counts.replace += step->action == ACTION_REPLACE;
}

/* What is compared and found equal gives its memory back. */
static bool draft_difference(
	struct planner *planner, struct step *step, const struct entity *base)
{
	struct arena_mark mark = arena_mark(planner->arena);
	struct diff_options options = {
		.send_secret = rotation_sends(&planner->options->rotation, step->desired,
			step->live, planner->errs),
	};
	struct difference difference;

	diff_entity(
		&difference, planner->arena, step->desired, base, step->live, &options);
	if (difference.count == 0) {
		arena_rewind(planner->arena, mark);
		planner->plan->counts.unchanged++;
		return false;
	}
	step->changes = difference.changes;
	step->change_count = difference.count;
	draft_change(planner, step, base, options.send_secret);
	return true;
}

static void draft_entity(struct planner *planner, size_t at)
{
	struct draft *draft = &planner->drafts[at];
	struct step *step = &draft->step;
	const struct entity *base = NULL;

	step->desired = planner->desired->items[at];
	step->kind = step->desired->kind;
	step->address = step->desired->address;
	step->live = planner->matches[at];
	if (!kind_is_managed(step->kind))
		return;
	if (planner->base != NULL)
		base = entity_set_find(planner->base, step->address);
	step->adopted = step->live != NULL && base == NULL;
	planner->plan->counts.adopted += step->adopted;
	draft->wanted = true;
	if (step->live == NULL)
		draft_create(planner, step);
	else if ((step->kind->traits & KIND_NOCASE) != 0 &&
		 !text_equal(step->live->identifier, step->desired->identifier))
		block(planner, step,
			"it is live as '%s': identifiers are unique ignoring case",
			step->live->identifier);
	else
		draft->wanted = draft_difference(planner, step, base);
	planner->plan->counts.blocked += step->action == ACTION_BLOCKED && draft->wanted;
}

/* --- what waits for what --------------------------------------------------- */

/* The number of a link's target among the desired; false when it is not there. */
static bool find_target(
	const struct planner *planner, const struct link *link, size_t *at)
{
	const char *address;

	if (link->kind == NULL)
		return false;
	address =
		entity_address(planner->arena, link->kind, link->scope, link->identifier);
	*at = entity_set_from(planner->desired, address);
	return *at < planner->desired->count &&
	       strcmp(planner->desired->items[*at]->address, address) == 0;
}

/* Something that must be there first, and will be only when that step is done. */
static bool is_awaited(const struct draft *draft)
{
	if (!draft->wanted)
		return false;
	return draft->step.action != ACTION_BLOCKED || draft->step.live == NULL;
}

static void add_needs(struct planner *planner, struct graph *graph, size_t at)
{
	const struct entity *entity = planner->desired->items[at];
	struct arena_mark mark = arena_mark(planner->arena);
	size_t *targets = NULL;
	size_t count = 0, room = 0, target;
	struct arena scratch = { 0 };

	for (size_t i = 0; i < entity->link_count; i++) {
		if (!find_target(planner, &entity->links[i], &target) || target == at)
			continue;
		if (!is_awaited(&planner->drafts[target]))
			continue;
		targets = arena_grow(&scratch, targets, count, &room, sizeof(size_t));
		targets[count++] = target;
	}
	arena_rewind(planner->arena, mark); /* the addresses that were looked up */
	for (size_t i = 0; i < count; i++)
		graph_need(graph, at, targets[i]);
	arena_release(&scratch);
}

/* Steps in the order of execution, and their needs by their new numbers. */
static void number_steps(
	struct planner *planner, const struct graph *graph, const size_t *order)
{
	struct plan *plan = planner->plan;
	size_t *numbers = arena_array(planner->arena, graph->count, sizeof(size_t));

	plan->steps = arena_array(planner->arena, graph->count, sizeof(struct step));
	for (size_t i = 0; i < graph->count; i++) {
		if (!planner->drafts[order[i]].wanted)
			continue;
		numbers[order[i]] = plan->count;
		plan->steps[plan->count++] = planner->drafts[order[i]].step;
	}
	graph_init(&plan->graph, planner->arena, plan->count);
	for (size_t i = 0; i < graph->count; i++) {
		size_t count;
		const size_t *needs = graph_needs(graph, i, &count);

		for (size_t k = 0; planner->drafts[i].wanted && k < count; k++)
			graph_need(&plan->graph, numbers[i], numbers[needs[k]]);
	}
}

static bool order_steps(struct planner *planner)
{
	struct arena scratch = { 0 };
	struct graph graph;
	size_t *order = arena_array(&scratch, planner->desired->count, sizeof(size_t));
	bool ordered;

	graph_init(&graph, &scratch, planner->desired->count);
	for (size_t i = 0; i < planner->desired->count; i++)
		if (planner->drafts[i].wanted)
			add_needs(planner, &graph, i);
	ordered = graph_order(&graph, order);
	if (ordered)
		number_steps(planner, &graph, order);
	else
		error_add(planner->errs, ERROR_REFERENCE_CYCLE, (struct place){ 0 },
			"the steps wait for each other; `rein validate` names the cycle");
	arena_release(&scratch);
	return ordered;
}

/* --- what the tree does not hold -------------------------------------------- */

static void check_external(
	struct planner *planner, const struct entity *entity, const struct link *link)
{
	const char *address;
	struct error *error;

	if (link->kind == NULL || !kind_is_managed(link->kind) ||
		kind_is_builtin(link->kind, link->identifier))
		return;
	address =
		entity_address(planner->arena, link->kind, link->scope, link->identifier);
	if (entity_set_find(planner->desired, address) != NULL ||
		entity_set_find(planner->live, address) != NULL)
		return;
	error = source_error_as(planner->errs, ERROR_EXTERNAL_MISSING,
		link->kind->opens != 0 ? SEVERITY_ERROR : SEVERITY_WARNING,
		entity->source, link->offset,
		"%s is neither in the tree nor in the account", address);
	error_address(planner->errs, error, entity->address);
}

static void check_externals(struct planner *planner)
{
	struct arena_mark mark = arena_mark(planner->arena);

	for (size_t i = 0; i < planner->desired->count; i++) {
		const struct entity *entity = planner->desired->items[i];

		for (size_t k = 0; k < entity->link_count; k++)
			check_external(planner, entity, &entity->links[k]);
		arena_rewind(planner->arena, mark);
	}
}

bool plan_make(struct plan *plan, const struct declared *declared,
	const struct declared *base, const struct live *live,
	const struct plan_options *options, struct error_list *errs)
{
	size_t failures = errs->failures;
	struct planner planner = {
		.plan = plan,
		.arena = &plan->arena,
		.desired = &declared->set,
		.base = base != NULL ? &base->set : NULL,
		.live = &live->set,
		.options = options,
		.errs = errs,
	};

	*plan = (struct plan){ 0 };
	planner.matches = match_live(&plan->arena, &declared->set, &live->set);
	planner.drafts =
		arena_array(&plan->arena, declared->set.count, sizeof(struct draft));
	for (size_t i = 0; i < declared->set.count; i++)
		draft_entity(&planner, i);
	check_externals(&planner);
	return order_steps(&planner) && errs->failures == failures;
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
	call.spec = step->merged;
	call.text = step->desired->text;
	call.source = step->desired->source;
	return call;
}

size_t plan_calls(const struct step *step, struct call calls[STEP_CALLS])
{
	bool successor = (step->kind->traits & KIND_SUCCESSOR) != 0;

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
		calls[successor ? 0 : 1] = write_call(step, VERB_CREATE, step->fresh);
		calls[successor ? 1 : 0] =
			write_call(step, VERB_DELETE, step->live->identifier);
		return 2;
	case ACTION_BLOCKED:
		break;
	}
	return 0;
}
