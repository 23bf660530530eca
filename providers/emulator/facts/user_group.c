#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/facts/role_assignment.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* Source: extended.md 9. */
static const struct field fields[] = {
	{ "accountIdentifier", .type = FIELD_ACCOUNT },
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "projectIdentifier", .type = FIELD_PROJECT },
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "name", FIELD_NAME, .required = true },
	{ "users", FIELD_LIST, .absent = "[]" },
	{ "notificationConfigs", FIELD_LIST, .absent = "[]" },
	{ "externallyManaged", FIELD_BOOL, .absent = "false" },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "tags", FIELD_TAGS, .absent = "{}" },
	{ "harnessManaged", FIELD_SERVER, .absent = "false" },
	{ "isSsoLinked", FIELD_BOOL, .absent = "false" },
	{ "ssoLinked", FIELD_BOOL, .absent = "false" },
	{ "linkedSsoId", FIELD_TEXT, .absent = "null" },
	{ "linkedSsoDisplayName", FIELD_TEXT, .absent = "null" },
	{ "linkedSsoType", FIELD_TEXT, .absent = "null" },
	{ "ssoGroupId", FIELD_TEXT, .absent = "null" },
	{ "ssoGroupName", FIELD_TEXT, .absent = "null" },
};

/* There is no directory of users here: every one is kept, once. */
static bool check(struct act *act, struct draft *draft)
{
	struct json_object *users = body_at(draft->spec, "users");
	struct json_object *kept = body_new_list(&act->pool);
	struct json_object *seen = body_new_object(&act->pool);

	for (size_t i = 0; i < body_count(users); i++) {
		const char *user = body_scalar(body_item(users, i));

		if (user == NULL)
			user = body_text(body_item(users, i), "email");
		if (user == NULL || body_has(seen, user))
			continue;
		body_put_bool(seen, user, true);
		body_append(kept, body_new_text(&act->pool, user));
	}
	body_put(draft->spec, "users", kept);
	return true;
}

static void removed(struct act *act, const struct row *row)
{
	role_assignment_forget(act, "USER_GROUP", row);
}

static const struct {
	const char *filter;
	enum span span;
} filters[] = {
	{ "INCLUDE_CHILD_SCOPE_GROUPS", SPAN_DOWN },
	{ "INCLUDE_INHERITED_GROUPS", SPAN_UP },
};

static bool narrow(struct act *act, struct store_search *search)
{
	const char *filter = act_query(act, "filterType");

	for (size_t i = 0; i < countof(filters); i++)
		if (text_equal(filters[i].filter, filter))
			search->span = filters[i].span;
	return true;
}

static void item(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_text(out, row->spec);
}

/* Users as objects: the identifier here is the e-mail itself. */
static void item_v2(struct act *act, struct buf *out, const struct row *row)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));
	struct json_object *users = body_at(spec, "users");
	struct json_object *objects = body_new_list(&act->pool);

	for (size_t i = 0; i < body_count(users); i++) {
		struct json_object *user = body_new_object(&act->pool);

		body_put(user, "id", body_item(users, i));
		body_put(user, "name", body_item(users, i));
		body_put(user, "email", body_item(users, i));
		body_append(objects, user);
	}
	body_put(spec, "users", objects);
	buf_text(out, body_format(spec));
}

static void serve_batch(struct act *act)
{
	struct json_object *filter, *ids;
	struct store_search search;
	const char *term;

	if (!act_input(act, &filter) || !list_search(act, &search))
		return;
	ids = body_at(filter, "identifierFilter");
	term = body_text(filter, "searchTerm");
	if (body_count(ids) > 0)
		search.ids = body_format(ids);
	if (term != NULL && term[0] != '\0')
		search.term = term;
	list_run(act, &search);
}

static const struct dialect ng = {
	.read = verb_read_flat,
	.item = item,
	.deleted = item,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

static const struct dialect v2 = { .read = verb_read_flat, .item = item_v2 };

static const struct dialect array = { .item = item, .form = SHAPE_LIST };

#define BASE "/ng/api/user-groups"
#define V2 "/ng/api/v2/user-groups"

static const struct route routes[] = {
	{ "GET", BASE, verb_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE "/batch", serve_batch, WHERE_QUERY, "view", &array,
		.reads = true },
	{ "GET", BASE "/{id}", verb_get, WHERE_QUERY, "view", &ng, .reads = true },
	{ "GET", V2 "/{id}", verb_get, WHERE_QUERY, "view", &v2, .reads = true },
	{ "POST", BASE, verb_create, WHERE_QUERY, "manage", .dialect = &ng },
	{ "PUT", BASE, verb_update, WHERE_QUERY, "manage", .dialect = &ng },
	{ "POST", V2, verb_create, WHERE_QUERY, "manage", .dialect = &v2 },
	{ "PUT", V2, verb_update, WHERE_QUERY, "manage", .dialect = &v2 },
	{ "DELETE", BASE "/{id}", verb_delete, WHERE_QUERY, "manage", .dialect = &ng },
};

const struct fact fact_user_group = {
	.kind = "userGroup",
	.title = "User Group",
	.resource = "usergroup",
	.audit = "USER_GROUP",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_ETAG | FACT_FLAT,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"User Group with identifier [{id}] not found {in}" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_USER_GROUP_ERROR,
			"User Group is not available {in}" },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_USER_GROUP_ERROR,
			"User Group is not available {in}" },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"Try using different user group identifier, [{id}] cannot be used" },
		[WHEN_NO_ORG] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"org [{org}] not found." },
		[WHEN_NO_PROJECT] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"project [{project}] not found." },
		[WHEN_SCOPE_DIFFERS] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"the scope of the body is not that of the query" },
		[WHEN_MANAGED] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Update/Delete operation not supported for Default User Group "
			"(identifier: [{id}])" },
	},
	.order = ORDER_UPDATED,
	.check = check,
	.removed = removed,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
