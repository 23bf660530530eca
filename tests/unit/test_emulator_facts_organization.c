/* core.md 5: organizations. */
#include "tests/support/facts.h"

#define ORGANIZATIONS "/ng/api/organizations"
#define MADE(id, name) \
	"POST " ORGANIZATIONS "?" IN_ACCOUNT " {'organization':{'identifier':'" id \
	"','name':'" name "'}}\n"
#define TAGGED \
	"POST " ORGANIZATIONS "?" IN_ACCOUNT " {'organization':{'identifier':'emea'," \
	"'name':'EMEA','description':'Region','tags':{'owner':'core'}}}\n"
#define ITEM "organization createdAt lastModifiedAt harnessManaged"

static const struct fact facts[] = {
	{ .name = "a created one is answered whole, with its times",
		.request = "POST " ORGANIZATIONS "?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'emea','name':'EMEA',"
			"'description':'Region EMEA','tags':{'owner':'core','pci':''}}}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\n"
		"data.organization = {'identifier':'emea','name':'EMEA','description':"
		"'Region EMEA','tags':{'owner':'core','pci':''}}\n"
		"data.createdAt time\ndata.lastModifiedAt time\n"
		"data.harnessManaged = false" },
	{ .name = "absent description and tags are stored empty",
		.request = "POST " ORGANIZATIONS "?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'emea','name':'EMEA'}}",
		.status = 200,
		.expect = "data.organization = {'identifier':'emea','name':'EMEA',"
			  "'description':'','tags':{}}" },
	{ .name = "null description and tags are stored empty",
		.request = "POST " ORGANIZATIONS "?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'emea','name':'EMEA',"
			"'description':null,'tags':null}}",
		.status = 200,
		.expect = "data.organization.description = ''\n"
			  "data.organization.tags = {}" },
	{ .name = "unknown members are ignored",
		.request = "POST " ORGANIZATIONS "?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'emea','name':'EMEA','moon':1},"
			"'sun':[]}",
		.status = 200,
		.expect = "data.organization keys identifier name description tags" },
	{ .name = "get gives what list and create give",
		.given = TAGGED,
		.request = "GET " ORGANIZATIONS "/emea?" IN_ACCOUNT,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\n"
		"data.organization = {'identifier':'emea','name':'EMEA','description':"
		"'Region','tags':{'owner':'core'}}" },
	{ .name = "get ignores case",
		.given = MADE("emea", "EMEA"),
		.request = "GET " ORGANIZATIONS "/EMEA?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.organization.identifier = emea" },
	{ .name = "a create of another spelling is a duplicate",
		.given = MADE("emea", "EMEA"),
		.request = "POST " ORGANIZATIONS "?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'EMEA','name':'other'}}",
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") },
	{ .name = "list has the built-in one first, then by name ascending",
		.given = MADE("o1", "zebra") MADE("o2", "ape") MADE("o3", "mole"),
		.request = "GET " ORGANIZATIONS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content.*.organization.identifier = "
			  "['default','o2','o3','o1']\n"
			  "data.content.0.harnessManaged = true\n"
			  "data.content.1 keys " ITEM },
	{ .name = "list by repeated identifiers",
		.given = MADE("o1", "a") MADE("o2", "b") MADE("o3", "c"),
		.request = "GET " ORGANIZATIONS "?" IN_ACCOUNT
			   "&identifiers=o1&identifiers=o3",
		.status = 200,
		.expect = "data.content.*.organization.identifier = ['o1','o3']\n"
			  "data.totalItems = 2" },
	{ .name = "identifiers joined by a comma name nothing",
		.given = MADE("o1", "a") MADE("o2", "b"),
		.request = "GET " ORGANIZATIONS "?" IN_ACCOUNT "&identifiers=o1,o2",
		.status = 200,
		.expect = "data.content = []\ndata.empty = true" },
	{ .name = "searchTerm is looked for in names, whatever their case",
		.given = MADE("o1", "Big Cats") MADE("o2", "dogs"),
		.request = "GET " ORGANIZATIONS "?" IN_ACCOUNT "&searchTerm=cAtS",
		.status = 200,
		.expect = "data.content.*.organization.identifier = ['o1']" },
	{ .name = "searchTerm is looked for in identifiers",
		.given = MADE("felidae", "x") MADE("o2", "dogs"),
		.request = "GET " ORGANIZATIONS "?" IN_ACCOUNT "&searchTerm=FELI",
		.status = 200,
		.expect = "data.content.*.organization.identifier = ['felidae']" },
	{ .name = "searchTerm is looked for in tag keys",
		.given = TAGGED MADE("o2", "dogs"),
		.request = "GET " ORGANIZATIONS "?" IN_ACCOUNT "&searchTerm=owne",
		.status = 200,
		.expect = "data.content.*.organization.identifier = ['emea']" },
	{ .name = "searchTerm is looked for in tag values",
		.given = TAGGED MADE("o2", "dogs"),
		.request = "GET " ORGANIZATIONS "?" IN_ACCOUNT "&searchTerm=core",
		.status = 200,
		.expect = "data.content.*.organization.identifier = ['emea']" },
	{ .name = "searchTerm is a regular expression",
		.given = MADE("o1", "cat") MADE("o2", "cot") MADE("o3", "cart"),
		.request = "GET " ORGANIZATIONS "?" IN_ACCOUNT "&searchTerm=%5Ec.t%24",
		.status = 200,
		.expect = "data.content.*.organization.identifier = ['o1','o2']" },
	{ .name = "update replaces the whole: what is left out is cleared",
		.given = TAGGED,
		.request = "PUT " ORGANIZATIONS "/emea?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'emea','name':'New'}}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data.organization = {'identifier':'emea','name':'New',"
		"'description':'','tags':{}}\n"
		"data keys " ITEM },
	{ .name = "an update is read back",
		.given = TAGGED "PUT " ORGANIZATIONS "/emea?" IN_ACCOUNT
				" {'organization':{'identifier':'emea','name':'New'}}\n",
		.request = "GET " ORGANIZATIONS "/emea?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.organization = {'identifier':'emea','name':'New',"
			  "'description':'','tags':{}}" },
	{ .name = "another identifier in the body of an update is a mismatch",
		.given = TAGGED,
		.request = "PUT " ORGANIZATIONS "/emea?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'apac','name':'New'}}",
		.status = 400,
		.expect = "status = FAILURE\nmessage ~ Value mismatch, previous: \n"
			  "message ~ current: \nmessage ~ emea\nmessage ~ apac" },
	{ .name = "delete answers true",
		.given = TAGGED,
		.request = "DELETE " ORGANIZATIONS "/emea?" IN_ACCOUNT,
		.status = 200,
		.expect = SAYS_SUCCESS "data = true" },
	{ .name = "a deleted one is gone",
		.given = TAGGED "DELETE " ORGANIZATIONS "/emea?" IN_ACCOUNT "\n",
		.request = "GET " ORGANIZATIONS "/emea?" IN_ACCOUNT,
		.status = 400,
		.expect = SAYS_FAILURE("RESOURCE_NOT_FOUND_EXCEPTION") },
	{ .name = "a deleted one can be made again, empty",
		.given = GIVEN_PROJECT "DELETE " ORGANIZATIONS "/emea?" IN_ACCOUNT
				       "\n" MADE("emea", "EMEA"),
		.request = "GET /ng/api/projects?" IN_ORG,
		.status = 200,
		.expect = "data.content = []" },
	{ .name = "delete takes the projects with it",
		.given = GIVEN_PROJECT "DELETE " ORGANIZATIONS "/emea?" IN_ACCOUNT "\n",
		.request = "GET /ng/api/projects/payments?" IN_ORG,
		.status = 404,
		.expect = "code = ENTITY_NOT_FOUND" },
	{ .name = "delete takes the role assignments below with it",
		.given = GIVEN_PROJECT "DELETE " ORGANIZATIONS "/emea?" IN_ACCOUNT "\n",
		.request = "POST /authz/api/roleassignments/v2/filter?" IN_ACCOUNT,
		.body = "{'scopeFilters':[{'filter':'INCLUDING_CHILD_SCOPES',"
			"'accountIdentifier':'acc123'}]}",
		.status = 200,
		.expect = "data.content lacks {'scope':{'orgIdentifier':'emea'}}\n"
			  "data.content present" },
	{ .name = "delete takes the secrets of its projects with it",
		.given = GIVEN_PROJECT
		"POST /ng/api/v2/secrets?" IN_PROJECT " {'secret':{'type':'SecretText',"
		"'name':'x','identifier':'x','orgIdentifier':'emea',"
		"'projectIdentifier':'payments','spec':{'secretManagerIdentifier':"
		"'harnessSecretManager','valueType':'Inline','value':'v'}}}\n"
		"DELETE " ORGANIZATIONS "/emea?" IN_ACCOUNT "\n",
		.request = "POST /ng/api/v2/secrets/list?" IN_ACCOUNT,
		.body = "{'includeSecretsFromEverySubScope':true}",
		.status = 200,
		.expect = "data.content = []" },
	{ .name = "delete takes no other organization's projects",
		.given = GIVEN_PROJECT MADE(
			"apac", "APAC") "POST /ng/api/projects?" IN_ACCOUNT
					"&orgIdentifier=apac {'project':"
					"{'orgIdentifier':'apac','identifier':'payments',"
					"'name':'P'}}\n"
					"DELETE " ORGANIZATIONS "/emea?" IN_ACCOUNT "\n",
		.request = "GET /ng/api/projects?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content.*.project.orgIdentifier = ['apac']" },
	{ .name = "every account has the built-in one",
		.request = "GET " ORGANIZATIONS "/default?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.organization.identifier = default\n"
			  "data.harnessManaged = true" },
	{ .name = "the built-in one cannot be created",
		.request = "POST " ORGANIZATIONS "?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'default','name':'Default'}}",
		.status = 400 },
	{ .name = "the built-in one cannot be updated",
		.request = "PUT " ORGANIZATIONS "/default?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'default','name':'Mine'}}",
		.status = 400,
		.expect = "message ~ Update/Delete operation not supported for Default "
			  "Organization (identifier: [default])" },
	{ .name = "the built-in one cannot be deleted",
		.request = "DELETE " ORGANIZATIONS "/default?" IN_ACCOUNT,
		.status = 400,
		.expect = "message ~ Update/Delete operation not supported for Default "
			  "Organization (identifier: [default])" },
	{ .name = "the v1 twin creates with 200",
		.request = "POST /v1/orgs",
		.body = "{'org':{'identifier':'emea','name':'EMEA'}}",
		.status = 200,
		.expect = "org like {'identifier':'emea','name':'EMEA'}" },
	{ .name = "the v1 twin may be given a slug",
		.given = "POST /v1/orgs {'org':{'slug':'emea','name':'EMEA'}}\n",
		.request = "GET " ORGANIZATIONS "/emea?" IN_ACCOUNT,
		.status = 200 },
	{ .name = "the v1 twin lists a bare array, its totals in headers",
		.given = TAGGED,
		.request = "GET /v1/orgs",
		.status = 200,
		.expect = "$ # 2\n@X-Total-Elements = 2" },
	{ .name = "the v1 twin deletes with 200",
		.given = TAGGED,
		.request = "DELETE /v1/orgs/emea",
		.status = 200 },
	/* what comes with it: 5 and 11.5 */
	{ .name = "a new one has the group of all its users",
		.given = TAGGED,
		.request = "GET /ng/api/user-groups/_organization_all_users?" IN_ORG,
		.status = 200,
		.expect = "data.identifier = _organization_all_users\n"
			  "data.name = All Organization Users\n"
			  "data.harnessManaged = true" },
	{ .name = "a new one has the grants of that group and of its creator",
		.given = TAGGED,
		.request = "GET /authz/api/roleassignments?" IN_ORG,
		.status = 200,
		.expect =
			"data.content # 2\n"
			"data.content has {'roleAssignment':{'roleIdentifier':"
			"'_organization_viewer','resourceGroupIdentifier':"
			"'_all_organization_level_resources','principal':{'identifier':"
			"'_organization_all_users','type':'USER_GROUP'},'managed':true},"
			"'harnessManaged':true}\n"
			"data.content has {'roleAssignment':{'roleIdentifier':"
			"'_organization_admin','resourceGroupIdentifier':"
			"'_all_resources_including_child_scopes','principal':{'type':"
			"'USER'},'managed':false},'harnessManaged':false}" },
	{ .name = "a new one has the secret manager",
		.given = TAGGED,
		.request = "GET /ng/api/connectors/harnessSecretManager?" IN_ORG,
		.status = 200,
		.expect = "data.connector.identifier = harnessSecretManager\n"
			  "data.harnessManaged = true" },
	{ .name = "a new one may have no secret manager for a moment",
		.options = "quirk secret-manager-delay=60000",
		.given = TAGGED,
		.request = "GET /ng/api/connectors/harnessSecretManager?" IN_ORG,
		.status = 400,
		.expect = SAYS_FAILURE("RESOURCE_NOT_FOUND_EXCEPTION") },
	{ .name = "a service account that creates one becomes its admin",
		.options = "key sat.acc123.bot.sec",
		.given = "POST " ORGANIZATIONS "?" IN_ACCOUNT
			 " {'organization':{'identifier':'emea','name':'EMEA'}}\n",
		.request = "GET /authz/api/roleassignments?" IN_ORG,
		.headers = "x-api-key: sat.acc123.bot.sec",
		.status = 200,
		.expect = "data.content # 2" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
