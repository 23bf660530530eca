#include "model/kinds/kinds.h"

/*
 * Source: core.md 11; sdk api_role_assignments.go, prov role_assignments.go. The
 * scope is in the query alone. Unique by identifier and by the tuple of scope,
 * role, resource group and principal; nothing but `disabled` can change.
 */
static const char *const principals[] = { "USER", "USER_GROUP", "SERVICE", "API_KEY",
	"SERVICE_ACCOUNT" };
static const char *const levels[] = { "account", "organization", "project" };

#define ONE_OF(table) .values = (table), .value_count = countof(table)
#define GRANT (FIELD_REQUIRED | FIELD_IMMUTABLE | FIELD_TUPLE)

static const struct field fields[] = {
	{ "identifier", FIELD_TEXT, .traits = FIELD_IMMUTABLE },
	{ "orgIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE | FIELD_READ_ONLY },
	{ "projectIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE | FIELD_READ_ONLY },
	{ "resourceGroupIdentifier", FIELD_TEXT, .traits = GRANT },
	{ "roleIdentifier", FIELD_TEXT, .traits = GRANT },
	{ "roleReference", FIELD_MAP, .traits = FIELD_IMMUTABLE },
	{ "roleReference.identifier", FIELD_TEXT, .traits = FIELD_IMMUTABLE },
	{ "roleReference.scopeLevel", FIELD_ENUM, .traits = FIELD_IMMUTABLE,
		ONE_OF(levels) },
	{ "principal", FIELD_MAP, .traits = FIELD_REQUIRED },
	{ "principal.identifier", FIELD_TEXT, .traits = GRANT },
	{ "principal.type", FIELD_ENUM, .traits = GRANT, ONE_OF(principals) },
	{ "principal.scopeLevel", FIELD_ENUM, .traits = FIELD_IMMUTABLE | FIELD_TUPLE,
		ONE_OF(levels) },
	{ "disabled", FIELD_BOOL, .fallback = "false" },
	{ "managed", FIELD_BOOL, .traits = FIELD_READ_ONLY },
	{ "internal", FIELD_BOOL, .traits = FIELD_READ_ONLY },
};

static const struct reference references[] = {
	{ .path = "roleIdentifier", .kind = "role", .style = REFERENCE_PLAIN },
	{
		.path = "resourceGroupIdentifier",
		.kind = "resourceGroup",
		.style = REFERENCE_PLAIN,
	},
	{
		.path = "principal.identifier",
		.kind = "userGroup",
		.style = REFERENCE_LEVEL,
		.level = "scopeLevel",
		.when = { "principal.type", "USER_GROUP" },
	},
	{
		.path = "principal.identifier",
		.kind = "serviceAccount",
		.style = REFERENCE_NEAREST,
		.level = "scopeLevel",
		.when = { "principal.type", "SERVICE_ACCOUNT" },
	},
};

/* Source: core.md 11.4. */
static const struct condition guards[] = {
	{ "roleIdentifier", "_account_admin" },
	{ "roleIdentifier", "_organization_admin" },
	{ "roleIdentifier", "_project_admin" },
};

/*
 * The grants of whoever made an organization, a project or the account, and the one
 * that a project's grant for a group of the account brings along. Source: core.md 5, 6,
 * 11.1 (the identifier), 11.3, 11.5.
 */
#define MADE_BY_SERVER "role_assignment_????????????????????"
#define GRANTED(role, group, principal) \
	{ \
		MADE_BY_SERVER, \
			{ \
				{ "roleIdentifier", role }, \
				{ "resourceGroupIdentifier", group }, \
				{ "principal.type", principal }, \
			}, \
			.with_scope = true \
	}
static const struct generated generated[] = {
	GRANTED("_account_admin", "_all_resources_including_child_scopes", "USER"),
	GRANTED("_organization_admin", "_all_resources_including_child_scopes", "USER"),
	GRANTED("_organization_admin", "_all_resources_including_child_scopes",
		"SERVICE_ACCOUNT"),
	GRANTED("_organization_admin", "_all_organization_level_resources", "USER"),
	GRANTED("_organization_admin", "_all_organization_level_resources",
		"SERVICE_ACCOUNT"),
	GRANTED("_project_admin", "_all_project_level_resources", "USER"),
	GRANTED("_project_admin", "_all_project_level_resources", "SERVICE_ACCOUNT"),
	{
		.identifier = MADE_BY_SERVER,
		.conditions = {
			{ "roleIdentifier", "_organization_viewer" },
			{ "resourceGroupIdentifier",
				"_all_organization_level_resources" },
			{ "principal.type", "USER_GROUP" },
			{ "principal.scopeLevel", "account" },
		},
	},
};

static const struct operation creates[] = {
	{
		.method = METHOD_POST,
		.path = "/authz/api/roleassignments",
		.body = BODY_JSON,
		.answer = "roleAssignment",
	},
};

static const struct operation updates[] = {
	{
		.method = METHOD_PUT,
		.path = "/authz/api/roleassignments/{id}",
		.body = BODY_JSON,
		.answer = "roleAssignment",
	},
};

/* Where the aggregate of the wide list differs from the plain item (core.md 11.2). */
static const struct rename renames[] = {
	{ "role.role.identifier", "roleIdentifier" },
	{ "resourceGroup.identifier", "resourceGroupIdentifier" },
};

const struct kind kind_role_assignment = {
	.name = "roleAssignment",
	.folder = "role_assignments",
	.scopes = SCOPE_ANY,
	.traits = KIND_TUPLE | KIND_SUCCESSOR,
	.audit = "ROLE_ASSIGNMENT",
	.fields = fields,
	.field_count = countof(fields),
	.references = references,
	.reference_count = countof(references),
	.generated = generated,
	.generated_count = countof(generated),
	.guards = guards,
	.guard_count = countof(guards),
	.weakened = { "disabled", "true" },
	.family = &family_ng,
	.lists = {
		{
			.span = SPAN_BELOW,
			.method = METHOD_POST,
			.path = "/authz/api/roleassignments/v2/filter",
			.body = "{\"scopeFilters\":[{\"filter\":\"INCLUDING_CHILD_SCOPES\","
				"\"accountIdentifier\":\"{account}\","
				"\"orgIdentifier\":\"{org}\","
				"\"projectIdentifier\":\"{project}\"}]}",
			.paging = PAGING_INDEX,
			.page_size = 100,
			.item = "",
			.scope = "scope",
			.renames = renames,
			.rename_count = countof(renames),
		},
		{
			.span = SPAN_EXACT,
			.method = METHOD_GET,
			.path = "/authz/api/roleassignments",
			.paging = PAGING_INDEX,
			.page_size = 100,
			.item = "roleAssignment",
			.scope = "scope",
		},
	},
	.get = {
		.method = METHOD_GET,
		.path = "/authz/api/roleassignments/{id}",
		.answer = "roleAssignment",
	},
	.creates = creates,
	.create_count = countof(creates),
	.updates = updates,
	.update_count = countof(updates),
	.remove = { .method = METHOD_DELETE, .path = "/authz/api/roleassignments/{id}" },
};
