#include "reconcile/pull.h"

#include <assert.h>
#include <string.h>

#include "model/index.h"
#include "model/limits.h"
#include "reconcile/generated.h"
#include "reconcile/layout.h"
#include "reconcile/match.h"
#include "reconcile/native.h"
#include "reconcile/pull_check.h"
#include "reconcile/selection.h"

const char *pull_state_name(enum pull_state state)
{
	static const char *const names[] = { "new", "same", "differs", "left_out" };

	return names[state];
}

const char *pull_reason_words(enum pull_reason reason)
{
	static const char *const words[] = {
		[PULL_MANAGED] = "that Harness manages",
		[PULL_GENERATED] = "that Harness made by itself",
		[PULL_OWN] = "that rein keeps for itself",
		[PULL_REMOTE] = "that Harness keeps in another repository",
		[PULL_HIDDEN] = "that this key may not read",
		[PULL_UNREADABLE] = "that rein cannot declare",
	};

	return words[reason];
}

struct pulling {
	struct pull *pull;
	const struct live *live;
	const struct declared *declared;
	const struct pull_options *options;
	struct arena scratch;
	const struct entity **declares; /* beside live: the declared one, or NULL */
	struct index variables;         /* names of secret values: of whom */
	struct index places;            /* paths in small letters: of whom */
	struct index folders;           /* scopes in small letters: as they are */
	struct error_list *errs;
};

/* --- what is left out --------------------------------------------------------- */

static void leave_out(struct pull_item *item, enum pull_reason reason, const char *detail)
{
	item->state = PULL_LEFT_OUT;
	item->reason = reason;
	item->detail = detail;
	item->path = NULL;
}

/* Of whom a list says who it is and nothing more, this key may not see the rest. */
static bool is_hidden(const struct entity *live)
{
	bool whole = (live->kind->traits & KIND_WHOLE) != 0;

	return whole ? live->text.len == 0 && live->spec == NULL : live->spec == NULL;
}

static bool is_legal(const struct kind *kind, const char *identifier)
{
	return identifier_check(identifier, kind->identifier_rule) == IDENTIFIER_OK;
}

/* They become folders. */
static bool is_legal_scope(struct scope scope)
{
	return (scope.org == NULL || is_legal(kind_opening(SCOPE_ORG), scope.org)) &&
	       (scope.project == NULL ||
		       is_legal(kind_opening(SCOPE_PROJECT), scope.project));
}

static bool is_left_out(struct pulling *pulling, struct pull_item *item)
{
	const struct entity *live = item->live;
	bool whole = (live->kind->traits & KIND_WHOLE) != 0;

	if (kind_is_own(live->kind, live->identifier))
		leave_out(item, PULL_OWN, NULL);
	else if (live->managed)
		leave_out(item, PULL_MANAGED, NULL);
	else if (item->declared == NULL && generated_is(&pulling->live->set, live))
		leave_out(item, PULL_GENERATED, NULL);
	else if (live->remote)
		leave_out(item, PULL_REMOTE, live->remote_place);
	else if (is_hidden(live))
		leave_out(item, PULL_HIDDEN, NULL);
	else if (!is_legal(live->kind, live->identifier) || !is_legal_scope(live->scope))
		leave_out(item, PULL_UNREADABLE,
			"an identifier in its address is no legal one");
	else if (whole && live->text.len == 0)
		leave_out(item, PULL_UNREADABLE, "the API gives no YAML for it");
	return item->state == PULL_LEFT_OUT;
}

static void tell(struct pulling *pulling, const struct pull_item *item)
{
	const struct entity *live = item->live;
	struct place nowhere = { 0 };
	struct error *error;

	if (item->reason == PULL_REMOTE)
		error = error_add_as(pulling->errs, ERROR_LEFT_OUT, SEVERITY_NOTE,
			nowhere, "%s is left out: Git Experience keeps it in %s",
			live->address,
			item->detail != NULL ? item->detail : "a repository");
	else
		error = error_add(pulling->errs, ERROR_LEFT_OUT, nowhere,
			"%s is left out: %s", live->address,
			item->detail != NULL ? item->detail : "this key may not read it");
	error_address(pulling->errs, error, live->address);
}

/* --- where it goes ------------------------------------------------------------- */

