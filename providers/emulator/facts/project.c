#include "providers/emulator/act.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/scope.h"
#include "providers/emulator/verb.h"

/* Source: core.md 6. */
static const struct field fields[] = {
	{ "orgIdentifier", .type = FIELD_ORG },
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "name", FIELD_NAME, .required = true },
	{ "color", FIELD_TEXT, .absent = "\"#0063F7\"" },
	{ "modules", FIELD_SERVER,
		.absent = "[\"CD\",\"CI\",\"CF\",\"CE\",\"CV\",\"STO\",\"CHAOS\",\"SRM\","
			  "\"IACM\",\"CET\",\"IDP\",\"CODE\",\"SSCA\",\"CORE\",\"PMS\","
			  "\"TEMPLATESERVICE\",\"SEI\",\"HAR\",\"DBOPS\",\"FME\"]" },
	{ "description", FIELD_TEXT, .absent = "\"\"", .limit = 1024 },
	{ "tags", FIELD_TAGS, .absent = "{}" },
};

/* The whole account where no organization is named; else that one. */
static bool narrow(struct act *act, struct store_search *search)
{
	search->ids = act_query_list(act, "identifiers");
	search->span = SPAN_DOWN;
	return true;
}

static bool accept_org(void *context, const struct row *row)
{
	const struct act *act = context;

	for (size_t i = 0; i < act->query_count; i++)
		if (text_equal(act->query[i].name, "orgIdentifiers") &&
			text_equal_nocase(act->query[i].value, row->org))
			return true;
	return false;
}

/* List of several organizations: all where none is named. */
static void serve_orgs(struct act *act)
{
	struct store_search search;

	if (!list_search(act, &search))
		return;
	if (act_query_list(act, "orgIdentifiers") != NULL) {
		search.accept = accept_org;
		search.context = act;
	}
	list_run(act, &search);
}

static const struct dialect ng = {
	.read = verb_read_json,
	.item = verb_write_spec,
	.paging = &paging_ng,
	.form = SHAPE_A,
};

static const struct route routes[] = {
	{ "GET", "/ng/api/projects", verb_list, WHERE_QUERY, "view", &ng, .reads = true },
	{ "GET", "/ng/api/projects/list", serve_orgs, WHERE_ACCOUNT, "view", &ng,
		.reads = true },
	{ "GET", "/ng/api/projects/{id}", verb_get, WHERE_DEFAULT, "view", &ng,
		.reads = true },
	{ "POST", "/ng/api/projects", verb_create, WHERE_DEFAULT, "create",
		.dialect = &ng },
	{ "PUT", "/ng/api/projects/{id}", verb_update, WHERE_DEFAULT, "edit",
		.dialect = &ng },
	{ "DELETE", "/ng/api/projects/{id}", verb_delete, WHERE_DEFAULT, "delete",
		.dialect = &ng },
};

const struct fact fact_project = {
	.kind = "project",
	.title = "Project",
	.wrapper = "project",
	.resource = "project",
	.audit = "PROJECT",
	.module = "CORE",
	.levels = LEVEL_ORG,
	.traits = FACT_FOLD | FACT_ETAG | FACT_LOCK,
	.opens = OPENS_PROJECT,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_ERROR, CODE_ENTITY_NOT_FOUND,
			"Project with orgIdentifier [{org}] and identifier [{id}] not found" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Project with orgIdentifier [{org}] and identifier [{id}] not found" },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_ENTITY_NOT_FOUND,
			"Project with orgIdentifier [{org}] and identifier [{id}] not found" },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"A project with identifier [{id}] and orgIdentifier [{org}] is already "
			"present" },
		[WHEN_NO_ORG] = { FACE_ERROR, CODE_INVALID_ARGUMENT,
			"Organization [{org}] in Account [{account}] does not exist" },
		[WHEN_SCOPE_DIFFERS] = { FACE_FAILURE, CODE_INVALID_REQUEST, "" },
	},
	.order = ORDER_UPDATED,
	.tail = "\"isFavorite\":false",
	.created = scope_opened,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
