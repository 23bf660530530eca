#include "providers/emulator/facts/role_assignment.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/builtin.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/scope.h"

static const struct {
	const char *name;
	enum scope_level level;
} levels[] = {
	{ "account", LEVEL_ACCOUNT },
	{ "organization", LEVEL_ORG },
	{ "project", LEVEL_PROJECT },
};

static const char *level_name(enum scope_level level)
{
	size_t i = 0;

	while (levels[i].level != level)
		i++;
	return levels[i].name;
}

/* 0 when it is none. */
static enum scope_level level_of(const char *name)
{
	for (size_t i = 0; i < countof(levels); i++)
		if (strcmp(levels[i].name, name) == 0)
			return levels[i].level;
	return 0;
}

/* The thing of that kind at a level at or above the assignment's scope. */
static struct row *at_level(
	struct act *act, const char *kind, const char *id, enum scope_level level)
{
	return entity_at(act, kind, level >= LEVEL_ORG ? act->org : "",
		level >= LEVEL_PROJECT ? act->project : "", id);
}

static enum scope_level own_level(const struct act *act)
{
	return rules_level_of(act->org, act->project);
}

static enum scope_level own_default(struct act *act, const char *id)
{
	(void)id;
	return own_level(act);
}

/* The nearest scope, upwards, where the service account is. */
static enum scope_level nearest(struct act *act, const char *id)
{
	enum scope_level level = own_level(act);

	while (level > LEVEL_ACCOUNT &&
		at_level(act, "serviceAccount", id, level) == NULL)
		level = (enum scope_level)(level >> 1);
	return level;
}

/* Users have no scope and no table here: any uuid is one. */
static const struct principal {
	const char *type, *kind;
	bool refused;
	enum scope_level (*usual)(struct act *act, const char *id);
} principals[] = {
	{ "USER", NULL, false, NULL },
	{ "USER_GROUP", "userGroup", false, own_default },
	{ "SERVICE_ACCOUNT", "serviceAccount", false, nearest },
	{ "SERVICE", NULL, true, NULL },
	{ "API_KEY", NULL, true, NULL },
};

static bool bad(struct act *act, const char *what, const char *id)
{
	return act_refuse(act, CODE_INVALID_REQUEST,
		"%s [%s] does not exist in the scope of the role assignment", what, id);
}

static void put_principal(struct act *act, struct draft *draft, const char *level,
	const char *id, const char *type)
{
	struct json_object *principal = body_new_object(&act->pool);

	body_put_text(principal, "scopeLevel", level);
	body_put_text(principal, "identifier", id);
	body_put_text(principal, "type", type);
	body_put(draft->spec, "principal", principal);
}

static bool check_level(struct act *act, const struct principal *row, const char *id,
	const char *named, enum scope_level *level)
{
	*level =
		named != NULL && named[0] != '\0' ? level_of(named) : row->usual(act, id);
	if (*level == 0)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"scopeLevel is one of account, organization, project, not [%s]",
			named);
	if (*level > own_level(act))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"the principal's scope cannot be below that of the role "
			"assignment");
	return at_level(act, row->kind, id, *level) != NULL || bad(act, "Principal", id);
}

static bool check_principal(struct act *act, struct draft *draft)
{
	struct json_object *principal = body_at(draft->spec, "principal");
	const char *id = body_text(principal, "identifier");
	const char *type = body_text(principal, "type");
	const char *named = body_text(principal, "scopeLevel");
	enum scope_level level = 0;
	size_t i = 0;

	if (id == NULL || id[0] == '\0')
		act_fault(act, "principal.identifier", "cannot be empty");
	while (type != NULL && i < countof(principals) &&
		strcmp(principals[i].type, type) != 0)
		i++;
	if (type == NULL || i == countof(principals))
		act_fault(act, "principal.type", "is not one of the values the API has");
	if (!act_faultless(act))
		return false;
	if (principals[i].refused)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Cannot create role assignment for given principal. Principals "
			"of "
			"type %s cannot be managed through the API",
			type);
	if (principals[i].usual != NULL &&
		!check_level(act, &principals[i], id, named, &level))
		return false;
	put_principal(act, draft, level != 0 ? level_name(level) : NULL,
		arena_text(&act->arena, id), principals[i].type);
	return true;
}

static bool check_role(struct act *act, struct draft *draft)
{
	const char *id = body_text(draft->spec, "roleIdentifier");
	const char *same = body_text(draft->spec, "roleReference.identifier");
	const char *named = body_text(draft->spec, "roleReference.scopeLevel");
	const struct builtin_role *builtin = builtin_role_find(id);
	enum scope_level level = named != NULL ? level_of(named) : own_level(act);

	if (same != NULL && strcmp(same, id) != 0)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"roleIdentifier and roleReference do not name the same role");
	if (builtin != NULL)
		return (builtin->levels & own_level(act)) != 0 || bad(act, "Role", id);
	if (level == 0 || level > own_level(act))
		return bad(act, "Role", id);
	return at_level(act, "role", id, level) != NULL || bad(act, "Role", id);
}

