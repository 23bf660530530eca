#include "providers/emulator/act.h"
#include "providers/emulator/builtin.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/facts/role.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* Source: extended.md 8. */
static const struct field fields[] = {
	{ "accountIdentifier", .type = FIELD_ACCOUNT },
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "projectIdentifier", .type = FIELD_PROJECT },
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "name", FIELD_NAME, .required = true },
	{ "color", FIELD_TEXT, .absent = "\"#0063F7\"" },
	{ "tags", FIELD_TAGS, .absent = "{}" },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "allowedScopeLevels", FIELD_SERVER, .absent = "[]" },
	{ "includedScopes", FIELD_LIST, .absent = "[]" },
	{ "resourceFilter", FIELD_OBJECT,
		.absent = "{\"includeAllResources\":false,\"resources\":[]}" },
};

static const char *level_of(const struct act *act)
{
	if (act->project[0] != '\0')
		return "project";
	return act->org[0] != '\0' ? "organization" : "account";
}

static struct json_object *own_scope(struct act *act)
{
	struct json_object *scope = body_new_object(&act->pool);

	body_put_text(scope, "filter", "EXCLUDING_CHILD_SCOPES");
	body_put_text(scope, "accountIdentifier", act->world->account);
	if (act->org[0] != '\0')
		body_put_text(scope, "orgIdentifier", act->org);
	if (act->project[0] != '\0')
		body_put_text(scope, "projectIdentifier", act->project);
	return scope;
}

static bool is_inside(const struct act *act, struct json_object *scope)
{
	const char *org = body_text(scope, "orgIdentifier");
	const char *project = body_text(scope, "projectIdentifier");

	return text_equal(body_text(scope, "accountIdentifier"), act->world->account) &&
	       (act->org[0] == '\0' || text_equal(org, act->org)) &&
	       (act->project[0] == '\0' || text_equal(project, act->project));
}

/* The body's allowedScopeLevels give way to the level of the request. */
static bool check(struct act *act, struct draft *draft)
{
	struct json_object *scopes = body_at(draft->spec, "includedScopes");
	struct json_object *filter = body_at(draft->spec, "resourceFilter");
	struct json_object *level = body_new_list(&act->pool);

	if (builtin_group_find(act->id) != NULL)
		return rules_refuse(act, WHEN_MANAGED);
	body_append(level, body_new_text(&act->pool, level_of(act)));
	body_put(draft->spec, "allowedScopeLevels", level);
	if (body_count(scopes) == 0)
		body_append(scopes, own_scope(act));
	for (size_t i = 0; i < body_count(scopes); i++)
		if (!is_inside(act, body_item(scopes, i)))
			return act_refuse(act, CODE_INVALID_REQUEST,
				"Invalid included scope: it must lie inside the scope of "
				"the resource group");
	if (body_bool(filter, "includeAllResources", false) &&
		body_count(body_at(filter, "resources")) > 0)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"includeAllResources excludes resources");
	return true;
}

static void write_managed(struct buf *out, const struct builtin_group *group)
{
	buf_text(out, "{\"resourceGroup\":{");
	shape_member(out, "identifier", group->id);
	shape_member(out, "name", group->name);
	buf_text(out, ",\"color\":\"#0063F7\",\"tags\":{},\"description\":\"\","
		      "\"allowedScopeLevels\":[],\"includedScopes\":[{");
	shape_member(out, "filter",
		group->child_scopes ? "INCLUDING_CHILD_SCOPES"
				    : "EXCLUDING_CHILD_SCOPES");
	buf_text(out,
		"}],\"resourceFilter\":{\"includeAllResources\":true,\"resources\":[]}},"
		"\"createdAt\":0,\"lastModifiedAt\":0,\"harnessManaged\":true}");
}

static void write_builtin(struct act *act, struct buf *out, const char *id)
{
	(void)act;
	write_managed(out, builtin_group_find(id));
}

