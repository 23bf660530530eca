#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/facts/role_assignment.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* Source: extended.md 10. */
static const struct field fields[] = {
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "name", FIELD_NAME, .required = true },
	{ "email", FIELD_TEXT, .required = true },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "tags", FIELD_TAGS, .absent = "{}" },
	{ "accountIdentifier", .type = FIELD_ACCOUNT },
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "projectIdentifier", .type = FIELD_PROJECT },
	{ "governanceMetadata", FIELD_SERVER, .absent = "null" },
};

static bool check_update(struct act *act, struct draft *draft)
{
	struct json_object *old =
		body_parse(&act->pool, draft->old->spec, strlen(draft->old->spec));

	if (text_equal(body_text(old, "email"), body_text(draft->spec, "email")))
		return true;
	return act_refuse(act, CODE_INVALID_REQUEST,
		"The email of a service account cannot be changed");
}

static void removed(struct act *act, const struct row *row)
{
	role_assignment_forget(act, "SERVICE_ACCOUNT", row);
}

static bool narrow(struct act *act, struct store_search *search)
{
	search->ids = act_query_list(act, "identifiers");
	return true;
}

static void item(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_text(out, row->spec);
}

static void aggregate(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_char(out, '{');
	shape_member_raw(out, "serviceAccount", row->spec);
	shape_member_number(out, "createdAt", row->created);
	shape_member_number(out, "lastModifiedAt", row->updated);
	buf_text(out, ",\"tokensCount\":0,\"roleAssignmentsMetadataDTO\":[]}");
}

/* A missing one has another face here than in the plain kinds: class N5. */
static void serve_aggregate(struct act *act)
{
	if (entity_find(act) == NULL)
		act_refuse(act, CODE_INVALID_ARGUMENT,
			"Service account [%s] doesn't exist in scope", act->id);
	else
		verb_get(act);
}

static const struct dialect ng = {
	.read = verb_read_flat,
	.item = item,
	.form = SHAPE_LIST,
};

static const struct dialect whole = {
	.item = aggregate,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

#define BASE "/ng/api/serviceaccount"

static const struct route routes[] = {
	{ "GET", BASE, verb_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE, verb_create, WHERE_QUERY, "edit", .dialect = &ng },
	{ "PUT", BASE "/{id}", verb_update, WHERE_QUERY, "edit", .dialect = &ng },
	{ "DELETE", BASE "/{id}", verb_delete, WHERE_QUERY, "delete", .dialect = &ng },
	{ "GET", BASE "/aggregate", verb_list, WHERE_QUERY, "view", &whole,
		.reads = true },
	{ "GET", BASE "/aggregate/{id}", serve_aggregate, WHERE_QUERY, "view", &whole,
		.reads = true },
};

const struct fact fact_service_account = {
	.kind = "serviceAccount",
	.title = "Service Account",
	.resource = "serviceaccount",
	.audit = "SERVICE_ACCOUNT",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_FLAT,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_ERROR, CODE_INVALID_ARGUMENT,
			"Service account [{id}] doesn't exist in scope" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_ARGUMENT,
			"Service account [{id}] doesn't exist in scope" },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_INVALID_ARGUMENT,
			"Service account [{id}] doesn't exist in scope" },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"Try using different service account identifier, [{id}] already "
			"exists" },
		[WHEN_NO_ORG] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"org [{org}] not found." },
		[WHEN_NO_PROJECT] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"project [{project}] not found." },
		[WHEN_SCOPE_DIFFERS] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"the scope of the body is not that of the query" },
	},
	.order = ORDER_UPDATED,
	.check_update = check_update,
	.removed = removed,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
