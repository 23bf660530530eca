/* core.md 9.2, 9.3: pipelines of the v0 family. */
#include "tests/support/facts.h"

#define PIPELINES "/pipeline/api/pipelines"
#define FLOW(id, name) \
	"pipeline: {name: " name ", identifier: " id ", projectIdentifier: payments, " \
	"orgIdentifier: emea, tags: {owner: core}, stages: [{stage: {name: deploy, " \
	"identifier: deploy, type: Approval, spec: {execution: {steps: []}}}}]}"
#define MADE(id, name) "POST " PIPELINES "/v2?" IN_PROJECT " " FLOW(id, name) "\n"
#define UPDATED(id, name) \
	"PUT " PIPELINES "/v2/" id "?" IN_PROJECT " " FLOW(id, name) "\n"
#define YAML \
	"# first line\r\npipeline:\n  name:   build ledger # spaces\n" \
	"  identifier: build_ledger\n  projectIdentifier: payments\n" \
	"  orgIdentifier: emea\n  tags: {}\n  stages: []\n\n\n"
#define YAML_JSON \
	"'# first line\\r\\npipeline:\\n  name:   build ledger # spaces\\n" \
	"  identifier: build_ledger\\n  projectIdentifier: payments\\n" \
	"  orgIdentifier: emea\\n  tags: {}\\n  stages: []\\n\\n\\n'"
#define SUMMARY \
	"name identifier description tags version numOfStages createdAt lastUpdatedAt " \
	"modules executionSummaryInfo recentExecutionsInfo filters stageNames " \
	"gitDetails " \
	"entityValidityDetails storeType connectorRef isDraft yamlVersion"

