#include "reconcile/drift.h"

#include <stdlib.h>
#include <string.h>

#include "model/kind.h"
#include "model/text.h"
#include "reconcile/coverage.h"
#include "reconcile/generated.h"
#include "reconcile/ignore.h"
#include "reconcile/match.h"
#include "reconcile/selection.h"

static const char *const state_names[DRIFT_STATES] = {
	[DRIFT_CONFLICT] = "conflict",
	[DRIFT_DRIFTED] = "drifted",
	[DRIFT_MISSING] = "missing",
	[DRIFT_UNMANAGED] = "unmanaged",
	[DRIFT_PENDING] = "pending",
};

const char *drift_state_name(enum drift_state state)
{
	return state_names[state];
}

bool drift_state_find(const char *name, enum drift_state *state)
{
	for (size_t i = 0; i < DRIFT_STATES; i++) {
		if (strcmp(state_names[i], name) == 0) {
			*state = (enum drift_state)i;
			return true;
		}
	}
	return false;
}

struct maker {
	struct drift *drift;
	const struct plan *plan;
	const struct entity_set *desired;
	const struct entity_set *base; /* NULL: nothing is known of the past */
	const struct entity_set *live;
	const struct selection *selection;
	bool *known; /* beside live->items: git declares or declared it */
	size_t room, hidden_room;
};

/* --- what git declares, or did --------------------------------------------------- */

/* Who moved, of the fields that differ. What git alone knows is never drift. */
static enum drift_state state_of_changes(const struct maker *maker,
	const struct change *changes, size_t count, bool had_base)
{
	enum drift_state state = had_base && count == 0 ? DRIFT_DRIFTED : DRIFT_PENDING;

	for (size_t i = 0; i < count; i++) {
		if (changes[i].cause == CAUSE_BOTH)
			return DRIFT_CONFLICT;
		if (changes[i].cause == CAUSE_LIVE ||
			(maker->base == NULL && !changes[i].secret))
			state = DRIFT_DRIFTED;
	}
	return state;
}

static enum drift_state state_of_step(const struct maker *maker, const struct step *step)
{
	bool had_base = maker->base == NULL ||
			entity_set_find(maker->base, step->address) != NULL;

	if (step->desired == NULL)
		return DRIFT_PENDING;
	if (step->live == NULL)
		return had_base ? DRIFT_MISSING : DRIFT_PENDING;
	return state_of_changes(maker, step->changes, step->change_count, had_base);
}

static struct drift_entity *add_item(struct maker *maker, enum drift_state state,
	const struct entity *desired, const struct entity *live)
{
	struct drift *drift = maker->drift;
	const struct entity *entity = desired != NULL ? desired : live;
	struct drift_entity *item;

	drift->items = arena_grow(&drift->arena, drift->items, drift->count, &maker->room,
		sizeof(*drift->items));
	item = &drift->items[drift->count++];
	*item = (struct drift_entity){
		.state = state,
		.kind = entity->kind,
		.scope = entity->scope,
		.address = entity->address,
		.desired = desired,
		.live = live,
	};
	drift->counts.states[state]++;
	return item;
}

static void mark_known(struct maker *maker, const struct entity *live)
{
	if (live != NULL)
		maker->known[entity_set_from(maker->live, live->address)] = true;
}

/* Whether a rule of rein.yaml hides the entity (`path` NULL) or that field of it. */
static bool hide(struct maker *maker, const char *address, const char *path,
	enum drift_state state)
{
	struct drift *drift = maker->drift;
	const struct ignore_rule *rule = ignore_find(drift->ignore, address, path);

	if (rule == NULL)
		return false;
	drift->hidden = arena_grow(&drift->arena, drift->hidden, drift->hidden_count,
		&maker->hidden_room, sizeof(*drift->hidden));
	drift->hidden[drift->hidden_count++] =
		(struct drift_hidden){ rule, address, path, state };
	return true;
}

/* A step less the fields that are hidden. False when nothing is left of it. */
static bool leave_hidden(struct maker *maker, struct step *step)
{
	const struct change *all = step->changes;
	struct change *rest;

	if (maker->drift->ignore == NULL || step->change_count == 0)
		return true;
	rest = arena_array(&maker->drift->arena, step->change_count, sizeof(*rest));
	step->changes = rest;
	for (size_t i = 0, count = step->change_count; i < count; i++) {
		enum drift_state state = state_of_changes(maker, &all[i], 1, true);

		if (hide(maker, step->address, all[i].path, state))
			step->change_count--;
		else
			*rest++ = all[i];
	}
	return step->change_count > 0;
}

/* Whether what is known of an entity is told, and not hidden. */
static bool add_step(struct maker *maker, struct step step)
{
	struct drift_entity *item;

	mark_known(maker, step.live);
	if (hide(maker, step.address, NULL, state_of_step(maker, &step)) ||
		!leave_hidden(maker, &step))
		return false;
	item = add_item(maker, state_of_step(maker, &step), step.desired, step.live);
	item->address = step.address;
	item->changes = step.changes;
	item->change_count = step.change_count;
	if (step.action == ACTION_BLOCKED)
		item->reason = step.reason;
	else if (step.desired == NULL)
		item->reason = "git declares it no longer";
	return true;
}

