#include "model/kinds/kinds.h"

/*
 * An event of the audit trail: listed as a kind is, and otherwise none: nobody
 * declares it. Source: extended.md 15; sdk api_audit.go. Scopes are in the body alone,
 * and take in all below; only `timestamp` sorts.
 */
static const struct field fields[] = {
	{ .path = "action", .type = FIELD_TEXT },
	{ .path = "timestamp", .type = FIELD_NUMBER },
	{ .path = "resource", .type = FIELD_MAP },
	{ .path = "authenticationInfo", .type = FIELD_MAP },
};

const struct kind kind_audit_event = {
	.name = "auditEvent",
	.scopes = SCOPE_ANY,
	.fields = fields,
	.field_count = countof(fields),
	.family = &family_ng,
	.lists = {
		{
			.span = SPAN_EXACT,
			.method = METHOD_POST,
			.path = "/audit/api/audits/list",
			.query = "sortOrders=timestamp,DESC",
			.body = "{\"filterType\":\"Audit\",\"scopes\":[{"
				"\"accountIdentifier\":\"{account}\","
				"\"orgIdentifier\":\"{org}\","
				"\"projectIdentifier\":\"{project}\"}]}",
			.scope_in_body = true,
			.paging = PAGING_INDEX,
			.page_size = 100,
			.item = "",
			.identifier = "auditId",
			.scope = "resourceScope",
		},
	},
};
