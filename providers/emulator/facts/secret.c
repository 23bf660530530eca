#include "providers/emulator/facts/secret.h"

#include "model/limits.h"
#include "providers/emulator/act.h"
#include "providers/emulator/document.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/verb.h"

static const char *const types[] = { "SecretText", "SecretFile", "SSHKey",
	"WinRmCredentials" };

/* Source: core.md 10.2. */
static const struct field fields[] = {
	{ "type", FIELD_ENUM, .required = true, .values = types,
		.value_count = countof(types) },
	{ "name", FIELD_NAME, .required = true },
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "projectIdentifier", .type = FIELD_PROJECT },
	{ "tags", FIELD_TAGS, .absent = "{}" },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "spec", FIELD_OBJECT, .required = true },
};

static void item(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_char(out, '{');
	shape_member_raw(out, "secret", row->spec);
	shape_member_number(out, "createdAt", row->created);
	shape_member_number(out, "updatedAt", row->updated);
	shape_member_bool(out, "draft", (row->marks & ROW_MARK) != 0);
	buf_text(out, ",\"governanceMetadata\":null}");
}

static void denied(struct act *act, struct buf *out, const char *governance)
{
	(void)act;
	buf_format(out,
		"{\"secret\":null,\"createdAt\":null,\"updatedAt\":null,\"draft\":false,"
		"\"governanceMetadata\":%s}",
		governance);
}

/* ---- bodies ---- */

static bool take_wrapped(struct act *act, struct draft *draft, struct json_object *body)
{
	draft->input = body_at(body, "secret");
	if (body_type(draft->input) == BODY_OBJECT)
		return true;
	act_fault(act, "secret", "may not be null");
	return act_faultless(act);
}

static bool read_multipart(struct act *act, struct draft *draft)
{
	const struct act_part *spec = act_part(act, "spec"),
			      *file = act_part(act, "file");
	struct json_object *body;

	if (spec == NULL) {
		act_fault(act, "spec", "may not be null");
		return act_faultless(act);
	}
	if (file != NULL && file->size > LIMIT_SECRET_BYTES)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"File size limit exceeded: at most %zu bytes",
			(size_t)LIMIT_SECRET_BYTES);
	body = body_parse(&act->pool, spec->bytes, spec->size);
	if (body == NULL)
		return act_fail(act, CODE_INVALID_REQUEST, "Unable to process JSON");
	return take_wrapped(act, draft, body);
}

static bool read_yaml(struct act *act, struct draft *draft)
{
	struct document_fault fault;
	struct json_object *body =
		document_read(&act->pool, act->body, act->body_size, &fault);

	if (body == NULL)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"the secret yaml is %s at line %zu, column %zu", fault.text,
			fault.line, fault.column);
	return take_wrapped(act, draft, body);
}

/* ---- lists ---- */

static void widen(
	struct act *act, struct store_search *search, struct json_object *filter)
{
	static const char below[] = "includeSecretsFromEverySubScope";
	static const char above[] = "includeAllSecretsAccessibleAtScope";

	if (act_query_bool(act, above, body_bool(filter, above, false)))
		search->span = SPAN_UP;
	if (act_query_bool(act, below, body_bool(filter, below, false)))
		search->span = SPAN_DOWN;
}

static bool narrow(struct act *act, struct store_search *search)
{
	search->ids = act_query_list(act, "identifiers");
	search->types = act_query_list(act, "types");
	if (search->types == NULL)
		search->types = act_query_list(act, "type");
	widen(act, search, NULL);
	return true;
}

static bool accept_filter(void *context, const struct row *row)
{
	struct json_object *const *filter = context;
	struct body_pool pool = { 0 };
	struct json_object *spec = body_parse(&pool, row->spec, strlen(row->spec));
	const char *manager = body_text(spec, "spec.secretManagerIdentifier");
	bool accepted =
		list_text(body_at(*filter, "secretName"), body_text(spec, "name")) &&
		list_holds(body_at(*filter, "secretManagerIdentifiers"),
			manager != NULL ? manager : "") &&
		list_text(body_at(*filter, "description"),
			body_text(spec, "description")) &&
		list_tagged(body_at(*filter, "tags"), body_at(spec, "tags"));

	body_release(&pool);
	return accepted;
}

