/* extended.md 2, 9, 10, 11: connectors, user groups, service accounts, variables. */
#include "tests/support/facts.h"

#define SCOPE "'orgIdentifier':'emea','projectIdentifier':'payments',"
#define CONNECTORS "/ng/api/connectors"
#define SECRET(id) \
	"POST /ng/api/v2/secrets?" IN_ACCOUNT \
	" {'secret':{'type':'SecretText','name':'" id "','identifier':'" id \
	"','spec':{'secretManagerIdentifier':" \
	"'harnessSecretManager','valueType':'Inline','value':'v'}}}\n"
#define GITHUB(id, scope, ref) \
	"{'connector':{'name':'" id "','identifier':'" id "'," scope "'type':'Github'," \
	"'spec':{'url':'https://github.com/acme','type':'Account','authentication':" \
	"{'type':'Http','spec':{'type':'UsernameToken','spec':{'username':'bot'," \
	"'tokenRef':'" ref "'}}}}}}"
#define K8S(id, scope) \
	"{'connector':{'name':'" id "','identifier':'" id "'," scope \
	"'type':'K8sCluster','spec':{'credential':{'type':'InheritFromDelegate'}," \
	"'delegateSelectors':['d']}}}"

static const struct fact connectors[] = {
	{ .name = "a created one is answered with what stands beside it",
		.given = GIVEN_PROJECT SECRET("gh_token"),
		.request = "POST " CONNECTORS "?" IN_ACCOUNT,
		.body = GITHUB("git_main", SCOPE, "account.gh_token"),
		.status = 200,
		.expect = SAYS_SUCCESS
		"data with connector createdAt lastModifiedAt status activityDetails "
		"harnessManaged gitDetails entityValidityDetails governanceMetadata "
		"isFavorite\n"
		"data.connector like {'name':'git_main','identifier':'git_main',"
		"'accountIdentifier':'acc123'," SCOPE "'tags':{},'type':'Github'}\n"
		"data.connector.spec like {'url':'https://github.com/acme',"
		"'authentication':{'spec':{'spec':{'tokenRef':'account.gh_token'}}}}\n"
		"data.harnessManaged = false" },
	{ .name = "the type is taken in any case and given back as it is spelled",
		.request = "POST " CONNECTORS "?" IN_ACCOUNT,
		.body = "{'connector':{'name':'k','identifier':'k','type':'k8scluster',"
			"'spec':{'credential':{'type':'InheritFromDelegate'},"
			"'delegateSelectors':['d']}}}",
		.status = 200,
		.expect = "data.connector.type = K8sCluster" },
	{ .name = "empty scope texts are null",
		.request = "POST " CONNECTORS "?" IN_ACCOUNT,
		.body = K8S("k", "'orgIdentifier':'','projectIdentifier':'',"),
		.status = 200,
		.expect = "data.connector.orgIdentifier absent\n"
			  "data.connector.projectIdentifier absent" },
	{ .name = "a secret that is not there is refused",
		.request = "POST " CONNECTORS "?" IN_ACCOUNT,
		.body = GITHUB("git_main", "", "account.gh_token"),
		.status = 400,
		.expect = "code = INVALID_REQUEST\nmessage ~ Error while validating" },
	{ .name = "a bare reference at the account is refused",
		.given = SECRET("gh_token"),
		.request = "POST " CONNECTORS "?" IN_ACCOUNT,
		.body = GITHUB("git_main", "", "gh_token"),
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "a reference of two dots is refused",
		.given = SECRET("gh_token"),
		.request = "POST " CONNECTORS "?" IN_ACCOUNT,
		.body = GITHUB("git_main", "", "account.org.gh_token"),
		.status = 400 },
	{ .name = "update has no identifier in its path",
		.given = "POST " CONNECTORS "?" IN_ACCOUNT " " K8S("k", "") "\n",
		.request = "PUT " CONNECTORS "?" IN_ACCOUNT,
		.body = "{'connector':{'name':'new','identifier':'k','type':"
			"'K8sCluster','spec':{'credential':{'type':"
			"'InheritFromDelegate'},'delegateSelectors':['d']}}}",
		.status = 200,
		.expect = "data.connector.name = new" },
	{ .name = "the type cannot change",
		.given = SECRET("t") "POST " CONNECTORS "?" IN_ACCOUNT
				     " " K8S("k", "") "\n",
		.request = "PUT " CONNECTORS "?" IN_ACCOUNT,
		.body = GITHUB("k", "", "account.t"),
		.status = 400,
		.expect = "code = INVALID_REQUEST\n"
			  "message ~ No connector exists with the identifier k in "
			  "account acc123" },
	{ .name = "listV2 is of exactly its scope, the built-in one too",
		.given = GIVEN_PROJECT "POST " CONNECTORS "?" IN_ACCOUNT " " K8S("k",
			"") "\nPOST " CONNECTORS "?" IN_ACCOUNT " " K8S("p", SCOPE) "\n",
		.request = "POST " CONNECTORS "/listV2?" IN_PROJECT,
		.body = "{'filterType':'Connector'}",
		.status = 200,
		.expect = "data.totalItems = 2\n"
			  "data.content has {'connector':{'identifier':'p'}}\n"
			  "data.content has {'connector':{'identifier':"
			  "'harnessSecretManager'},'harnessManaged':true}" },
	{ .name = "listV2 by types",
		.given = "POST " CONNECTORS "?" IN_ACCOUNT " " K8S("k", "") "\n",
		.request = "POST " CONNECTORS "/listV2?" IN_ACCOUNT,
		.body = "{'filterType':'Connector','types':['K8sCluster']}",
		.status = 200,
		.expect = "data.content.*.connector.identifier = ['k']" },
	{ .name = "listV2 with parents",
		.given = GIVEN_PROJECT "POST " CONNECTORS "?" IN_ACCOUNT
				       " " K8S("k", "") "\n",
		.request = "POST " CONNECTORS "/listV2?" IN_PROJECT
			   "&includeAllConnectorsAvailableAtScope=true",
		.body = "{'filterType':'Connector'}",
		.status = 200,
		.expect = "data.content has {'connector':{'identifier':'k'}}" },
	{ .name = "the built-in one cannot be deleted",
		.request = "DELETE " CONNECTORS "/harnessSecretManager?" IN_ACCOUNT,
		.status = 400 },
	{ .name = "delete answers true",
		.given = "POST " CONNECTORS "?" IN_ACCOUNT " " K8S("k", "") "\n",
		.request = "DELETE " CONNECTORS "/k?" IN_ACCOUNT,
		.status = 200,
		.expect = "data = true" },
};

