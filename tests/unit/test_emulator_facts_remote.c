#include "tests/support/facts.h"

/*
 * What Git Experience keeps: core.md 3.6, 7, 8, 9; extended.md 1.9. What an answer
 * says to a request that lacks something is inferred.
 */
#define SERVICES "/ng/api/servicesV2"
#define ENVIRONMENTS "/ng/api/environmentsV2"
#define PIPELINES "/pipeline/api/pipelines"
#define IN_GIT \
	"&storeType=REMOTE&connectorRef=account.git&repoName=apps&branch=main" \
	"&filePath=.harness/a.yaml"
#define SCOPE "'orgIdentifier':'emea','projectIdentifier':'payments'"
#define SERVICE(name) \
	"{'identifier':'api','name':'" name "'," SCOPE \
	",'yaml':'service:\\n  identifier: api\\n  name: " name \
	"\\n  orgIdentifier: emea\\n  projectIdentifier: payments\\n'}"
#define ENVIRONMENT "{'identifier':'prod','name':'prod','type':'Production'," SCOPE "}"
#define PIPELINE(name) \
	"pipeline: {identifier: p, name: " name ", orgIdentifier: emea, " \
	"projectIdentifier: payments, stages: []}"
#define GIVEN_SERVICE \
	GIVEN_PROJECT "POST " SERVICES "?" IN_ACCOUNT IN_GIT " " SERVICE("api")
#define KEPT(at) \
	at ".storeType = REMOTE\n" at ".connectorRef = account.git\n" at \
	   ".entityGitDetails like " \
	   "{'repoName':'apps','branch':'main','filePath':'.harness/a.yaml'}\n" at \
	   ".entityGitDetails.objectId matches [0-9a-f]{40}\n"

static const struct fact facts[] = {
	{ .name = "a service says where it is kept",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT IN_GIT,
		.body = SERVICE("api"),
		.status = 200,
		.expect = KEPT("data.service") },
	{ .name = "an environment does",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT IN_GIT,
		.body = ENVIRONMENT,
		.status = 200,
		.expect = KEPT("data.environment") },
	{ .name = "a pipeline does, in gitDetails, and in the list",
		.given = GIVEN_PROJECT "POST " PIPELINES "/v2?" IN_PROJECT IN_GIT
				       " " PIPELINE("P"),
		.request = "POST " PIPELINES "/list?" IN_PROJECT,
		.body = "{'filterType':'PipelineSetup'}",
		.status = 200,
		.expect = "data.content.0.storeType = REMOTE\n"
			  "data.content.0.gitDetails like {'repoName':'apps',"
			  "'branch':'main','filePath':'.harness/a.yaml'}\n" },
	{ .name = "a get of a pipeline does",
		.given = GIVEN_PROJECT "POST " PIPELINES "/v2?" IN_PROJECT IN_GIT
				       " " PIPELINE("P"),
		.request = "GET " PIPELINES "/p?" IN_PROJECT,
		.status = 200,
		.expect = "data.storeType = REMOTE\n"
			  "data.gitDetails like {'repoName':'apps','branch':'main',"
			  "'filePath':'.harness/a.yaml'}\n"
			  "data.yamlPipeline ~ identifier" },
	{ .name = "a list may lack the YAML",
		.given = GIVEN_SERVICE,
		.request = "GET " SERVICES "?" IN_PROJECT,
		.status = 200,
		.expect = KEPT("data.content.0.service") "data.content.0.service.yaml "
							 "= null" },
	{ .name = "or have it, as a quirk says",
		.options = "quirk remote-in-lists=with",
		.given = GIVEN_SERVICE,
		.request = "GET " SERVICES "?" IN_PROJECT,
		.status = 200,
		.expect = "data.content.0.service.yaml ~ identifier" },
	{ .name = "a get has it",
		.given = GIVEN_SERVICE,
		.request = "GET " SERVICES "/api?" IN_PROJECT,
		.status = 200,
		.expect = "data.service.yaml ~ identifier" },
	{ .name = "an update names the object that it replaces",
		.given = GIVEN_SERVICE " => data.service.entityGitDetails.objectId",
		.request = "PUT " SERVICES "?" IN_ACCOUNT "&lastObjectId=$1",
		.body = SERVICE("web"),
		.status = 200,
		.expect = KEPT("data.service") "data.service.name = web\n"
					       "data.service.entityGitDetails.objectId "
					       "!= $1" },
	{ .name = "or is refused",
		.given = GIVEN_SERVICE,
		.request = "PUT " SERVICES "?" IN_ACCOUNT,
		.body = SERVICE("web"),
		.status = 400,
		.expect = SAYS_ERROR("INVALID_REQUEST") "message ~ .harness/a.yaml" },
	{ .name = "whatever it says of the store",
		.given = GIVEN_PROJECT "POST " PIPELINES "/v2?" IN_PROJECT IN_GIT
				       " " PIPELINE("P"),
		.request = "PUT " PIPELINES "/v2/p?" IN_PROJECT "&storeType=INLINE",
		.body = PIPELINE("Q"),
		.status = 400,
		.expect = SAYS_ERROR("INVALID_REQUEST") "message ~ lastObjectId" },
	{ .name = "a place without a file is refused",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT
			   "&storeType=REMOTE&connectorRef=account.git&repoName=apps",
		.body = SERVICE("api"),
		.status = 400,
		.expect = SAYS_ERROR("INVALID_REQUEST") "message ~ filePath" },
	{ .name = "Harness's own repositories need no connector",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT
			   "&storeType=REMOTE&isHarnessCodeRepo=true&repoName=apps"
			   "&filePath=.harness/a.yaml",
		.body = SERVICE("api"),
		.status = 200,
		.expect = "data.service.storeType = REMOTE\n"
			  "data.service.connectorRef = null" },
	{ .name = "others do",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT
			   "&storeType=REMOTE&repoName=apps&filePath=.harness/a.yaml",
		.body = SERVICE("api"),
		.status = 400,
		.expect = SAYS_ERROR("INVALID_REQUEST") "message ~ connectorRef" },
	{ .name = "deleting takes it out of Harness alone",
		.given = GIVEN_SERVICE,
		.request = "DELETE " SERVICES "/api?" IN_PROJECT,
		.status = 200,
		.expect = "data = true" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