static bool needs_spec(struct json_object *filter)
{
	return body_text(filter, "secretName") != NULL ||
	       body_text(filter, "description") != NULL ||
	       body_count(body_at(filter, "secretManagerIdentifiers")) > 0 ||
	       body_members(body_at(filter, "tags")) > 0;
}

static void serve_list(struct act *act)
{
	struct json_object *filter = NULL, *ids, *wanted;
	struct store_search search;

	if ((act->body_size > 0 && !act_input(act, &filter)) ||
		!list_search(act, &search))
		return;
	ids = body_at(filter, "identifiers");
	wanted = body_at(filter, "secretTypes");
	if (body_count(ids) > 0)
		search.ids = body_format(ids);
	if (body_count(wanted) > 0)
		search.types = body_format(wanted);
	if (body_text(filter, "searchTerm") != NULL && body_text(filter, "searchTerm")[0])
		search.term = body_text(filter, "searchTerm");
	widen(act, &search, filter);
	if (needs_spec(filter)) {
		search.accept = accept_filter;
		search.context = &filter;
	}
	list_run(act, &search);
}

static const struct dialect ng = {
	.read = verb_read_json,
	.item = item,
	.denied = denied,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

static const struct dialect files = {
	.read = read_multipart,
	.item = item,
	.denied = denied,
};

static const struct dialect yaml = {
	.read = read_yaml,
	.item = item,
	.denied = denied,
};

static const struct secret_door file_door = { .file = true };
static const struct secret_door yaml_door = { .yaml = true };

#define BASE "/ng/api/v2/secrets"

static const struct route routes[] = {
	{ "GET", BASE, verb_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE "/list", serve_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE "/list/secrets", serve_list, WHERE_QUERY, "view", &ng,
		.reads = true },
	{ "GET", BASE "/{id}", verb_get, WHERE_QUERY, "view", &ng, .reads = true },
	{ "POST", BASE, verb_create, WHERE_QUERY, "edit", .dialect = &ng },
	{ "PUT", BASE "/{id}", verb_update, WHERE_QUERY, "edit", .dialect = &ng },
	{ "POST", BASE "/files", verb_create, WHERE_QUERY, "edit", &files, &file_door,
		.raw = true },
	{ "PUT", BASE "/files/{id}", verb_update, WHERE_QUERY, "edit", &files, &file_door,
		.raw = true },
	{ "POST", BASE "/yaml", verb_create, WHERE_QUERY, "edit", &yaml, &yaml_door,
		.raw = true },
	{ "PUT", BASE "/{id}/yaml", verb_update, WHERE_QUERY, "edit", &yaml, &yaml_door,
		.raw = true },
	{ "DELETE", BASE "/{id}", verb_delete, WHERE_QUERY, "delete", .dialect = &ng },
	{ "GET", BASE "/validateUniqueIdentifier/{id}", verb_is_free, WHERE_QUERY, NULL,
		&ng, .reads = true },
	{ "GET", BASE "/count", verb_count, WHERE_QUERY, "view", &ng, .reads = true },
};

const struct fact fact_secret = {
	.kind = "secret",
	.title = "Secret",
	.wrapper = "secret",
	.resource = "secret",
	.audit = "SECRET",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_GOVERNED | FACT_FORCE | FACT_HYPHEN,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"Secret with identifier [{id}] is not found {in}" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"No such secret found [{id}], please check identifier/scope and try "
			"again." },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_ENTITY_NOT_FOUND,
			"No such secret found [{id}], please check identifier/scope and try "
			"again." },
		[WHEN_SCOPE_DIFFERS] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Invalid request, scope in payload and params do not match." },
		[WHEN_REFERENCED] = { FACE_ERROR, CODE_ENTITY_REFERENCE_EXCEPTION,
			"Could not delete the secret {id} as it is referenced by other "
			"entities" },
		/* SSHKey and WinRmCredentials; the others have their own words below. */
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"Duplicate identifier, please try again with a new identifier" },
	},
	.type_field = "type",
	.order = ORDER_UPDATED,
	.check = secret_check,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