static void add_known(struct maker *maker)
{
	const struct entity_set *desired = maker->desired;
	struct drift_counts *counts = &maker->drift->counts;
	struct arena scratch = { 0 };
	struct entity **matches = match_live(&scratch, desired, maker->live);

	for (size_t i = 0; i < desired->count; i++) {
		if (!selection_holds(maker->selection, desired->items[i]->address))
			continue;
		counts->managed += kind_is_managed(desired->items[i]->kind);
		mark_known(maker, matches[i]);
	}
	counts->in_sync = counts->managed;
	for (size_t i = 0; i < maker->plan->count; i++) {
		const struct step *step = &maker->plan->steps[i];

		counts->managed += step->desired == NULL;
		counts->in_sync += step->desired == NULL;
		counts->in_sync -= add_step(maker, *step);
	}
	arena_release(&scratch);
}

/* --- what it never did ------------------------------------------------------------ */

/* Live entities stand by kind and scope: neighbours share the answer. */
static void add_unmanaged(struct maker *maker)
{
	struct scope scope = { 0 };
	bool whole = false;

	for (size_t i = 0; i < maker->live->count; i++) {
		const struct entity *entity = maker->live->items[i];

		if (maker->known[i] || generated_is(maker->live, entity) ||
			!selection_holds(maker->selection, entity->address))
			continue;
		if (!scope_equal(entity->scope, scope)) {
			scope = entity->scope;
			whole = coverage_is_whole(maker->desired, scope);
		}
		if (whole && !hide(maker, entity->address, NULL, DRIFT_UNMANAGED))
			add_item(maker, DRIFT_UNMANAGED, NULL, entity);
	}
}

/* --- all of it --------------------------------------------------------------------- */

double drift_share(size_t managed, size_t unmanaged)
{
	if (managed + unmanaged == 0)
		return -1;
	return (double)managed / (double)(managed + unmanaged);
}

static int compare_hidden(const void *a, const void *b)
{
	const struct drift_hidden *left = a, *right = b;
	int order = (left->rule > right->rule) - (left->rule < right->rule);

	if (order == 0)
		order = strcmp(left->address, right->address);
	if (order == 0 && left->path != NULL && right->path != NULL)
		order = strcmp(left->path, right->path);
	return order;
}

static int compare_address(const void *a, const void *b)
{
	const struct drift_entity *left = a, *right = b;

	return strcmp(left->address, right->address);
}

/* Of grants two can have one address: one that git declared, under another live. */
static int compare_items(const void *a, const void *b)
{
	const struct drift_entity *left = a, *right = b;
	int order = compare_address(a, b);

	return order != 0 ? order : (int)left->state - (int)right->state;
}

void drift_make(struct drift *drift, const struct plan *plan,
	const struct declared *declared, const struct past *past, const struct live *live,
	const struct drift_options *options)
{
	struct arena scratch = { 0 };
	struct maker maker = {
		.drift = drift,
		.plan = plan,
		.desired = &declared->set,
		.base = past != NULL && past->has_base ? &past->base.set : NULL,
		.live = &live->set,
		.selection = options->selection,
		.known = arena_array(&scratch, live->set.count, sizeof(bool)),
	};

	*drift = (struct drift){ 0 };
	if (options->ignore != NULL && options->ignore->count > 0)
		drift->ignore = options->ignore;
	add_known(&maker);
	add_unmanaged(&maker);
	coverage_make(drift, &declared->set, &live->set, maker.known);
	if (drift->count > 0)
		qsort(drift->items, drift->count, sizeof(*drift->items), compare_items);
	if (drift->hidden_count > 0)
		qsort(drift->hidden, drift->hidden_count, sizeof(*drift->hidden),
			compare_hidden);
	arena_release(&scratch);
}

void drift_release(struct drift *drift)
{
	arena_release(&drift->arena);
	*drift = (struct drift){ 0 };
}

static bool hid_something(const struct drift *drift, const struct ignore_rule *rule)
{
	for (size_t i = 0; i < drift->hidden_count; i++)
		if (drift->hidden[i].rule == rule)
			return true;
	return false;
}

void drift_tell_rules(const struct drift *drift, struct error_list *errs)
{
	if (drift->ignore == NULL)
		return;
	ignore_tell_expired(drift->ignore, errs);
	for (size_t i = 0; i < drift->ignore->count; i++) {
		const struct ignore_rule *rule = &drift->ignore->rules[i];

		if (!rule->expired && !hid_something(drift, rule))
			error_add_as(errs, ERROR_SETTINGS, SEVERITY_NOTE, rule->place,
				"the rule to ignore '%s' hides nothing: all that it "
				"names is as git says",
				rule->address);
	}
}

const struct drift_entity *drift_find(const struct drift *drift, const char *address)
{
	const struct drift_entity key = { .address = address };

	if (drift->count == 0)
		return NULL;
	return bsearch(
		&key, drift->items, drift->count, sizeof(*drift->items), compare_address);
}