#define GROUPS "/ng/api/user-groups"
#define GROUP(query, id, scope) \
	"POST " GROUPS "?" query " {'accountIdentifier':'acc123'," scope \
	"'identifier':'" id "','name':'" id "'}\n"

static const struct fact groups[] = {
	{ .name = "a created one is answered bare",
		.given = GIVEN_PROJECT,
		.request = "POST " GROUPS "?" IN_PROJECT,
		.body = "{'accountIdentifier':'acc123'," SCOPE "'identifier':'devs',"
			"'name':'Devs','users':[],'notificationConfigs':[],"
			"'description':'d','tags':{'a':'b'}}",
		.status = 200,
		.expect = SAYS_SUCCESS "data like {'accountIdentifier':'acc123'," SCOPE
				       "'identifier':'devs',"
				       "'name':'Devs','users':[],'tags':{'a':'b'}}" },
	{ .name = "the scope in the body must be the query's",
		.given = GIVEN_PROJECT,
		.request = "POST " GROUPS "?" IN_ORG,
		.body = "{'accountIdentifier':'acc123'," SCOPE "'identifier':'devs',"
			"'name':'Devs'}",
		.status = 400 },
	/* Users that the account does not have are dropped there; here is no directory.
	 */
	{ .name = "users named twice are kept once",
		.given = "POST " GROUPS "?" IN_ACCOUNT
			 " {'accountIdentifier':'acc123','identifier':'g','name':'g',"
			 "'users':['u1','u2','u1']}\n",
		.request = "GET " GROUPS "/g?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.users # 2" },
	{ .name = "list is of exactly its scope, the default group too",
		.given = GIVEN_PROJECT GROUP(IN_ACCOUNT, "a", "")
			GROUP(IN_PROJECT, "p", SCOPE),
		.request = "GET " GROUPS "?" IN_PROJECT,
		.status = 200,
		.expect = "data.totalItems = 2\ndata.content has {'identifier':'p'}\n"
			  "data.content has {'identifier':'_project_all_users',"
			  "'harnessManaged':true}" },
	{ .name = "list is of all scopes below when asked",
		.given = GIVEN_PROJECT GROUP(IN_PROJECT, "p", SCOPE),
		.request = "GET " GROUPS "?" IN_ACCOUNT
			   "&filterType=INCLUDE_CHILD_SCOPE_GROUPS&pageSize=100",
		.status = 200,
		.expect = "data.content has {'identifier':'p'}\n"
			  "data.content has {'identifier':'_organization_all_users'}\n"
			  "data.content has {'identifier':'_account_all_users'}" },
	{ .name = "update has no identifier in its path",
		.given = GROUP(IN_ACCOUNT, "a", ""),
		.request = "PUT " GROUPS "?" IN_ACCOUNT,
		.body = "{'accountIdentifier':'acc123','identifier':'a','name':'new'}",
		.status = 200,
		.expect = "data.name = new" },
	{ .name = "a default group refuses another name",
		.request = "PUT " GROUPS "?" IN_ACCOUNT,
		.body = "{'accountIdentifier':'acc123','identifier':"
			"'_account_all_users','name':'mine'}",
		.status = 400 },
	{ .name = "delete answers the group",
		.given = GROUP(IN_ACCOUNT, "a", ""),
		.request = "DELETE " GROUPS "/a?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.identifier = a" },
};

