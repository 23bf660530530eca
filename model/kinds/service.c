#include "model/kinds/kinds.h"

/*
 * Source: core.md 8; sdk api_services.go, prov resource_service.go. The deployment
 * type and gitOpsEnabled cannot change once set.
 */
static const struct field fields[] = {
	{ "identifier", FIELD_TEXT,
		.traits = FIELD_REQUIRED | FIELD_IMMUTABLE | FIELD_BESIDE },
	{ "orgIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE | FIELD_BESIDE },
	{ "projectIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE | FIELD_BESIDE },
	{ "name", FIELD_TEXT, .traits = FIELD_BESIDE, .most = 128 },
	{ "description", FIELD_TEXT, .traits = FIELD_BESIDE, .most = 1024 },
	{ "tags", FIELD_TAGS, .traits = FIELD_BESIDE, .most = 128 },
	{ "gitOpsEnabled", FIELD_BOOL, .traits = FIELD_IMMUTABLE, .fallback = "false" },
	{ .path = "serviceDefinition", .type = FIELD_MAP },
	{ "serviceDefinition.type", FIELD_TEXT, .traits = FIELD_IMMUTABLE },
};

static const struct operation creates[] = {
	{
		.method = METHOD_POST,
		.path = "/ng/api/servicesV2",
		.body = BODY_JSON,
		.answer = "service",
	},
};

static const struct operation updates[] = {
	{
		.method = METHOD_PUT,
		.path = "/ng/api/servicesV2",
		.body = BODY_JSON,
		.answer = "service",
	},
};

/* A reference that an update has just released may linger (extended.md 1.8). */
static const struct transient transients[] = {
	{ "ENTITY_REFERENCE_EXCEPTION", NULL },
};

const struct kind kind_service = {
	.name = "service",
	.folder = "services",
	.scopes = SCOPE_ANY,
	.traits = KIND_WHOLE | KIND_BODY,
	.name_rule = NAME_NARROW,
	.text = "yaml",
	.audit = "SERVICE",
	.fields = fields,
	.field_count = countof(fields),
	.family = &family_ng,
	.lists = {
		{
			.span = SPAN_EXACT,
			.method = METHOD_GET,
			.path = "/ng/api/servicesV2",
			.paging = PAGING_PAGE,
			.page_size = 1000,
			.item = "service",
		},
	},
	.get = {
		.method = METHOD_GET,
		.path = "/ng/api/servicesV2/{id}",
		.answer = "service",
	},
	.creates = creates,
	.create_count = countof(creates),
	.bulk = { "/ng/api/servicesV2/batch", 100, "content" },
	.updates = updates,
	.update_count = countof(updates),
	.remove = { .method = METHOD_DELETE, .path = "/ng/api/servicesV2/{id}" },
	.transients = transients,
	.transient_count = countof(transients),
};
