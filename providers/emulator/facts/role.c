#include "providers/emulator/facts/role.h"

#include "model/limits.h"
#include "providers/emulator/act.h"
#include "providers/emulator/builtin.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* Source: extended.md 7. */
static const struct field fields[] = {
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "name", FIELD_NAME, .required = true },
	{ "permissions", FIELD_LIST, .absent = "[]" },
	{ "allowedScopeLevels", FIELD_LIST, .absent = "[]" },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "tags", FIELD_TAGS, .absent = "{}" },
};

static const struct {
	const char *name;
	enum scope_level level;
} levels[] = {
	{ "account", LEVEL_ACCOUNT },
	{ "organization", LEVEL_ORG },
	{ "project", LEVEL_PROJECT },
};

static const char *own_level(const struct act *act)
{
	size_t i = 0;

	while (levels[i].level != rules_level_of(act->org, act->project))
		i++;
	return levels[i].name;
}

/* A custom role holds exactly its own level. */
static bool check(struct act *act, struct draft *draft)
{
	struct json_object *list = body_at(draft->spec, "allowedScopeLevels");
	struct json_object *permissions = body_at(draft->spec, "permissions");
	const char *level = own_level(act);

	if (act->id[0] == '_' && builtin_role_find(act->id) != NULL)
		return rules_refuse(act, WHEN_MANAGED);
	for (size_t i = 0; i < body_count(list); i++)
		if (!text_equal(body_scalar(body_item(list, i)), level))
			return act_refuse(act, CODE_INVALID_ARGUMENT,
				"a custom role can have only the scope level %s", level);
	if (body_count(list) == 0)
		body_append(list, body_new_text(&act->pool, level));
	for (size_t i = 0; i < body_count(permissions); i++) {
		const char *name = body_scalar(body_item(permissions, i));

		if (name == NULL || !builtin_permission_exists(name))
			return act_refuse(act, CODE_INVALID_REQUEST,
				"Permission identifier [%s] does not exist",
				name != NULL ? name : "");
	}
	return true;
}

static void write_tail(struct act *act, struct buf *out, const char *org,
	const char *project, bool managed, int64_t created, int64_t updated)
{
	buf_text(out, ",\"scope\":");
	if (managed) {
		buf_text(out, "null");
	} else {
		buf_char(out, '{');
		shape_member(out, "accountIdentifier", act->world->account);
		shape_member(out, "orgIdentifier", org[0] != '\0' ? org : NULL);
		shape_member(
			out, "projectIdentifier", project[0] != '\0' ? project : NULL);
		buf_char(out, '}');
	}
	shape_member_bool(out, "harnessManaged", managed);
	shape_member_number(out, "createdAt", created);
	shape_member_number(out, "lastModifiedAt", updated);
	buf_char(out, '}');
}

static void item(struct act *act, struct buf *out, const struct row *row)
{
	buf_char(out, '{');
	shape_member_raw(out, "role", row->spec);
	write_tail(act, out, row->org, row->project, false, row->created, row->updated);
}

static void write_permissions(struct buf *out, const struct builtin_role *role)
{
	struct builtin_walk walk = { 0 };
	bool first = true;

	buf_text(out, ",\"permissions\":[");
	while (builtin_next(&walk)) {
		if (!builtin_permits(role->permissions, walk.name))
			continue;
		buf_text(out, first ? "" : ",");
		shape_text(out, walk.name);
		first = false;
	}
	buf_char(out, ']');
}

static void write_levels(struct buf *out, unsigned allowed)
{
	bool first = true;

	buf_text(out, ",\"allowedScopeLevels\":[");
	for (size_t i = 0; i < countof(levels); i++) {
		if ((allowed & levels[i].level) == 0)
			continue;
		buf_text(out, first ? "" : ",");
		shape_text(out, levels[i].name);
		first = false;
	}
	buf_char(out, ']');
}

static void write_builtin(
	struct act *act, struct buf *out, const struct builtin_role *role)
{
	buf_text(out, "{\"role\":{");
	shape_member(out, "identifier", role->id);
	shape_member(out, "name", role->name);
	write_permissions(out, role);
	write_levels(out, role->levels);
	buf_text(out, ",\"description\":\"\",\"tags\":{}}");
	write_tail(act, out, "", "", true, 0, 0);
}

/* A role of a higher scope may be assigned below (core.md 11.1, roleReference). */
static const struct row *find_role(
	struct act *act, const char *id, const char *org, const char *project)
{
	const struct row *row = entity_at(act, "role", org, project, id);

	if (row == NULL && project[0] != '\0')
		row = entity_at(act, "role", org, "", id);
	if (row == NULL && org[0] != '\0')
		row = entity_at(act, "role", "", "", id);
	return row;
}

