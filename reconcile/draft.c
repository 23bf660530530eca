#include "reconcile/draft.h"

#include <stdarg.h>
#include <string.h>

#include "model/text.h"
#include "reconcile/body.h"
#include "reconcile/ignore.h"
#include "reconcile/match.h"
#include "reconcile/merge.h"
#include "reconcile/refs.h"
#include "reconcile/selection.h"

void draft_block(struct drafts *drafts, struct draft *draft, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	draft->step.action = ACTION_BLOCKED;
	draft->step.reason = arena_vformat(&drafts->plan->arena, format, args);
	va_end(args);
}

static bool is_selected(const struct drafts *drafts, const char *address)
{
	return selection_holds(drafts->options->selection, address);
}

static bool is_protected(const struct drafts *drafts, const char *address)
{
	for (size_t i = 0; i < drafts->options->protect_count; i++)
		if (text_glob(drafts->options->protect[i], address))
			return true;
	return false;
}

/* --- creates ------------------------------------------------------------------- */

static const struct value *merge_new(struct drafts *drafts, const struct entity *desired)
{
	struct arena *arena = &drafts->plan->arena;

	return rotation_mark(&drafts->options->rotation, arena, desired,
		merge_entity(arena, desired, NULL, NULL, true));
}

static void draft_create(struct drafts *drafts, struct draft *draft)
{
	struct step *step = &draft->step;

	step->action = ACTION_CREATE;
	step->merged = merge_new(drafts, step->desired);
	if (kind_is_builtin(step->kind, step->desired->identifier))
		draft_block(drafts, draft, "'%s' is Harness's own and cannot be created",
			step->desired->identifier);
	else if (rotation_lacks_value(step->desired, NULL))
		draft_block(drafts, draft,
			"its value is not in git: give spec.value as !env NAME or "
			"!file PATH, or create it in Harness first");
}

/* --- replacements ---------------------------------------------------------------- */

static const struct change *find_immutable(const struct step *step)
{
	for (size_t i = 0; i < step->change_count; i++)
		if (step->changes[i].immutable)
			return &step->changes[i];
	return NULL;
}

static bool may_replace(const struct drafts *drafts, const struct step *step)
{
	for (size_t i = 0; i < drafts->options->replace_count; i++)
		if (text_equal(drafts->options->replace[i], step->address))
			return true;
	return false;
}

/* A successor lives beside its predecessor for a moment, so their names differ. */
static const char *fresh_identifier(struct drafts *drafts, const struct step *step)
{
	const struct entity *desired = step->desired;

	if (!text_equal(step->live->identifier, desired->identifier))
		return desired->identifier;
	return match_successor(&drafts->plan->arena, desired->identifier, desired);
}

static void draft_replace(struct drafts *drafts, struct draft *draft, const char *path)
{
	struct step *step = &draft->step;
	bool successor = (step->kind->traits & KIND_SUCCESSOR) != 0;

	step->action = ACTION_REPLACE;
	step->reason =
		arena_format(&drafts->plan->arena, "%s cannot be changed in place", path);
	step->fresh =
		successor ? fresh_identifier(drafts, step) : step->desired->identifier;
	step->merged = merge_new(drafts, step->desired);
	if (!successor && !may_replace(drafts, step))
		draft_block(drafts, draft,
			"%s cannot be changed in place; --replace %s deletes it and "
			"creates it anew",
			path, step->address);
	else if (is_protected(drafts, step->address))
		draft_block(drafts, draft,
			"%s cannot be changed in place, and rein.yaml protects it", path);
	else if (rotation_lacks_value(step->desired, NULL))
		draft_block(drafts, draft,
			"%s cannot be changed in place, and its value is not in git",
			path);
}

/* --- updates ----------------------------------------------------------------------- */

/* Where Git Experience stores it. */
static const char *place_of(const struct entity *live)
{
	return live->remote_place != NULL ? live->remote_place : "another repository";
}

