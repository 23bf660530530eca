#include "providers/request.h"

#include <stdlib.h>
#include <string.h>

#include "model/kinds/kinds.h"
#include "tests/support/request_fixture.h"
#include "tests/support/table.h"

/* Kinds that hold others or are kept as YAML, and what holds of every request. */

static const struct request_row rows[] = {
	{
		.name = "organization: list",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.method = "GET",
		.target = "/ng/api/organizations?accountIdentifier=Acc0unt1d"
			  "&pageIndex=0&pageSize=100",
		.body = "",
	},
	{
		.name = "organization: a later page",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.page = 7,
		.method = "GET",
		.target = "/ng/api/organizations?accountIdentifier=Acc0unt1d"
			  "&pageIndex=7&pageSize=100",
		.body = "",
	},
	{
		.name = "organization: get",
		.kind = &kind_organization,
		.verb = VERB_GET,
		.identifier = "emea",
		.method = "GET",
		.target = "/ng/api/organizations/emea?accountIdentifier=Acc0unt1d",
		.body = "",
	},
	{
		.name = "organization: create",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.identifier = "emea",
		.spec = "{name: EMEA, tags: {owner: core, pci: }, description: Region "
			"EMEA}",
		.method = "POST",
		.target = "/ng/api/organizations?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"organization\":{\"identifier\":\"emea\",\"name\":\"EMEA\","
			"\"description\":\"Region EMEA\","
			"\"tags\":{\"owner\":\"core\",\"pci\":\"\"}}}",
	},
	{
		.name = "organization: update",
		.kind = &kind_organization,
		.verb = VERB_UPDATE,
		.identifier = "emea",
		.spec = "{identifier: other, name: EMEA}",
		.method = "PUT",
		.target = "/ng/api/organizations/emea?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"organization\":{\"identifier\":\"emea\",\"name\":\"EMEA\"}}",
	},
	{
		.name = "organization: delete",
		.kind = &kind_organization,
		.verb = VERB_DELETE,
		.identifier = "emea",
		.method = "DELETE",
		.target = "/ng/api/organizations/emea?accountIdentifier=Acc0unt1d",
		.body = "",
	},
	{
		.name = "project: list the account",
		.kind = &kind_project,
		.verb = VERB_LIST,
		.below = true,
		.method = "GET",
		.target = "/ng/api/projects?accountIdentifier=Acc0unt1d&pageIndex=0"
			  "&pageSize=100",
		.body = "",
	},
	{
		.name = "project: list an organization",
		.kind = &kind_project,
		.verb = VERB_LIST,
		.scope = { "emea", NULL },
		.method = "GET",
		.target = "/ng/api/projects?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&pageIndex=0&pageSize=100",
		.body = "",
	},
	{
		.name = "project: get",
		.kind = &kind_project,
		.verb = VERB_GET,
		.scope = { "emea", NULL },
		.identifier = "payments",
		.method = "GET",
		.target = "/ng/api/projects/payments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.body = "",
	},
	{
		.name = "project: create, without the ignored modules",
		.kind = &kind_project,
		.verb = VERB_CREATE,
		.scope = { "emea", NULL },
		.identifier = "payments",
		.spec = "{name: Payments, color: '#0063F7', modules: [CD], "
			"description: '', tags: {}}",
		.method = "POST",
		.target = "/ng/api/projects?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.type = "application/json",
		.body = "{\"project\":{\"orgIdentifier\":\"emea\","
			"\"identifier\":\"payments\",\"name\":\"Payments\","
			"\"color\":\"#0063F7\",\"description\":\"\",\"tags\":{}}}",
	},
	{
		.name = "project: update",
		.kind = &kind_project,
		.verb = VERB_UPDATE,
		.scope = { "emea", NULL },
		.identifier = "payments",
		.spec = "{name: Payments}",
		.method = "PUT",
		.target = "/ng/api/projects/payments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.type = "application/json",
		.body = "{\"project\":{\"orgIdentifier\":\"emea\","
			"\"identifier\":\"payments\",\"name\":\"Payments\"}}",
	},
	{
		.name = "project: delete names the organization",
		.kind = &kind_project,
		.verb = VERB_DELETE,
		.scope = { "emea", NULL },
		.identifier = "payments",
		.method = "DELETE",
		.target = "/ng/api/projects/payments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.body = "",
	},
	{
		.name = "environment: list a project",
		.kind = &kind_environment,
		.verb = VERB_LIST,
		.scope = { "emea", "payments" },
		.method = "GET",
		.target = "/ng/api/environmentsV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments&page=0"
			  "&size=100",
		.body = "",
	},
	{
		.name = "environment: get",
		.kind = &kind_environment,
		.verb = VERB_GET,
		.scope = { "emea", "payments" },
		.identifier = "prod_eu",
		.method = "GET",
		.target = "/ng/api/environmentsV2/prod_eu?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "environment: create, its yaml byte for byte",
		.kind = &kind_environment,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "prod_eu",
		.spec = "{name: prod eu, description: '', type: Production, "
			"color: '#0063F7', tags: {tier: 1}, variables: []}",
		.text = "environment:\n  name: \"prod eu\"\t# caf\xc3\xa9\r\n",
		.method = "POST",
		.target = "/ng/api/environmentsV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.type = "application/json",
		.body = "{\"orgIdentifier\":\"emea\",\"projectIdentifier\":\"payments\","
			"\"identifier\":\"prod_eu\",\"name\":\"prod eu\","
			"\"description\":\"\",\"color\":\"#0063F7\","
			"\"type\":\"Production\",\"tags\":{\"tier\":\"1\"},"
			"\"yaml\":\"environment:\\n  name: \\\"prod eu\\\"\\t# "
			"caf\xc3\xa9\\r\\n\"}",
	},
	{
		.name = "environment: update goes to the base path",
		.kind = &kind_environment,
		.verb = VERB_UPDATE,
		.scope = { "emea", NULL },
		.identifier = "prod_eu",
		.spec = "{type: PreProduction}",
		.text = "environment: {}\n",
		.method = "PUT",
		.target = "/ng/api/environmentsV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.type = "application/json",
		.body = "{\"orgIdentifier\":\"emea\",\"identifier\":\"prod_eu\","
			"\"type\":\"PreProduction\",\"yaml\":\"environment: {}\\n\"}",
	},
	{
		.name = "environment: delete of the account's",
		.kind = &kind_environment,
		.verb = VERB_DELETE,
		.identifier = "prod_eu",
		.method = "DELETE",
		.target = "/ng/api/environmentsV2/prod_eu?accountIdentifier=Acc0unt1d",
		.body = "",
	},
	{
		.name = "service: list an organization",
		.kind = &kind_service,
		.verb = VERB_LIST,
		.scope = { "emea", NULL },
		.method = "GET",
		.target = "/ng/api/servicesV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&page=0&size=1000",
		.body = "",
	},
	{
		.name = "service: get",
		.kind = &kind_service,
		.verb = VERB_GET,
		.scope = { "emea", "payments" },
		.identifier = "ledger",
		.method = "GET",
		.target = "/ng/api/servicesV2/ledger?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "service: create sends the listed members alone",
		.kind = &kind_service,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "ledger",
		.spec = "{name: ledger, description: '', tags: {}, gitOpsEnabled: false, "
			"serviceDefinition: {type: Kubernetes}}",
		.text = "service:\n  name: ledger\n",
		.method = "POST",
		.target = "/ng/api/servicesV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.type = "application/json",
		.body = "{\"identifier\":\"ledger\",\"orgIdentifier\":\"emea\","
			"\"projectIdentifier\":\"payments\",\"name\":\"ledger\","
			"\"description\":\"\",\"tags\":{},"
			"\"yaml\":\"service:\\n  name: ledger\\n\"}",
	},
	{
		.name = "service: update",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.identifier = "ledger",
		.spec = "{name: 42}",
		.text = "service:\n  name: 42\n",
		.method = "PUT",
		.target = "/ng/api/servicesV2?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"identifier\":\"ledger\",\"name\":\"42\","
			"\"yaml\":\"service:\\n  name: 42\\n\"}",
	},
	{
		.name = "service: delete",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.scope = { "emea", "payments" },
		.identifier = "ledger",
		.method = "DELETE",
		.target = "/ng/api/servicesV2/ledger?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "pipeline: list",
		.kind = &kind_pipeline,
		.verb = VERB_LIST,
		.scope = { "emea", "payments" },
		.page = 1,
		.method = "POST",
		.target = "/pipeline/api/pipelines/list?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments&page=1"
			  "&size=100",
		.type = "application/json",
		.body = "{\"filterType\":\"PipelineSetup\"}",
	},
	{
		.name = "pipeline: get",
		.kind = &kind_pipeline,
		.verb = VERB_GET,
		.scope = { "emea", "payments" },
		.identifier = "build_ledger",
		.method = "GET",
		.target = "/pipeline/api/pipelines/build_ledger"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea"
			  "&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "pipeline: create, raw YAML",
		.kind = &kind_pipeline,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "build_ledger",
		.text = "pipeline:\n  name: \"build ledger\" # ours\r\n",
		.method = "POST",
		.target = "/pipeline/api/pipelines/v2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments"
			  "&storeType=INLINE",
		.type = "application/yaml",
		.body = "pipeline:\n  name: \"build ledger\" # ours\r\n",
	},
	{
		.name = "pipeline: update",
		.kind = &kind_pipeline,
		.verb = VERB_UPDATE,
		.scope = { "emea", "payments" },
		.identifier = "build_ledger",
		.text = "pipeline: {}",
		.method = "PUT",
		.target = "/pipeline/api/pipelines/v2/build_ledger"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea"
			  "&projectIdentifier=payments&storeType=INLINE",
		.type = "application/yaml",
		.body = "pipeline: {}",
	},
	{
		.name = "pipeline: delete",
		.kind = &kind_pipeline,
		.verb = VERB_DELETE,
		.scope = { "emea", "payments" },
		.identifier = "build_ledger",
		.method = "DELETE",
		.target = "/pipeline/api/pipelines/build_ledger"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea"
			  "&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "identifiers are percent-encoded",
		.kind = &kind_service,
		.verb = VERB_GET,
		.scope = { "a&b", "c d" },
		.identifier = "x/../$y?z",
		.method = "GET",
		.target = "/ng/api/servicesV2/x%2F..%2F%24y%3Fz"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=a%26b"
			  "&projectIdentifier=c%20d",
		.body = "",
	},
};

static void a_body_over_the_limit_fails(void **state)
{
	struct request_row row = {
		.kind = &kind_pipeline,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "large",
	};
	size_t size = ((size_t)16 << 20) + 1;
	char *text = malloc(size);
	struct request_fixture fixture;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', size);
	request_fixture_init(&fixture, &row);
	fixture.call.text = (struct slice){ text, size };
	assert_false(request_fixture_build(&fixture, 0, NULL));
	assert_int_equal(fixture.errs.items[0]->code, ERROR_LIMIT_EXCEEDED);
	request_fixture_release(&fixture);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_body_over_the_limit_fails),
	};

	return TABLE_RUN(rows, request_row_holds) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
