#include "model/kinds/kinds.h"

/*
 * Source: core.md 7; sdk api_environments.go, prov resource_environment.go. The
 * YAML is stored as sent; JSON members beside it must agree with it. A color has
 * no place in the YAML.
 */
static const char *const types[] = { "PreProduction", "Production" };

static const struct field fields[] = {
	{ "orgIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE | FIELD_BESIDE },
	{ "projectIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE | FIELD_BESIDE },
	{ "identifier", FIELD_TEXT,
		.traits = FIELD_REQUIRED | FIELD_IMMUTABLE | FIELD_BESIDE },
	{ "name", FIELD_TEXT, .traits = FIELD_BESIDE, .most = 128 },
	{ "description", FIELD_TEXT, .traits = FIELD_BESIDE, .most = 1024 },
	{ "color", FIELD_TEXT, .traits = FIELD_BESIDE | FIELD_LIVE_ONLY },
	{ "type", FIELD_ENUM, .traits = FIELD_REQUIRED | FIELD_BESIDE, .values = types,
		.value_count = countof(types) },
	{ "tags", FIELD_TAGS, .traits = FIELD_BESIDE, .most = 128 },
};

static const struct operation creates[] = {
	{
		.method = METHOD_POST,
		.path = "/ng/api/environmentsV2",
		.body = BODY_JSON,
		.answer = "environment",
	},
};

static const struct operation updates[] = {
	{
		.method = METHOD_PUT,
		.path = "/ng/api/environmentsV2",
		.body = BODY_JSON,
		.answer = "environment",
	},
};

/* A reference that an update has just released may linger (extended.md 1.8). */
static const struct transient transients[] = {
	{ "ENTITY_REFERENCE_EXCEPTION", NULL },
};

const struct kind kind_environment = {
	.name = "environment",
	.folder = "envs",
	.scopes = SCOPE_ANY,
	.traits = KIND_WHOLE | KIND_BODY,
	.name_rule = NAME_NARROW,
	.text = "yaml",
	.audit = "ENVIRONMENT",
	.fields = fields,
	.field_count = countof(fields),
	.family = &family_ng,
	.lists = {
		{
			.span = SPAN_EXACT,
			.method = METHOD_GET,
			.path = "/ng/api/environmentsV2",
			.paging = PAGING_PAGE,
			.page_size = 100,
			.item = "environment",
		},
	},
	.get = {
		.method = METHOD_GET,
		.path = "/ng/api/environmentsV2/{id}",
		.answer = "environment",
	},
	.creates = creates,
	.create_count = countof(creates),
	/* two lists, of those made and those not (apidocs26); their names: inferred */
	.bulk = { "/ng/api/environmentsV2/batch", 100, "successful" },
	.updates = updates,
	.update_count = countof(updates),
	.remove = { .method = METHOD_DELETE, .path = "/ng/api/environmentsV2/{id}" },
	.transients = transients,
	.transient_count = countof(transients),
};
