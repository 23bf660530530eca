#include "providers/emulator/act.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/verb.h"

static const char *const types[] = { "String" };
static const char *const value_types[] = { "FIXED", "FIXED_SET", "REGEX" };

/* Source: extended.md 11. */
static const struct field fields[] = {
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "name", FIELD_NAME, .required = true },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "projectIdentifier", .type = FIELD_PROJECT },
	{ "type", FIELD_ENUM, .required = true, .values = types,
		.value_count = countof(types) },
	{ "spec", FIELD_OBJECT, .required = true },
};

static bool check(struct act *act, struct draft *draft)
{
	struct json_object *given = body_at(draft->spec, "spec");
	struct json_object *spec = body_new_object(&act->pool);
	const char *type = body_text(given, "valueType");
	const char *value = body_text(given, "fixedValue");
	bool known = false;

	for (size_t i = 0; i < countof(value_types); i++)
		known = known || text_equal(value_types[i], type);
	if (!known) {
		act_fault(act, "variable.spec.valueType", "must be FIXED");
		return act_faultless(act);
	}
	if (value == NULL || strspn(value, " \t\n") == strlen(value))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"fixedValue cannot be blank for a variable of type FIXED");
	body_put_text(spec, "valueType", type);
	body_put_text(spec, "fixedValue", value);
	body_put(draft->spec, "spec", spec);
	return true;
}

static bool check_update(struct act *act, struct draft *draft)
{
	struct json_object *old =
		body_parse(&act->pool, draft->old->spec, strlen(draft->old->spec));

	if (text_equal(body_text(old, "spec.valueType"),
		    body_text(draft->spec, "spec.valueType")))
		return true;
	return act_refuse(
		act, CODE_INVALID_REQUEST, "Variable valueType change is not allowed");
}

/* The answers repeat the value beside the one sent (extended.md 11). */
static void item(struct act *act, struct buf *out, const struct row *row)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));
	struct json_object *inner = body_at(spec, "spec");

	body_put_text(inner, "value", body_text(inner, "fixedValue"));
	buf_char(out, '{');
	shape_member_raw(out, "variable", body_format(spec));
	shape_member_number(out, "createdAt", row->created);
	shape_member_number(out, "lastModifiedAt", row->updated);
	buf_char(out, '}');
}

/* The flag of a successful delete is computed wrongly by the vendor. */
static void deleted(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	(void)row;
	buf_text(out, "false");
}

static bool narrow(struct act *act, struct store_search *search)
{
	if (act_query_bool(act, "includeVariablesFromEverySubScope", false))
		search->span = SPAN_DOWN;
	return true;
}

static const struct dialect ng = {
	.read = verb_read_json,
	.item = item,
	.deleted = deleted,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

#define BASE "/ng/api/variables"

static const struct route routes[] = {
	{ "GET", BASE, verb_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "GET", BASE "/{id}", verb_get, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE, verb_create, WHERE_BODY, "edit", .dialect = &ng },
	{ "PUT", BASE, verb_update, WHERE_BODY, "edit", .dialect = &ng },
	{ "DELETE", BASE "/{id}", verb_delete, WHERE_QUERY, "delete", .dialect = &ng },
};

#define MISSING "Variable with identifier [{id}] not found {in}"

const struct fact fact_variable = {
	.kind = "variable",
	.title = "Variable",
	.wrapper = "variable",
	.resource = "variable",
	.audit = "VARIABLE",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_BODY_SCOPE,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			MISSING },
		[WHEN_PUT_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			MISSING },
		[WHEN_DELETE_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			MISSING },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"A variable with identifier [{id}] and orgIdentifier [{org}] and "
			"projectIdentifier [{project}] is already present" },
		[WHEN_NO_ORG] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"org [{org}] not found." },
		[WHEN_NO_PROJECT] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"project [{project}] not found." },
	},
	.order = ORDER_UPDATED,
	.check = check,
	.check_update = check_update,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