#define BOTS "/ng/api/serviceaccount"
#define BOT(id) \
	"POST " BOTS "?" IN_ACCOUNT " {'accountIdentifier':'acc123','identifier':'" id \
	"','name':'" id "','email':'" id "@service.harness.io'}\n"

static const struct fact bots[] = {
	{ .name = "a created one is answered bare",
		.given = GIVEN_PROJECT,
		.request = "POST " BOTS "?" IN_PROJECT,
		.body = "{'identifier':'ci_bot','name':'ci bot','email':"
			"'ci_bot@service.harness.io','description':'','tags':{},"
			"'accountIdentifier':'acc123'," SCOPE "'x':null}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data like {'identifier':'ci_bot','name':'ci bot','email':"
		"'ci_bot@service.harness.io','tags':{},'accountIdentifier':'acc123'"
		"," SCOPE "'description':''}" },
	{ .name = "an email is required",
		.request = "POST " BOTS "?" IN_ACCOUNT,
		.body = "{'accountIdentifier':'acc123','identifier':'b','name':'b'}",
		.status = 400 },
	{ .name = "the scope in the body must be the query's",
		.given = GIVEN_PROJECT,
		.request = "POST " BOTS "?" IN_ORG,
		.body = "{'identifier':'b','name':'b','email':'b@service.harness.io',"
			"'accountIdentifier':'acc123'," SCOPE "'tags':{}}",
		.status = 400 },
	{ .name = "list is a bare array",
		.given = BOT("a") BOT("b"),
		.request = "GET " BOTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = SAYS_SUCCESS "data # 2\ndata has {'identifier':'a'}" },
	{ .name = "list by repeated identifiers",
		.given = BOT("a") BOT("b") BOT("c"),
		.request = "GET " BOTS "?" IN_ACCOUNT "&identifiers=a&identifiers=c",
		.status = 200,
		.expect = "data # 2\ndata lacks {'identifier':'b'}" },
	{ .name = "the aggregate of one",
		.given = BOT("a"),
		.request = "GET " BOTS "/aggregate/a?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.serviceAccount.identifier = a" },
	{ .name = "the aggregates are paged",
		.given = BOT("a") BOT("b"),
		.request = "GET " BOTS "/aggregate?" IN_ACCOUNT "&pageSize=1",
		.status = 200,
		.expect = "data.totalItems = 2\ndata.content # 1\n"
			  "data.content.0.serviceAccount.identifier present" },
	{ .name = "its email cannot change",
		.given = BOT("a"),
		.request = "PUT " BOTS "/a?" IN_ACCOUNT,
		.body = "{'accountIdentifier':'acc123','identifier':'a','name':'a',"
			"'email':'other@service.harness.io'}",
		.status = 400 },
	{ .name = "its name can",
		.given = BOT("a"),
		.request = "PUT " BOTS "/a?" IN_ACCOUNT,
		.body = "{'accountIdentifier':'acc123','identifier':'a','name':'new',"
			"'email':'a@service.harness.io'}",
		.status = 200,
		.expect = "data.name = new" },
	{ .name = "a deleted one is gone",
		.given = BOT("a") "DELETE " BOTS "/a?" IN_ACCOUNT "\n",
		.request = "GET " BOTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data = []" },
};

#define VARIABLES "/ng/api/variables"
#define VARIABLE(id, scope, value) \
	"{'variable':{'identifier':'" id "','name':'" id "'," scope \
	"'type':'String','spec':{'valueType':'FIXED','fixedValue':'" value "'}}}"

static const struct fact variables[] = {
	{ .name = "a created one is answered wrapped, with its times",
		.given = GIVEN_PROJECT,
		.request = "POST " VARIABLES "?" IN_ACCOUNT,
		.body = "{'variable':{'identifier':'region','name':'region',"
			"'description':'d'," SCOPE "'type':'String','spec':{'valueType':"
			"'FIXED','fixedValue':'eu-west-1'}}}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys variable createdAt lastModifiedAt\n"
		"data.variable like {'identifier':'region','name':'region',"
		"'description':'d'," SCOPE "'type':'String','spec':{'valueType':"
		"'FIXED','fixedValue':'eu-west-1'}}\ndata.createdAt time" },
	{ .name = "a blank value is refused",
		.request = "POST " VARIABLES "?" IN_ACCOUNT,
		.body = VARIABLE("v", "", " "),
		.status = 400 },
	{ .name = "update has no identifier in its path",
		.given = "POST " VARIABLES "?" IN_ACCOUNT " " VARIABLE("v", "", "1") "\n",
		.request = "PUT " VARIABLES "?" IN_ACCOUNT,
		.body = VARIABLE("v", "", "2"),
		.status = 200,
		.expect = "data.variable.spec.fixedValue = '2'" },
	{ .name = "a deleted one answers false and is gone all the same",
		.given = "POST " VARIABLES "?" IN_ACCOUNT " " VARIABLE("v", "", "1") "\n",
		.request = "DELETE " VARIABLES "/v?" IN_ACCOUNT,
		.status = 200,
		.expect = "data = false" },
	{ .name = "a deleted one is gone",
		.given = "POST " VARIABLES "?" IN_ACCOUNT " " VARIABLE(
			"v", "", "1") "\nDELETE " VARIABLES "/v?" IN_ACCOUNT "\n",
		.request = "GET " VARIABLES "/v?" IN_ACCOUNT,
		.status = 400,
		.expect = "code = RESOURCE_NOT_FOUND_EXCEPTION" },
	{ .name = "list is of exactly its scope",
		.given = GIVEN_PROJECT "POST " VARIABLES "?" IN_ACCOUNT " " VARIABLE(
			"a", "", "1") "\nPOST " VARIABLES "?" IN_ACCOUNT
				      " " VARIABLE("p", SCOPE, "2") "\n",
		.request = "GET " VARIABLES "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content.*.variable.identifier = ['a']" },
	{ .name = "list is of all scopes below when asked",
		.given = GIVEN_PROJECT "POST " VARIABLES "?" IN_ACCOUNT " " VARIABLE(
			"a", "", "1") "\nPOST " VARIABLES "?" IN_ACCOUNT
				      " " VARIABLE("p", SCOPE, "2") "\n",
		.request = "GET " VARIABLES "?" IN_ACCOUNT
			   "&includeVariablesFromEverySubScope=true",
		.status = 200,
		.expect = "data.totalItems = 2\n"
			  "data.content has {'variable':{'identifier':'p'," SCOPE
			  "'type':'String'}}" },
};

int main(void)
{
	return TABLE_RUN(connectors, fact_holds) + TABLE_RUN(groups, fact_holds) +
	       TABLE_RUN(bots, fact_holds) + TABLE_RUN(variables, fact_holds);
}
