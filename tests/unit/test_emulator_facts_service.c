/* core.md 8: services. */
#include "tests/support/facts.h"

#define SERVICES "/ng/api/servicesV2"
#define SCOPE "'orgIdentifier':'emea','projectIdentifier':'payments',"
#define MADE(id, name) \
	"POST " SERVICES "?" IN_ACCOUNT " {" SCOPE "'identifier':'" id "','name':'" name \
	"'}\n"
#define EVERYWHERE \
	GIVEN_PROJECT "POST " SERVICES "?" IN_ACCOUNT " {'identifier':'s_account'}\n" \
		      "POST " SERVICES "?" IN_ACCOUNT \
		      " {'orgIdentifier':'emea','identifier':'s_org'}\n" MADE( \
			      "s_project", "s project")
#define YAML_OF(type) \
	"service:\\n  name: ledger # books\\n  identifier: ledger\\n  tags: {}\\n" \
	"  serviceDefinition:\\n    type: " type "\\n    spec:\\n      variables: []\\n"
#define KUBERNETES \
	GIVEN_PROJECT "POST " SERVICES "?" IN_ACCOUNT " {" SCOPE \
		      "'identifier':'ledger','name':'ledger','yaml':'" YAML_OF( \
			      "Kubernetes") "'}\n"
#define ITEM "service createdAt lastModifiedAt governanceMetadata"
#define MEMBERS \
	"accountId identifier orgIdentifier projectIdentifier name description deleted " \
	"tags yaml v2Service storeType connectorRef entityGitDetails"

