#include "providers/emulator/facts/pipeline.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/facts/execution.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/facts/inputs.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/verb.h"

/* The spec holds what the lists show of it; the YAML is the row's text.
 * Source: core.md 9.2. */
static const struct field fields[] = {
	{ "name", FIELD_TEXT, .required = true, .limit = 128 },
	{ "identifier", FIELD_IDENTIFIER, .required = true },
	{ "description", FIELD_TEXT, .absent = "\"\"" },
	{ "tags", FIELD_TAGS, .absent = "{}" },
	{ "modules", FIELD_SERVER, .absent = "[]" },
	{ "numOfStages", FIELD_SERVER, .absent = "0" },
	{ "stageNames", FIELD_SERVER, .absent = "[]" },
	{ "storeType", FIELD_SERVER, .absent = "\"INLINE\"" },
	{ "connectorRef", FIELD_SERVER, .absent = "null" },
	{ "entityGitDetails", FIELD_SERVER, .absent = "null" },
};

static bool check(struct act *act, struct draft *draft)
{
	rules_scan(act, draft,
		pipeline_document(act, draft->row.text, draft->row.text_size));
	return true;
}

static bool read_v0(struct act *act, struct draft *draft)
{
	return pipeline_read(act, draft, act->body, act->body_size);
}

static const char *member_json(
	struct act *act, const struct row *row, const char *name, const char *absent)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));
	struct json_object *value = body_at(spec, name);

	return value != NULL ? body_format(value) : absent;
}

static void item_v0(struct act *act, struct buf *out, const struct row *row)
{
	char uuid[25];

	shape_random(uuid, sizeof(uuid) - 1);
	buf_char(out, '{');
	shape_member(out, "yamlPipeline", row->text);
	buf_text(out, ",\"resolvedTemplatesPipelineYaml\":null");
	shape_member_raw(out, "gitDetails",
		member_json(act, row, "entityGitDetails",
			"{\"valid\":false,\"invalidYaml\":null}"));
	buf_text(out, ",\"entityValidityDetails\":{\"valid\":true,\"invalidYaml\":null}");
	shape_member_raw(out, "modules", member_json(act, row, "modules", "[]"));
	buf_text(out, ",\"governanceMetadata\":null,\"yamlSchemaErrorWrapper\":null,"
		      "\"validateTemplateInputsResponse\":null,\"cacheResponse\":null");
	shape_member(out, "validationUuid", uuid);
	shape_member_raw(out, "storeType", member_json(act, row, "storeType", "null"));
	buf_text(out, ",\"publicAccessResponse\":{\"public\":false}}");
}

static void write_members(struct act *act, struct buf *out, const struct row *row,
	const char *const *names, size_t count)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));

	for (size_t i = 0; i < count; i++)
		shape_member_raw(out, names[i], body_format(body_at(spec, names[i])));
}

static void brief_v0(struct act *act, struct buf *out, const struct row *row)
{
	static const char *const first[] = { "name", "identifier", "description",
		"tags" };
	static const char *const second[] = { "modules", "numOfStages", "stageNames" };

	buf_char(out, '{');
	write_members(act, out, row, first, countof(first));
	shape_member_number(out, "version", row->version);
	shape_member_number(out, "createdAt", row->created);
	shape_member_number(out, "lastUpdatedAt", row->updated);
	write_members(act, out, row, second, countof(second));
	execution_summarise(act, out, row);
	buf_text(out, ",\"filters\":{}");
	shape_member_raw(
		out, "gitDetails", member_json(act, row, "entityGitDetails", "null"));
	buf_text(out, ",\"entityValidityDetails\":{\"valid\":true,\"invalidYaml\":null}");
	shape_member_raw(out, "storeType", member_json(act, row, "storeType", "null"));
	shape_member_raw(
		out, "connectorRef", member_json(act, row, "connectorRef", "null"));
	buf_text(out, ",\"isDraft\":false,\"yamlVersion\":\"0\"}");
}

