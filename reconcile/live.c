#include "reconcile/live.h"

#include <stdlib.h>
#include <string.h>

#include "reconcile/ahead.h"
#include "reconcile/live_scopes.h"
#include "reconcile/live_tasks.h"
#include "reconcile/live_used.h"
#include "reconcile/live_wants.h"
#include "reconcile/selection.h"

/* --- lists ----------------------------------------------------------------------- */

static bool scope_is_live(const struct live_reader *reader, struct scope scope)
{
	return reader->assumes || live_scopes_exist(&reader->live->set, scope);
}

/* What is not written needs nothing to be there. */
static bool is_asking(const struct live_reader *reader, const struct entity *entity)
{
	return kind_is_managed(entity->kind) && live_selects(reader, entity);
}

/* Whether something that is selected can be of that kind in that scope. */
static bool is_reached(
	const struct live_reader *reader, const struct kind *kind, struct scope scope)
{
	return (scope_level(scope) & kind->scopes) != 0 &&
	       selection_reaches(reader->options->selection,
		       entity_address(reader->scratch, kind, scope, ""),
		       kind->parent != NULL);
}

/* The scopes whose own document is in the tree, where the kind can live there. */
static void add_opened(const struct live_reader *reader, const struct kind *kind,
	struct live_scopes *scopes)
{
	const struct entity_set *set = &reader->declared->set;

	for (size_t i = 0; i < set->count; i++) {
		struct scope scope = entity_opens(set->items[i]);

		if (set->items[i]->kind->opens != 0 && is_reached(reader, kind, scope))
			live_scopes_add(scopes, scope);
	}
}

/* All scopes that the kind can live in; of those that nothing selected is in, none. */
static void add_all(const struct live_reader *reader, const struct kind *kind,
	struct live_scopes *scopes)
{
	size_t kept = 0;

	live_scopes_below(
		scopes, &reader->live->set, *reader->options->all, kind->scopes);
	live_scopes_settle(scopes);
	for (size_t i = 0; i < scopes->count; i++) {
		struct scope scope = scopes->items[i];

		if (kind->opens != 0 || is_reached(reader, kind, scope))
			scopes->items[kept++] = scope;
	}
	scopes->count = kept;
}

/* One list for all scopes where the kind has one and more than one is touched. */
static void list_scopes(
	struct live_reader *reader, const struct kind *kind, struct live_scopes *scopes)
{
	size_t kept = 0;
	struct live_task *task;

	for (size_t i = 0; i < scopes->count; i++)
		if (scope_is_live(reader, scopes->items[i]))
			scopes->items[kept++] = scopes->items[i];
	if (kept < 2 || kind->lists[0].span != SPAN_BELOW) {
		for (size_t i = 0; i < kept; i++)
			live_add(reader, VERB_LIST, kind, scopes->items[i]);
		return;
	}
	task = live_add(reader, VERB_LIST, kind, scopes->items[0]);
	for (size_t i = 1; i < kept; i++)
		task->call.scope = scope_common(task->call.scope, scopes->items[i]);
	task->call.below = true;
	task->scopes = scopes->items;
	task->scope_count = kept;
}

static void read_kind(struct live_reader *reader, const struct kind *kind)
{
	struct live_wants wants = { .listed.arena = reader->scratch };

	if (reader->options->all != NULL)
		add_all(reader, kind, &wants.listed);
	else
		live_wants_find(&wants, reader->scratch, kind, &reader->declared->set,
			reader->options->selection);
	if (reader->options->wide)
		add_opened(reader, kind, &wants.listed);
	live_scopes_settle(&wants.listed);
	list_scopes(reader, kind, &wants.listed);
	for (size_t i = 0; i < wants.single_count; i++)
		if (scope_is_live(reader, wants.single[i]->scope))
			live_add_get(reader, kind, wants.single[i]->scope,
				wants.single[i]->identifier);
}

/* --- what the tree names but does not hold -------------------------------------- */

/* The organization or project that opens `scope`, which no list has. */
static void get_opener(struct live_reader *reader, struct scope scope)
{
	enum scope_level level = scope_level(scope);
	struct scope home = { .org = level == SCOPE_PROJECT ? scope.org : NULL };

	if (scope_is_live(reader, home))
		live_add_get(reader, kind_opening(level), home,
			level == SCOPE_PROJECT ? scope.project : scope.org);
}