static const char *lowered(struct arena *arena, const char *text)
{
	char *low = arena_text(arena, text);

	for (char *at = low; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return low;
}

/* Names that are devices where Windows checks out, whatever stands behind a dot. */
static bool is_device(const char *stem)
{
	static const char *const names[] = { "con", "prn", "aux", "nul" };
	bool numbered = (strncmp(stem, "com", 3) == 0 || strncmp(stem, "lpt", 3) == 0) &&
			stem[3] >= '0' && stem[3] <= '9' && stem[4] == '\0';

	for (size_t i = 0; i < countof(names); i++)
		if (strcmp(stem, names[i]) == 0)
			return true;
	return numbered;
}

/* Taken, also where a disk does not tell capitals: by another, or by a file there. */
static const void **place_of(struct pulling *pulling, const char *path)
{
	return index_at(&pulling->places, lowered(&pulling->scratch, path));
}

/* Whether its scope's folder is another's where a disk does not tell capitals. */
static bool shares_folder(struct pulling *pulling, struct scope scope)
{
	const char *prefix = scope_prefix(&pulling->scratch, scope);
	const void **known =
		index_at(&pulling->folders, lowered(&pulling->scratch, prefix));

	if (*known == NULL)
		*known = prefix;
	return strcmp(*known, prefix) != 0;
}

/* A file of its own for each, on every disk that a checkout may come to. */
static void find_place(struct pulling *pulling, struct pull_item *item)
{
	const struct entity *live = item->live;
	struct arena *arena = &pulling->pull->arena;
	const char *root = pulling->options->root, *stem;
	uint64_t hash = text_hash(live->address, strlen(live->address));
	const void **taken;

	item->path = layout_path(arena, root, live, NULL);
	taken = place_of(pulling, item->path);
	if (live->kind->opens == 0 &&
		(*taken != NULL ||
			is_device(lowered(&pulling->scratch, live->identifier)))) {
		stem = arena_format(&pulling->scratch, "%s-%08x", live->identifier,
			(unsigned)(hash & 0xffffffff));
		item->path = layout_path(arena, root, live, stem);
		taken = place_of(pulling, item->path);
	}
	if (shares_folder(pulling, entity_opens(live)))
		leave_out(item, PULL_UNREADABLE,
			"its scope differs from another in capitals alone");
	else if (*taken != NULL)
		leave_out(item, PULL_UNREADABLE,
			arena_format(arena, "%s holds something else", item->path));
	else
		*taken = item;
}

/* --- what it says --------------------------------------------------------------- */

static const char *variable_of(struct pulling *pulling, const struct entity *live)
{
	const char *name = native_variable(&pulling->scratch, live->address, false);
	const void **user = index_at(&pulling->variables, name);

	return *user == live ? name
			     : native_variable(&pulling->scratch, live->address, true);
}

/* Whoever shares its name with another gets one of its own, and so does the other. */
static void name_variables(struct pulling *pulling)
{
	const struct entity_set *set = &pulling->live->set;

	for (size_t i = 0; i < set->count; i++) {
		const struct entity *live = set->items[i];
		const void **user;

		if (live->spec == NULL || !native_has_secret(live))
			continue;
		user = index_at(&pulling->variables,
			native_variable(&pulling->scratch, live->address, false));
		*user = *user == NULL ? (const void *)live : pulling;
	}
}

static void write_new(struct pulling *pulling, struct pull_item *item)
{
	struct buf out;

	buf_init(&out, LIMIT_TEXT_BYTES);
	native_write(&out, item->live, variable_of(pulling, item->live));
	item->bytes.ptr = arena_copy(&pulling->pull->arena, buf_string(&out), out.len);
	item->bytes.len = out.len;
	buf_release(&out);
}

/* --- what is there already -------------------------------------------------------- */

static void compare(struct pulling *pulling, struct pull_item *item)
{
	static const struct diff_options options;

	item->path = item->declared->source->path;
	diff_entity(&item->difference, &pulling->pull->arena, item->declared, NULL,
		item->live, &options);
	item->state = item->difference.count == 0 ? PULL_SAME : PULL_DIFFERS;
}

static size_t number_of(const struct entity_set *set, const struct entity *entity)
{
	size_t i = entity_set_from(set, entity->address);

	while (set->items[i] != entity)
		i++;
	return i;
}

static void match(struct pulling *pulling)
{
	const struct entity_set *desired = &pulling->declared->set;
	const struct entity_set *live = &pulling->live->set;
	struct entity **matches = match_live(&pulling->scratch, desired, live);

	pulling->declares =
		arena_array(&pulling->scratch, live->count, sizeof(*pulling->declares));
	for (size_t i = 0; i < desired->count; i++) {
		*place_of(pulling, desired->items[i]->source->path) = desired;
		if (matches[i] != NULL)
			pulling->declares[number_of(live, matches[i])] =
				desired->items[i];
	}
}

/* --- all of it --------------------------------------------------------------------- */

static bool is_wanted(const struct pulling *pulling, const struct entity *live)
{
	const struct scope scope = pulling->options->scope;
	bool opener = live->kind->opens != 0 && scope_equal(entity_opens(live), scope);

	return kind_is_managed(live->kind) &&
	       (opener || scope_within(live->scope, scope)) &&
	       selection_holds(pulling->options->selection, live->address);
}

static void add_items(struct pulling *pulling)
{
	const struct entity_set *set = &pulling->live->set;
	struct pull *pull = pulling->pull;

	pull->items = arena_array(&pull->arena, set->count, sizeof(*pull->items));
	for (size_t i = 0; i < set->count; i++) {
		struct pull_item *item = &pull->items[pull->count];

		if (!is_wanted(pulling, set->items[i]))
			continue;
		pull->count++;
		item->live = set->items[i];
		item->declared = pulling->declares[i];
		if (is_left_out(pulling, item))
			continue;
		if (item->declared != NULL)
			compare(pulling, item);
		else
			find_place(pulling, item);
		if (item->state == PULL_NEW)
			write_new(pulling, item);
	}
}

void pull_make(struct pull *pull, const struct live *live,
	const struct declared *declared, const struct pull_options *options,
	struct error_list *errs)
{
	struct pulling pulling = {
		.pull = pull,
		.live = live,
		.declared = declared,
		.options = options,
		.errs = errs,
	};

	*pull = (struct pull){ 0 };
	pulling.variables.arena = &pulling.scratch;
	pulling.places.arena = &pulling.scratch;
	pulling.folders.arena = &pulling.scratch;
	match(&pulling);
	name_variables(&pulling);
	add_items(&pulling);
	pull_check(pull, options->root);
	for (size_t i = 0; i < pull->count; i++) {
		const struct pull_item *item = &pull->items[i];

		pull->states[item->state]++;
		if (item->state != PULL_LEFT_OUT)
			continue;
		pull->reasons[item->reason]++;
		if (item->reason >= PULL_REMOTE)
			tell(&pulling, item);
	}
	arena_release(&pulling.scratch);
}

void pull_release(struct pull *pull)
{
	arena_release(&pull->arena);
	*pull = (struct pull){ 0 };
}
