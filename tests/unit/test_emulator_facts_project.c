/* core.md 6: projects. */
#include "tests/support/facts.h"

#define PROJECTS "/ng/api/projects"
#define MADE_ORG(id) \
	"POST /ng/api/organizations?" IN_ACCOUNT " {'organization':{'identifier':'" id \
	"','name':'" id "'}}\n"
#define MADE(org, id, name) \
	"POST " PROJECTS "?" IN_ACCOUNT "&orgIdentifier=" org " {'project':" \
	"{'orgIdentifier':'" org "','identifier':'" id "','name':'" name "'}}\n"
#define TWO_ORGS \
	MADE_ORG("emea") \
	MADE_ORG("apac") \
	MADE("emea", "p1", "one") MADE("apac", "p2", "two") MADE("apac", "p3", "three")
#define ITEM "project createdAt lastModifiedAt isFavorite"
#define MEMBERS "orgIdentifier identifier name color modules description tags"

static const struct fact facts[] = {
	{ .name = "a created one is answered whole, with its times",
		.given = GIVEN_ORG,
		.request = "POST " PROJECTS "?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'payments',"
			"'name':'Payments','color':'#112233','modules':['CD'],"
			"'description':'all','tags':{'a':'b'}}}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\n"
		"data.project keys " MEMBERS "\n"
		"data.project like {'orgIdentifier':'emea','identifier':'payments',"
		"'name':'Payments','color':'#112233','description':'all',"
		"'tags':{'a':'b'}}\n"
		"data.createdAt time\ndata.lastModifiedAt time\ndata.isFavorite = "
		"false" },
	{ .name = "absent color, description and tags get their defaults",
		.given = GIVEN_ORG,
		.request = "POST " PROJECTS "?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'p',"
			"'name':'P'}}",
		.status = 200,
		.expect = "data.project like {'color':'#0063F7','description':'',"
			  "'tags':{}}" },
	{ .name = "modules are ignored on input and full on output",
		.given = GIVEN_ORG,
		.request = "POST " PROJECTS "?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'p',"
			"'name':'P','modules':[]}}",
		.status = 200,
		.expect = "data.project.modules has 'CD'\ndata.project.modules has 'CI'\n"
			  "data.project.modules has 'CORE'" },
	{ .name = "get gives what create gives",
		.given = GIVEN_PROJECT,
		.request = "GET " PROJECTS "/payments?" IN_ORG,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\n"
		"data.project keys " MEMBERS "\n"
		"data.project like {'orgIdentifier':'emea','identifier':'payments',"
		"'name':'Payments'}" },
	{ .name = "get ignores case",
		.given = GIVEN_PROJECT,
		.request = "GET " PROJECTS "/PAYMENTS?" IN_ORG,
		.status = 200,
		.expect = "data.project.identifier = payments" },
	{ .name = "a create of another spelling is a duplicate",
		.given = GIVEN_PROJECT,
		.request = "POST " PROJECTS "?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'Payments',"
			"'name':'P'}}",
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") },
	{ .name = "the same identifier may live in two organizations",
		.given = MADE_ORG("emea") MADE_ORG("apac") MADE("emea", "p", "one"),
		.request = "POST " PROJECTS "?" IN_ACCOUNT "&orgIdentifier=apac",
		.body = "{'project':{'orgIdentifier':'apac','identifier':'p',"
			"'name':'P'}}",
		.status = 200,
		.expect = "data.project.orgIdentifier = apac" },
	{ .name = "list without an organization is of all of them",
		.given = TWO_ORGS,
		.request = "GET " PROJECTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.totalItems = 3\n"
			  "data.content has {'project':{'orgIdentifier':'emea',"
			  "'identifier':'p1'}}\n"
			  "data.content has {'project':{'orgIdentifier':'apac',"
			  "'identifier':'p2'}}\n"
			  "data.content.0 keys " ITEM },
	{ .name = "list with an organization is of that one",
		.given = TWO_ORGS,
		.request = "GET " PROJECTS "?" IN_ORG,
		.status = 200,
		.expect = "data.content.*.project.identifier = ['p1']" },
	{ .name = "list of several organizations",
		.given = TWO_ORGS MADE_ORG("amer") MADE("amer", "p4", "four"),
		.request = "GET " PROJECTS "/list?" IN_ACCOUNT
			   "&orgIdentifiers=apac&orgIdentifiers=amer",
		.status = 200,
		.expect = "data.totalItems = 3\n"
			  "data.content lacks {'project':{'identifier':'p1'}}" },
	{ .name = "list has what was modified last first",
		.given = TWO_ORGS "wait 3\nPUT " PROJECTS "/p1?" IN_ORG
				  " {'project':{'orgIdentifier':'emea','identifier':'p1',"
				  "'name':'moved'}}\n",
		.request = "GET " PROJECTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content.*.project.identifier = ['p1','p3','p2']" },
	{ .name = "list by repeated identifiers",
		.given = TWO_ORGS,
		.request =
			"GET " PROJECTS "?" IN_ACCOUNT "&identifiers=p1&identifiers=p3",
		.status = 200,
		.expect = "data.totalItems = 2\n"
			  "data.content lacks {'project':{'identifier':'p2'}}" },
	{ .name = "list by searchTerm",
		.given = TWO_ORGS,
		.request = "GET " PROJECTS "?" IN_ACCOUNT "&searchTerm=THRE",
		.status = 200,
		.expect = "data.content.*.project.identifier = ['p3']" },
	{ .name = "hasModule without moduleType does not narrow",
		.given = TWO_ORGS,
		.request = "GET " PROJECTS "?" IN_ACCOUNT "&hasModule=true",
		.status = 200,
		.expect = "data.totalItems = 3" },
	{ .name = "a missing orgIdentifier is default on get",
		.given = MADE_ORG("emea") MADE("emea", "p", "one")
			MADE("default", "p", "of default"),
		.request = "GET " PROJECTS "/p?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.project.orgIdentifier = default\n"
			  "data.project.name = of default" },
	{ .name = "a missing orgIdentifier is default on create",
		.request = "POST " PROJECTS "?" IN_ACCOUNT,
		.body = "{'project':{'identifier':'p','name':'P'}}",
		.status = 200,
		.expect = "data.project.orgIdentifier = default" },
	{ .name = "a missing orgIdentifier is default on update",
		.given = MADE_ORG("emea") MADE("emea", "p", "one")
			MADE("default", "p", "of default"),
		.request = "PUT " PROJECTS "/p?" IN_ACCOUNT,
		.body = "{'project':{'orgIdentifier':'default','identifier':'p',"
			"'name':'new'}}",
		.status = 200,
		.expect = "data.project.orgIdentifier = default\n"
			  "data.project.name = new" },
	{ .name = "a forgotten orgIdentifier deletes the project of default",
		.given = MADE_ORG("emea") MADE("emea", "p", "one") MADE("default", "p",
			"of default") "DELETE " PROJECTS "/p?" IN_ACCOUNT "\n",
		.request = "GET " PROJECTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content.*.project.orgIdentifier = ['emea']" },
	{ .name = "another organization in the body is a mismatch on create",
		.given = TWO_ORGS,
		.request = "POST " PROJECTS "?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'apac','identifier':'p',"
			"'name':'P'}}",
		.status = 400,
		.expect = "status = FAILURE\nmessage ~ Value mismatch, previous: " },
	{ .name = "a project cannot be moved by an update",
		.given = TWO_ORGS,
		.request = "PUT " PROJECTS "/p1?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'apac','identifier':'p1',"
			"'name':'P'}}",
		.status = 400,
		.expect = "status = FAILURE\nmessage ~ Value mismatch, previous: " },
	{ .name = "another identifier in the body of an update is a mismatch",
		.given = TWO_ORGS,
		.request = "PUT " PROJECTS "/p1?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'p9',"
			"'name':'P'}}",
		.status = 400,
		.expect = "status = FAILURE\nmessage ~ Value mismatch, previous: " },
	{ .name = "update replaces the whole",
		.given = GIVEN_ORG "POST " PROJECTS "?" IN_ORG
				   " {'project':{'orgIdentifier':'emea','identifier':"
				   "'p','name':'P','color':'#112233','description':'d',"
				   "'tags':{'a':''}}}\n",
		.request = "PUT " PROJECTS "/p?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'p',"
			"'name':'Q'}}",
		.status = 200,
		.expect = "data.project like {'name':'Q','description':'','tags':{}}" },
	{ .name = "delete answers true",
		.given = GIVEN_PROJECT,
		.request = "DELETE " PROJECTS "/payments?" IN_ORG,
		.status = 200,
		.expect = SAYS_SUCCESS "data = true" },
	{ .name = "delete takes its contents with it",
		.given = GIVEN_PROJECT
		"POST /ng/api/servicesV2?" IN_ACCOUNT " {'identifier':'ledger',"
		"'orgIdentifier':'emea','projectIdentifier':'payments'}\n"
		"DELETE " PROJECTS "/payments?" IN_ORG
		"\n" MADE("emea", "payments", "again"),
		.request = "GET /ng/api/servicesV2?" IN_PROJECT,
		.status = 200,
		.expect = "data.content = []" },
	{ .name = "its contents may stay for a while after delete",
		.options = "quirk cascade-delay=60000",
		.given = GIVEN_PROJECT
		"POST /ng/api/servicesV2?" IN_ACCOUNT " {'identifier':'ledger',"
		"'orgIdentifier':'emea','projectIdentifier':'payments'}\n"
		"DELETE " PROJECTS "/payments?" IN_ORG "\n",
		.request = "GET " PROJECTS "/payments?" IN_ORG,
		.status = 404,
		.expect = "code = ENTITY_NOT_FOUND" },
	/* what comes with it: 6 and 11.5 */
	{ .name = "a new one has the group of all its users",
		.given = GIVEN_PROJECT,
		.request = "GET /ng/api/user-groups/_project_all_users?" IN_PROJECT,
		.status = 200,
		.expect = "data.identifier = _project_all_users\n"
			  "data.name = All Project Users\ndata.harnessManaged = true" },
	{ .name = "a new one has the grants of that group and of its creator",
		.given = GIVEN_PROJECT,
		.request = "GET /authz/api/roleassignments?" IN_PROJECT,
		.status = 200,
		.expect = "data.content # 2\n"
			  "data.content has {'roleAssignment':{'roleIdentifier':"
			  "'_project_viewer','resourceGroupIdentifier':"
			  "'_all_project_level_resources','principal':{'identifier':"
			  "'_project_all_users','type':'USER_GROUP'},'managed':true},"
			  "'harnessManaged':true}\n"
			  "data.content has {'roleAssignment':{'roleIdentifier':"
			  "'_project_admin','resourceGroupIdentifier':"
			  "'_all_project_level_resources','principal':{'type':'USER'},"
			  "'managed':false},'harnessManaged':false}" },
	{ .name = "a new one has the secret manager",
		.given = GIVEN_PROJECT,
		.request = "GET /ng/api/connectors/harnessSecretManager?" IN_PROJECT,
		.status = 200,
		.expect = "data.harnessManaged = true" },
	{ .name = "a new account has no project",
		.request = "GET " PROJECTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content = []" },
	{ .name = "a new account may have a project",
		.options = "quirk default-project=on",
		.request = "GET " PROJECTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content.*.project.identifier = ['default_project']\n"
			  "data.content.0.project.name = Default Project\n"
			  "data.content.0.project.orgIdentifier = default" },
};

int main(void)
{
	return TABLE_RUN(facts, fact_holds);
}
