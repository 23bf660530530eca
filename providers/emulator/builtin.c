#include "providers/emulator/builtin.h"

#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "providers/emulator/fact.h"

#define ALL (LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT)

/* What each may do is inferred from its name. */
static const struct builtin_role roles[] = {
	{ "_account_admin", "Account Admin", LEVEL_ACCOUNT, false, "*" },
	{ "_account_viewer", "Account Viewer", LEVEL_ACCOUNT, false, "*_view" },
	{ "_billing_admin", "Billing Admin", LEVEL_ACCOUNT, false, "core_license_*" },
	{ "_ccm_admin", "CCM Admin", LEVEL_ACCOUNT, false, "ccm_*" },
	{ "_ccm_viewer", "CCM Viewer", LEVEL_ACCOUNT, false, "ccm_*_view" },
	{ "_dashboard_viewer", "Dashboard Viewer", LEVEL_ACCOUNT, false,
		"core_dashboards_view" },
	{ "_dashboard_admin", "Dashboard Admin", LEVEL_ACCOUNT, false,
		"core_dashboards_*" },
	{ "_idp_admin", "IDP Admin", LEVEL_ACCOUNT, false, "idp_*" },
	{ "_idp_platform_engineer", "IDP Platform Engineer", LEVEL_ACCOUNT, false,
		"idp_*_view" },
	{ "_sei_admin", "SEI Admin", LEVEL_ACCOUNT, false, "sei_*" },
	{ "_organization_admin", "Organization Admin", LEVEL_ORG, false, "*" },
	{ "_organization_viewer", "Organization Viewer", LEVEL_ORG, false, "*_view" },
	{ "_project_admin", "Project Admin", LEVEL_PROJECT, false, "*" },
	{ "_project_viewer", "Project Viewer", LEVEL_PROJECT, false, "*_view" },
	{ "_pipeline_executor", "Pipeline Executor", LEVEL_PROJECT, false,
		"*_view core_*_access core_pipeline_execute" },
	{ "_feature_flag_manage_role", "Feature Flag Manager", ALL, false, "ff_*_edit" },
	{ "_feature_flag_admin_role", "Feature Flag Admin", ALL, false, "ff_*" },
	{ "_gitops_admin_role", "GitOps Admin", ALL, false, "gitops_*" },
	{ "_chaos_admin", "Chaos Admin", ALL, false, "chaos_*" },
	{ "_sto_developer_role", "Security Testing Developer", ALL, false, "sto_*_view" },
	{ "_sto_secops_role", "Security Testing SecOps", ALL, false, "sto_*" },
	{ "_code_admin", "Code Admin", ALL, false, "code_*" },
	{ "_cet_admin", "Continuous Error Tracking Admin", ALL, false, "cet_*" },
	{ "_sei_viewer", "SEI Viewer", ALL, false, "sei_*_view" },
	{ "_sei_collections_admin", "SEI Collections Admin", ALL, false, "sei_*" },
	{ "_account_basic", "Account Basic", LEVEL_ACCOUNT, true, "core_account_view" },
	{ "_organization_basic", "Organization Basic", LEVEL_ORG, true,
		"core_organization_view" },
	{ "_project_basic", "Project Basic", LEVEL_PROJECT, true, "core_project_view" },
	{ "_pipeline_allUsers_access_role", "Pipeline All Users", ALL, true,
		"core_pipeline_view" },
	{ "_pipeline_allAuthenticatedUsers_access_role",
		"Pipeline All Authenticated Users", ALL, true, "core_pipeline_view" },
};

static const struct builtin_group groups[] = {
	{ "_all_resources_including_child_scopes", "All Resources Including Child Scopes",
		LEVEL_ACCOUNT | LEVEL_ORG, true },
	{ "_all_account_level_resources", "All Account Level Resources", LEVEL_ACCOUNT,
		false },
	{ "_all_organization_level_resources", "All Organization Level Resources",
		LEVEL_ORG, false },
	{ "_all_project_level_resources", "All Project Level Resources", LEVEL_PROJECT,
		false },
};

/* Source: extended.md 7, "Permission naming". */
static const struct {
	const char *resource, *actions;
} permissions[] = {
	{ "account", "view edit" },
	{ "organization", "view create edit delete" },
	{ "project", "view create edit delete" },
	{ "connector", "view edit delete access" },
	{ "secret", "view edit delete access" },
	{ "service", "view edit delete access" },
	{ "environment", "view edit delete access" },
	{ "environmentgroup", "view edit delete access" },
	{ "file", "view edit delete access" },
	{ "pipeline", "view edit delete execute" },
	{ "template", "view copy edit delete access" },
	{ "inputset", "view edit delete" },
	{ "variable", "view edit delete" },
	{ "role", "view edit delete" },
	{ "resourcegroup", "view edit delete" },
	{ "usergroup", "view manage" },
	{ "serviceaccount", "view edit delete manageapikey" },
	{ "user", "view manage invite" },
	{ "deploymentfreeze", "manage override global" },
	{ "governancePolicy", "view edit delete" },
	{ "governancePolicySets", "view edit delete evaluate" },
	{ "audit", "view" },
	{ "license", "view edit" },
	{ "dashboards", "view edit" },
};

const struct builtin_role *builtin_roles(size_t *count)
{
	*count = countof(roles);
	return roles;
}

const struct builtin_group *builtin_groups(size_t *count)
{
	*count = countof(groups);
	return groups;
}

const struct builtin_role *builtin_role_find(const char *id)
{
	for (size_t i = 0; i < countof(roles); i++)
		if (strcmp(roles[i].id, id) == 0)
			return &roles[i];
	return NULL;
}

const struct builtin_group *builtin_group_find(const char *id)
{
	for (size_t i = 0; i < countof(groups); i++)
		if (strcmp(groups[i].id, id) == 0)
			return &groups[i];
	return NULL;
}

/* The next of the words in *list, as text; false after the last. */
static bool next_word(const char **list, char *word, size_t room)
{
	size_t size;

	*list += strspn(*list, " ");
	size = strcspn(*list, " ");
	if (size == 0 || size >= room)
		return false;
	memcpy(word, *list, size);
	word[size] = '\0';
	*list += size;
	return true;
}

bool builtin_permits(const char *list, const char *permission)
{
	char glob[128];

	while (next_word(&list, glob, sizeof(glob)))
		if (text_glob(glob, permission))
			return true;
	return false;
}

bool builtin_next(struct builtin_walk *walk)
{
	char action[64];

	for (; walk->resource < countof(permissions); walk->resource++) {
		if (walk->actions == NULL)
			walk->actions = permissions[walk->resource].actions;
		if (next_word(&walk->actions, action, sizeof(action))) {
			(void)snprintf(walk->name, sizeof(walk->name), "core_%s_%s",
				permissions[walk->resource].resource, action);
			return true;
		}
		walk->actions = NULL;
	}
	return false;
}

/* Those of the other modules are too many for a table: any of their form is. */
bool builtin_permission_exists(const char *name)
{
	struct builtin_walk walk = { 0 };

	if (!text_starts(name, "core_"))
		return text_glob("?*_?*_?*", name);
	while (builtin_next(&walk))
		if (strcmp(walk.name, name) == 0)
			return true;
	return false;
}