/* The organization or project that opens `scope`, cut at `level`. */
static void get_container(
	struct live_reader *reader, struct scope scope, enum scope_level level)
{
	bool org = level == SCOPE_ORG;
	struct scope home = { .org = org ? NULL : scope.org };
	const struct kind *kind = kind_opening(level);
	const char *identifier = org ? scope.org : scope.project;
	const char *address = entity_address(reader->scratch, kind, home, identifier);
	const struct entity *entity = entity_set_find(&reader->declared->set, address);

	if ((entity == NULL || !live_selects(reader, entity)) &&
		scope_is_live(reader, home))
		live_add_get(reader, kind, home, identifier);
}

/* What is read wide has to be there as well, selected itself or not. */
static void add_wide(
	struct live_reader *reader, struct live_scopes *scopes, enum scope_level level)
{
	size_t count;
	const struct kind *const *kinds = kind_all(&count);
	struct live_scopes opened = { .arena = reader->scratch };

	for (size_t i = 0; i < count; i++)
		if (kind_is_managed(kinds[i]) && kinds[i]->opens == 0)
			add_opened(reader, kinds[i], &opened);
	for (size_t i = 0; i < opened.count; i++)
		if (scope_level(opened.items[i]) >= level)
			live_scopes_add(scopes, scope_at(opened.items[i], level));
	live_scopes_settle(scopes);
}

/* Scopes that are used without being listed, each once. */
static void get_containers(struct live_reader *reader, enum scope_level level)
{
	const struct scope *all = reader->options->all;
	struct live_scopes scopes;

	if (all != NULL) {
		if (scope_level(*all) >= level)
			get_opener(reader, scope_at(*all, level));
		return;
	}
	scopes = live_scopes_used(reader->scratch, reader->declared, reader->past,
		reader->options->selection, level);
	if (reader->options->wide)
		add_wide(reader, &scopes, level);
	for (size_t i = 0; i < scopes.count; i++)
		get_container(reader, scopes.items[i], level);
}

static int compare_links(const void *a, const void *b)
{
	const struct link *left = *(const struct link *const *)a;
	const struct link *right = *(const struct link *const *)b;
	int order = strcmp(left->kind->name, right->kind->name);

	if (order == 0)
		order = scope_compare(left->scope, right->scope);
	return order != 0 ? order : strcmp(left->identifier, right->identifier);
}

static bool is_asked_for(const struct live_reader *reader, const struct link *link)
{
	const struct entity_set *declared = &reader->declared->set;
	size_t number;

	if (link->kind == NULL || !kind_is_managed(link->kind) ||
		link->kind->opens != 0 || kind_is_builtin(link->kind, link->identifier))
		return false; /* scopes have been asked for */
	if (link_target(link, &number) && live_selects(reader, declared->items[number]))
		return false;
	return !entity_set_target(&reader->live->set, link, &number) &&
	       scope_is_live(reader, link->scope);
}

/* Targets that no list was asked for, or none held, each once. */
static void get_externals(struct live_reader *reader)
{
	const struct entity_set *set = &reader->declared->set;
	const struct link **links = NULL;
	size_t count = 0, room = 0;

	for (size_t i = 0; i < set->count; i++) {
		const struct entity *entity = set->items[i];

		for (size_t k = 0; k < entity->link_count; k++) {
			const struct link *link = &entity->links[k];

			if (!is_asking(reader, entity) || !is_asked_for(reader, link))
				continue;
			links = arena_grow(
				reader->scratch, links, count, &room, sizeof(*links));
			links[count++] = link;
		}
	}
	if (count > 1)
		qsort(links, count, sizeof(*links), compare_links);
	for (size_t i = 0; i < count; i++)
		if (i == 0 || compare_links(&links[i - 1], &links[i]) != 0)
			live_add_get(reader, links[i]->kind, links[i]->scope,
				links[i]->identifier);
}

/* A list leaves out what the token may not see: absence is asked for once more. */
static void get_past(struct live_reader *reader, const struct entity_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct entity *entity = set->items[i];

		if (kind_is_managed(entity->kind) && entity->kind->opens == 0 &&
			live_selects(reader, entity) &&
			entity_set_find(&reader->live->set, entity->address) == NULL &&
			scope_is_live(reader, entity->scope))
			live_add_get(
				reader, entity->kind, entity->scope, entity->identifier);
	}
}

