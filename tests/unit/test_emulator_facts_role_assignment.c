/* core.md 11: role assignments. */
#include "tests/support/facts.h"

#define GRANTS "/authz/api/roleassignments"
#define GROUP(query, id, scope) \
	"POST /ng/api/user-groups?" query " {'accountIdentifier':'acc123'," scope \
	"'identifier':'" id "','name':'" id "'}\n"
#define IN_P "'orgIdentifier':'emea','projectIdentifier':'payments',"
#define DEVS GROUP(IN_PROJECT, "devs", IN_P)
#define ORG_DEVS GROUP(IN_ORG, "org_devs", "'orgIdentifier':'emea',")
#define ACCOUNT_DEVS GROUP(IN_ACCOUNT, "account_devs", "")
#define BODY(id, role, resources, principal) \
	"{'identifier':'" id "','roleIdentifier':'" role \
	"','resourceGroupIdentifier':'" resources "','principal':{" principal "}}"
#define PROJECT_BODY(id, role, group) \
	BODY(id, role, "_all_project_level_resources", \
		"'identifier':'" group "','type':'USER_GROUP'")
#define PLAIN PROJECT_BODY("x", "_pipeline_executor", "devs")
#define MADE GIVEN_PROJECT DEVS "POST " GRANTS "?" IN_PROJECT " " PLAIN "\n"
#define CREATE .request = "POST " GRANTS "?" IN_PROJECT
#define ITEM "roleAssignment scope createdAt lastModifiedAt harnessManaged"
#define MEMBERS \
	"identifier resourceGroupIdentifier roleIdentifier roleReference principal " \
	"disabled managed internal"
#define AGGREGATE \
	"identifier principal disabled role resourceGroup scope createdAt " \
	"lastModifiedAt harnessManaged"