static void draft_change(struct drafts *drafts, struct draft *draft,
	const struct entity *base, bool send_secret)
{
	struct step *step = &draft->step;
	struct arena *arena = &drafts->plan->arena;
	const struct change *immutable = find_immutable(step);
	const struct entity *live = step->live;

	step->action = ACTION_UPDATE;
	step->merged = merge_entity(arena, step->desired, base, live, send_secret);
	for (size_t i = 0; i < draft->kept_count; i++)
		step->merged = merge_keep(
			arena, step->merged, draft->kept[i].path, draft->kept[i].before);
	if (send_secret)
		step->merged = rotation_mark(
			&drafts->options->rotation, arena, step->desired, step->merged);
	if (live->managed)
		draft_block(drafts, draft, "Harness manages it; it cannot be changed");
	else if (live->remote)
		draft_block(drafts, draft,
			"Git Experience stores it in %s; change it there",
			place_of(live));
	else if (immutable != NULL)
		draft_replace(drafts, draft, immutable->path);
	else if (rotation_lacks_value(step->desired, live))
		draft_block(drafts, draft,
			"its value is not in git: give spec.value as !env NAME or "
			"!file PATH");
}

static size_t count_ignored(const struct drafts *drafts, const struct step *step,
	struct difference *difference)
{
	size_t count = 0;

	for (size_t i = 0; drafts->options->ignore != NULL && i < difference->count; i++)
		count += ignore_find(drafts->options->ignore, step->address,
				 difference->changes[i].path) != NULL;
	return count;
}

/*
 * What rein.yaml ignores is set behind the rest and left as it is live. A YAML body
 * goes whole or not at all: where something else in it changes, all of it does.
 */
static void leave_ignored(
	struct drafts *drafts, struct draft *draft, struct difference *difference)
{
	size_t ignored = count_ignored(drafts, &draft->step, difference);
	size_t wanted = difference->count - ignored, at = 0, behind = wanted;
	struct change *changes;

	if (ignored == 0 || (wanted > 0 && (draft->step.kind->traits & KIND_WHOLE) != 0))
		return;
	changes = arena_array(&drafts->plan->arena, difference->count, sizeof(*changes));
	for (size_t i = 0; i < difference->count; i++)
		changes[ignore_find(drafts->options->ignore, draft->step.address,
				difference->changes[i].path) != NULL
				? behind++
				: at++] = difference->changes[i];
	difference->changes = changes;
	difference->count = wanted;
	draft->kept = changes + wanted;
	draft->kept_count = ignored;
}

static bool has_secret(const struct change *changes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (changes[i].secret)
			return true;
	return false;
}

static void draft_difference(
	struct drafts *drafts, struct draft *draft, const struct entity *base)
{
	struct step *step = &draft->step;
	struct arena *arena = &drafts->plan->arena;
	struct diff_options options = {
		.send_secret = rotation_sends(&drafts->options->rotation, step->desired,
			step->live, drafts->errs),
	};
	struct difference difference;

	diff_entity(&difference, arena, step->desired, base, step->live, &options);
	leave_ignored(drafts, draft, &difference);
	draft->wanted = difference.count > 0;
	if (!draft->wanted)
		return;
	step->changes = difference.changes;
	step->change_count = difference.count;
	draft_change(drafts, draft, base,
		options.send_secret && !has_secret(draft->kept, draft->kept_count));
}

/* Only a grant, or another spelling, is matched under an address not its own. */
static bool is_matched(const struct drafts *drafts, const struct entity *live)
{
	if ((live->kind->traits & (KIND_TUPLE | KIND_NOCASE)) == 0)
		return false;
	for (size_t i = 0; i < drafts->desired->count; i++)
		if (drafts->matches[i] == live)
			return true;
	return false;
}

/*
 * What a replacement that was cut short has left: the successor is live, and the
 * predecessor still stands under the identifier that git declares, or is a successor
 * itself.
 */