/* The same of organizations and projects, before what lives in them is asked for. */
static void get_past_openers(
	struct live_reader *reader, const struct entity_set *set, enum scope_level level)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct entity *entity = set->items[i];

		if (entity->kind->opens == level && live_selects(reader, entity) &&
			!scope_is_live(reader, entity_opens(entity)) &&
			scope_is_live(reader, entity->scope))
			live_add_get(
				reader, entity->kind, entity->scope, entity->identifier);
	}
}

/* Whether it refers to what a selection may prune. */
static bool refers_to_selected(
	const struct live_reader *reader, const struct entity *entity)
{
	const struct entity_set *gone = &reader->past->gone;
	size_t number;

	for (size_t i = 0; i < entity->link_count; i++)
		if (entity_set_target(gone, &entity->links[i], &number) &&
			live_selects(reader, gone->items[number]))
			return true;
	return false;
}

/* What is gone from git and not selected still keeps what it refers to. */
static void get_referrers(struct live_reader *reader)
{
	const struct entity_set *gone = &reader->past->gone;

	for (size_t i = 0; i < gone->count; i++)
		if (kind_is_managed(gone->items[i]->kind) &&
			!live_selects(reader, gone->items[i]) &&
			scope_is_live(reader, gone->items[i]->scope) &&
			refers_to_selected(reader, gone->items[i]))
			live_add_get(reader, gone->items[i]->kind, gone->items[i]->scope,
				gone->items[i]->identifier);
}

/* Organizations, or projects. */
static void read_openers(struct live_reader *reader, enum scope_level level)
{
	size_t count;
	const struct kind *const *kinds = kind_all(&count);

	get_containers(reader, level);
	for (size_t i = 0; i < count; i++)
		if (kinds[i]->opens == level)
			read_kind(reader, kinds[i]);
}

/* What no list held, one by one; after a list that failed that would be all of it. */
static void read_singles(struct live_reader *reader)
{
	if (reader->options->all == NULL)
		get_externals(reader);
	if (reader->past != NULL) {
		get_past(reader, &reader->past->base.set);
		get_past(reader, &reader->past->gone);
		get_referrers(reader);
	}
	live_run(reader);
}

/* Organizations first, then projects, then what lives in those that are there. */
static void read_levels(struct live_reader *reader)
{
	size_t count;
	const struct kind *const *kinds = kind_all(&count);

	for (enum scope_level level = SCOPE_ORG; level <= SCOPE_PROJECT; level *= 2) {
		read_openers(reader, level);
		live_run(reader);
		if (reader->past != NULL && !live_has_failed(reader))
			get_past_openers(reader, &reader->past->base.set, level);
		live_run(reader);
	}
	for (size_t i = 0; i < count; i++)
		if (kinds[i]->opens == 0 && kind_is_managed(kinds[i]))
			read_kind(reader, kinds[i]);
	live_run(reader);
	if (!live_has_failed(reader))
		read_singles(reader);
	entity_set_unique(&reader->live->set); /* the first answer counts */
}

void live_ask(const struct declared *declared, const struct live_options *options,
	bool projects, struct ahead *ahead)
{
	static const struct live_options none;
	struct arena scratch = { 0 };
	struct live live = { 0 };
	struct live_reader reader = {
		.live = &live,
		.declared = declared,
		.options = options != NULL ? options : &none,
		.scratch = &scratch,
		.asked.arena = &scratch,
		.assumes = true,
	};

	reader.last = &reader.first;
	read_openers(&reader, SCOPE_ORG);
	if (projects)
		read_openers(&reader, SCOPE_PROJECT);
	for (const struct live_task *task = reader.first; task != NULL; task = task->next)
		ahead_ask(ahead, &task->call);
	arena_release(&scratch);
}

bool live_read(struct live *live, const struct declared *declared,
	const struct past *past, const struct live_options *options,
	struct provider *provider, struct error_list *errs)
{
	static const struct live_options none;
	struct arena scratch = { 0 };
	struct live_reader reader = {
		.live = live,
		.declared = declared,
		.past = past,
		.options = options != NULL ? options : &none,
		.provider = provider,
		.scratch = &scratch,
		.errs = errs,
		.failures = errs->failures,
	};

	*live = (struct live){ 0 };
	entity_set_init(&live->set, &live->arena);
	reader.last = &reader.first;
	reader.asked.arena = &scratch;
	read_levels(&reader);
	arena_release(&scratch);
	return !live_has_failed(&reader);
}

void live_release(struct live *live)
{
	arena_release(&live->arena);
	*live = (struct live){ 0 };
}