static bool check_group(struct act *act, struct draft *draft)
{
	const char *id = body_text(draft->spec, "resourceGroupIdentifier");
	const struct builtin_group *builtin = builtin_group_find(id);

	if (strcmp(id, "_all_resources") == 0)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"_all_resources is deprecated, use a resource group of the "
			"scope");
	if (builtin != NULL ? (builtin->levels & own_level(act)) != 0
			    : at_level(act, "resourceGroup", id, own_level(act)) != NULL)
		return true;
	return bad(act, "Resource Group", id);
}

static bool check_scope(struct act *act)
{
	if (rules_scope_exists(act, act->org, act->project))
		return true;
	if (quirk_is(act->world->quirks, QUIRK_ASSIGNMENT_SCOPE, "403"))
		return act_deny(act, "core_usergroup_manage", "scope");
	return act_refuse(act, CODE_INVALID_REQUEST, "the scope %s does not exist",
		act_words(act, "{in}"));
}

bool role_assignment_check(struct act *act, struct draft *draft)
{
	return check_scope(act) && check_principal(act, draft) &&
	       check_role(act, draft) && check_group(act, draft);
}

const char *role_assignment_tuple(struct act *act, const struct draft *draft)
{
	const char *level = body_text(draft->spec, "principal.scopeLevel");

	return arena_format(&act->arena, "%s %s %s %s %s",
		body_text(draft->spec, "roleIdentifier"),
		body_text(draft->spec, "resourceGroupIdentifier"),
		body_text(draft->spec, "principal.type"),
		body_text(draft->spec, "principal.identifier"),
		level != NULL ? level : "-");
}

bool role_assignment_check_update(struct act *act, struct draft *draft)
{
	if (text_equal(role_assignment_tuple(act, draft), draft->old->tuple))
		return true;
	return act_refuse(act, CODE_INVALID_REQUEST,
		"Only the disabled flag of a role assignment can be updated");
}

static bool accept_admin(void *context, const struct row *row)
{
	(void)context;
	return strstr(row->spec, "\"roleIdentifier\":\"_account_admin\"") != NULL &&
	       strstr(row->spec, "\"disabled\":true") == NULL;
}

bool role_assignment_check_delete(struct act *act, const struct row *row)
{
	const struct store_search admins = { .kind = "roleAssignment",
		.org = "",
		.project = "",
		.viewer = "",
		.accept = accept_admin };

	if (act->org[0] != '\0' || !accept_admin(NULL, row) ||
		store_count(act->world->store, &admins) > 1)
		return true;
	return act_refuse(act, CODE_INVALID_REQUEST,
		"Please assign at least one more account admin before removing the last "
		"one");
}

void role_assignment_created(struct act *act, const struct row *row)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));

	if (row->project[0] == '\0' ||
		!text_equal(body_text(spec, "principal.type"), "USER_GROUP") ||
		!text_equal(body_text(spec, "principal.scopeLevel"), "account"))
		return;
	scope_grant(act, &(struct scope_grant){ .org = row->org,
				 .project = "",
				 .role = "_organization_viewer",
				 .group = "_all_organization_level_resources",
				 .type = "USER_GROUP",
				 .principal = body_text(spec, "principal.identifier"),
				 .level = "account" });
}

struct leaver {
	const char *type, *id, *level;
};

static bool accept_leaver(void *context, const struct row *row)
{
	const struct leaver *leaver = context;
	struct body_pool pool = { 0 };
	struct json_object *spec = body_parse(&pool, row->spec, strlen(row->spec));
	bool is_it = text_equal(body_text(spec, "principal.type"), leaver->type) &&
		     text_equal(body_text(spec, "principal.identifier"), leaver->id) &&
		     text_equal(body_text(spec, "principal.scopeLevel"), leaver->level);

	body_release(&pool);
	return is_it;
}

void role_assignment_forget(
	struct act *act, const char *type, const struct row *principal)
{
	struct leaver leaver = { type, principal->id,
		level_name(rules_level_of(principal->org, principal->project)) };
	const struct store_search search = { .kind = "roleAssignment",
		.org = principal->org,
		.project = principal->project,
		.span = SPAN_DOWN,
		.viewer = "",
		.limit = INT32_MAX,
		.accept = accept_leaver,
		.context = &leaver };
	struct store_rows rows;

	store_list(act->world->store, &act->arena, &search, &rows);
	for (size_t i = 0; i < rows.count; i++)
		store_delete(act->world->store, rows.items[i].serial);
}
