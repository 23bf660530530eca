#include "providers/emulator/entity.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/audit.h"
#include "providers/emulator/fields.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/remote.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/scope.h"
#include "providers/emulator/token.h"

static bool folds(const struct act *act)
{
	return (act->fact->traits & FACT_FOLD) != 0;
}

struct row *entity_at(struct act *act, const char *kind, const char *org,
	const char *project, const char *id)
{
	const struct row_key key = { kind, org, project, "", id,
		(fact_get(kind)->traits & FACT_FOLD) != 0 };

	return store_find(act->world->store, &act->arena, &key);
}

struct row *entity_find(struct act *act)
{
	const struct row_key key = { act->fact->kind, act->org, act->project, act->parent,
		act->id, folds(act) };
	struct row *row = store_find(act->world->store, &act->arena, &key);

	if (row != NULL && (row->marks & ROW_PRIVATE) != 0 &&
		strcmp(row->owner, act->token->id) != 0)
		return NULL;
	return row;
}

static const char *in_body(const struct draft *draft, const char *name)
{
	const char *text = body_text(draft->input, name);

	return text != NULL ? text : "";
}

static bool same(const struct act *act, const char *a, const char *b)
{
	return folds(act) ? text_equal_nocase(a, b) : strcmp(a, b) == 0;
}

/* Source: core.md 3.5 (organization, project), 10.2 (secret), extended.md 9, 10. */
static bool check_scope(struct act *act, const struct draft *draft)
{
	const char *org = in_body(draft, "orgIdentifier");
	const char *project = in_body(draft, "projectIdentifier");

	if (act->fact->refusals[WHEN_SCOPE_DIFFERS].text == NULL)
		return true;
	if (act->fact->opens == OPENS_PROJECT) {
		if (org[0] == '\0' || same(act, org, act->org))
			return true;
		return act_fail(act, CODE_INVALID_REQUEST,
			"Value mismatch, previous: %s current: %s", act->org, org);
	}
	if (strcmp(org, act->org) != 0 || strcmp(project, act->project) != 0)
		return rules_refuse(act, WHEN_SCOPE_DIFFERS);
	return true;
}

static bool check_id(struct act *act, const struct draft *draft)
{
	const char *id = in_body(draft, "identifier");

	if (act->id[0] == '\0' || id[0] == '\0' || same(act, id, act->id))
		return true;
	return act_fail(act, CODE_INVALID_REQUEST,
		"Value mismatch, previous: %s current: %s", act->id, id);
}

bool entity_locate(struct act *act, struct draft *draft)
{
	if ((act->fact->traits & FACT_BODY_SCOPE) != 0) {
		act->org = arena_text(&act->arena, in_body(draft, "orgIdentifier"));
		act->project =
			arena_text(&act->arena, in_body(draft, "projectIdentifier"));
	}
	if (!check_scope(act, draft) || !check_id(act, draft))
		return false;
	if (act->id[0] == '\0')
		act->id = arena_text(&act->arena, in_body(draft, "identifier"));
	return rules_level(act);
}

static bool check_access(struct act *act)
{
	bool parents_first = quirk_is(act->world->quirks, QUIRK_MISSING_SCOPE, "parent");

	if (parents_first && !rules_parents(act))
		return false;
	return rules_access(act, act->route->permission) &&
	       (parents_first || rules_parents(act));
}

static void fill_row(struct act *act, struct draft *draft)
{
	struct row *row = &draft->row;

	row->kind = act->fact->kind;
	row->org = act->org;
	row->project = act->project;
	row->parent = act->parent;
	row->fold = folds(act);
	row->spec = body_format(draft->spec);
	row->updated = act->now;
	if (act->fact->type_field != NULL)
		row->type = arena_text(
			&act->arena, body_text(draft->spec, act->fact->type_field));
	if (act->fact->tuple != NULL)
		row->tuple = act->fact->tuple(act, draft);
}

static void keep_references(struct act *act, const struct draft *draft)
{
	struct store *store = act->world->store;

	store_forget(store, draft->row.serial);
	for (size_t i = 0; i < draft->target_count; i++)
		store_refer(store, draft->row.serial, &draft->targets[i]);
}

static bool denies(const struct act *act)
{
	return (act->fact->traits & FACT_GOVERNED) != 0 &&
	       quirk_matches(act->world->quirks, QUIRK_POLICY_DENY, act->id);
}

enum outcome entity_create(struct act *act, struct draft *draft)
{
	const struct fact *fact = act->fact;

	if (!entity_locate(act, draft) || !fields_build(act, draft) ||
		!check_access(act) || !remote_create(act, draft) ||
		(fact->check != NULL && !fact->check(act, draft)))
		return OUTCOME_REFUSED;
	if (entity_find(act) != NULL) {
		rules_refuse(act, WHEN_DUPLICATE);
		return OUTCOME_REFUSED;
	}
	if (denies(act))
		return OUTCOME_DENIED;
	fill_row(act, draft);
	draft->row.created = act->now;
	draft->row.owner = act->token->id;
	if (!store_insert(act->world->store, &draft->row)) {
		rules_refuse(act, /* the other's may be private, and so not found */
			fact->tuple != NULL ? WHEN_TUPLE_TAKEN : WHEN_DUPLICATE);
		return OUTCOME_REFUSED;
	}
	keep_references(act, draft);
	audit_event(act, "CREATE", NULL, &draft->row);
	if (fact->created != NULL)
		fact->created(act, &draft->row);
	return OUTCOME_DONE;
}

