/*
 * wire.md: what the vendor's MCP server sends, one act after another, with its own
 * headers. Each row is played behind all rows before it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/facts.h"

enum { STORY_MAX = 65536 };

#define Q "?accountIdentifier=acc123&routingId=acc123"
#define QO Q "&orgIdentifier=probe_org"
#define QP QO "&projectIdentifier=probe_project"
#define IN "'orgIdentifier':'probe_org','projectIdentifier':'probe_project'"
#define YAML(name) \
	"pipeline: {name: " name ", identifier: probe_pipeline, orgIdentifier: " \
	"probe_org, projectIdentifier: probe_project, tags: {}, stages: [{stage: " \
	"{name: s, identifier: s, type: Custom, spec: {execution: {steps: []}}}}]}"

static const struct fact rows[] = {
	{ .name = "organization create",
		.request = "POST /ng/api/organizations" Q,
		.body = "{'organization':{'identifier':'probe_org','name':'Probe Org'}}",
		.expect = "data.organization.identifier = probe_org" },
	{ .name = "organization get",
		.request = "GET /ng/api/organizations/probe_org" Q,
		.expect = "data.organization.name = Probe Org" },
	{ .name = "organization list",
		.request = "GET /ng/api/organizations" Q "&pageIndex=0&pageSize=20",
		.expect =
			"data.content has {'organization':{'identifier':'probe_org'}}" },
	{ .name = "project create",
		.request = "POST /ng/api/projects" QO,
		.body = "{'project':{'identifier':'probe_project','name':"
			"'Probe Project','orgIdentifier':'probe_org'}}",
		.expect = "data.project.identifier = probe_project" },
	{ .name = "project get",
		.request = "GET /ng/api/projects/probe_project" QO,
		.expect = "data.project.name = Probe Project" },
	{ .name = "project list",
		.request = "GET /ng/api/projects" Q,
		.expect = "data.content has {'project':{'identifier':'probe_project'}}" },
	{ .name = "service create",
		.request = "POST /ng/api/servicesV2" QP,
		.body = "{'identifier':'probe_svc','name':'probe svc'," IN "}",
		.expect = "data.service.identifier = probe_svc" },
	{ .name = "service get",
		.request = "GET /ng/api/servicesV2/probe_svc" QP,
		.expect = "data.service.name = probe svc" },
	{ .name = "service list",
		.request = "GET /ng/api/servicesV2" QP "&page=0&size=20",
		.expect = "data.content.*.service.identifier = ['probe_svc']" },
	{ .name = "service update",
		.request = "PUT /ng/api/servicesV2" QP,
		.body = "{'identifier':'probe_svc','name':'renamed svc'," IN "}",
		.expect = "data.service.name = renamed svc" },
	{ .name = "environment create",
		.request = "POST /ng/api/environmentsV2" QP,
		.body = "{'identifier':'probe_env','name':'probe env',"
			"'type':'PreProduction'," IN "}",
		.expect = "data.environment.type = PreProduction" },
	{ .name = "environment get",
		.request = "GET /ng/api/environmentsV2/probe_env" QP,
		.expect = "data.environment.name = probe env" },
	{ .name = "environment list",
		.request = "GET /ng/api/environmentsV2" QP "&page=0&size=20",
		.expect = "data.content.*.environment.identifier = ['probe_env']" },
	{ .name = "environment update",
		.request = "PUT /ng/api/environmentsV2" QP,
		.body = "{'identifier':'probe_env','name':'renamed env',"
			"'type':'PreProduction'," IN "}",
		.expect = "data.environment.name = renamed env" },
	{ .name = "a secret, which the recording had from before",
		.request = "POST /ng/api/v2/secrets" QP,
		.body = "{'secret':{'type':'SecretText','name':'probe','identifier':"
			"'probe_secret'," IN ",'spec':{'secretManagerIdentifier':"
			"'harnessSecretManager','valueType':'Inline','value':'v'}}}" },
	{ .name = "secret get",
		.request = "GET /ng/api/v2/secrets/probe_secret" QP,
		.expect = "data.secret.identifier = probe_secret" },
	{ .name = "secret list",
		.request = "POST /ng/api/v2/secrets/list/secrets" QP
			   "&pageIndex=0&pageSize=20",
		.body = "{'filterType':'Secret'," IN "}",
		.expect = "data.content.*.secret.identifier = ['probe_secret']" },
	{ .name = "pipeline create",
		.request = "POST /pipeline/api/pipelines/v2" QP,
		.body = YAML("probe"),
		.expect = "data.identifier = probe_pipeline" },
	{ .name = "pipeline get",
		.request = "GET /pipeline/api/pipelines/probe_pipeline" QP,
		.expect = "data.yamlPipeline = '" YAML("probe") "'" },
	{ .name = "pipeline list",
		.request = "POST /pipeline/api/pipelines/list" QP "&page=0&size=20",
		.body = "{'filterType':'PipelineSetup'," IN "}",
		.expect = "data.content.*.identifier = ['probe_pipeline']" },
	{ .name = "pipeline update",
		.request = "PUT /pipeline/api/pipelines/v2/probe_pipeline" QP,
		.body = YAML("renamed"),
		.expect = "data.identifier = probe_pipeline" },
	{ .name = "pipeline run",
		.request = "POST /pipeline/api/pipeline/execute/probe_pipeline" QP,
		.body = "",
		.expect = "data.planExecution.uuid present" },
	{ .name = "execution list",
		.request = "POST /pipeline/api/pipelines/execution/summary" QP
			   "&page=0&size=20",
		.body = "{'filterType':'PipelineExecution'," IN "}",
		.expect = "data.content.*.pipelineIdentifier = ['probe_pipeline']" },
	{ .name = "role assignment create",
		.request = "POST /authz/api/roleassignments" QP,
		.body = "{'identifier':'probe_ra','roleIdentifier':'_pipeline_executor',"
			"'resourceGroupIdentifier':'_all_project_level_resources',"
			"'principal':{'type':'USER_GROUP','identifier':"
			"'_project_all_users','scopeLevel':'project'}," IN "}",
		.expect = "data.roleAssignment.identifier = probe_ra" },
	{ .name = "role assignment list",
		.request = "POST /authz/api/roleassignments/filter" QP
			   "&pageIndex=0&pageSize=20",
		.body = "{" IN "}",
		.expect = "data.content has {'roleAssignment':{'identifier':"
			  "'probe_ra'}}" },
	{ .name = "pipeline delete",
		.request = "DELETE /pipeline/api/pipelines/probe_pipeline" QP,
		.expect = "data = true" },
	{ .name = "service delete",
		.request = "DELETE /ng/api/servicesV2/probe_svc" QP,
		.expect = "data = true" },
	{ .name = "environment delete",
		.request = "DELETE /ng/api/environmentsV2/probe_env" QP,
		.expect = "data = true" },
	{ .name = "project delete",
		.request = "DELETE /ng/api/projects/probe_project" QO,
		.expect = "data = true" },
	{ .name = "organization delete",
		.request = "DELETE /ng/api/organizations/probe_org" Q,
		.expect = "data = true" },
};

static void recorded_act_is_answered(void **state)
{
	const struct fact *row = *state;
	struct fact fact = *row;
	char *story = calloc(1, STORY_MAX);
	size_t used = 0;
	void *fact_state = &fact;

	assert_non_null(story);
	for (const struct fact *done = rows; done != row; done++)
		used += (size_t)snprintf(story + used, STORY_MAX - used, "%s%s%s\n",
			done->request, done->body != NULL ? " " : "",
			done->body != NULL ? done->body : "");
	fact.given = story;
	fact.headers = "Accept: */*";
	fact.status = 200;
	fact_holds(&fact_state);
	free(story);
}

int main(void)
{
	return TABLE_RUN(rows, recorded_act_is_answered);
}
