/* core.md 2.2 to 2.4: page shapes, sizes, numbers. */
#include "tests/support/facts.h"

#define ORG(id) \
	"POST /ng/api/organizations?" IN_ACCOUNT " {'organization':{'identifier':'" id \
	"','name':'" id "'}}\n"
#define ORGS ORG("a") ORG("b") ORG("c") ORG("d") /* and default */
#define SERVICE(id) \
	"POST /ng/api/servicesV2?" IN_ACCOUNT " {'identifier':'" id "','name':'" id "'}" \
	"\n"
#define SERVICES SERVICE("a") SERVICE("b") SERVICE("c")
#define ENVIRONMENT(id) \
	"POST /ng/api/environmentsV2?" IN_ACCOUNT " {'identifier':'" id "','name':'" id \
	"','type':'Production'}\n"
#define PIPELINE(id) \
	"POST /pipeline/api/pipelines/v2?" IN_PROJECT " pipeline: {name: " id \
	", identifier: " id ", stages: []}\n"
#define PIPELINES GIVEN_PROJECT PIPELINE("a") PIPELINE("b") PIPELINE("c")
#define PAGE_A \
	"data keys totalPages totalItems pageItemCount pageSize content pageIndex " \
	"empty " \
	"pageToken\n"
#define PAGE_B \
	"data keys content pageable totalPages totalElements last first sort number " \
	"size numberOfElements empty\n" \
	"data.pageable keys sort offset pageNumber pageSize paged unpaged\n" \
	"data.sort keys sorted unsorted empty\n"
#define FILTER .body = "{'filterType':'PipelineSetup'}"

