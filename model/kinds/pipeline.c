#include "model/kinds/kinds.h"

/*
 * Source: core.md 9.2, 9.3; sdk api_pipelines.go, mcp pipelines. The v0 family:
 * the body is the YAML itself, the list a summary without it.
 */
static const struct field fields[] = {
	{ "identifier", FIELD_TEXT, .traits = FIELD_REQUIRED | FIELD_IMMUTABLE },
	{ "name", FIELD_TEXT, .traits = FIELD_REQUIRED, .most = 128 },
	{ "orgIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE },
	{ "projectIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE },
	{ "description", FIELD_TEXT, .most = 1024 },
	{ "tags", FIELD_TAGS, .most = 128 },
	{ .path = "stages", .type = FIELD_LIST },
	{ .path = "variables", .type = FIELD_LIST },
};

static const struct operation creates[] = {
	{
		.method = METHOD_POST,
		.path = "/pipeline/api/pipelines/v2",
		.query = "storeType=INLINE",
		.body = BODY_YAML,
		.answer = "",
	},
};

static const struct operation updates[] = {
	{
		.method = METHOD_PUT,
		.path = "/pipeline/api/pipelines/v2/{id}",
		.query = "storeType=INLINE",
		.body = BODY_YAML,
		.answer = "",
	},
};

/* A reference that an update has just released may linger (extended.md 1.8). */
static const struct transient transients[] = {
	{ "ENTITY_REFERENCE_EXCEPTION", NULL },
};

const struct kind kind_pipeline = {
	.name = "pipeline",
	.folder = "pipelines",
	.scopes = SCOPE_PROJECT,
	.traits = KIND_WHOLE | KIND_PIPELINE | KIND_BODY,
	.identifier_rule = IDENTIFIER_STRICT,
	.name_rule = NAME_DOTTED,
	.text = "yamlPipeline",
	.audit = "PIPELINE",
	.fields = fields,
	.field_count = countof(fields),
	.family = &family_ng,
	.lists = {
		{
			.span = SPAN_EXACT,
			.method = METHOD_POST,
			.path = "/pipeline/api/pipelines/list",
			.body = "{\"filterType\":\"PipelineSetup\"}",
			.paging = PAGING_SPRING,
			.page_size = 100,
			.item = "",
			.summary = true,
		},
	},
	.get = {
		.method = METHOD_GET,
		.path = "/pipeline/api/pipelines/{id}",
		.answer = "",
	},
	.creates = creates,
	.create_count = countof(creates),
	.updates = updates,
	.update_count = countof(updates),
	.remove = { .method = METHOD_DELETE, .path = "/pipeline/api/pipelines/{id}" },
	.transients = transients,
	.transient_count = countof(transients),
};