static const struct fact facts[] = {
	{ .name = "a created one is answered whole, its YAML byte for byte",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{'identifier':'ledger'," SCOPE "'name':'ledger',"
			"'description':'','tags':{},'yaml':'" YAML_OF("Kubernetes") "'}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\n"
		"data.service keys " MEMBERS "\n"
		"data.service = {'accountId':'acc123','identifier':'ledger'," SCOPE
		"'name':'ledger','description':'','deleted':false,'tags':{},"
		"'yaml':'" YAML_OF("Kubernetes") "','v2Service':true,"
						 "'storeType':'INLINE',"
						 "'connectorRef':null,"
						 "'entityGitDetails':null}\n"
						 "data.createdAt time\n"
						 "data.lastModifiedAt time" },
	{ .name = "get gives the YAML byte for byte",
		.given = KUBERNETES,
		.request = "GET " SERVICES "/ledger?" IN_PROJECT,
		.status = 200,
		.expect = "data keys " ITEM "\n"
			  "data.service.yaml = '" YAML_OF("Kubernetes") "'" },
	{ .name = "an identifier alone is enough at the account",
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{'identifier':'s'}",
		.status = 200,
		.expect = "data.service like {'identifier':'s','name':'s','tags':{}}\n"
			  "data.service.orgIdentifier absent" },
	{ .name = "absent YAML is generated",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'s','name':'s one','description':'d',"
			"'tags':{'a':'b'}}",
		.status = 200,
		.expect = "data.service.yaml ~ service:\n"
			  "data.service.yaml ~ name: s one\n"
			  "data.service.yaml ~ identifier: s\n"
			  "data.service.yaml ~ description: d\n"
			  "data.service.yaml ~ a: " },
	{ .name = "empty YAML is generated",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'s','yaml':''}",
		.status = 200,
		.expect = "data.service.yaml ~ identifier: s" },
	{ .name = "an empty name is taken from the YAML",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'s','yaml':'service:\\n  name: fancy\\n"
			"  identifier: s\\n'}",
		.status = 200,
		.expect = "data.service.name = fancy" },
	{ .name = "the YAML must have the JSON's identifier",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'a','name':'ledger','yaml':'service:\\n"
			"  name: ledger\\n  identifier: b\\n'}",
		.status = 400,
		.expect = "message ~ Service Identifier : a in service request doesn't "
			  "match with identifier : b given in yaml" },
	{ .name = "the YAML must have the JSON's name",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'a','name':'one','yaml':'service:\\n"
			"  name: two\\n  identifier: a\\n'}",
		.status = 400 },
	{ .name = "an unknown member is refused",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'a','moon':1}",
		.status = 400 },
	{ .name = "an unknown member may be ignored",
		.options = "quirk unknown-member=ignore",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'a','moon':1}",
		.status = 200,
		.expect = "data.service keys " MEMBERS },
	{ .name = "update has no identifier in its path and replaces the whole",
		.given = GIVEN_PROJECT "POST " SERVICES "?" IN_ACCOUNT " {" SCOPE
				       "'identifier':'s','name':'s','description':'d',"
				       "'tags':{'a':'b'}}\n",
		.request = "PUT " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'s','name':'new'}",
		.status = 200,
		.expect = "data keys " ITEM "\n"
			  "data.service like {'name':'new','tags':{}}\n"
			  "data.service.yaml ~ name: new" },
	{ .name = "the deployment type cannot change",
		.given = KUBERNETES,
		.request = "PUT " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'ledger','name':'ledger',"
			"'yaml':'" YAML_OF("NativeHelm") "'}",
		.status = 400,
		.expect = "code = INVALID_REQUEST\n"
			  "message ~ Service Deployment Type is not allowed to change." },
	{ .name = "gitOpsEnabled cannot change",
		.given = GIVEN_PROJECT "POST " SERVICES "?" IN_ACCOUNT " {" SCOPE
				       "'identifier':'s','name':'s','yaml':'service:\\n"
				       "  name: s\\n  identifier: s\\n"
				       "  serviceDefinition:\\n    type: Kubernetes\\n"
				       "    spec: {}\\n  gitOpsEnabled: true\\n'}\n",
		.request = "PUT " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'s','name':'s','yaml':'service:\\n"
			"  name: s\\n  identifier: s\\n  serviceDefinition:\\n"
			"    type: Kubernetes\\n    spec: {}\\n  gitOpsEnabled: "
			"false\\n'}",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "a first deployment type may come later",
		.given = GIVEN_PROJECT MADE("ledger", "ledger"),
		.request = "PUT " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'ledger','name':'ledger',"
			"'yaml':'" YAML_OF("NativeHelm") "'}",
		.status = 200,
		.expect = "data.service.yaml = '" YAML_OF("NativeHelm") "'" },
	{ .name = "upsert creates what is not there",
		.given = GIVEN_PROJECT,
		.request = "PUT " SERVICES "/upsert?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'s','name':'s'}",
		.status = 200,
		.expect = "data.service.identifier = s" },
	{ .name = "upsert updates what is there",
		.given = GIVEN_PROJECT MADE("s", "old"),
		.request = "PUT " SERVICES "/upsert?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'s','name':'new'}",
		.status = 200,
		.expect = "data.service.name = new" },
	{ .name = "list is of exactly the account",
		.given = EVERYWHERE,
		.request = "GET " SERVICES "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content.*.service.identifier = ['s_account']\n"
			  "data.content.0 keys " ITEM },
	{ .name = "list is of exactly the project, with its YAML",
		.given = EVERYWHERE,
		.request = "GET " SERVICES "?" IN_PROJECT,
		.status = 200,
		.expect = "data.content.*.service.identifier = ['s_project']\n"
			  "data.content.0.service keys " MEMBERS "\n"
			  "data.content.0.service.yaml present" },
	{ .name = "list of the project and its parents",
		.given = EVERYWHERE,
		.request = "GET " SERVICES "?" IN_PROJECT
			   "&includeAllServicesAccessibleAtScope=true",
		.status = 200,
		.expect = "data.totalItems = 3\n"
			  "data.content has {'service':{'identifier':'s_account'}}\n"
			  "data.content has {'service':{'identifier':'s_org'}}\n"
			  "data.content has {'service':{'identifier':'s_project'}}" },
	{ .name = "list of the organization and its parent has no children",
		.given = EVERYWHERE,
		.request = "GET " SERVICES "?" IN_ORG
			   "&includeAllServicesAccessibleAtScope=true",
		.status = 200,
		.expect = "data.totalItems = 2\n"
			  "data.content lacks {'service':{'identifier':'s_project'}}" },
	{ .name = "list of the account has no children either",
		.given = EVERYWHERE,
		.request = "GET " SERVICES "?" IN_ACCOUNT
			   "&includeAllServicesAccessibleAtScope=true",
		.status = 200,
		.expect = "data.totalItems = 1" },
	{ .name = "list has what was created last first",
		.given = GIVEN_PROJECT MADE("a", "a") "wait 3\n" MADE("b", "b"),
		.request = "GET " SERVICES "?" IN_PROJECT,
		.status = 200,
		.expect = "data.content.*.service.identifier = ['b','a']" },
	{ .name = "list sorts as asked",
		.given = GIVEN_PROJECT MADE("a", "ark") MADE("b", "zoo"),
		.request = "GET " SERVICES "?" IN_PROJECT "&sort=name,DESC",
		.status = 200,
		.expect = "data.content.*.service.name = ['zoo','ark']" },
	{ .name = "list by repeated serviceIdentifiers",
		.given = GIVEN_PROJECT MADE("a", "a") MADE("b", "b") MADE("c", "c"),
		.request = "GET " SERVICES "?" IN_PROJECT
			   "&serviceIdentifiers=a&serviceIdentifiers=b&sort=name,ASC",
		.status = 200,
		.expect = "data.content.*.service.identifier = ['a','b']" },
	{ .name = "list by searchTerm",
		.given = GIVEN_PROJECT MADE("a", "apple") MADE("b", "pear"),
		.request = "GET " SERVICES "?" IN_PROJECT "&searchTerm=PEA",
		.status = 200,
		.expect = "data.content.*.service.identifier = ['b']" },
	{ .name = "get by a scoped reference under the project's parameters",
		.given = EVERYWHERE,
		.request = "GET " SERVICES "/org.s_org?" IN_PROJECT,
		.status = 200,
		.expect = "data.service.identifier = s_org" },
	{ .name = "delete by a scoped reference under the project's parameters",
		.given = EVERYWHERE "DELETE " SERVICES "/account.s_account?" IN_PROJECT
				    "\n",
		.request = "GET " SERVICES "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content = []" },
	{ .name = "identifiers are case-sensitive",
		.given = GIVEN_PROJECT MADE("s", "one"),
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'S','name':'two'}",
		.status = 200 },
	{ .name = "delete answers true",
		.given = GIVEN_PROJECT MADE("s", "one"),
		.request = "DELETE " SERVICES "/s?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS "data = true" },
	{ .name = "forceDelete is refused where the account does not have it",
		.given = GIVEN_PROJECT MADE("s", "one"),
		.request = "DELETE " SERVICES "/s?" IN_PROJECT "&forceDelete=true",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "a batch answers a page of those created",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "/batch?" IN_ACCOUNT,
		.body = "[{" SCOPE "'identifier':'a'},{" SCOPE "'identifier':'b'}]",
		.status = 200,
		.expect =
			SAYS_SUCCESS "data.content has {'service':{'identifier':'a'}}\n"
				     "data.content has {'service':{'identifier':'b'}}" },
	{ .name = "a policy's denial is a 200 without a service",
		.options = "quirk policy-deny=bad*",
		.given = GIVEN_PROJECT,
		.request = "POST " SERVICES "?" IN_ACCOUNT,
		.body = "{" SCOPE "'identifier':'bad_one'}",
		.status = 200,
		.expect = "status = SUCCESS\ndata.governanceMetadata.deny = true\n"
			  "data.service absent" },
	{ .name = "what a policy denied is not stored",
		.options = "quirk policy-deny=bad*",
		.given = GIVEN_PROJECT MADE("bad_one", "b"),
		.request = "GET " SERVICES "/bad_one?" IN_PROJECT,
		.status = 400,
		.expect = "code = RESOURCE_NOT_FOUND_EXCEPTION" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