static const struct fact facts[] = {
	{ .name = "shape A, all on one page",
		.given = ORGS,
		.request = "GET /ng/api/organizations?" IN_ACCOUNT,
		.status = 200,
		.expect = SAYS_SUCCESS PAGE_A
		"data like {'totalPages':1,'totalItems':5,'pageItemCount':5,"
		"'pageSize':50,'pageIndex':0,'empty':false,'pageToken':null}" },
	{ .name = "shape A, first page of three",
		.given = ORGS,
		.request =
			"GET /ng/api/organizations?" IN_ACCOUNT "&pageIndex=0&pageSize=2",
		.status = 200,
		.expect = "data like {'totalPages':3,'totalItems':5,'pageItemCount':2,"
			  "'pageSize':2,'pageIndex':0,'empty':false}\n"
			  "data.content.*.organization.identifier = ['default','a']" },
	{ .name = "shape A, middle page",
		.given = ORGS,
		.request =
			"GET /ng/api/organizations?" IN_ACCOUNT "&pageIndex=1&pageSize=2",
		.status = 200,
		.expect = "data like {'pageItemCount':2,'pageIndex':1}\n"
			  "data.content.*.organization.identifier = ['b','c']" },
	{ .name = "shape A, last page",
		.given = ORGS,
		.request =
			"GET /ng/api/organizations?" IN_ACCOUNT "&pageIndex=2&pageSize=2",
		.status = 200,
		.expect = "data like {'totalPages':3,'pageItemCount':1,'pageSize':2,"
			  "'pageIndex':2,'empty':false}\n"
			  "data.content.*.organization.identifier = ['d']" },
	{ .name = "shape A, past the last page",
		.given = ORGS,
		.request =
			"GET /ng/api/organizations?" IN_ACCOUNT "&pageIndex=3&pageSize=2",
		.status = 200,
		.expect = "data like {'totalItems':5,'pageItemCount':0,'content':[],"
			  "'pageIndex':3,'empty':true}" },
	{ .name = "shape A, nothing at all",
		.request = "GET /ng/api/projects?" IN_ACCOUNT,
		.status = 200,
		.expect = PAGE_A "data like {'totalPages':0,'totalItems':0,"
				 "'pageItemCount':0,'content':[],'empty':true}" },
	{ .name = "shape A, page size 100",
		.request = "GET /ng/api/organizations?" IN_ACCOUNT "&pageSize=100",
		.status = 200,
		.expect = "data.pageSize = 100" },
	{ .name = "shape A, a page size over 100 is cut",
		.request = "GET /ng/api/organizations?" IN_ACCOUNT "&pageSize=500",
		.status = 200,
		.expect = "data.pageSize = 100" },
	{ .name = "shape A, a page size over 100 may be refused",
		.options = "quirk page-limit=refuse",
		.request = "GET /ng/api/organizations?" IN_ACCOUNT "&pageSize=500",
		.status = 400 },
	{ .name = "shape A, a page size over 100 may be served",
		.options = "quirk page-limit=serve",
		.request = "GET /ng/api/organizations?" IN_ACCOUNT "&pageSize=500",
		.status = 200,
		.expect = "data.pageSize = 500" },
	{ .name = "a page number that is none",
		.request = "GET /ng/api/organizations?" IN_ACCOUNT "&pageIndex=two",
		.status = 400 },
	{ .name = "a negative page number",
		.request = "GET /ng/api/organizations?" IN_ACCOUNT "&pageIndex=-1",
		.status = 400 },
	{ .name = "a page number of 20 digits",
		.request = "GET /ng/api/organizations?" IN_ACCOUNT
			   "&pageIndex=99999999999999999999",
		.status = 400 },
	{ .name = "the projects' default page size is 50",
		.request = "GET /ng/api/projects?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.pageSize = 50" },
	{ .name = "the secrets' default page size is 50",
		.request = "POST /ng/api/v2/secrets/list?" IN_ACCOUNT,
		.body = "{}",
		.status = 200,
		.expect = PAGE_A "data.pageSize = 50" },
	{ .name = "the role assignments' default page size is 50",
		.request = "GET /authz/api/roleassignments?" IN_ACCOUNT,
		.status = 200,
		.expect = PAGE_A "data.pageSize = 50" },
	{ .name = "the environments' default page size is 100",
		.given = ENVIRONMENT("a"),
		.request = "GET /ng/api/environmentsV2?" IN_ACCOUNT,
		.status = 200,
		.expect = PAGE_A "data.pageSize = 100" },
	{ .name = "the environments' pages are page and size",
		.given = ENVIRONMENT("a") ENVIRONMENT("b") ENVIRONMENT("c"),
		.request = "GET /ng/api/environmentsV2?" IN_ACCOUNT
			   "&page=1&size=2&sort=name,ASC",
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['c']\n"
			  "data like {'pageIndex':1,'pageSize':2,'totalPages':2}" },
	{ .name = "the environments know no pageIndex",
		.given = ENVIRONMENT("a") ENVIRONMENT("b") ENVIRONMENT("c"),
		.request = "GET /ng/api/environmentsV2?" IN_ACCOUNT
			   "&pageIndex=1&pageSize=2",
		.status = 200,
		.expect = "data.content # 3" },
	{ .name = "the services' default page size is 100",
		.request = "GET /ng/api/servicesV2?" IN_ACCOUNT,
		.status = 200,
		.expect = PAGE_A "data.pageSize = 100" },
	{ .name = "the services' pages are page and size",
		.given = SERVICES,
		.request = "GET /ng/api/servicesV2?" IN_ACCOUNT
			   "&page=1&size=2&sort=name,ASC",
		.status = 200,
		.expect = "data.content.*.service.identifier = ['c']" },
	{ .name = "the services' largest page is 1000",
		.request = "GET /ng/api/servicesV2?" IN_ACCOUNT "&size=1000",
		.status = 200,
		.expect = "data.pageSize = 1000" },
	{ .name = "shape B, first page",
		.given = PIPELINES,
		.request = "POST /pipeline/api/pipelines/list?" IN_PROJECT
			   "&page=0&size=2&sort=name,ASC",
		FILTER,
		.status = 200,
		.expect = SAYS_SUCCESS PAGE_B
		"data like {'totalPages':2,'totalElements':3,'last':false,"
		"'first':true,'number':0,'size':2,'numberOfElements':2,'empty':false}\n"
		"data.pageable like {'offset':0,'pageNumber':0,'pageSize':2,"
		"'paged':true,'unpaged':false}\n"
		"data.content.*.identifier = ['a','b']\n"
		"data.sort = {'sorted':true,'unsorted':false,'empty':false}" },
	{ .name = "shape B, last page",
		.given = PIPELINES,
		.request = "POST /pipeline/api/pipelines/list?" IN_PROJECT
			   "&page=1&size=2&sort=name,ASC",
		FILTER,
		.status = 200,
		.expect = "data like {'last':true,'first':false,'number':1,"
			  "'numberOfElements':1,'totalPages':2}\n"
			  "data.pageable like {'offset':2,'pageNumber':1}\n"
			  "data.content.*.identifier = ['c']" },
	{ .name = "shape B, nothing at all",
		.given = GIVEN_PROJECT,
		.request = "POST /pipeline/api/pipelines/list?" IN_PROJECT,
		FILTER,
		.status = 200,
		.expect = PAGE_B "data like {'totalElements':0,'content':[],'empty':true,"
				 "'first':true,'last':true}" },
	{ .name = "the pipelines' default page size is 25",
		.given = GIVEN_PROJECT,
		.request = "POST /pipeline/api/pipelines/list?" IN_PROJECT,
		FILTER,
		.status = 200,
		.expect = "data.size = 25\ndata.pageable.pageSize = 25" },
	{ .name = "the pipelines have no largest page",
		.given = GIVEN_PROJECT,
		.request = "POST /pipeline/api/pipelines/list?" IN_PROJECT "&size=1000",
		FILTER,
		.status = 200,
		.expect = "data.size = 1000" },
	{ .name = "the default limit of v1 is 30",
		.given = GIVEN_PROJECT,
		.request = "GET /v1/orgs/emea/projects/payments/pipelines",
		.status = 200,
		.expect = "$ = []\n@X-Page-Size = 30\n@X-Total-Elements = 0" },
	{ .name = "executions are a Spring page",
		.given = GIVEN_PROJECT,
		.request = "POST /pipeline/api/pipelines/execution/summary?" IN_PROJECT,
		.body = "{'filterType':'PipelineExecution'}",
		.status = 200,
		.expect = PAGE_B },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
