#include "providers/emulator/act.h"
#include "providers/emulator/document.h"
#include "providers/emulator/facts/deployment.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/verb.h"

/* Source: core.md 8. */
static const struct field fields[] = {
	{ "accountId", .type = FIELD_ACCOUNT },
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "projectIdentifier", .type = FIELD_PROJECT },
	{ "name", FIELD_ENTITY_NAME, .absent = "\"\"" },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "deleted", FIELD_SERVER, .absent = "false" },
	{ "tags", FIELD_TAGS, .absent = "{}" },
	{ "yaml", FIELD_TEXT, .absent = "\"\"" },
	{ "v2Service", FIELD_SERVER, .absent = "true" },
	{ "storeType", FIELD_SERVER, .absent = "\"INLINE\"" },
	{ "connectorRef", FIELD_SERVER, .absent = "null" },
	{ "entityGitDetails", FIELD_SERVER, .absent = "null" },
};

static const char *const compared[] = { "identifier", "name", "orgIdentifier",
	"projectIdentifier" };
static const char *const written[] = { "name", "identifier", "description", "tags" };

static const struct {
	const char *field, *word;
} words[] = {
	{ "identifier", "Identifier" },
	{ "name", "name" },
	{ "orgIdentifier", "orgIdentifier" },
	{ "projectIdentifier", "projectIdentifier" },
};

static bool differs(
	struct act *act, const char *field, const char *json, const char *yaml)
{
	size_t i = 0;

	while (!text_equal(words[i].field, field))
		i++;
	return act_refuse(act, CODE_INVALID_REQUEST,
		"Service %s : %s in service request doesn't match with %s : %s given in "
		"yaml",
		words[i].word, json, words[i].field, yaml != NULL ? yaml : "");
}

static const struct deployment deployment = { "service", differs, compared,
	countof(compared), written, countof(written) };

static const char *const definition_type = "serviceDefinition.type";

static bool check(struct act *act, struct draft *draft)
{
	struct json_object *document;

	if (!deployment_check(act, draft, &deployment, &document))
		return false;
	draft->row.type = arena_text(&act->arena, body_text(document, definition_type));
	return true;
}

static struct json_object *old_document(struct act *act, const struct row *old)
{
	struct json_object *spec = body_parse(&act->pool, old->spec, strlen(old->spec));
	const char *yaml = body_text(spec, "yaml");
	struct document_fault fault;

	return yaml != NULL
		       ? body_at(document_read(&act->pool, yaml, strlen(yaml), &fault),
				 "service")
		       : NULL;
}

/* A service without a definition may get its first type. */
static bool check_update(struct act *act, struct draft *draft)
{
	struct json_object *before = old_document(act, draft->old), *after;
	const char *yaml = body_text(draft->spec, "yaml");
	const char *type = body_text(before, definition_type);
	struct document_fault fault;

	after = body_at(document_read(&act->pool, yaml, strlen(yaml), &fault), "service");
	if (type != NULL && !text_equal(type, body_text(after, definition_type)))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Service Deployment Type is not allowed to change.");
	if (type != NULL && body_bool(before, "gitOpsEnabled", false) !=
				    body_bool(after, "gitOpsEnabled", false))
		return act_refuse(act, CODE_INVALID_REQUEST,
			"GitOps Enabled is not allowed to change.");
	return true;
}

static bool narrow(struct act *act, struct store_search *search)
{
	search->ids = act_query_list(act, "serviceIdentifiers");
	search->types = act_query_list(act, "type");
	if (act_query_bool(act, "includeAllServicesAccessibleAtScope", false))
		search->span = SPAN_UP;
	return true;
}

static void denied(struct act *act, struct buf *out, const char *governance)
{
	(void)act;
	buf_format(out,
		"{\"service\":null,\"createdAt\":null,\"lastModifiedAt\":null,"
		"\"governanceMetadata\":%s}",
		governance);
}

static const struct paging paging = { "page", "size", 100, 1000, true, "sort" };

static const struct dialect ng = {
	.read = verb_read_flat,
	.item = verb_write_spec,
	.brief = deployment_brief,
	.denied = denied,
	.paging = &paging,
	.form = SHAPE_A,
};

static const struct route routes[] = {
	{ "GET", "/ng/api/servicesV2", verb_list, WHERE_QUERY, "view", &ng,
		.reads = true },
	{ "GET", "/ng/api/servicesV2/{id}", verb_get, WHERE_REFERENCE, "view", &ng,
		.reads = true },
	{ "POST", "/ng/api/servicesV2", verb_create, WHERE_BODY, "edit", .dialect = &ng },
	{ "POST", "/ng/api/servicesV2/batch", verb_create_page, WHERE_BODY, "edit",
		.dialect = &ng },
	{ "PUT", "/ng/api/servicesV2", verb_update, WHERE_BODY, "edit", .dialect = &ng },
	{ "PUT", "/ng/api/servicesV2/upsert", verb_upsert, WHERE_BODY, "edit",
		.dialect = &ng },
	{ "DELETE", "/ng/api/servicesV2/{id}", verb_delete, WHERE_REFERENCE, "delete",
		.dialect = &ng },
};

const struct fact fact_service = {
	.kind = "service",
	.title = "Service",
	.wrapper = "service",
	.resource = "service",
	.audit = "SERVICE",
	.module = "CORE",
	.levels = LEVEL_ACCOUNT | LEVEL_ORG | LEVEL_PROJECT,
	.traits = FACT_GOVERNED | FACT_FORCE | FACT_BODY_SCOPE | FACT_LOCK | FACT_FLAT | FACT_REMOTE |
		FACT_STRICT,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"Service with identifier [{id}] {in} not found" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Service [{id}] {under} doesn't exist." },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Service [{id}] {under} doesn't exist." },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Error while saving service [{id}]: Service [{id}] {under} already "
			"exists" },
		[WHEN_NO_ORG] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"org [{org}] not found." },
		[WHEN_NO_PROJECT] = { FACE_FAILURE, CODE_RESOURCE_NOT_FOUND_EXCEPTION,
			"project [{project}] not found." },
		[WHEN_REFERENCED] = { FACE_ERROR, CODE_ENTITY_REFERENCE_EXCEPTION,
			"The service {id} cannot be deleted because it is being referenced in "
			"{users} entities. To delete your service, please remove the "
			"reference(s) from these entities." },
	},
	.order = ORDER_CREATED,
	.tail = "\"governanceMetadata\":null",
	.check = check,
	.check_update = check_update,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
