/* core.md 7: environments. */
#include "tests/support/facts.h"

#define ENVIRONMENTS "/ng/api/environmentsV2"
#define SCOPE "'orgIdentifier':'emea','projectIdentifier':'payments',"
#define MADE(id, name, type) \
	"POST " ENVIRONMENTS "?" IN_ACCOUNT " {" SCOPE "'identifier':'" id \
	"','name':'" name "','type':'" type "'}\n"
#define MADE_AT_ACCOUNT(id) \
	"POST " ENVIRONMENTS "?" IN_ACCOUNT " {'identifier':'" id "','name':'" id \
	"','type':'Production'}\n"
#define MADE_AT_ORG(id) \
	"POST " ENVIRONMENTS "?" IN_ACCOUNT " {'orgIdentifier':'emea','identifier':'" id \
	"','name':'" id "','type':'Production'}\n"
#define EVERYWHERE \
	GIVEN_PROJECT MADE_AT_ACCOUNT("e_account") MADE_AT_ORG("e_org") \
		MADE("e_project", "e project", "Production")
#define YAML \
	"environment:\\n  name: prod eu # the big one\\n  identifier: prod_eu\\n" \
	"  orgIdentifier: emea\\n  projectIdentifier: payments\\n" \
	"  type: Production\\n  tags:\\n    tier: \\\"1\\\"\\n  variables: []\\n"
#define ITEM "environment createdAt lastModifiedAt governanceMetadata"
#define MEMBERS \
	"accountId orgIdentifier projectIdentifier identifier name description color " \
	"type deleted tags yaml storeType connectorRef entityGitDetails"