static void saved_v2(struct act *act, struct buf *out, const struct row *row)
{
	buf_char(out, '{');
	shape_member(out, "identifier", row->id);
	buf_text(out,
		",\"governanceMetadata\":{\"id\":\"0\",\"deny\":false,\"details\":[],"
		"\"message\":\"\"");
	shape_member_number(out, "timestamp", act->now);
	buf_text(out, ",\"status\":\"pass\"");
	shape_member(out, "accountId", act->world->account);
	shape_member(out, "orgId", row->org);
	shape_member(out, "projectId", row->project);
	buf_text(out, ",\"entity\":\"\",\"type\":\"pipeline\",\"action\":\"onsave\"},"
		      "\"publicAccessResponse\":null}");
}

static void denied_v2(struct act *act, struct buf *out, const char *governance)
{
	buf_char(out, '{');
	shape_member(out, "identifier", act->id);
	shape_member_raw(out, "governanceMetadata", governance);
	buf_text(out, ",\"publicAccessResponse\":null}");
}

static void saved_old(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	shape_text(out, row->id);
}

/* ---- /v1: core.md 9.1 ---- */

static bool expect(
	struct act *act, struct draft *draft, struct json_object *body, const char *name)
{
	struct json_object *want = body_at(body, name),
			   *got = body_at(draft->input, name);
	const char *text = body_scalar(want);

	if (body_type(want) == BODY_ABSENT || (text != NULL && text[0] == '\0') ||
		(body_type(want) == BODY_OBJECT && body_members(want) == 0))
		return true;
	if (text != NULL ? text_equal(text, body_scalar(got)) : body_equal(want, got))
		return true;
	return act_refuse(act, CODE_INVALID_REQUEST,
		"Expected Pipeline %s in YAML to be [%s], but was [%s]", name,
		text != NULL ? text : body_format(want),
		got == NULL                ? ""
		: body_scalar(got) != NULL ? body_scalar(got)
					   : body_format(got));
}

static bool read_v1(struct act *act, struct draft *draft)
{
	static const char *const same[] = { "identifier", "name", "description", "tags" };
	struct json_object *body;
	const char *yaml;

	if (!act_input(act, &body))
		return false;
	yaml = body_text(body, "pipeline_yaml");
	if (yaml == NULL) {
		act_fault(act, "pipeline_yaml", "may not be null");
		return act_faultless(act);
	}
	if (body_text(body, "git_details.store_type") == NULL &&
		strcmp(act->method, "POST") == 0 &&
		quirk_is(act->world->quirks, QUIRK_STORE_TYPE, "required"))
		return act_refuse(act, CODE_UNKNOWN_ERROR,
			"Oops, something went wrong on our end. Please contact Harness "
			"Support.");
	if (act->id[0] != '\0' && body_text(body, "identifier") != NULL &&
		strcmp(act->id, body_text(body, "identifier")) != 0)
		return act_refuse(act, CODE_INVALID_REQUEST,
			"Expected Pipeline identifier in request body to be [%s], but "
			"was "
			"[%s]",
			act->id, body_text(body, "identifier"));
	if (!pipeline_read(act, draft, yaml, strlen(yaml)))
		return false;
	for (size_t i = 0; i < countof(same); i++)
		if (!expect(act, draft, body, same[i]))
			return false;
	return true;
}

static void head_v1(struct act *act, struct buf *out, const struct row *row)
{
	static const char *const names[] = { "identifier", "name" };
	static const char *const more[] = { "description", "tags", "modules" };

	buf_char(out, '{');
	write_members(act, out, row, names, countof(names));
	shape_member(out, "org", row->org);
	shape_member(out, "project", row->project);
	write_members(act, out, row, more, countof(more));
	shape_member_number(out, "created", row->created);
	shape_member_number(out, "updated", row->updated);
}

static void item_v1(struct act *act, struct buf *out, const struct row *row)
{
	head_v1(act, out, row);
	shape_member(out, "pipeline_yaml", row->text);
	buf_text(out, ",\"template_applied_pipeline_yaml\":null,\"git_details\":{"
		      "\"entity_identifier\":null,\"branch_name\":null},\"valid\":true,"
		      "\"yaml_error_wrapper\":null}");
}

