#include "reconcile/authors.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/kind.h"
#include "model/num.h"
#include "model/text.h"

/* Entities that one list asks for, so that its body stays small. */
enum { ASKED_AT_ONCE = 100 };

static const struct drift_author unknown = { .name = "unknown", .kind = "unknown" };

/* One list of the audit trail: what it asks for stands in a row in asker.items. */
struct question {
	struct call call;
	struct error_list errs;
	size_t first, count;
};

struct asker {
	struct drift *drift;
	struct provider *provider;
	int64_t since_ms;
	struct arena scratch; /* questions, and the events that answer them */
	struct drift_entity **items;
	size_t count;
	struct question *questions;
	size_t question_count;
	struct error_list refused; /* of those that were not answered */
};

/* --- what to ask ------------------------------------------------------------------ */

/* The organization or project that the entity lives in, if that is missing. */
static const struct drift_entity *find_lost_home(
	const struct drift *drift, const struct drift_entity *item)
{
	enum scope_level level = scope_level(item->scope);
	bool project = level == SCOPE_PROJECT;
	struct scope above = { .org = project ? item->scope.org : NULL };
	struct arena scratch = { 0 };
	const struct drift_entity *home = NULL;

	if (item->state == DRIFT_MISSING && level != SCOPE_ACCOUNT)
		home = drift_find(
			drift, entity_address(&scratch, kind_opening(level), above,
				       project ? item->scope.project : item->scope.org));
	arena_release(&scratch);
	return home != NULL && home->state == DRIFT_MISSING ? home : NULL;
}

static bool is_asked(const struct drift *drift, const struct drift_entity *item)
{
	return item->state != DRIFT_PENDING && item->kind->audit != NULL &&
	       find_lost_home(drift, item) == NULL;
}

static int compare_items(const void *a, const void *b)
{
	const struct drift_entity *left = *(struct drift_entity *const *)a;
	const struct drift_entity *right = *(struct drift_entity *const *)b;
	int order = scope_compare(left->scope, right->scope);

	if (order == 0)
		order = (int)left->state - (int)right->state;
	return order != 0 ? order : strcmp(left->address, right->address);
}

/* By scope; what drifted before what is only unmanaged. */
static void collect(struct asker *asker)
{
	struct drift *drift = asker->drift;

	asker->items = arena_array(&asker->scratch, drift->count, sizeof(*asker->items));
	for (size_t i = 0; i < drift->count; i++)
		if (is_asked(drift, &drift->items[i]))
			asker->items[asker->count++] = &drift->items[i];
	if (asker->count > 1)
		qsort(asker->items, asker->count, sizeof(*asker->items), compare_items);
}

static const char *identifier_of(const struct drift_entity *item)
{
	return (item->live != NULL ? item->live : item->desired)->identifier;
}

static struct value resource_of(struct arena *arena, const struct drift_entity *item)
{
	struct value_builder map = { .arena = arena };

	value_put(&map, "type", value_make(VALUE_TEXT, item->kind->audit));
	value_put(&map, "identifier", value_make(VALUE_TEXT, identifier_of(item)));
	return *value_map_end(&map);
}

/* Writes alone, of these entities. Source: extended.md 15. */
static const char *const writes[] = { "CREATE", "UPDATE", "UPSERT", "RESTORE", "DELETE",
	"FORCE_DELETE", "ROLE_ASSIGNMENT_CREATED", "ROLE_ASSIGNMENT_UPDATED",
	"ROLE_ASSIGNMENT_DELETED" };

static const struct value *filter_of(struct asker *asker, const struct question *question)
{
	struct arena *arena = &asker->scratch;
	struct value_builder filter = { .arena = arena };
	struct value_builder resources = { .arena = arena }, actions = { .arena = arena };

	for (size_t i = 0; i < question->count; i++)
		value_add(&resources,
			resource_of(arena, asker->items[question->first + i]));
	for (size_t i = 0; i < countof(writes); i++)
		value_add(&actions, value_make(VALUE_TEXT, writes[i]));
	value_put(&filter, "resources", *value_list_end(&resources));
	value_put(&filter, "actions", *value_list_end(&actions));
	if (asker->since_ms > 0)
		value_put(&filter, "startTime",
			value_make(VALUE_NUMBER,
				arena_format(arena, "%" PRId64, asker->since_ms)));
	return value_map_end(&filter);
}

static void add_question(struct asker *asker, size_t first, size_t count)
{
	struct question *question = &asker->questions[asker->question_count++];

	question->first = first;
	question->count = count;
	question->call = (struct call){
		.verb = VERB_LIST,
		.kind = &kind_audit_event,
		.scope = asker->items[first]->scope,
		.filter = filter_of(asker, question),
		.arena = &asker->scratch,
		.errs = &question->errs,
		.owner = question,
	};
	for (size_t i = first; i < first + count; i++)
		asker->items[i]->changed_by = &unknown;
}

/* The unmanaged ones of a scope stand last, and never make a list of their own
 * where another one has been made. */
static void ask_scope(struct asker *asker, size_t first, size_t count)
{
	for (size_t i = 0; i < count; i += ASKED_AT_ONCE) {
		size_t some = count - i < ASKED_AT_ONCE ? count - i : ASKED_AT_ONCE;

		if (i > 0 && asker->items[first + i]->state == DRIFT_UNMANAGED)
			break;
		add_question(asker, first + i, some);
	}
}

static void make_questions(struct asker *asker)
{
	size_t first = 0;

	asker->questions =
		arena_array(&asker->scratch, asker->count, sizeof(*asker->questions));
	for (size_t i = 1; i <= asker->count; i++) {
		if (i < asker->count &&
			scope_equal(asker->items[i]->scope, asker->items[first]->scope))
			continue;
		ask_scope(asker, first, i - first);
		first = i;
	}
}

