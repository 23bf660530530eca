#include "providers/emulator/act.h"
#include "providers/emulator/facts/deployment.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/verb.h"

static const char *const types[] = { "PreProduction", "Production" };

/* Source: core.md 7. */
static const struct field fields[] = {
	{ "accountId", .type = FIELD_ACCOUNT },
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "projectIdentifier", .type = FIELD_PROJECT },
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "name", FIELD_ENTITY_NAME, .absent = "\"\"" },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "color", FIELD_TEXT, .absent = "\"#0063F7\"" },
	{ "type", FIELD_ENUM, .required = true, .values = types,
		.value_count = countof(types) },
	{ "deleted", FIELD_SERVER, .absent = "false" },
	{ "tags", FIELD_TAGS, .absent = "{}" },
	{ "yaml", FIELD_TEXT, .absent = "\"\"" },
	{ "storeType", FIELD_SERVER, .absent = "\"INLINE\"" },
	{ "connectorRef", FIELD_SERVER, .absent = "null" },
	{ "entityGitDetails", FIELD_SERVER, .absent = "null" },
};

static const char *const compared[] = { "identifier", "orgIdentifier",
	"projectIdentifier", "name", "type", "description", "tags" };
static const char *const written[] = { "name", "identifier", "orgIdentifier",
	"projectIdentifier", "description", "tags", "type" };

/* The words are inferred; that entries are named stands in core.md 7. */
static bool differs(
	struct act *act, const char *field, const char *json, const char *yaml)
{
	return act_refuse(act, CODE_INVALID_REQUEST,
		"Environment yaml and request do not match: %s is [%s] in the request "
		"and [%s] in the yaml",
		field, json != NULL ? json : "", yaml != NULL ? yaml : "");
}

static const struct deployment deployment = { "environment", differs, compared,
	countof(compared), written, countof(written) };

static bool check(struct act *act, struct draft *draft)
{
	struct json_object *document;

	return deployment_check(act, draft, &deployment, &document);
}

static bool narrow(struct act *act, struct store_search *search)
{
	search->ids = act_query_list(act, "envIdentifiers");
	return true;
}

static bool accept_filter(void *context, const struct row *row)
{
	struct json_object *const *filter = context;
	struct body_pool pool = { 0 };
	struct json_object *spec = body_parse(&pool, row->spec, strlen(row->spec));
	bool accepted = list_holds(body_at(*filter, "environmentIdentifiers"), row->id) &&
			list_holds(body_at(*filter, "environmentNames"),
				body_text(spec, "name")) &&
			list_holds(body_at(*filter, "environmentTypes"), row->type) &&
			list_tagged(body_at(*filter, "tags"), body_at(spec, "tags")) &&
			list_text(body_at(*filter, "description"),
				body_text(spec, "description"));

	body_release(&pool);
	return accepted;
}

/* The variant with parents and a filter in the body. */
static void serve_list_v2(struct act *act)
{
	struct store_search search;
	struct json_object *filter = NULL;

	if (act->body_size > 0 && !act_input(act, &filter))
		return;
	if (!list_search(act, &search))
		return;
	if (act_query_bool(act, "includeAllAccessibleAtScope", false))
		search.span = SPAN_UP;
	search.accept = accept_filter;
	search.context = &filter;
	list_run(act, &search);
}

static void denied(struct act *act, struct buf *out, const char *governance)
{
	(void)act;
	buf_format(out,
		"{\"environment\":null,\"createdAt\":null,\"lastModifiedAt\":null,"
		"\"governanceMetadata\":%s}",
		governance);
}

static const struct paging paging = { "page", "size", 100, 0, false, "sort" };

static const struct dialect ng = {
	.read = verb_read_flat,
	.item = verb_write_spec,
	.brief = deployment_brief,
	.denied = denied,
	.paging = &paging,
	.form = SHAPE_A,
};

static const struct route routes[] = {
	{ "GET", "/ng/api/environmentsV2", verb_list, WHERE_QUERY, "view", &ng,
		.reads = true },
	{ "POST", "/ng/api/environmentsV2/listV2", serve_list_v2, WHERE_QUERY, "view",
		&ng, .reads = true },
	{ "GET", "/ng/api/environmentsV2/{id}", verb_get, WHERE_REFERENCE, "view", &ng,
		.reads = true },
	{ "POST", "/ng/api/environmentsV2", verb_create, WHERE_BODY, "edit",
		.dialect = &ng },
	{ "POST", "/ng/api/environmentsV2/batch", verb_create_each, WHERE_BODY, "edit",
		.dialect = &ng },
	{ "PUT", "/ng/api/environmentsV2", verb_update, WHERE_BODY, "edit",
		.dialect = &ng },
	{ "PUT", "/ng/api/environmentsV2/upsert", verb_upsert, WHERE_BODY, "edit",
		.dialect = &ng },
	{ "DELETE", "/ng/api/environmentsV2/{id}", verb_delete, WHERE_REFERENCE, "delete",
		.dialect = &ng },
};

const struct fact fact_environment = {
	.kind = "environment",
	.title = "Environment",
	.wrapper = "environment",
	.resource = "environment",
	.audit = "ENVIRONMENT",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_GOVERNED | FACT_FORCE | FACT_BODY_SCOPE | FACT_LOCK | FACT_FLAT | FACT_REMOTE,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"Environment with identifier [{id}] {in} not found" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Environment [{id}] {under} doesn't exist." },
		[WHEN_DELETE_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"Environment with identifier [{id}] {in} not found" },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Error while saving environment [{id}]: Environment [{id}] {under} "
			"already exists" },
		[WHEN_NO_ORG] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"org [{org}] not found." },
		[WHEN_NO_PROJECT] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"project [{project}] not found." },
		[WHEN_REFERENCED] = { FACE_ERROR, CODE_ENTITY_REFERENCE_EXCEPTION,
			"The environment {id} cannot be deleted because it is being referenced "
			"in {users} entities. To delete your environment, please remove the "
			"reference(s) from these entities." },
	},
	.type_field = "type",
	.order = ORDER_CREATED,
	.tail = "\"governanceMetadata\":null",
	.check = check,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