static void brief_v1(struct act *act, struct buf *out, const struct row *row)
{
	head_v1(act, out, row);
	shape_member_number(out, "version", row->version);
	buf_text(out,
		",\"store_type\":\"INLINE\",\"git_details\":{\"entity_identifier\":null,"
		"\"branch_name\":null},\"recent_execution_info\":[]}");
}

static void saved_v1(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_char(out, '{');
	shape_member(out, "identifier", row->id);
	buf_char(out, '}');
}

/* Of an inline pipeline there is nothing to change: the provider asks all the same,
 * before every update (prov resource_pipeline.go; oag GitMetadataUpdateResponseBody). */
static void metadata_v1(struct act *act, struct buf *out, const struct row *row)
{
	(void)act;
	buf_char(out, '{');
	shape_member(out, "entity_identifier", row->id);
	buf_char(out, '}');
}

/* ---- lists ---- */

static bool accept_tag(struct json_object *tags, struct json_object *wanted)
{
	const char *key = body_text(wanted, "key"), *value = body_text(wanted, "value");
	struct body_walk walk = { 0 };

	while (body_next(tags, &walk))
		if ((key == NULL || text_equal(walk.name, key)) &&
			(value == NULL || text_equal(body_scalar(walk.value), value)))
			return true;
	return false;
}

/* Any of the tags; all of the rest (core.md 9.2). */
static bool accept_filter(void *context, const struct row *row)
{
	struct json_object *const *filter = context;
	struct json_object *tags = body_at(*filter, "pipelineTags");
	struct body_pool pool = { 0 };
	struct json_object *spec = body_parse(&pool, row->spec, strlen(row->spec));
	bool accepted = body_count(tags) == 0;

	for (size_t i = 0; i < body_count(tags) && !accepted; i++)
		accepted = accept_tag(body_at(spec, "tags"), body_item(tags, i));
	accepted = accepted &&
		   list_text(body_at(*filter, "name"), body_text(spec, "name")) &&
		   list_text(body_at(*filter, "description"),
			   body_text(spec, "description"));
	body_release(&pool);
	return accepted;
}

static bool is_narrow(struct json_object *filter)
{
	return body_count(body_at(filter, "pipelineTags")) > 0 ||
	       body_text(filter, "name") != NULL ||
	       body_text(filter, "description") != NULL;
}

static void serve_list(struct act *act)
{
	struct json_object *filter = NULL, *ids;
	struct store_search search;

	if (act->body_size > 0 && !act_input(act, &filter))
		return;
	if (!rules_level(act) || !rules_access(act, "view") || !list_search(act, &search))
		return;
	ids = body_at(filter, "pipelineIdentifiers");
	if (body_count(ids) > 0)
		search.ids = body_format(ids);
	if (is_narrow(filter)) {
		search.accept = accept_filter;
		search.context = &filter;
	}
	list_run(act, &search);
}

static bool narrow(struct act *act, struct store_search *search)
{
	const char *ids = act_query_list(act, "pipeline_identifiers");

	if (ids != NULL)
		search->ids = ids;
	if (search->term == NULL)
		search->term = act_query(act, "search_term");
	return true;
}

static const struct paging paging = { "page", "size", 25, 0, false, "sort" };

static const struct dialect v0 = {
	.read = read_v0,
	.item = item_v0,
	.brief = brief_v0,
	.saved = saved_v2,
	.denied = denied_v2,
	.paging = &paging,
	.form = SHAPE_B,
};

static const struct dialect summary = { .item = brief_v0 };

static const struct dialect old = {
	.read = read_v0,
	.item = item_v0,
	.saved = saved_old,
};

static const struct dialect v1 = {
	.read = read_v1,
	.item = item_v1,
	.brief = brief_v1,
	.saved = saved_v1,
	.paging = &paging_v1,
	.form = SHAPE_ARRAY,
	.bare = true,
	.created_status = 201,
	.deleted_status = 204,
};