/* --- what the trail says ---------------------------------------------------------- */

/* Which writes can have made an entity what it is. */
static bool explains(const char *action, enum drift_state state)
{
	bool deletes = text_ends(action, "DELETE") || text_ends(action, "_DELETED");
	bool updates = text_equal(action, "UPDATE") || text_ends(action, "_UPDATED");

	switch (state) {
	case DRIFT_MISSING:
		return deletes;
	case DRIFT_UNMANAGED:
		return !deletes && !updates;
	default:
		return !deletes;
	}
}

/* Events of what lives in an environment bear its type and name, and say in a label
 * what they are about. Source: extended.md 15. */
static bool is_of_part(const struct value *labels)
{
	for (size_t i = 0; i < value_count(labels); i++)
		if (value_is(value_entry(labels, i), "INFRASTRUCTURE") ||
			value_is(value_entry(labels, i), "SERVICE_OVERRIDE"))
			return true;
	return false;
}

static bool is_about(const struct value *event, const struct drift_entity *item)
{
	const struct value *labels = value_at(event, "resource.labels");

	return value_is(value_at(event, "resource.type"), item->kind->audit) &&
	       value_is(value_at(event, "resource.identifier"), identifier_of(item)) &&
	       !(labels != NULL && value_type(labels) == VALUE_MAP && is_of_part(labels));
}

/* The principal's types of the API, and our words for them. */
static const char *kind_of(const char *type)
{
	static const struct {
		const char *type, *kind;
	} rows[] = {
		{ "USER", "user" },
		{ "SERVICE_ACCOUNT", "service_account" },
		{ "API_KEY", "api_key" },
		{ "SYSTEM", "system" },
	};

	for (size_t i = 0; i < countof(rows); i++)
		if (text_equal(rows[i].type, type))
			return rows[i].kind;
	return "unknown";
}

static const char *text_of(
	struct arena *arena, const struct value *event, const char *path)
{
	const char *text = value_text_at(event, path);

	return text != NULL && *text != '\0' ? arena_text(arena, text) : NULL;
}

static const struct drift_author *read_author(
	struct arena *arena, const struct value *event, int64_t at_ms)
{
	struct drift_author *author = arena_alloc(arena, sizeof(*author));

	*author = (struct drift_author){
		.name = text_of(arena, event, "authenticationInfo.labels.username"),
		.via = text_of(arena, event, "authenticationInfo.principal.type"),
		.id = text_of(arena, event, "authenticationInfo.principal.identifier"),
		.action = text_of(arena, event, "action"),
		.at_ms = at_ms,
	};
	author->kind = kind_of(author->via);
	if (author->name == NULL)
		author->name = author->id != NULL ? author->id : unknown.name;
	return author;
}

static void learn(
	struct asker *asker, const struct question *question, const struct value *event)
{
	const char *action = value_text_at(event, "action");
	const char *when = value_text_at(event, "timestamp");
	int64_t at_ms;

	if (action == NULL || when == NULL || !num_parse(when, 0, INT64_MAX, &at_ms))
		return;
	for (size_t i = question->first; i < question->first + question->count; i++) {
		struct drift_entity *item = asker->items[i];

		if (is_about(event, item) && explains(action, item->state) &&
			at_ms > item->changed_by->at_ms)
			item->changed_by =
				read_author(&asker->drift->arena, event, at_ms);
	}
}

static void finish(struct asker *asker, struct question *question)
{
	struct call *call = &question->call;

	for (size_t i = 0; call->outcome == OUTCOME_DONE && i < call->found_count; i++)
		learn(asker, question, call->found[i]->spec);
	error_move(&asker->refused, &question->errs);
}

static void ask(struct asker *asker)
{
	struct call *call;
	size_t next = 0;

	do {
		while (next < asker->question_count && provider_has_room(asker->provider))
			provider_start(asker->provider, &asker->questions[next++].call);
		call = provider_wait(asker->provider);
		if (call != NULL)
			finish(asker, call->owner);
	} while (call != NULL || next < asker->question_count);
}

/* What went with its organization or project, the outer ones first. */
static void inherit(struct drift *drift)
{
	for (enum scope_level level = SCOPE_ORG; level <= SCOPE_PROJECT; level *= 2) {
		for (size_t i = 0; i < drift->count; i++) {
			struct drift_entity *item = &drift->items[i];
			const struct drift_entity *home = NULL;

			if (scope_level(item->scope) == level)
				home = find_lost_home(drift, item);
			if (home != NULL)
				item->changed_by = home->changed_by;
		}
	}
}

static void tell_refusal(const struct asker *asker, struct error_list *errs)
{
	const struct error *first;
	struct error *told;

	if (asker->refused.count == 0)
		return;
	first = asker->refused.items[0];
	told = error_add_as(errs, first->code, SEVERITY_WARNING, (struct place){ 0 },
		"who changed what in Harness is not known: %s", first->message);
	if (first->call.status == 403)
		error_fix(errs, told,
			"give the principal of the API key core_audit_view on the "
			"account");
	else if (first->fix != NULL)
		error_fix(errs, told, "%s", first->fix);
}

void authors_find(struct drift *drift, struct provider *provider, int64_t since_ms,
	struct error_list *errs)
{
	struct asker asker = {
		.drift = drift,
		.provider = provider,
		.since_ms = since_ms,
	};

	collect(&asker);
	make_questions(&asker);
	ask(&asker);
	inherit(drift);
	tell_refusal(&asker, errs);
	error_release(&asker.refused);
	arena_release(&asker.scratch);
}