static const struct fact writes[] = {
	{ .name = "a created one is answered whole, with its scope",
		.given = GIVEN_PROJECT ORG_DEVS,
		CREATE,
		.body = "{'identifier':'ra_payments_dev','resourceGroupIdentifier':"
			"'_all_project_level_resources','roleIdentifier':"
			"'_project_viewer','principal':{'identifier':'org_devs','type':"
			"'USER_GROUP','scopeLevel':'organization'},'disabled':false,"
			"'managed':false}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\ndata.roleAssignment keys " MEMBERS "\n"
		"data.roleAssignment = {'identifier':'ra_payments_dev',"
		"'resourceGroupIdentifier':'_all_project_level_resources',"
		"'roleIdentifier':'_project_viewer','roleReference':null,'principal':"
		"{'scopeLevel':'organization','identifier':'org_devs','type':"
		"'USER_GROUP'},'disabled':false,'managed':false,'internal':false}\n"
		"data.scope = {'accountIdentifier':'acc123','orgIdentifier':'emea',"
		"'projectIdentifier':'payments'}\n"
		"data.createdAt time\ndata.lastModifiedAt time\n"
		"data.harnessManaged = false" },
	{ .name = "managed is ignored and stored false",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = "{'identifier':'x','resourceGroupIdentifier':"
			"'_all_project_level_resources','roleIdentifier':"
			"'_project_admin','principal':{'identifier':'devs','type':"
			"'USER_GROUP'},'managed':true}",
		.status = 200,
		.expect = "data.roleAssignment.managed = false\n"
			  "data.harnessManaged = false" },
	{ .name = "an absent identifier is made",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = "{'resourceGroupIdentifier':'_all_project_level_resources',"
			"'roleIdentifier':'_project_admin','principal':{'identifier':"
			"'devs','type':'USER_GROUP'}}",
		.status = 200,
		.expect = "data.roleAssignment.identifier matches "
			  "role_assignment_[0-9A-Za-z]{20}" },
	{ .name = "a group's absent scopeLevel is the assignment's",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = PLAIN,
		.status = 200,
		.expect = "data.roleAssignment.principal.scopeLevel = project" },
	{ .name = "a service account's absent scopeLevel is the nearest that has it",
		.given = GIVEN_PROJECT
		"POST /ng/api/serviceaccount?" IN_ORG " {'accountIdentifier':'acc123',"
		"'orgIdentifier':'emea','identifier':'bot','name':'bot','email':"
		"'bot@service.harness.io'}\n",
		CREATE,
		.body = BODY("x", "_pipeline_executor", "_all_project_level_resources",
			"'identifier':'bot','type':'SERVICE_ACCOUNT'"),
		.status = 200,
		.expect = "data.roleAssignment.principal.scopeLevel = organization" },
	{ .name = "a principal from below the assignment's scope is refused",
		.given = GIVEN_PROJECT DEVS,
		.request = "POST " GRANTS "?" IN_ORG,
		.body = BODY("x", "_organization_viewer",
			"_all_organization_level_resources",
			"'identifier':'devs','type':'USER_GROUP','scopeLevel':'project'"),
		.status = 400 },
	{ .name = "principals of type SERVICE cannot be created",
		.given = GIVEN_PROJECT,
		CREATE,
		.body = BODY("x", "_pipeline_executor", "_all_project_level_resources",
			"'identifier':'s','type':'SERVICE'"),
		.status = 400 },
	{ .name = "principals of type API_KEY cannot be created",
		.given = GIVEN_PROJECT,
		CREATE,
		.body = BODY("x", "_pipeline_executor", "_all_project_level_resources",
			"'identifier':'s','type':'API_KEY'"),
		.status = 400 },
	{ .name = "an unknown type of principal is refused",
		.given = GIVEN_PROJECT,
		CREATE,
		.body = BODY("x", "_pipeline_executor", "_all_project_level_resources",
			"'identifier':'s','type':'ROBOT'"),
		.status = 400 },
	{ .name = "an unknown group is refused",
		.given = GIVEN_PROJECT,
		CREATE,
		.body = PLAIN,
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "an unknown resource group is refused",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = BODY("x", "_pipeline_executor", "no_such_group",
			"'identifier':'devs','type':'USER_GROUP'"),
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "the retired resource group is refused",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = BODY("x", "_pipeline_executor", "_all_resources",
			"'identifier':'devs','type':'USER_GROUP'"),
		.status = 400 },
	{ .name = "an organization's resource group is refused in a project",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = BODY("x", "_pipeline_executor",
			"_all_organization_level_resources",
			"'identifier':'devs','type':'USER_GROUP'"),
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "an account's role is refused in a project",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = PROJECT_BODY("x", "_account_admin", "devs"),
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "a role is required",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = "{'resourceGroupIdentifier':'_all_project_level_resources',"
			"'principal':{'identifier':'devs','type':'USER_GROUP'}}",
		.status = 400 },
	{ .name = "a resource group is required",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = "{'roleIdentifier':'_project_admin','principal':{'identifier':"
			"'devs','type':'USER_GROUP'}}",
		.status = 400 },
	{ .name = "a principal is required",
		.given = GIVEN_PROJECT,
		CREATE,
		.body = "{'roleIdentifier':'_project_admin','resourceGroupIdentifier':"
			"'_all_project_level_resources'}",
		.status = 400 },
	{ .name = "a reference to another role is refused",
		.given = GIVEN_PROJECT DEVS,
		CREATE,
		.body = "{'identifier':'x','resourceGroupIdentifier':"
			"'_all_project_level_resources','roleIdentifier':"
			"'_project_admin','roleReference':{'identifier':"
			"'_project_viewer','scopeLevel':'account'},'principal':"
			"{'identifier':'devs','type':'USER_GROUP'}}",
		.status = 400 },
	{ .name = "one grant to groups of two scopes is two grants",
		.given = GIVEN_PROJECT GROUP(IN_PROJECT, "g", IN_P) GROUP(IN_ORG, "g",
			"'orgIdentifier':'emea',") "POST " GRANTS "?" IN_PROJECT
						   " " PROJECT_BODY("x", "_project_admin",
							   "g") "\n",
		CREATE,
		.body = BODY("y", "_project_admin", "_all_project_level_resources",
			"'identifier':'g','type':'USER_GROUP','scopeLevel':"
			"'organization'"),
		.status = 200 },
	{ .name = "one identifier may stand in two scopes",
		.given = MADE ORG_DEVS,
		.request = "POST " GRANTS "?" IN_ORG,
		.body = BODY("x", "_organization_viewer",
			"_all_organization_level_resources",
			"'identifier':'org_devs','type':'USER_GROUP'"),
		.status = 200 },
	{ .name = "get gives what create gives",
		.given = MADE,
		.request = "GET " GRANTS "/x?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS "data keys " ITEM "\n"
				       "data.roleAssignment.identifier = x" },
	{ .name = "disabled can be flipped",
		.given = MADE,
		.request = "PUT " GRANTS "/x?" IN_PROJECT,
		.body = "{'identifier':'x','resourceGroupIdentifier':"
			"'_all_project_level_resources','roleIdentifier':"
			"'_pipeline_executor','principal':{'identifier':'devs','type':"
			"'USER_GROUP','scopeLevel':'project'},'disabled':true}",
		.status = 200,
		.expect = "data.roleAssignment.disabled = true" },
	{ .name = "nothing else can be changed",
		.given = MADE,
		.request = "PUT " GRANTS "/x?" IN_PROJECT,
		.body = PROJECT_BODY("x", "_project_admin", "devs"),
		.status = 400 },
	{ .name = "delete answers what was deleted",
		.given = MADE,
		.request = "DELETE " GRANTS "/x?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS "data keys " ITEM "\n"
				       "data.roleAssignment.identifier = x" },
	{ .name = "a built-in one cannot be deleted",
		.given = GIVEN_PROJECT "POST " GRANTS "/filter?" IN_PROJECT
				       " {'roleFilter':['_project_viewer']}"
				       " => data.content.0.roleAssignment.identifier\n",
		.request = "DELETE " GRANTS "/$1?" IN_PROJECT,
		.status = 400,
		.expect = "message ~ Cannot delete a managed role assignment" },
	{ .name = "a creator's can be deleted",
		.given = GIVEN_PROJECT "POST " GRANTS "/filter?" IN_PROJECT
				       " {'roleFilter':['_project_admin']}"
				       " => data.content.0.roleAssignment.identifier\n",
		.request = "DELETE " GRANTS "/$1?" IN_PROJECT,
		.status = 200 },
	{ .name = "the last admin of the account cannot be deleted",
		.given = "POST " GRANTS "/filter?" IN_ACCOUNT
			 " {'roleFilter':['_account_admin']}"
			 " => data.content.0.roleAssignment.identifier\n",
		.request = "DELETE " GRANTS "/$1?" IN_ACCOUNT,
		.status = 400 },
	{ .name = "many are created, failures left out",
		.given = GIVEN_PROJECT DEVS,
		.request = "POST " GRANTS "/multi?" IN_PROJECT,
		.body = "{'roleAssignments':[" PLAIN
			"," PROJECT_BODY("y", "_no_such_role", "devs") "," PROJECT_BODY(
				"z", "_project_admin", "devs") "]}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data.*.roleAssignment.identifier = ['x','z']\ndata.0 keys " ITEM },
	{ .name = "many are deleted, and counted",
		.given = MADE "POST " GRANTS "?" IN_PROJECT
			      " " PROJECT_BODY("y", "_project_admin", "devs") "\n",
		.request = "POST " GRANTS "/delete/batch?" IN_PROJECT,
		.body = "['x','y']",
		.status = 200,
		.expect =
			SAYS_SUCCESS "data = {'successfullyDeleted':2,'failedToDelete':0,"
				     "'roleAssignmentErrorResponseDTOList':[]}" },
	{ .name = "many are deleted, what cannot be is counted",
		.given = MADE,
		.request = "POST " GRANTS "/delete/batch?" IN_PROJECT,
		.body = "['x','nope']",
		.status = 200,
		.expect = "data.successfullyDeleted = 1\ndata.failedToDelete = 1\n"
			  "data.roleAssignmentErrorResponseDTOList # 1" },
	{ .name = "validate stores nothing",
		.given = GIVEN_PROJECT DEVS "POST " GRANTS "/validate?" IN_PROJECT
					    " {'roleAssignment':" PLAIN
					    ",'validatePrincipal':true,'validateRole':"
					    "true,'validateResourceGroup':true}\n",
		.request = "GET " GRANTS "/x?" IN_PROJECT,
		.status = 400,
		.expect = "code = RESOURCE_NOT_FOUND_EXCEPTION" },
	{ .name = "an account's group in a project becomes a viewer of the organization",
		.given = GIVEN_PROJECT ACCOUNT_DEVS
		"POST " GRANTS "?" IN_PROJECT
		" " BODY("x", "_project_admin", "_all_project_level_resources",
			"'identifier':'account_devs','type':'USER_GROUP','scopeLevel':"
			"'account'") "\n",
		.request = "GET " GRANTS "?" IN_ORG,
		.status = 200,
		.expect =
			"data.content has {'roleAssignment':{'roleIdentifier':"
			"'_organization_viewer','resourceGroupIdentifier':"
			"'_all_organization_level_resources','principal':{'identifier':"
			"'account_devs','type':'USER_GROUP','scopeLevel':'account'}}}" },
	{ .name = "an organization's group in a project becomes nothing more",
		.given = GIVEN_PROJECT ORG_DEVS "POST " GRANTS "?" IN_PROJECT " " BODY(
			"x", "_project_admin", "_all_project_level_resources",
			"'identifier':'org_devs','type':'USER_GROUP','scopeLevel':"
			"'organization'") "\n",
		.request = "GET " GRANTS "?" IN_ORG,
		.status = 200,
		.expect = "data.content # 2" },
};