void role_write_group(struct act *act, struct buf *out, const char *id)
{
	const struct builtin_group *builtin = builtin_group_find(id);
	const struct row *row = NULL;

	if (builtin != NULL) {
		buf_char(out, '{');
		shape_member(out, "identifier", builtin->id);
		shape_member(out, "name", builtin->name);
		buf_char(out, '}');
		return;
	}
	row = entity_at(act, "resourceGroup", act->org, act->project, id);
	buf_text(out, row != NULL ? row->spec : "null");
}

const char *role_group_name(
	struct act *act, const char *id, const char *org, const char *project)
{
	const struct builtin_group *builtin = builtin_group_find(id);
	const struct row *row;

	if (builtin != NULL)
		return builtin->name;
	row = entity_at(act, "resourceGroup", org, project, id);
	return row != NULL ? row->name : NULL;
}

static void serve_list(struct act *act)
{
	size_t count, listed = 0;
	const struct builtin_group *groups = builtin_groups(&count);
	const char **ids = arena_array(&act->arena, count, sizeof(*ids));

	if (!rules_level(act) || !rules_access(act, "view"))
		return;
	for (size_t i = 0; i < count; i++)
		if ((groups[i].levels & rules_level_of(act->org, act->project)) != 0)
			ids[listed++] = groups[i].id;
	list_run_after(act, ids, listed, write_builtin);
}

static void serve_get(struct act *act)
{
	const struct builtin_group *builtin = builtin_group_find(act->id);

	if (!rules_level(act) || !rules_access(act, "view"))
		return;
	if (builtin == NULL) {
		verb_get(act);
		return;
	}
	shape_envelope_open(&act->out);
	write_managed(&act->out, builtin);
	shape_envelope_close(&act->out);
}

/* A missing one is no error here: "data": false. */
static void serve_delete(struct act *act)
{
	if (!rules_level(act))
		return;
	if (builtin_group_find(act->id) != NULL) {
		rules_refuse(act, WHEN_MANAGED);
		return;
	}
	if (entity_find(act) == NULL)
		verb_answer(act, "false");
	else
		verb_delete(act);
}

static const struct dialect ng = {
	.read = verb_read_json,
	.item = verb_write_spec,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

#define BASE "/resourcegroup/api/v2/resourcegroup"
#define MCP "/authz/api/v2/resourcegroup" /* mcp access-control.ts */

static const struct route routes[] = {
	{ "GET", BASE, serve_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE "/filter", serve_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "GET", BASE "/{id}", serve_get, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE, verb_create, WHERE_QUERY, "edit", .dialect = &ng },
	{ "PUT", BASE "/{id}", verb_update, WHERE_QUERY, "edit", .dialect = &ng },
	{ "DELETE", BASE "/{id}", serve_delete, WHERE_QUERY, "delete", .dialect = &ng },
	{ "GET", MCP, serve_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "GET", MCP "/{id}", serve_get, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", MCP, verb_create, WHERE_QUERY, "edit", .dialect = &ng },
	{ "DELETE", MCP "/{id}", serve_delete, WHERE_QUERY, "delete", .dialect = &ng },
};

const struct fact fact_resource_group = {
	.kind = "resourceGroup",
	.title = "Resource Group",
	.wrapper = "resourceGroup",
	.resource = "resourcegroup",
	.audit = "RESOURCE_GROUP",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_ERROR, CODE_RESOURCE_NOT_FOUND,
			"Resource Group with identifier [{id}] not found {in}" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Resource group with identifier [{id}] not found {in}" },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Resource group with identifier [{id}] not found {in}" },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"A resource group with identifier {id} already exists {in}" },
		[WHEN_NO_ORG] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"org [{org}] not found." },
		[WHEN_NO_PROJECT] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"project [{project}] not found." },
		[WHEN_MANAGED] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"{id} is the identifier of a resource group that Harness manages" },
	},
	.order = ORDER_UPDATED,
	.shows_managed = true,
	.check = check,
	.routes = routes,
	.route_count = countof(routes),
};