static const struct fact facts[] = {
	{ .name = "create answers the identifier and the policy's pass",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT "&storeType=INLINE",
		.body = YAML,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys identifier governanceMetadata publicAccessResponse\n"
		"data.identifier = build_ledger\n"
		"data.governanceMetadata like {'deny':false,'status':'pass'}\n"
		"data.publicAccessResponse = null" },
	{ .name = "get answers what core.md shows",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "GET " PIPELINES "/p?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys yamlPipeline resolvedTemplatesPipelineYaml gitDetails "
		"entityValidityDetails modules governanceMetadata yamlSchemaErrorWrapper "
		"validateTemplateInputsResponse cacheResponse validationUuid storeType "
		"publicAccessResponse\n"
		"data.yamlPipeline = '" FLOW("p",
			"P") "'\n"
			     "data.gitDetails like {'valid':false,'invalidYaml':null}\n"
			     "data.entityValidityDetails = "
			     "{'valid':true,'invalidYaml':null}\n"
			     "data.storeType = INLINE\n"
			     "data.publicAccessResponse = {'public':false}" },
	{ .name = "update answers as create does",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "PUT " PIPELINES "/v2/p?" IN_PROJECT,
		.body = FLOW("p", "Q"),
		.status = 200,
		.expect = SAYS_SUCCESS "data.identifier = p\n"
				       "data.governanceMetadata.deny = false" },
	{ .name = "an update is read back byte for byte",
		.given = GIVEN_PROJECT MADE("p", "P") UPDATED("p", "Q"),
		.request = "GET " PIPELINES "/p?" IN_PROJECT,
		.status = 200,
		.expect = "data.yamlPipeline = '" FLOW("p", "Q") "'" },
	{ .name = "the summary is a list's item",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "GET " PIPELINES "/summary/p?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " SUMMARY "\n"
		"data like {'name':'P','identifier':'p','tags':{'owner':'core'},"
		"'numOfStages':1,'stageNames':['deploy'],'storeType':'INLINE',"
		"'isDraft':false,'yamlVersion':'0'}\n"
		"data.entityValidityDetails = {'valid':true,'invalidYaml':null}\n"
		"data.createdAt time\ndata.lastUpdatedAt time" },
	{ .name = "list is a Spring page of summaries without YAML",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "POST " PIPELINES "/list?" IN_PROJECT "&page=0&size=20",
		.body = "{'filterType':'PipelineSetup'}",
		.status = 200,
		.expect =
			SAYS_SUCCESS "data.content # 1\ndata.content.0 keys " SUMMARY "\n"
				     "data.content.0.yamlPipeline absent\n"
				     "data.totalElements = 1" },
	{ .name = "version rises by one at each update",
		.given = GIVEN_PROJECT MADE(
			"p", "P") "GET " PIPELINES "/summary/p?" IN_PROJECT
				  " => data.version\n" UPDATED("p", "Q"),
		.request = "GET " PIPELINES "/summary/p?" IN_PROJECT,
		.status = 200,
		.expect = "data.version != $1\ndata.version present" },
	{ .name = "list has what was updated last first",
		.given = GIVEN_PROJECT MADE("a", "A") MADE("b", "B")
			MADE("c", "C") "wait 3\n" UPDATED("a", "A2"),
		.request = "POST " PIPELINES "/list?" IN_PROJECT,
		.body = "{'filterType':'PipelineSetup'}",
		.status = 200,
		.expect = "data.content.0.identifier = a" },
	{ .name = "list by identifiers",
		.given = GIVEN_PROJECT MADE("a", "A") MADE("b", "B"),
		.request = "POST " PIPELINES "/list?" IN_PROJECT,
		.body = "{'filterType':'PipelineSetup','pipelineIdentifiers':['b']}",
		.status = 200,
		.expect = "data.content.*.identifier = ['b']" },
	{ .name = "list by tags, which are a list of pairs",
		.given = GIVEN_PROJECT MADE("a", "A") "POST " PIPELINES "/v2?" IN_PROJECT
						      " pipeline: {name: B, identifier: "
						      "b, tags: {owner: other}, stages: "
						      "[]}\n",
		.request = "POST " PIPELINES "/list?" IN_PROJECT,
		.body = "{'filterType':'PipelineSetup','pipelineTags':"
			"[{'key':'owner','value':'core'}]}",
		.status = 200,
		.expect = "data.content.*.identifier = ['a']" },
	{ .name = "list by searchTerm",
		.given = GIVEN_PROJECT MADE("a", "Apple") MADE("b", "Pear"),
		.request = "POST " PIPELINES "/list?" IN_PROJECT "&searchTerm=pea",
		.body = "{'filterType':'PipelineSetup'}",
		.status = 200,
		.expect = "data.content.*.identifier = ['b']" },
	{ .name = "list sorts as asked",
		.given = GIVEN_PROJECT MADE("a", "Zoo") MADE("b", "Ark"),
		.request = "POST " PIPELINES "/list?" IN_PROJECT "&sort=name,ASC",
		.body = "{'filterType':'PipelineSetup'}",
		.status = 200,
		.expect = "data.content.*.name = ['Ark','Zoo']" },
	{ .name = "scope in the YAML is optional",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  identifier: p\n  stages: []\n",
		.status = 200,
		.expect = "data.identifier = p" },
	{ .name = "an organization in the YAML must match",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  identifier: p\n  orgIdentifier: apac\n"
			"  stages: []\n",
		.status = 400 },
	{ .name = "a project in the YAML must match",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  identifier: p\n"
			"  projectIdentifier: refunds\n  stages: []\n",
		.status = 400 },
	{ .name = "the identifier of an update must be the path's",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "PUT " PIPELINES "/v2/p?" IN_PROJECT,
		.body = FLOW("q", "P"),
		.status = 400 },
	{ .name = "the YAML must be well-formed",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: [p\n",
		.status = 400 },
	{ .name = "the YAML must be a pipeline",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "service:\n  name: p\n  identifier: p\n",
		.status = 400 },
	{ .name = "name is required",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  identifier: p\n  stages: []\n",
		.status = 400 },
	{ .name = "identifier is required",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  stages: []\n",
		.status = 400 },
	{ .name = "two stages with one identifier are refused by the schema",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  identifier: p\n  stages:\n"
			"    - stage: {name: a, identifier: s, type: Approval, spec: "
			"{}}\n"
			"    - stage: {name: b, identifier: s, type: Approval, spec: "
			"{}}\n",
		.status = 400 },
	{ .name = "an empty list of stages is a draft that is taken",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  identifier: p\n  stages: []\n",
		.status = 200 },
	{ .name = "an empty list of stages may be refused",
		.options = "quirk empty-stages=refuse",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  identifier: p\n  stages: []\n",
		.status = 400,
		.expect = "code = SCHEMA_VALIDATION_FAILED\nmessage ~ Invalid yaml: " },
	{ .name = "what a pipeline refers to is not looked for",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  identifier: p\n  stages:\n"
			"    - stage:\n        name: a\n        identifier: a\n"
			"        type: Deployment\n        spec:\n"
			"          deploymentType: Kubernetes\n"
			"          service: {serviceRef: nowhere}\n"
			"          environment: {environmentRef: nowhere}\n"
			"          execution: {steps: []}\n",
		.status = 200 },
	{ .name = "all three of the scope are required on list",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/list?" IN_ORG,
		.body = "{'filterType':'PipelineSetup'}",
		.status = 400 },
	{ .name = "all three of the scope are required on get",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "GET " PIPELINES "/p?" IN_ACCOUNT,
		.status = 400 },
	{ .name = "delete answers true",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "DELETE " PIPELINES "/p?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS "data = true" },
	{ .name = "a deleted one can be made again",
		.given = GIVEN_PROJECT MADE("p", "P") "DELETE " PIPELINES "/p?" IN_PROJECT
						      "\n",
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = FLOW("p", "P"),
		.status = 200 },
	{ .name = "one that another chains to cannot be deleted",
		.given = GIVEN_PROJECT MADE(
			"p", "P") "POST " PIPELINES "/v2?" IN_PROJECT
				  " pipeline: {name: c, identifier: c, stages: [{stage: "
				  "{name: a, "
				  "identifier: a, type: Pipeline, spec: {org: emea, "
				  "project: payments, "
				  "pipeline: p}}}]}\n",
		.request = "DELETE " PIPELINES "/p?" IN_PROJECT,
		.status = 400,
		.expect = SAYS_ERROR(
			"ENTITY_REFERENCE_EXCEPTION") "message ~ Could not delete the "
						      "pipeline p as it is referenced by "
						      "other entities" },
	{ .name = "identifiers are case-sensitive",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "GET " PIPELINES "/P?" IN_PROJECT,
		.status = 404,
		.expect = "code = ENTITY_NOT_FOUND" },
	{ .name = "the old create answers the bare identifier",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "?" IN_PROJECT,
		.body = FLOW("p", "P"),
		.status = 200,
		.expect = SAYS_SUCCESS "data = p" },
	{ .name = "the old update answers the bare identifier",
		.given = GIVEN_PROJECT MADE("p", "P"),
		.request = "PUT " PIPELINES "/p?" IN_PROJECT,
		.body = FLOW("p", "Q"),
		.status = 200,
		.expect = SAYS_SUCCESS "data = p" },
	{ .name = "a policy's denial is a 200 that says so",
		.options = "quirk policy-deny=bad*",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "/v2?" IN_PROJECT,
		.body = FLOW("bad", "B"),
		.status = 200,
		.expect = "status = SUCCESS\ndata.governanceMetadata.deny = true" },
	{ .name = "what a policy denied is not saved",
		.options = "quirk policy-deny=bad*",
		.given = GIVEN_PROJECT MADE("bad", "B"),
		.request = "GET " PIPELINES "/bad?" IN_PROJECT,
		.status = 404 },
	{ .name = "a policy's denial of the old create is an error",
		.options = "quirk policy-deny=bad*",
		.given = GIVEN_PROJECT,
		.request = "POST " PIPELINES "?" IN_PROJECT,
		.body = FLOW("bad", "B"),
		.status = 400,
		.expect = "code = POLICY_EVALUATION_FAILURE" },
};

static const struct fact bytes[] = {
	{ .name = "YAML is given back byte for byte: comments, CRLF, spaces, blank lines",
		.given = GIVEN_PROJECT MADE("build_ledger",
			"x") "? PUT " PIPELINES "/v2/build_ledger?" IN_PROJECT " x\n",
		.request = "PUT " PIPELINES "/v2/build_ledger?" IN_PROJECT,
		.body = YAML,
		.status = 200,
		.expect = "data.identifier = build_ledger" },
	{ .name = "v1 gives back what v1 stored, byte for byte",
		.given = GIVEN_PROJECT
		"POST /v1/orgs/emea/projects/payments/pipelines {'identifier':"
		"'build_ledger','name':'build ledger','pipeline_yaml':" YAML_JSON
		",'git_details':{'store_type':'INLINE'}}\n",
		.request = "GET " PIPELINES "/build_ledger?" IN_PROJECT,
		.status = 200,
		.expect = "data.yamlPipeline = " YAML_JSON },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds) + TABLE_RUN(bytes, fact_holds);
}
