#include "providers/request.h"

#include "model/kinds/kinds.h"
#include "tests/support/request_fixture.h"
#include "tests/support/table.h"

/* Who may do what, and who did: role assignments and audit events. */

static const struct request_row rows[] = {
	{
		/* extended.md 15: scopes are in the body, and nowhere else */
		.name = "audit events of a project, and of some entities since a time",
		.kind = &kind_audit_event,
		.verb = VERB_LIST,
		.scope = { "emea", "payments" },
		.page = 2,
		.spec = "{resources: [{type: SERVICE, identifier: api}], startTime: 17}",
		.method = "POST",
		.target = "/audit/api/audits/list?accountIdentifier=Acc0unt1d"
			  "&sortOrders=timestamp,DESC&pageIndex=2&pageSize=100",
		.type = "application/json",
		.body = "{\"filterType\":\"Audit\",\"scopes\":[{\"accountIdentifier\":"
			"\"Acc0unt1d\",\"orgIdentifier\":\"emea\",\"projectIdentifier\":"
			"\"payments\"}],\"resources\":[{\"type\":\"SERVICE\","
			"\"identifier\":\"api\"}],\"startTime\":17}",
	},
	{
		.name = "audit events of the account",
		.kind = &kind_audit_event,
		.verb = VERB_LIST,
		.method = "POST",
		.target = "/audit/api/audits/list?accountIdentifier=Acc0unt1d"
			  "&sortOrders=timestamp,DESC&pageIndex=0&pageSize=100",
		.type = "application/json",
		.body = "{\"filterType\":\"Audit\",\"scopes\":[{\"accountIdentifier\":"
			"\"Acc0unt1d\"}]}",
	},
	{
		.name = "role assignment: list the account",
		.kind = &kind_role_assignment,
		.verb = VERB_LIST,
		.below = true,
		.method = "POST",
		.target = "/authz/api/roleassignments/v2/filter"
			  "?accountIdentifier=Acc0unt1d&pageIndex=0&pageSize=100",
		.type = "application/json",
		.body = "{\"scopeFilters\":[{\"filter\":\"INCLUDING_CHILD_SCOPES\","
			"\"accountIdentifier\":\"Acc0unt1d\"}]}",
	},
	{
		.name = "role assignment: list an organization and below",
		.kind = &kind_role_assignment,
		.verb = VERB_LIST,
		.scope = { "emea", NULL },
		.below = true,
		.method = "POST",
		.target = "/authz/api/roleassignments/v2/filter"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea&pageIndex=0"
			  "&pageSize=100",
		.type = "application/json",
		.body = "{\"scopeFilters\":[{\"filter\":\"INCLUDING_CHILD_SCOPES\","
			"\"accountIdentifier\":\"Acc0unt1d\","
			"\"orgIdentifier\":\"emea\"}]}",
	},
	{
		.name = "role assignment: list one scope",
		.kind = &kind_role_assignment,
		.verb = VERB_LIST,
		.scope = { "emea", "payments" },
		.method = "GET",
		.target = "/authz/api/roleassignments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments&pageIndex=0"
			  "&pageSize=100",
		.body = "",
	},
	{
		.name = "role assignment: get",
		.kind = &kind_role_assignment,
		.verb = VERB_GET,
		.scope = { "emea", NULL },
		.identifier = "ra_payments_dev",
		.method = "GET",
		.target = "/authz/api/roleassignments/ra_payments_dev"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea",
		.body = "",
	},
	{
		.name = "role assignment: create, its scope in the query alone",
		.kind = &kind_role_assignment,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "ra_payments_dev",
		.spec = "{orgIdentifier: emea, projectIdentifier: payments, "
			"roleIdentifier: _project_viewer, resourceGroupIdentifier: "
			"_all_project_level_resources, principal: {identifier: devs, "
			"type: USER_GROUP, scopeLevel: organization}, disabled: false, "
			"managed: false}",
		.method = "POST",
		.target = "/authz/api/roleassignments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.type = "application/json",
		.body = "{\"identifier\":\"ra_payments_dev\","
			"\"resourceGroupIdentifier\":\"_all_project_level_resources\","
			"\"roleIdentifier\":\"_project_viewer\",\"principal\":{"
			"\"identifier\":\"devs\",\"type\":\"USER_GROUP\","
			"\"scopeLevel\":\"organization\"},\"disabled\":false}",
	},
	{
		.name = "role assignment: update",
		.kind = &kind_role_assignment,
		.verb = VERB_UPDATE,
		.identifier = "ra",
		.spec = "{roleIdentifier: _account_viewer, resourceGroupIdentifier: "
			"_all_account_level_resources, principal: {identifier: u1, "
			"type: USER, scopeLevel: null}, disabled: TRUE}",
		.method = "PUT",
		.target = "/authz/api/roleassignments/ra?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"identifier\":\"ra\",\"resourceGroupIdentifier\":"
			"\"_all_account_level_resources\","
			"\"roleIdentifier\":\"_account_viewer\",\"principal\":{"
			"\"identifier\":\"u1\",\"type\":\"USER\"},\"disabled\":true}",
	},
	{
		.name = "role assignment: delete",
		.kind = &kind_role_assignment,
		.verb = VERB_DELETE,
		.scope = { "emea", NULL },
		.identifier = "ra_payments_dev",
		.method = "DELETE",
		.target = "/authz/api/roleassignments/ra_payments_dev"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea",
		.body = "",
	},
};

int main(void)
{
	return TABLE_RUN(rows, request_row_holds);
}