static const struct dialect metadata = { .item = metadata_v1, .bare = true };

#define V0 "/pipeline/api/pipelines"
#define V1 "/v1/orgs/{org}/projects/{project}/pipelines"

static const struct route routes[] = {
	{ "POST", V0 "/list", serve_list, WHERE_QUERY, "view", &v0, .reads = true },
	{ "GET", V0 "/{id}", verb_get, WHERE_QUERY, "view", &v0, .reads = true },
	{ "GET", V0 "/summary/{id}", verb_get, WHERE_QUERY, "view", &summary,
		.reads = true },
	{ "POST", V0 "/v2", verb_create, WHERE_QUERY, "edit", &v0, .raw = true },
	{ "PUT", V0 "/v2/{id}", verb_update, WHERE_QUERY, "edit", &v0, .raw = true },
	{ "DELETE", V0 "/{id}", verb_delete, WHERE_QUERY, "delete", .dialect = &v0 },
	{ "POST", V0, verb_create, WHERE_QUERY, "edit", &old, .raw = true },
	{ "PUT", V0 "/{id}", verb_update, WHERE_QUERY, "edit", &old, .raw = true },
	{ "POST", "/pipeline/api/inputSets/template", inputs_serve, WHERE_QUERY, "view",
		&v0, .reads = true },
	{ "GET", V1, verb_list, WHERE_PATH, "view", &v1, .reads = true },
	{ "GET", V1 "/{id}", verb_get, WHERE_PATH, "view", &v1, .reads = true },
	{ "POST", V1, verb_create, WHERE_PATH, "edit", .dialect = &v1 },
	{ "PUT", V1 "/{id}", verb_update, WHERE_PATH, "edit", .dialect = &v1 },
	{ "DELETE", V1 "/{id}", verb_delete, WHERE_PATH, "delete", .dialect = &v1 },
	{ "PUT", V1 "/{id}/git-metadata", verb_get, WHERE_PATH, "edit",
		.dialect = &metadata },
};

const struct fact fact_pipeline = {
	.kind = "pipeline",
	.title = "Pipeline",
	.wrapper = "pipeline",
	.resource = "pipeline",
	.audit = "PIPELINE",
	.module = "PMS",
	.levels = LEVEL_PROJECT,
	.traits = FACT_GOVERNED | FACT_ETAG | FACT_LOCK | FACT_NARROW | FACT_REMOTE,
	.fields = fields,
	.field_count = countof(fields),
	.refusals = {
		[WHEN_GET_MISSING] = { FACE_ERROR, CODE_ENTITY_NOT_FOUND,
			"Pipeline with the given ID: {id} does not exist or has been deleted" },
		[WHEN_PUT_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Pipeline [{id}] under Project[{project}], Organization [{org}] "
			"couldn't be updated or doesn't exist." },
		[WHEN_DELETE_MISSING] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Pipeline [{id}] under Project[{project}], Organization [{org}] could "
			"not be deleted." },
		[WHEN_DUPLICATE] = { FACE_ERROR, CODE_DUPLICATE_FIELD,
			"Pipeline [{id}] under Project[{project}], Organization [{org}] already "
			"exists or has been deleted." },
		[WHEN_NO_ORG] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Project with orgIdentifier [{org}] and identifier [{project}] not "
			"found" },
		[WHEN_NO_PROJECT] = { FACE_ERROR, CODE_INVALID_REQUEST,
			"Project with orgIdentifier [{org}] and identifier [{project}] not "
			"found" },
		[WHEN_REFERENCED] = { FACE_ERROR, CODE_ENTITY_REFERENCE_EXCEPTION,
			"Could not delete the pipeline {id} as it is referenced by other "
			"entities" },
	},
	.order = ORDER_UPDATED,
	.check = check,
	.removed = execution_forget,
	.narrow = narrow,
	.routes = routes,
	.route_count = countof(routes),
};