#define SPAN(filter, more) \
	"{'scopeFilters':[{'filter':'" filter "','accountIdentifier':'acc123'}]" more "}"

static const struct fact reads[] = {
	{ .name = "list is of exactly its scope",
		.given = MADE,
		.request = "GET " GRANTS "?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data.totalItems = 3\ndata.content.0 keys " ITEM "\n"
		"data.content has {'roleAssignment':{'identifier':'x'}}" },
	{ .name = "a new account's list hides what is internal",
		.request = "GET " GRANTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content lacks {'roleAssignment':{'roleIdentifier':"
			  "'_account_basic'}}\n"
			  "data.content has {'roleAssignment':{'roleIdentifier':"
			  "'_account_viewer','principal':{'identifier':"
			  "'_account_all_users','type':'USER_GROUP'}}}\n"
			  "data.content has {'roleAssignment':{'roleIdentifier':"
			  "'_account_admin','resourceGroupIdentifier':"
			  "'_all_resources_including_child_scopes'}}" },
	{ .name = "a new account's users may have the basic role only",
		.options = "quirk account-viewer=off",
		.request = "GET " GRANTS "?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.content lacks {'roleAssignment':{'roleIdentifier':"
			  "'_account_viewer','principal':{'identifier':"
			  "'_account_all_users'}}}" },
	{ .name = "filter by role",
		.given = MADE,
		.request = "POST " GRANTS "/filter?" IN_PROJECT,
		.body = "{'roleFilter':['_pipeline_executor']}",
		.status = 200,
		.expect =
			SAYS_SUCCESS "data.content.*.roleAssignment.identifier = ['x']\n"
				     "data.content.0 keys " ITEM },
	{ .name = "filter by resource group and type of principal",
		.given = MADE,
		.request = "POST " GRANTS "/filter?" IN_PROJECT,
		.body = "{'resourceGroupFilter':['_all_project_level_resources'],"
			"'principalTypeFilter':['USER_GROUP']}",
		.status = 200,
		.expect = "data.totalItems = 2" },
	{ .name = "filter by principals",
		.given = MADE,
		.request = "POST " GRANTS "/filter?" IN_PROJECT,
		.body = "{'principalFilter':[{'scopeLevel':'project','identifier':"
			"'devs','type':'USER_GROUP'}]}",
		.status = 200,
		.expect = "data.content.*.roleAssignment.identifier = ['x']" },
	{ .name = "filter by what Harness manages, a list here",
		.given = MADE,
		.request = "POST " GRANTS "/filter?" IN_PROJECT,
		.body = "{'harnessManagedFilter':[true]}",
		.status = 200,
		.expect = "data.content.*.roleAssignment.roleIdentifier = "
			  "['_project_viewer']" },
	{ .name = "filter by disabled, a list here",
		.given = MADE,
		.request = "POST " GRANTS "/filter?" IN_PROJECT,
		.body = "{'disabledFilter':[true]}",
		.status = 200,
		.expect = "data.content = []" },
	{ .name = "the filter across scopes answers aggregates",
		.given = GIVEN_PROJECT ORG_DEVS "POST " GRANTS "?" IN_PROJECT " " BODY(
			"ra", "_project_viewer", "_all_project_level_resources",
			"'identifier':'org_devs','type':'USER_GROUP','scopeLevel':"
			"'organization'") "\n",
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT
			   "&pageIndex=0&pageSize=100",
		.body = SPAN("INCLUDING_CHILD_SCOPES", ",'harnessManagedFilter':false"),
		.status = 200,
		.expect = SAYS_SUCCESS
		"data.content.0 keys " AGGREGATE "\n"
		"data.content lacks {'harnessManaged':true}\n"
		"data.content has {'identifier':'ra','principal':{'scopeLevel':"
		"'organization','identifier':'org_devs','name':'org_devs','type':"
		"'USER_GROUP'},'disabled':false,'role':{'role':{'identifier':"
		"'_project_viewer','name':'Project Viewer'},'harnessManaged':true},"
		"'resourceGroup':{'identifier':'_all_project_level_resources','name':"
		"'All Project Level Resources'},'scope':{'accountIdentifier':'acc123',"
		"'orgIdentifier':'emea','orgName':'EMEA','projectIdentifier':'payments',"
		"'projectName':'Payments'},'harnessManaged':false}" },
	{ .name = "the filter across scopes without children",
		.given = MADE,
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT,
		.body = SPAN("EXCLUDING_CHILD_SCOPES", ""),
		.status = 200,
		.expect = "data.content lacks {'identifier':'x'}\n"
			  "data.content has {'role':{'role':{'identifier':"
			  "'_account_admin'}}}" },
	{ .name = "the filter across scopes of one organization",
		.given = MADE,
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT,
		.body = "{'scopeFilters':[{'filter':'INCLUDING_CHILD_SCOPES',"
			"'accountIdentifier':'acc123','orgIdentifier':'emea'}]}",
		.status = 200,
		.expect = "data.totalItems = 5\ndata.content has {'identifier':'x'}" },
	{ .name = "the filter across scopes by role",
		.given = MADE,
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT,
		.body = SPAN(
			"INCLUDING_CHILD_SCOPES", ",'roleFilter':['_pipeline_executor']"),
		.status = 200,
		.expect = "data.content.*.identifier = ['x']" },
	{ .name = "the filter across scopes by one principal, an object here",
		.given = MADE,
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT,
		.body = SPAN("INCLUDING_CHILD_SCOPES",
			",'principalFilter':{'scopeLevel':'project','identifier':"
			"'devs','type':'USER_GROUP'}"),
		.status = 200,
		.expect = "data.content.*.identifier = ['x']" },
	{ .name = "the filter across scopes by disabled, a boolean here",
		.given = MADE,
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT,
		.body = SPAN("INCLUDING_CHILD_SCOPES", ",'disabledFilter':true"),
		.status = 200,
		.expect = "data.content = []" },
	{ .name = "the filter across scopes hides what is internal",
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT,
		.body = SPAN("INCLUDING_CHILD_SCOPES", ""),
		.status = 200,
		.expect = "data.content lacks {'role':{'role':{'identifier':"
			  "'_account_basic'}}}" },
	{ .name = "the filter across scopes may show what is internal",
		.options = "quirk internal-assignments=shown",
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT,
		.body = SPAN("INCLUDING_CHILD_SCOPES", ""),
		.status = 200,
		.expect = "data.content has {'role':{'role':{'identifier':"
			  "'_account_basic'}}}" },
	{ .name = "the filter across scopes may be closed to API keys",
		.options = "quirk v2-filter=off",
		.request = "POST " GRANTS "/v2/filter?" IN_ACCOUNT,
		.body = SPAN("INCLUDING_CHILD_SCOPES", ""),
		.status = 403 },
	{ .name = "aggregate has roles and resource groups attached, unpaged",
		.given = MADE,
		.request = "POST " GRANTS "/aggregate?" IN_PROJECT,
		.body = "{}",
		.status = 200,
		.expect = SAYS_SUCCESS "data.totalPages absent\n"
				       "data.roleAssignments # 3\ndata.roles present\n"
				       "data.resourceGroups present" },
};

static const struct fact roles[] = {
	{ .name = "built-in roles are served",
		.request = "GET /authz/api/roles/_account_admin?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.role.identifier = _account_admin\n"
			  "data.harnessManaged = true" },
	{ .name = "a role that is not there",
		.request = "GET /authz/api/roles/nope?" IN_ACCOUNT,
		.status = 400,
		.expect = "code = RESOURCE_NOT_FOUND_EXCEPTION" },
	{ .name = "built-in resource groups are served",
		.request = "GET /resourcegroup/api/v2/resourcegroup/"
			   "_all_resources_including_child_scopes?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.resourceGroup.identifier = "
			  "_all_resources_including_child_scopes\n"
			  "data.harnessManaged = true" },
	{ .name = "the vendor's MCP server asks for resource groups elsewhere",
		.request = "GET /authz/api/v2/resourcegroup/"
			   "_all_resources_including_child_scopes?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.resourceGroup.identifier = "
			  "_all_resources_including_child_scopes" },
	{ .name = "a resource group that is not there",
		.request = "GET /resourcegroup/api/v2/resourcegroup/nope?" IN_ACCOUNT,
		.status = 404,
		.expect = "code = RESOURCE_NOT_FOUND" },
};

int main(void)
{
	return TABLE_RUN(writes, fact_holds) + TABLE_RUN(reads, fact_holds) +
	       TABLE_RUN(roles, fact_holds);
}
