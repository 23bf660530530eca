#include "model/kinds/kinds.h"

/* Source: core.md 5; sdk api_organization.go, prov resource_organization.go. */
static const struct field fields[] = {
	{ "identifier", FIELD_TEXT, .traits = FIELD_REQUIRED | FIELD_IMMUTABLE },
	{ "name", FIELD_TEXT, .traits = FIELD_REQUIRED, .most = 128 },
	{ "description", FIELD_TEXT, .most = 1024 },
	{ "tags", FIELD_TAGS, .most = 128 },
};

static const char *const builtins[] = { "default" };

static const struct operation creates[] = {
	{
		.method = METHOD_POST,
		.path = "/ng/api/organizations",
		.body = BODY_JSON,
		.wrap = "organization",
		.answer = "organization",
	},
};

static const struct operation updates[] = {
	{
		.method = METHOD_PUT,
		.path = "/ng/api/organizations/{id}",
		.body = BODY_JSON,
		.wrap = "organization",
		.answer = "organization",
	},
};

const struct kind kind_organization = {
	.name = "organization",
	.folder = "orgs",
	.scopes = SCOPE_ACCOUNT,
	.opens = SCOPE_ORG,
	.traits = KIND_NOCASE,
	.name_rule = NAME_WIDE,
	.audit = "ORGANIZATION",
	.fields = fields,
	.field_count = countof(fields),
	.builtins = builtins,
	.builtin_count = countof(builtins),
	.family = &family_ng,
	.lists = {
		{
			.span = SPAN_EXACT,
			.method = METHOD_GET,
			.path = "/ng/api/organizations",
			.paging = PAGING_INDEX,
			.page_size = 100,
			.item = "organization",
		},
	},
	.get = {
		.method = METHOD_GET,
		.path = "/ng/api/organizations/{id}",
		.answer = "organization",
	},
	.creates = creates,
	.create_count = countof(creates),
	.updates = updates,
	.update_count = countof(updates),
	.remove = { .method = METHOD_DELETE, .path = "/ng/api/organizations/{id}" },
};