void role_write_at(struct act *act, struct buf *out, const char *id, const char *org,
	const char *project)
{
	const struct builtin_role *builtin = builtin_role_find(id);
	const struct row *row = builtin == NULL ? find_role(act, id, org, project) : NULL;

	if (builtin != NULL)
		write_builtin(act, out, builtin);
	else if (row != NULL)
		item(act, out, row);
	else
		buf_text(out, "null");
}

void role_write(struct act *act, struct buf *out, const char *id)
{
	role_write_at(act, out, id, act->org, act->project);
}

/* ---- built-in ones stand in every list, before the stored ones ---- */

static bool is_listed(const struct act *act, const struct builtin_role *role)
{
	const char *term = act_query(act, "searchTerm");

	return !role->internal &&
	       (role->levels & rules_level_of(act->org, act->project)) != 0 &&
	       (term == NULL || strcasestr(role->name, term) != NULL ||
		       strcasestr(role->id, term) != NULL);
}

static void serve_list(struct act *act)
{
	size_t count, listed = 0;
	const struct builtin_role *roles = builtin_roles(&count);
	const char **ids = arena_array(&act->arena, count, sizeof(*ids));

	if (!rules_level(act) || !rules_access(act, "view"))
		return;
	for (size_t i = 0; i < count; i++)
		if (is_listed(act, &roles[i]))
			ids[listed++] = roles[i].id;
	list_run_after(act, ids, listed, role_write);
}

static void serve_get(struct act *act)
{
	if (!rules_level(act) || !rules_access(act, "view"))
		return;
	if (builtin_role_find(act->id) == NULL) {
		verb_get(act);
		return;
	}
	shape_envelope_open(&act->out);
	role_write(act, &act->out, act->id);
	shape_envelope_close(&act->out);
}

static void serve_permissions(struct act *act)
{
	struct builtin_walk walk = { 0 };
	const char *comma = "";

	shape_envelope_open(&act->out);
	buf_char(&act->out, '[');
	while (builtin_next(&walk)) {
		buf_format(&act->out, "%s{\"permission\":{", comma);
		comma = ",";
		shape_member(&act->out, "identifier", walk.name);
		shape_member(&act->out, "name", walk.name);
		buf_text(&act->out,
			",\"status\":\"ACTIVE\",\"allowedScopeLevels\":[\"account\","
			"\"organization\",\"project\"]},\"createdAt\":0,"
			"\"lastModifiedAt\":0}");
	}
	buf_char(&act->out, ']');
	shape_envelope_close(&act->out);
}

static bool accept_role(void *context, const struct row *row)
{
	return strstr(row->spec, context) != NULL;
}

/* The role's assignments in its scope go with it (extended.md 1.8). */
static void removed(struct act *act, const struct row *row)
{
	const struct store_search search = { .kind = "roleAssignment",
		.org = row->org,
		.project = row->project,
		.viewer = "",
		.limit = INT32_MAX,
		.accept = accept_role,
		.context =
			arena_format(&act->arena, "\"roleIdentifier\":\"%s\"", row->id) };
	struct store_rows rows;

	store_list(act->world->store, &act->arena, &search, &rows);
	for (size_t i = 0; i < rows.count; i++)
		store_delete(act->world->store, rows.items[i].serial);
}

static const struct dialect ng = {
	.read = verb_read_flat,
	.item = item,
	.deleted = item,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

#define BASE "/authz/api/roles"

static const struct route routes[] = {
	{ "GET", BASE, serve_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "GET", BASE "/{id}", serve_get, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE, verb_create, WHERE_QUERY, "edit", .dialect = &ng },
	{ "PUT", BASE "/{id}", verb_update, WHERE_QUERY, "edit", .dialect = &ng },
	{ "DELETE", BASE "/{id}", verb_delete, WHERE_QUERY, "delete", .dialect = &ng },
	{ "GET", "/authz/api/permissions", serve_permissions, WHERE_QUERY, NULL, &ng,
		.reads = true },
};

const struct fact fact_role = {
	.kind = "role",
	.title = "Role",
	.resource = "role",
	.audit = "ROLE",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_FLAT,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"Role not found with the given scope and identifier [{id}]" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Could not find the role in the scope {in}" },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Could not find the role in the scope {in}" },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"A role with identifier {id} in this scope is already present" },
		[WHEN_NO_ORG] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"org [{org}] not found." },
		[WHEN_NO_PROJECT] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"project [{project}] not found." },
		[WHEN_MANAGED] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"{id} is the identifier of a role that Harness manages" },
	},
	.order = ORDER_UPDATED,
	.check = check,
	.removed = removed,
	.routes = routes,
	.route_count = countof(routes),
};
