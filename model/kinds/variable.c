#include "model/kinds/kinds.h"

/*
 * Source: extended.md 11; sdk api_variables.go, srv VariableResource. Only fixed
 * texts are usable; type and value type cannot change. A delete answers
 * `data:false` when it worked, so its status alone counts.
 */
static const char *const types[] = { "String" };
static const char *const value_types[] = { "FIXED" };

#define ONE_OF(table) .values = (table), .value_count = countof(table)

static const struct field fields[] = {
	{ "identifier", FIELD_TEXT, .traits = FIELD_REQUIRED | FIELD_IMMUTABLE },
	{ "name", FIELD_TEXT, .traits = FIELD_REQUIRED, .most = 128 },
	{ "description", FIELD_TEXT, .most = 1024 },
	{ "orgIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE },
	{ "projectIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE },
	{ "type", FIELD_ENUM, .traits = FIELD_REQUIRED | FIELD_IMMUTABLE, ONE_OF(types) },
	{ "spec", FIELD_MAP, .traits = FIELD_REQUIRED },
	{ "spec.valueType", FIELD_ENUM, .traits = FIELD_REQUIRED | FIELD_IMMUTABLE,
		ONE_OF(value_types) },
	{ "spec.fixedValue", FIELD_TEXT, .traits = FIELD_REQUIRED },
	{ "spec.value", FIELD_TEXT, .traits = FIELD_READ_ONLY },
	{ "spec.defaultValue", FIELD_TEXT, .traits = FIELD_READ_ONLY },
	{ "spec.allowedValues", FIELD_LIST, .traits = FIELD_READ_ONLY },
	{ "spec.regex", FIELD_TEXT, .traits = FIELD_READ_ONLY },
};

static const struct operation creates[] = {
	{
		.method = METHOD_POST,
		.path = "/ng/api/variables",
		.body = BODY_JSON,
		.wrap = "variable",
		.answer = "variable",
	},
};

static const struct operation updates[] = {
	{
		.method = METHOD_PUT,
		.path = "/ng/api/variables",
		.body = BODY_JSON,
		.wrap = "variable",
		.answer = "variable",
	},
};

const struct kind kind_variable = {
	.name = "variable",
	.folder = "variables",
	.scopes = SCOPE_ANY,
	.record = "rein_record_",
	.lock = "rein_lock_",
	.audit = "VARIABLE",
	.fields = fields,
	.field_count = countof(fields),
	.family = &family_ng,
	.lists = {
		{
			.span = SPAN_BELOW,
			.method = METHOD_GET,
			.path = "/ng/api/variables",
			.query = "includeVariablesFromEverySubScope=true",
			.paging = PAGING_INDEX,
			.page_size = 100,
			.item = "variable",
		},
		{
			.span = SPAN_EXACT,
			.method = METHOD_GET,
			.path = "/ng/api/variables",
			.paging = PAGING_INDEX,
			.page_size = 100,
			.item = "variable",
		},
	},
	.get = {
		.method = METHOD_GET,
		.path = "/ng/api/variables/{id}",
		.answer = "variable",
	},
	.creates = creates,
	.create_count = countof(creates),
	.updates = updates,
	.update_count = countof(updates),
	.remove = { .method = METHOD_DELETE, .path = "/ng/api/variables/{id}" },
};