static struct entity *find_predecessor(
	const struct drafts *drafts, const struct step *step)
{
	const struct entity_set *live = drafts->live;
	struct arena scratch = { 0 };
	const char *prefix;
	struct entity *found = NULL;

	if ((step->kind->traits & KIND_SUCCESSOR) == 0)
		return NULL;
	prefix = entity_address(&scratch, step->kind, step->live->scope, "");
	for (size_t i = entity_set_from(live, prefix);
		found == NULL && i < live->count &&
		text_starts(live->items[i]->address, prefix);
		i++)
		if (live->items[i] != step->live && !live->items[i]->managed &&
			match_lineage(step->desired, live->items[i]) &&
			!is_matched(drafts, live->items[i]))
			found = live->items[i];
	arena_release(&scratch);
	return found;
}

static void draft_succession(struct drafts *drafts, struct draft *draft,
	const struct entity *base, struct entity *predecessor)
{
	struct step *step = &draft->step;
	struct arena *arena = &drafts->plan->arena;
	struct diff_options options = { 0 };
	struct difference difference;

	step->action = ACTION_REPLACE;
	step->successor = step->live;
	step->live = predecessor;
	step->reason = arena_format(arena,
		"what it grants is live already as '%s'; the grant before it goes",
		step->successor->identifier);
	diff_entity(&difference, arena, step->desired, base, step->successor, &options);
	if (difference.count > 0)
		step->merged =
			merge_entity(arena, step->desired, base, step->successor, false);
	diff_entity(&difference, arena, step->desired, base, predecessor, &options);
	step->changes = difference.changes;
	step->change_count = difference.count;
	if (is_protected(drafts, step->address))
		draft_block(drafts, draft, "%s, and rein.yaml protects it", step->reason);
}

static void draft_selected(struct drafts *drafts, struct draft *draft)
{
	struct step *step = &draft->step;
	const struct entity *base = NULL;
	struct entity *predecessor;

	if (drafts->base != NULL)
		base = entity_set_find(drafts->base, step->address);
	step->adopted = step->live != NULL && base == NULL;
	drafts->plan->counts.adopted += step->adopted;
	draft->wanted = true;
	if (step->live == NULL)
		draft_create(drafts, draft);
	else if ((step->kind->traits & KIND_NOCASE) != 0 &&
		 !text_equal(step->live->identifier, step->desired->identifier))
		draft_block(drafts, draft,
			"it is live as '%s': identifiers are unique ignoring case",
			step->live->identifier);
	else if ((predecessor = find_predecessor(drafts, step)) != NULL)
		draft_succession(drafts, draft, base, predecessor);
	else
		draft_difference(drafts, draft, base);
}

/* What is compared and found equal gives its memory back. What is not selected keeps
 * its draft: others may need it in vain. */
static void draft_desired(struct drafts *drafts, size_t at)
{
	const struct entity *desired = drafts->desired->items[at];
	bool selected = is_selected(drafts, desired->address);
	struct arena *arena = &drafts->plan->arena;
	struct arena_mark mark = arena_mark(arena);
	struct draft draft = {
		.step = {
			.kind = desired->kind,
			.address = desired->address,
			.desired = desired,
			.live = drafts->matches[at],
		},
	};

	if (!kind_is_managed(desired->kind))
		return;
	if (selected)
		draft_selected(drafts, &draft);
	if (selected && !draft.wanted) {
		arena_rewind(arena, mark);
		drafts->plan->counts.unchanged++;
		return;
	}
	drafts->items[at] = arena_alloc(arena, sizeof(draft));
	*drafts->items[at] = draft;
}

/* --- deletes --------------------------------------------------------------------------
 */

const char *draft_gone_words(const struct drafts *drafts)
{
	return drafts->options->destroy ? "" : "git no longer declares it, but ";
}

/* The live entity that a gone one is: the same grant, or the same address. */
static struct entity *find_gone(const struct drafts *drafts, const struct entity *gone)
{
	struct arena scratch = { 0 };
	const char *prefix = entity_address(&scratch, gone->kind, gone->scope, "");
	struct entity *found = NULL;

	if ((gone->kind->traits & KIND_TUPLE) == 0) {
		found = entity_set_find(drafts->live, gone->address);
	} else {
		for (size_t i = entity_set_from(drafts->live, prefix);
			found == NULL && i < drafts->live->count &&
			text_starts(drafts->live->items[i]->address, prefix);
			i++)
			if (match_grant(gone, drafts->live->items[i]))
				found = drafts->live->items[i];
	}
	arena_release(&scratch);
	if (found != NULL &&
		(found->managed || found->generated || is_matched(drafts, found) ||
			kind_is_own(found->kind, found->identifier)))
		return NULL;
	return found;
}

