/* core.md 9.1: pipelines of the v1 family. */
#include "tests/support/facts.h"

#define V1 "/v1/orgs/emea/projects/payments/pipelines"
#define YAML \
	"pipeline:\\n  name: build ledger\\n  identifier: build_ledger\\n" \
	"  projectIdentifier: payments\\n  orgIdentifier: emea\\n  tags: {}\\n" \
	"  stages: []\\n"
#define BODY(id, name, more, yaml) \
	"{'identifier':'" id "','name':'" name "'" more ",'pipeline_yaml':'" yaml \
	"','git_details':{'store_type':'INLINE'}}"
#define MADE "POST " V1 " " BODY("build_ledger", "build ledger", "", YAML) "\n"
#define NAMED(id) \
	"POST " V1 " " BODY(id, id, "", \
		"pipeline: {name: " id ", identifier: " id ", stages: []}") "\n"

static const struct fact facts[] = {
	{ .name = "create is 201 and answers the identifier only",
		.given = GIVEN_PROJECT,
		.request = "POST " V1,
		.body = BODY("build_ledger", "build ledger",
			",'description':'','tags':{}", YAML),
		.status = 201,
		.expect = "$ = {'identifier':'build_ledger'}\n"
			  "@Content-Type ~ application/json" },
	{ .name = "get is 200, without an envelope",
		.given = GIVEN_PROJECT MADE,
		.request = "GET " V1 "/build_ledger",
		.status = 200,
		.expect = "$ keys identifier name org project description tags "
			  "pipeline_yaml template_applied_pipeline_yaml modules "
			  "git_details valid yaml_error_wrapper created updated\n"
			  "$ like {'identifier':'build_ledger','name':'build ledger',"
			  "'org':'emea','project':'payments','tags':{},"
			  "'template_applied_pipeline_yaml':null,'valid':true,"
			  "'yaml_error_wrapper':null}\n"
			  "pipeline_yaml = '" YAML "'\n"
			  "git_details with entity_identifier branch_name\n"
			  "created time\nupdated time" },
	{ .name = "update is 200 and answers the identifier",
		.given = GIVEN_PROJECT MADE,
		.request = "PUT " V1 "/build_ledger",
		.body = BODY("build_ledger", "build ledger", "", YAML),
		.status = 200,
		.expect = "$ = {'identifier':'build_ledger'}" },
	{ .name = "delete is 204 with no body",
		.given = GIVEN_PROJECT MADE,
		.request = "DELETE " V1 "/build_ledger",
		.status = 204,
		.expect = "body = ''" },
	{ .name = "list is a bare array without YAML, its totals in headers",
		.given = GIVEN_PROJECT NAMED("a") NAMED("b") NAMED("c"),
		.request = "GET " V1 "?page=0&limit=2",
		.status = 200,
		.expect = "$ # 2\n0.pipeline_yaml absent\n0.identifier present\n"
			  "@X-Total-Elements = 3\n@X-Page-Number = 0\n"
			  "@X-Page-Size = 2" },
	{ .name = "list's second page holds the rest",
		.given = GIVEN_PROJECT NAMED("a") NAMED("b") NAMED("c"),
		.request = "GET " V1 "?page=1&limit=2",
		.status = 200,
		.expect = "$ # 1\n@X-Page-Number = 1" },
	{ .name = "list's first page may be number 1",
		.options = "quirk v1-first-page=1",
		.given = GIVEN_PROJECT NAMED("a") NAMED("b") NAMED("c"),
		.request = "GET " V1 "?page=1&limit=2",
		.status = 200,
		.expect = "$ # 2" },
	{ .name = "list by pipeline_identifiers",
		.given = GIVEN_PROJECT NAMED("a") NAMED("b"),
		.request = "GET " V1 "?pipeline_identifiers=b",
		.status = 200,
		.expect = "*.identifier = ['b']" },
	{ .name = "list by search_term",
		.given = GIVEN_PROJECT NAMED("apple") NAMED("pear"),
		.request = "GET " V1 "?search_term=PEA",
		.status = 200,
		.expect = "*.identifier = ['pear']" },
	{ .name = "both families see the same entity",
		.given = GIVEN_PROJECT MADE,
		.request = "GET /pipeline/api/pipelines/build_ledger?" IN_PROJECT,
		.status = 200,
		.expect = "data.yamlPipeline = '" YAML "'" },
	{ .name = "the header Harness-Account is required",
		.given = GIVEN_PROJECT MADE,
		.request = "GET " V1 "/build_ledger",
		.headers = "-\nx-api-key: " FACTS_ADMIN "\nAccept: application/json",
		.status = 400 },
	{ .name = "the JSON's identifier must be the YAML's",
		.given = GIVEN_PROJECT,
		.request = "POST " V1,
		.body = BODY("a", "build ledger", "", YAML),
		.status = 400,
		.expect = "message ~ Expected Pipeline identifier in YAML to be [a], but "
			  "was [build_ledger]" },
	{ .name = "the JSON's name must be the YAML's",
		.given = GIVEN_PROJECT,
		.request = "POST " V1,
		.body = BODY("build_ledger", "other", "", YAML),
		.status = 400 },
	{ .name = "the JSON's description must be the YAML's",
		.given = GIVEN_PROJECT,
		.request = "POST " V1,
		.body = BODY(
			"build_ledger", "build ledger", ",'description':'other'", YAML),
		.status = 400 },
	{ .name = "the JSON's tags must be the YAML's",
		.given = GIVEN_PROJECT,
		.request = "POST " V1,
		.body = BODY("build_ledger", "build ledger", ",'tags':{'a':'b'}", YAML),
		.status = 400 },
	{ .name = "the path's project must be the YAML's",
		.given = GIVEN_PROJECT "POST /ng/api/projects?" IN_ORG
				       " {'project':{'orgIdentifier':'emea',"
				       "'identifier':'refunds','name':'R'}}\n",
		.request = "POST /v1/orgs/emea/projects/refunds/pipelines",
		.body = BODY("build_ledger", "build ledger", "", YAML),
		.status = 400 },
	{ .name = "without git_details.store_type the server breaks",
		.given = GIVEN_PROJECT,
		.request = "POST " V1,
		.body = "{'identifier':'build_ledger','name':'build ledger',"
			"'pipeline_yaml':'" YAML "'}",
		.status = 500 },
	{ .name = "git_details.store_type may be optional",
		.options = "quirk v1-store-type=optional",
		.given = GIVEN_PROJECT,
		.request = "POST " V1,
		.body = "{'identifier':'build_ledger','name':'build ledger',"
			"'pipeline_yaml':'" YAML "'}",
		.status = 201 },
	{ .name = "errors have the form of v1",
		.given = GIVEN_PROJECT MADE,
		.request = "POST " V1,
		.body = BODY("build_ledger", "build ledger", "", YAML),
		.status = 400,
		.expect = "$ with message code\ncode = DUPLICATE_FIELD\n"
			  "message ~ Pipeline [build_ledger] under Project[payments], "
			  "Organization [emea] already exists or has been deleted." },
	{ .name = "a policy's denial is a 400 here",
		.options = "quirk policy-deny=build*",
		.given = GIVEN_PROJECT,
		.request = "POST " V1,
		.body = BODY("build_ledger", "build ledger", "", YAML),
		.status = 400,
		.expect = "code = POLICY_EVALUATION_FAILURE" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
