/* extended.md 15: who changed what, and when. */
#include "tests/support/facts.h"

#define EVENTS "POST /audit/api/audits/list?" IN_ACCOUNT
#define SERVICE(id) \
	"POST /ng/api/servicesV2?" IN_ACCOUNT " {'identifier':'" id "','name':'" id \
	"','orgIdentifier':'emea'," \
	"'projectIdentifier':'payments'}\n"
#define MADE GIVEN_PROJECT SERVICE("a") SERVICE("b")
#define GONE MADE "DELETE /ng/api/servicesV2/a?" IN_PROJECT "\n"
#define OF_SERVICES "'resources':[{'type':'SERVICE'"
#define IDS_ARE "data.content.*.resource.identifier = "

static const struct fact facts[] = {
	{ .name = "a change is an event that says who, what and where",
		.given = MADE,
		.request = EVENTS,
		.body = "{'filterType':'Audit'," OF_SERVICES ",'identifier':'a'}]}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data.totalItems = 1\ndata.pageIndex = 0\n"
		"data.content.0 keys auditId insertId resourceScope httpRequestInfo "
		"requestMetadata timestamp authenticationInfo module environment "
		"resource action auditEventData\n"
		"data.content.0 like {'action':'CREATE','resourceScope':"
		"{'accountIdentifier':'acc123','orgIdentifier':'emea',"
		"'projectIdentifier':'payments'},'httpRequestInfo':"
		"{'requestMethod':'POST'},'requestMetadata':{'clientIP':'127.0.0.1'},"
		"'resource':{'type':'SERVICE','identifier':'a','labels':"
		"{'resourceName':'a'}}}\n"
		"data.content.0.timestamp time\n"
		"data.content.0.authenticationInfo.principal with type identifier" },
	{ .name = "events are the newest first",
		.given = GONE,
		.request = EVENTS,
		.body = "{'filterType':'Audit'," OF_SERVICES "}]}",
		.status = 200,
		.expect =
			IDS_ARE "['a','b','a']\n"
				"data.content.*.action = ['DELETE','CREATE','CREATE']" },
	{ .name = "events by what was done",
		.given = GONE,
		.request = EVENTS,
		.body = "{'filterType':'Audit','actions':['DELETE']}",
		.status = 200,
		.expect = IDS_ARE "['a']" },
	{ .name = "events by several resources",
		.given = MADE,
		.request = EVENTS,
		.body = "{'filterType':'Audit'," OF_SERVICES
			",'identifier':'b'},{'type':'PROJECT','identifier':'payments'}]}",
		.status = 200,
		.expect = IDS_ARE "['b','payments']" },
	{ .name = "a scope takes in what is below it",
		.given = MADE,
		.request = EVENTS,
		.body = "{'filterType':'Audit','scopes':[{'accountIdentifier':'acc123',"
			"'orgIdentifier':'emea'}]," OF_SERVICES "}]}",
		.status = 200,
		.expect = IDS_ARE "['b','a']" },
	{ .name = "another scope has none of them",
		.given = MADE,
		.request = EVENTS,
		.body = "{'filterType':'Audit','scopes':[{'accountIdentifier':'acc123',"
			"'orgIdentifier':'other'}]}",
		.status = 200,
		.expect = "data.totalItems = 0" },
	{ .name = "events of a time that is over",
		.given = MADE,
		.request = EVENTS,
		.body = "{'filterType':'Audit','startTime':1,'endTime':1700000000000}",
		.status = 200,
		.expect = "data.totalItems = 0" },
	{ .name = "the newer list is a slice without totals",
		.given = MADE,
		.request = "POST /audit/api/audits/listV2?" IN_ACCOUNT "&pageSize=1",
		.body = "{'filterType':'Audit'," OF_SERVICES "}]}",
		.status = 200,
		.expect = IDS_ARE "['b']\ndata.totalItems absent" },
	{ .name = "the type of the filter is required",
		.given = MADE,
		.request = EVENTS,
		.body = "{}",
		.status = 400 },
	{ .name = "an event's YAMLs are those before and after",
		.given = GONE EVENTS " {'filterType':'Audit','actions':['DELETE']}"
				     " => data.content.0.auditId\n",
		.request = "GET /audit/api/auditYaml?" IN_ACCOUNT "&auditId=$1",
		.status = 200,
		.expect = SAYS_SUCCESS "data.oldYaml ~ service\ndata.newYaml absent" },
	{ .name = "YAMLs of an event that is none",
		.request = "GET /audit/api/auditYaml?" IN_ACCOUNT "&auditId=none",
		.status = 400 },
	{ .name = "what an event changed, as operations",
		.given = MADE "PUT /ng/api/servicesV2?" IN_ACCOUNT
			      " {'identifier':'a','name':'a','orgIdentifier':'emea',"
			      "'projectIdentifier':'payments','yaml':'service:\\n  "
			      "identifier: a\\n  name: a\\n  tags: {x/y: z}\\n'}\n" EVENTS
			      " {'filterType':'Audit','actions':['UPDATE']}"
			      " => data.content.0.auditId\n",
		.request = "POST /audit/api/auditYaml/diffs?" IN_ACCOUNT,
		.body = "{'auditEventIds':['$1','none']}",
		.status = 200,
		.expect = SAYS_SUCCESS "data.batchTruncated = false\n"
				       "data.diffs.0.auditEventId = '$1'\n"
				       "data.diffs.0.error = null\n"
				       "data.diffs.0.diff has {'op':'add',"
				       "'path':'/tags/x~1y','value':'z'}\n"
				       "data.diffs.0.diff.1 keys op path value "
				       "fromValue\n"
				       "data.diffs.1.diff = []\n"
				       "data.diffs.1.error ~ YAML" },
	{ .name = "operations of no event, and of too many",
		.request = "POST /audit/api/auditYaml/diffs?" IN_ACCOUNT,
		.body = "{'auditEventIds':[]}",
		.status = 400 },
	{ .name = "events may lag behind the changes",
		.options = "quirk audit-lag=60000",
		.given = MADE,
		.request = EVENTS,
		.body = "{'filterType':'Audit'}",
		.status = 200,
		.expect = "data.content = []" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