/* The old row, when it is there and may be written over; else refused. */
static bool find_old(struct act *act, struct draft *draft)
{
	draft->old = entity_find(act);
	if (draft->old == NULL)
		return rules_refuse(act, WHEN_PUT_MISSING);
	if ((draft->old->marks & ROW_MANAGED) != 0)
		return rules_refuse(act, WHEN_MANAGED);
	return rules_match(act, draft->old);
}

static void take_over(struct draft *draft)
{
	const struct row *old = draft->old;
	struct row *row = &draft->row;

	row->serial = old->serial;
	row->org = old->org;
	row->project = old->project;
	row->id = old->id;
	row->created = old->created;
	row->owner = old->owner;
	row->marks |= old->marks;
	row->version = old->version + 1;
}

enum outcome entity_update(struct act *act, struct draft *draft)
{
	const struct fact *fact = act->fact;

	if (!entity_locate(act, draft) || !fields_build(act, draft) ||
		!rules_access(act, act->route->permission) || !find_old(act, draft) ||
		!remote_update(act, draft) ||
		(fact->check != NULL && !fact->check(act, draft)) ||
		(fact->check_update != NULL && !fact->check_update(act, draft)))
		return OUTCOME_REFUSED;
	if (denies(act))
		return OUTCOME_DENIED;
	fill_row(act, draft);
	take_over(draft);
	if (!store_update(act->world->store, &draft->row)) {
		rules_refuse(act, WHEN_TUPLE_TAKEN);
		return OUTCOME_REFUSED;
	}
	keep_references(act, draft);
	audit_event(act, "UPDATE", draft->old, &draft->row);
	return OUTCOME_DONE;
}

enum outcome entity_upsert(struct act *act, struct draft *draft)
{
	if (!entity_locate(act, draft))
		return OUTCOME_REFUSED;
	return entity_find(act) != NULL ? entity_update(act, draft)
					: entity_create(act, draft);
}

static bool check_force(struct act *act, bool *force)
{
	*force = (act->fact->traits & FACT_FORCE) != 0 &&
		 act_query_bool(act, "forceDelete", false);
	if (!*force || quirk_is(act->world->quirks, QUIRK_FORCE_DELETE, "on"))
		return true;
	return act_refuse(act, CODE_INVALID_REQUEST,
		"Parameter forceDelete cannot be true. Force deletion is not enabled for "
		"this account");
}

static bool check_users(struct act *act, const struct row *row)
{
	const struct row_key key = { row->kind, row->org, row->project, "", row->id,
		false };

	if (act->fact->refusals[WHEN_REFERENCED].text == NULL)
		return true;
	act->users = store_users(act->world->store, &key);
	return act->users == 0 || rules_refuse(act, WHEN_REFERENCED);
}

struct row *entity_delete(struct act *act)
{
	const struct fact *fact = act->fact;
	struct row *row;
	bool force;

	if (!rules_level(act) || !rules_access(act, act->route->permission) ||
		!check_force(act, &force))
		return NULL;
	row = entity_find(act);
	if (row == NULL) {
		rules_refuse(act, WHEN_DELETE_MISSING);
		return NULL;
	}
	if ((row->marks & ROW_MANAGED) != 0) {
		rules_refuse(act, WHEN_MANAGED);
		return NULL;
	}
	if (!rules_match(act, row) ||
		(fact->check_delete != NULL && !fact->check_delete(act, row)) ||
		(!force && !check_users(act, row)))
		return NULL;
	store_delete(act->world->store, row->serial);
	audit_event(act, force ? "FORCE_DELETE" : "DELETE", row, NULL);
	scope_closed(act, row);
	if (fact->removed != NULL)
		fact->removed(act, row);
	return row;
}

void entity_plant(struct act *act, const struct plant *plant)
{
	struct act saved = *act;
	struct draft draft = { .trusted = true };

	act->fact = fact_get(plant->kind);
	act->org = plant->org;
	act->project = plant->project;
	act->parent = "";
	draft.input = body_parse(&act->pool, plant->json, strlen(plant->json));
	act->id = arena_text(&act->arena, body_text(draft.input, "identifier"));
	if (entity_find(act) == NULL && fields_build(act, &draft)) {
		fill_row(act, &draft);
		draft.row.created = act->now;
		draft.row.owner = plant->owner != NULL ? plant->owner : "";
		draft.row.marks = plant->marks;
		store_insert(act->world->store, &draft.row);
	}
	act->fact = saved.fact;
	act->org = saved.org;
	act->project = saved.project;
	act->parent = saved.parent;
	act->id = saved.id;
}
