#include "model/kinds/kinds.h"

/*
 * Source: core.md 6; sdk api_project.go, prov resource_project.go. `modules` is
 * ignored on input and filled in on output; `color` has a server default.
 */
static const struct field fields[] = {
	{ "orgIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE },
	{ "identifier", FIELD_TEXT, .traits = FIELD_REQUIRED | FIELD_IMMUTABLE },
	{ "name", FIELD_TEXT, .traits = FIELD_REQUIRED, .most = 128 },
	{ "color", FIELD_TEXT, .fallback = "#0063F7" },
	{ "modules", FIELD_LIST, .traits = FIELD_READ_ONLY },
	{ "description", FIELD_TEXT, .most = 1024 },
	{ "tags", FIELD_TAGS, .most = 128 },
};

static const struct operation creates[] = {
	{
		.method = METHOD_POST,
		.path = "/ng/api/projects",
		.body = BODY_JSON,
		.wrap = "project",
		.answer = "project",
	},
};

static const struct operation updates[] = {
	{
		.method = METHOD_PUT,
		.path = "/ng/api/projects/{id}",
		.body = BODY_JSON,
		.wrap = "project",
		.answer = "project",
	},
};

/* The same path serves both spans: without orgIdentifier it lists every one. */
#define PROJECT_LIST(reach) \
	{ \
		.span = (reach), .method = METHOD_GET, .path = "/ng/api/projects", \
		.paging = PAGING_INDEX, .page_size = 100, .item = "project", \
	}

const struct kind kind_project = {
	.name = "project",
	.folder = "projects",
	.scopes = SCOPE_ORG,
	.opens = SCOPE_PROJECT,
	.traits = KIND_NOCASE,
	.identifier_rule = IDENTIFIER_STRICT,
	.name_rule = NAME_WIDE,
	.audit = "PROJECT",
	.fields = fields,
	.field_count = countof(fields),
	.family = &family_ng,
	.lists = { PROJECT_LIST(SPAN_BELOW), PROJECT_LIST(SPAN_EXACT) },
	.get = { .method = METHOD_GET,
		.path = "/ng/api/projects/{id}",
		.answer = "project" },
	.creates = creates,
	.create_count = countof(creates),
	.updates = updates,
	.update_count = countof(updates),
	.remove = { .method = METHOD_DELETE, .path = "/ng/api/projects/{id}" },
};