void draft_read_links(struct drafts *drafts, struct draft *draft)
{
	struct arena *arena = &drafts->plan->arena;
	struct entity live = *draft->step.live;
	struct error_list unasked = { 0 };
	struct refs refs = { .arena = arena };
	const struct value *fields = body_fields(arena, &live);

	live.source = NULL;
	if (fields != NULL)
		refs_collect(&refs, arena, &live, fields, &unasked);
	error_release(&unasked);
	draft->links = live.links;
	draft->link_count = live.link_count;
}

static void add_prunable(struct drafts *drafts, const char *address)
{
	struct plan *plan = drafts->plan;

	if (plan->prunable == NULL)
		plan->prunable = arena_array(
			&plan->arena, drafts->gone->count, sizeof(*plan->prunable));
	plan->prunable[plan->prunable_count++] = address;
}

static void draft_gone(struct drafts *drafts, size_t at)
{
	struct draft *draft = arena_alloc(&drafts->plan->arena, sizeof(*draft));
	struct step *step = &draft->step;
	const struct entity *gone = drafts->gone->items[at];

	drafts->items[drafts->desired->count + at] = draft;
	step->kind = gone->kind;
	step->address = gone->address;
	step->live = find_gone(drafts, gone);
	if (step->live == NULL || !kind_is_managed(gone->kind))
		return;
	draft_read_links(drafts, draft);
	if (!is_selected(drafts, step->address))
		return;
	if (!drafts->options->prune) {
		add_prunable(drafts, step->address);
		return;
	}
	draft->wanted = true;
	step->action = ACTION_DELETE;
	if (is_protected(drafts, step->address))
		draft_block(drafts, draft, "%srein.yaml protects it",
			draft_gone_words(drafts));
	else if (step->live->remote)
		draft_block(drafts, draft,
			"%sGit Experience stores it in %s; delete it there",
			draft_gone_words(drafts), place_of(step->live));
}

/* --- all of them
 * -------------------------------------------------------------------------- */

/* Where the draft of that address stands; drafts->count of what is neither desired nor
 * gone. */
static size_t find_place(const struct drafts *drafts, const char *address)
{
	size_t at = entity_set_number(drafts->desired, address);

	if (at < drafts->desired->count)
		return at;
	if (drafts->gone == NULL)
		return drafts->count;
	return drafts->desired->count + entity_set_number(drafts->gone, address);
}

void drafts_make(struct drafts *drafts)
{
	struct arena *arena = &drafts->plan->arena;

	drafts->count = drafts->desired->count;
	if (drafts->gone != NULL)
		drafts->count += drafts->gone->count;
	drafts->matches = match_live(arena, drafts->desired, drafts->live);
	drafts->items = arena_array(arena, drafts->count, sizeof(*drafts->items));
	for (size_t i = 0; i < drafts->desired->count; i++)
		draft_desired(drafts, i);
	for (size_t i = drafts->desired->count; i < drafts->count; i++)
		draft_gone(drafts, i - drafts->desired->count);
}

struct draft *drafts_find_target(const struct drafts *drafts, const struct link *link)
{
	struct arena scratch = { 0 };
	struct link at = *link;
	size_t place;

	do
		place = find_place(drafts, link_address(&scratch, &at));
	while (place == drafts->count && link_widen(&at));
	arena_release(&scratch);
	return place < drafts->count ? drafts->items[place] : NULL;
}

/* What is gone from a nearer scope counts before what is desired in a wider one. */
struct draft *drafts_find_need(const struct drafts *drafts, const struct link *link)
{
	bool nothing_gone = drafts->gone == NULL || drafts->gone->count == 0;
	size_t number;

	if (link_target(link, &number) && (nothing_gone || !link->widens))
		return drafts->items[number];
	return nothing_gone ? NULL : drafts_find_target(drafts, link);
}