static const struct fact facts[] = {
	{ .name = "a created one is answered whole, its YAML byte for byte",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'prod_eu','name':'prod eu',"
			"'description':'','color':'#112233','type':'Production',"
			"'tags':{'tier':'1'},'yaml':'" YAML "'}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\n"
		"data.environment keys " MEMBERS "\n"
		"data.environment = {'accountId':'acc123'," SCOPE
		"'identifier':'prod_eu','name':'prod eu','description':'',"
		"'color':'#112233','type':'Production','deleted':false,"
		"'tags':{'tier':'1'},'yaml':'" YAML "','storeType':'INLINE',"
		"'connectorRef':null,'entityGitDetails':null}\n"
		"data.createdAt time\ndata.lastModifiedAt time\n"
		"data.governanceMetadata absent" },
	{ .name = "get gives the YAML byte for byte",
		.given = GIVEN_PROJECT "POST " ENVIRONMENTS "?" IN_ACCOUNT " {" SCOPE
				       "'identifier':'prod_eu','name':'prod eu','type':"
				       "'Production','tags':{'tier':'1'},'yaml':'" YAML
				       "'}\n",
		.request = "GET " ENVIRONMENTS "/prod_eu?" IN_PROJECT,
		.status = 200,
		.expect = "data keys " ITEM "\ndata.environment.yaml = '" YAML "'" },
	{ .name = "absent members get their defaults",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','type':'PreProduction'}",
		.status = 200,
		.expect = "data.environment like {'name':'e','color':'#0063F7',"
			  "'tags':{},'deleted':false,'storeType':'INLINE'}" },
	{ .name = "absent YAML is generated",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','name':'e one','description':'d',"
			"'type':'PreProduction','tags':{'a':'b'}}",
		.status = 200,
		.expect = "data.environment.yaml ~ environment:\n"
			  "data.environment.yaml ~ identifier: e\n"
			  "data.environment.yaml ~ name: e one\n"
			  "data.environment.yaml ~ orgIdentifier: emea\n"
			  "data.environment.yaml ~ projectIdentifier: payments\n"
			  "data.environment.yaml ~ description: d\n"
			  "data.environment.yaml ~ type: PreProduction\n"
			  "data.environment.yaml ~ a: " },
	{ .name = "empty YAML is generated",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','type':'PreProduction','yaml':''}",
		.status = 200,
		.expect = "data.environment.yaml ~ identifier: e" },
	{ .name = "an empty name is taken from the YAML",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE
			"'identifier':'prod_eu','type':'Production','yaml':'" YAML "'}",
		.status = 200,
		.expect = "data.environment.name = prod eu" },
	{ .name = "empty description and tags fall back to the YAML's",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','name':'e','type':'Production',"
			"'yaml':'environment:\\n  identifier: e\\n  name: e\\n"
			"  description: from yaml\\n  type: Production\\n  tags: {a: "
			"b}\\n"
			"  orgIdentifier: emea\\n  projectIdentifier: payments\\n'}",
		.status = 200,
		.expect = "data.environment.description = from yaml\n"
			  "data.environment.tags = {'a':'b'}" },
	{ .name = "type is required",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','name':'e'}",
		.status = 400 },
	{ .name = "type has two values",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','name':'e','type':'Staging'}",
		.status = 400 },
	{ .name = "identifier is required",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'name':'e','type':'Production'}",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "the YAML must have the JSON's name",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'prod_eu','name':'other',"
			"'type':'Production','yaml':'" YAML "'}",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "the YAML must have the JSON's identifier",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'other','name':'prod eu',"
			"'type':'Production','yaml':'" YAML "'}",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "the YAML must have the JSON's type",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'prod_eu','name':'prod eu',"
			"'type':'PreProduction','yaml':'" YAML "'}",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "the YAML must have the JSON's scope",
		.given = GIVEN_ORG,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{'orgIdentifier':'emea','identifier':'prod_eu','name':'prod eu',"
			"'type':'Production','yaml':'" YAML "'}",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "update has no identifier in its path and replaces the whole",
		.given = GIVEN_PROJECT "POST " ENVIRONMENTS "?" IN_ACCOUNT " {" SCOPE
				       "'identifier':'e','name':'e','description':'d',"
				       "'color':'#112233','type':'Production',"
				       "'tags':{'a':'b'}}\n",
		.request = "PUT " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','name':'new','type':'PreProduction'}",
		.status = 200,
		.expect = "data keys " ITEM "\n"
			  "data.environment like {'name':'new','type':'PreProduction',"
			  "'tags':{}}\n"
			  "data.environment.yaml ~ name: new\n"
			  "data.environment.yaml !~ a: " },
	{ .name = "update puts the YAML sent, byte for byte",
		.given = GIVEN_PROJECT MADE("prod_eu", "prod eu", "PreProduction"),
		.request = "PUT " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'prod_eu','name':'prod eu',"
			"'type':'Production','yaml':'" YAML "'}",
		.status = 200,
		.expect = "data.environment.yaml = '" YAML "'" },
	{ .name = "upsert creates what is not there",
		.given = GIVEN_PROJECT,
		.request = "PUT " ENVIRONMENTS "/upsert?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','name':'e','type':'Production'}",
		.status = 200,
		.expect = "data.environment.identifier = e" },
	{ .name = "upsert updates what is there",
		.given = GIVEN_PROJECT MADE("e", "old", "Production"),
		.request = "PUT " ENVIRONMENTS "/upsert?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'e','name':'new','type':'Production'}",
		.status = 200,
		.expect = "data.environment.name = new" },
	{ .name = "list is of exactly the account",
		.given = EVERYWHERE,
		.request = "GET " ENVIRONMENTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['e_account']\n"
			  "data.content.0 keys " ITEM },
	{ .name = "list is of exactly the organization",
		.given = EVERYWHERE,
		.request = "GET " ENVIRONMENTS "?" IN_ORG,
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['e_org']" },
	{ .name = "list is of exactly the project",
		.given = EVERYWHERE,
		.request = "GET " ENVIRONMENTS "?" IN_PROJECT,
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['e_project']\n"
			  "data.content.0.environment keys " MEMBERS "\n"
			  "data.content.0.environment.yaml present" },
	{ .name = "listV2 adds the parents",
		.given = EVERYWHERE,
		.request = "POST " ENVIRONMENTS "/listV2?" IN_PROJECT
			   "&includeAllAccessibleAtScope=true",
		.body = "{'filterType':'Environment'}",
		.status = 200,
		.expect = "data.totalItems = 3\n"
			  "data.content has {'environment':{'identifier':'e_account'}}\n"
			  "data.content has {'environment':{'identifier':'e_org'}}\n"
			  "data.content has {'environment':{'identifier':'e_project'}}" },
	{ .name = "listV2 without that is of exactly the scope",
		.given = EVERYWHERE,
		.request = "POST " ENVIRONMENTS "/listV2?" IN_PROJECT,
		.body = "{'filterType':'Environment'}",
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['e_project']" },
	{ .name = "listV2 narrows by type",
		.given = GIVEN_PROJECT MADE("a", "a", "Production")
			MADE("b", "b", "PreProduction"),
		.request = "POST " ENVIRONMENTS "/listV2?" IN_PROJECT,
		.body = "{'filterType':'Environment','environmentTypes':"
			"['PreProduction']}",
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['b']" },
	{ .name = "listV2 narrows by identifier",
		.given = GIVEN_PROJECT MADE("a", "a", "Production")
			MADE("b", "b", "PreProduction"),
		.request = "POST " ENVIRONMENTS "/listV2?" IN_PROJECT,
		.body = "{'filterType':'Environment','environmentIdentifiers':['a'],"
			"'environmentNames':[],'environmentTypes':[],'description':'',"
			"'tags':{}}",
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['a']" },
	{ .name = "list has what was created last first",
		.given = GIVEN_PROJECT MADE("a", "a", "Production") "wait 3\n" MADE(
			"b", "b", "Production") "wait 3\nPUT " ENVIRONMENTS "?" IN_ACCOUNT
						" {" SCOPE "'identifier':'a','name':'x',"
						"'type':'Production'}\n",
		.request = "GET " ENVIRONMENTS "?" IN_PROJECT,
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['b','a']" },
	{ .name = "list sorts by name ascending when asked",
		.given = GIVEN_PROJECT MADE("a", "zoo", "Production")
			MADE("b", "ark", "Production"),
		.request = "GET " ENVIRONMENTS "?" IN_PROJECT "&sort=name,ASC",
		.status = 200,
		.expect = "data.content.*.environment.name = ['ark','zoo']" },
	{ .name = "list by repeated envIdentifiers",
		.given = GIVEN_PROJECT MADE("a", "a", "Production")
			MADE("b", "b", "Production") MADE("c", "c", "Production"),
		.request = "GET " ENVIRONMENTS "?" IN_PROJECT
			   "&envIdentifiers=a&envIdentifiers=c&sort=name,ASC",
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['a','c']" },
	{ .name = "get by a scoped reference under the project's parameters",
		.given = EVERYWHERE,
		.request = "GET " ENVIRONMENTS "/account.e_account?" IN_PROJECT,
		.status = 200,
		.expect = "data.environment.identifier = e_account\n"
			  "data.environment.projectIdentifier absent" },
	{ .name = "get by a reference to the organization",
		.given = EVERYWHERE,
		.request = "GET " ENVIRONMENTS "/org.e_org?" IN_PROJECT,
		.status = 200,
		.expect = "data.environment.identifier = e_org" },
	{ .name = "a plain identifier is of exactly the scope",
		.given = EVERYWHERE,
		.request = "GET " ENVIRONMENTS "/e_account?" IN_PROJECT,
		.status = 400,
		.expect = SAYS_FAILURE("RESOURCE_NOT_FOUND_EXCEPTION") },
	{ .name = "identifiers are case-sensitive",
		.given = GIVEN_PROJECT MADE("e", "one", "Production"),
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'E','name':'two','type':'Production'}",
		.status = 200,
		.expect = "data.environment.identifier = E" },
	{ .name = "get heeds case",
		.given = GIVEN_PROJECT MADE("e", "one", "Production"),
		.request = "GET " ENVIRONMENTS "/E?" IN_PROJECT,
		.status = 400,
		.expect = "code = RESOURCE_NOT_FOUND_EXCEPTION" },
	{ .name = "delete answers true",
		.given = GIVEN_PROJECT MADE("e", "one", "Production"),
		.request = "DELETE " ENVIRONMENTS "/e?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS "data = true" },
	{ .name = "forceDelete is refused where the account does not have it",
		.given = GIVEN_PROJECT MADE("e", "one", "Production"),
		.request = "DELETE " ENVIRONMENTS "/e?" IN_PROJECT "&forceDelete=true",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "forceDelete is honoured where the account has it",
		.options = "quirk force-delete=on",
		.given = GIVEN_PROJECT MADE("e", "one", "Production"),
		.request = "DELETE " ENVIRONMENTS "/e?" IN_PROJECT "&forceDelete=true",
		.status = 200,
		.expect = "data = true" },
	{ .name = "a batch creates all that can be created",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "/batch?" IN_ACCOUNT,
		.body = "[{" SCOPE "'identifier':'a','name':'a','type':'Production'},"
			"{" SCOPE "'identifier':'b','name':'b','type':'Production'}]",
		.status = 200,
		.expect = SAYS_SUCCESS },
	{ .name = "a batch is read back",
		.given = GIVEN_PROJECT "POST " ENVIRONMENTS "/batch?" IN_ACCOUNT
				       " [{" SCOPE "'identifier':'a','name':'a','type':"
				       "'Production'},{" SCOPE "'identifier':'b',"
				       "'name':'b','type':'Production'}]\n",
		.request = "GET " ENVIRONMENTS "?" IN_PROJECT "&sort=name,ASC",
		.status = 200,
		.expect = "data.content.*.environment.identifier = ['a','b']" },
	{ .name = "a policy's denial is a 200 without an environment",
		.options = "quirk policy-deny=bad*",
		.given = GIVEN_PROJECT,
		.request = "POST " ENVIRONMENTS "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'bad_one','name':'b',"
			"'type':'Production'}",
		.status = 200,
		.expect = "status = SUCCESS\ndata.governanceMetadata.deny = true\n"
			  "data.environment absent" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
