#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/scope.h"
#include "providers/emulator/verb.h"

/* Source: core.md 5. */
static const struct field fields[] = {
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "name", FIELD_NAME, .required = true },
	{ "description", FIELD_TEXT, .absent = "\"\"", .limit = 1024 },
	{ "tags", FIELD_TAGS, .absent = "{}" },
};

/* "default cannot be ..." is inferred; that it is a 400 stands in core.md 5. */
static bool check(struct act *act, struct draft *draft)
{
	if (draft->old == NULL && text_equal_nocase(act->id, "default"))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"default cannot be used as org identifier");
	return true;
}

static bool narrow(struct act *act, struct store_search *search)
{
	search->ids = act_query_list(act, "identifiers");
	return true;
}

static const struct dialect ng = {
	.read = verb_read_json,
	.item = verb_write_spec,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

/* Source: core.md 5, last entry. Whether /v1 wraps its answers is inferred. */
static bool read_v1(struct act *act, struct draft *draft)
{
	struct json_object *body, *org;

	if (!act_input(act, &body))
		return false;
	org = body_at(body, "org");
	if (body_type(org) != BODY_OBJECT) {
		act_fault(act, "org", "may not be null");
		return act_faultless(act);
	}
	draft->input = body_copy(&act->pool, org);
	if (!body_has(draft->input, "identifier"))
		body_put(draft->input, "identifier",
			body_has(org, "slug") ? body_at(org, "slug")
					      : body_new_text(&act->pool, act->id));
	return true;
}

static void write_v1(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_char(out, '{');
	shape_member_raw(out, "org", row->spec);
	shape_member_number(out, "created", row->created);
	shape_member_number(out, "updated", row->updated);
	shape_member_bool(out, "harness_managed", (row->marks & ROW_MANAGED) != 0);
	buf_char(out, '}');
}

static const struct dialect v1 = {
	.read = read_v1,
	.item = write_v1,
	.deleted = write_v1,
	.paging = &paging_v1,
	.form = SHAPE_ARRAY,
	.bare = true,
};

static const struct route routes[] = {
	{ "GET", "/ng/api/organizations", verb_list, WHERE_ACCOUNT, "view", &ng,
		.reads = true },
	{ "GET", "/ng/api/organizations/{id}", verb_get, WHERE_ACCOUNT, "view", &ng,
		.reads = true },
	{ "POST", "/ng/api/organizations", verb_create, WHERE_ACCOUNT, "create",
		.dialect = &ng },
	{ "PUT", "/ng/api/organizations/{id}", verb_update, WHERE_ACCOUNT, "edit",
		.dialect = &ng },
	{ "DELETE", "/ng/api/organizations/{id}", verb_delete, WHERE_ACCOUNT, "delete",
		.dialect = &ng },
	{ "GET", "/v1/orgs", verb_list, WHERE_PATH, "view", &v1, .reads = true },
	{ "GET", "/v1/orgs/{id}", verb_get, WHERE_PATH, "view", &v1, .reads = true },
	{ "POST", "/v1/orgs", verb_create, WHERE_PATH, "create", .dialect = &v1 },
	{ "PUT", "/v1/orgs/{id}", verb_update, WHERE_PATH, "edit", .dialect = &v1 },
	{ "DELETE", "/v1/orgs/{id}", verb_delete, WHERE_PATH, "delete", .dialect = &v1 },
};

const struct fact fact_organization = {
	.kind = "organization",
	.title = "Organization",
	.wrapper = "organization",
	.resource = "organization",
	.audit = "ORGANIZATION",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT,
	.traits = FACT_FOLD | FACT_ETAG | FACT_LOCK,
	.opens = OPENS_ORG,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"Organization with identifier [{id}] not found" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Organization with identifier [{id}] not found" },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_ENTITY_NOT_FOUND,
			"Organization with identifier [{id}] not found" },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"An organization with identifier [{id}] is already present" },
		[WHEN_MANAGED] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Update/Delete operation not supported for Default Organization "
			"(identifier: [{id}])" },
	},
	.order = ORDER_MANAGED_NAME,
	.ascending = true,
	.shows_managed = true,
	.check = check,
	.created = scope_opened,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
