#include "providers/emulator/scope.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/token.h"

static const struct level {
	enum scope_level level;
	const char *users, *users_name;   /* the group of all */
	const char *viewer, *viewed;      /* what that group is given */
	const char *admin, *administered; /* what the creator is given */
	const char *name;
} levels[] = {
	{ LEVEL_ACCOUNT, "_account_all_users", "All Account Users", "_account_viewer",
		"_all_account_level_resources", "_account_admin",
		"_all_resources_including_child_scopes", "account" },
	{ LEVEL_ORG, "_organization_all_users", "All Organization Users",
		"_organization_viewer", "_all_organization_level_resources",
		"_organization_admin", "_all_resources_including_child_scopes",
		"organization" },
	{ LEVEL_PROJECT, "_project_all_users", "All Project Users", "_project_viewer",
		"_all_project_level_resources", "_project_admin",
		"_all_project_level_resources", "project" },
};

static const struct level *level_of(const char *org, const char *project)
{
	enum scope_level level = rules_level_of(org, project);
	size_t i = 0;

	while (levels[i].level != level)
		i++;
	return &levels[i];
}

void scope_grant(struct act *act, const struct scope_grant *grant)
{
	const bool managed = (grant->marks & ROW_MANAGED) != 0;
	const char *id = grant->id;
	char made[21];

	if (id == NULL) {
		shape_random(made, sizeof(made) - 1);
		id = arena_format(&act->arena, "role_assignment_%s", made);
	}
	entity_plant(act,
		&(struct plant){ .kind = "roleAssignment",
			.org = grant->org,
			.project = grant->project,
			.marks = grant->marks,
			.json = arena_format(&act->arena,
				"{\"identifier\":\"%s\",\"roleIdentifier\":\"%s\","
				"\"resourceGroupIdentifier\":\"%s\",\"principal\":{"
				"\"scopeLevel\":%s%s%s,\"identifier\":\"%s\",\"type\":\"%"
				"s\"},"
				"\"managed\":%s,\"internal\":%s}",
				id, grant->role, grant->group,
				grant->level != NULL ? "\"" : "",
				grant->level != NULL ? grant->level : "null",
				grant->level != NULL ? "\"" : "", grant->principal,
				grant->type, managed ? "true" : "false",
				(grant->marks & ROW_INTERNAL) != 0 ? "true" : "false") });
}

static void plant_group(
	struct act *act, const char *org, const char *project, const struct level *level)
{
	entity_plant(act, &(struct plant){ .kind = "userGroup",
				  .org = org,
				  .project = project,
				  .marks = ROW_MANAGED,
				  .json = arena_format(&act->arena,
					  "{\"identifier\":\"%s\",\"name\":\"%s\","
					  "\"harnessManaged\":true}",
					  level->users, level->users_name) });
}

static void plant_manager(struct act *act, const char *org, const char *project)
{
	entity_plant(act,
		&(struct plant){ .kind = "connector",
			.org = org,
			.project = project,
			.marks = ROW_MANAGED,
			.json = "{\"identifier\":\"harnessSecretManager\",\"name\":"
				"\"Harness "
				"Built-in Secret Manager\",\"type\":\"Local\",\"spec\":{"
				"\"default\":true}}" });
}

/* The group of all, what it may see, and the secret manager, now or later. */
static void furnish(struct act *act, const char *org, const char *project, bool viewers)
{
	const struct level *level = level_of(org, project);
	int64_t delay = quirk_number(act->world->quirks, QUIRK_SECRET_MANAGER);

	plant_group(act, org, project, level);
	if (viewers)
		scope_grant(act, &(struct scope_grant){ .org = org,
					 .project = project,
					 .role = level->viewer,
					 .group = level->viewed,
					 .type = "USER_GROUP",
					 .principal = level->users,
					 .level = level->name,
					 .marks = ROW_MANAGED });
	if (delay == 0)
		plant_manager(act, org, project);
	else
		store_later(act->world->store, &(struct later){ act->now + delay,
						       "secret-manager", org, project });
}

static void grant_creator(struct act *act, const char *org, const char *project)
{
	const struct level *level = level_of(org, project);

	scope_grant(act, &(struct scope_grant){ .org = org,
				 .project = project,
				 .role = level->admin,
				 .group = level->administered,
				 .type = act->token->type,
				 .principal = act->token->id });
}

void scope_opened(struct act *act, const struct row *row)
{
	const char *org, *project;

	rules_home(fact_get(row->kind), row, &org, &project);
	furnish(act, org, project, true);
	grant_creator(act, org, project);
}

void scope_closed(struct act *act, const struct row *row)
{
	const struct fact *fact = fact_get(row->kind);
	int64_t delay = quirk_number(act->world->quirks, QUIRK_CASCADE);
	const char *org, *project;

	if (fact->opens == OPENS_NOTHING)
		return;
	rules_home(fact, row, &org, &project);
	if (delay == 0)
		store_cascade(act->world->store, org, project);
	else
		store_later(act->world->store,
			&(struct later){ act->now + delay, "cascade", org, project });
}

static void late_manager(struct act *act, const struct later *later)
{
	if (rules_scope_exists(act, later->org, later->project))
		plant_manager(act, later->org, later->project);
}

static void late_cascade(struct act *act, const struct later *later)
{
	if (!rules_scope_exists(act, later->org, later->project))
		store_cascade(act->world->store, later->org, later->project);
}

static const struct {
	const char *name;
	void (*run)(struct act *act, const struct later *later);
} acts[] = {
	{ "secret-manager", late_manager },
	{ "cascade", late_cascade },
};

void scope_catch_up(struct act *act)
{
	struct later later;

	while (store_due(act->world->store, &act->arena, act->now, &later))
		for (size_t i = 0; i < countof(acts); i++)
			if (strcmp(acts[i].name, later.act) == 0)
				acts[i].run(act, &later);
}

static void seed_default(struct act *act)
{
	entity_plant(
		act, &(struct plant){ .kind = "organization",
			     .org = "",
			     .project = "",
			     .marks = ROW_MANAGED,
			     .json = "{\"identifier\":\"default\",\"name\":\"default\","
				     "\"description\":\"Default Organization\"}" });
	furnish(act, "default", "", true);
	if (quirk_is(act->world->quirks, QUIRK_DEFAULT_PROJECT, "off"))
		return;
	entity_plant(act, &(struct plant){ .kind = "project",
				  .org = "default",
				  .project = "",
				  .json = "{\"identifier\":\"default_project\","
					  "\"name\":\"Default Project\"}" });
	furnish(act, "default", "default_project", true);
}

void scope_seed(struct act *act)
{
	if (entity_at(act, "userGroup", "", "", levels[0].users) != NULL)
		return;
	furnish(act, "", "", quirk_is(act->world->quirks, QUIRK_ACCOUNT_VIEWER, "on"));
	scope_grant(act, &(struct scope_grant){ .org = "",
				 .project = "",
				 .role = "_account_basic",
				 .group = levels[0].viewed,
				 .type = "USER_GROUP",
				 .principal = levels[0].users,
				 .level = "account",
				 .marks = ROW_MANAGED | ROW_INTERNAL });
	grant_creator(act, "", "");
	seed_default(act);
}
