/* core.md 3.5: duplicates, missing parents, referenced entities, what is refused. */
#include "tests/support/facts.h"

#define SCOPE "'orgIdentifier':'emea','projectIdentifier':'payments',"
#define SERVICE "POST /ng/api/servicesV2?" IN_ACCOUNT
#define ENVIRONMENT "POST /ng/api/environmentsV2?" IN_ACCOUNT
#define PIPELINE "POST /pipeline/api/pipelines/v2?" IN_PROJECT
#define SECRET "POST /ng/api/v2/secrets?" IN_PROJECT
#define TEXT(id) \
	"{'secret':{'type':'SecretText','name':'" id "','identifier':'" id "'," SCOPE \
	"'spec':{'secretManagerIdentifier':'harnessSecretManager','valueType':'Inline'," \
	"'value':'v'}}}"
#define SSH(id, key) \
	"{'secret':{'type':'SSHKey','name':'" id "','identifier':'" id "'," SCOPE \
	"'spec':{'port':22,'auth':{'type':'SSH','spec':{'credentialType':'Password'," \
	"'spec':{'userName':'u','password':'" key "'}}}}}}"
#define WINRM(id, key) \
	"{'secret':{'type':'WinRmCredentials','name':'" id "','identifier':'" id \
	"'," SCOPE "'spec':{'port':5986,'auth':{'type':'NTLM','spec':{'domain':'D'," \
	"'username':'u','password':'" key "'}}}}}"
#define GRANT(id, role) \
	"{'identifier':'" id "','roleIdentifier':'" role "'," \
	"'resourceGroupIdentifier':'_all_project_level_resources','principal':" \
	"{'identifier':'_project_all_users','type':'USER_GROUP','scopeLevel':'project'}" \
	"}"

static const struct fact duplicates[] = {
	{ .name = "organization",
		.given = GIVEN_ORG,
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'emea','name':'E'}}",
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") "message = An organization with "
							"identifier [emea] is already "
							"present" },
	{ .name = "project",
		.given = GIVEN_PROJECT,
		.request = "POST /ng/api/projects?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'payments',"
			"'name':'P'}}",
		.status = 400,
		.expect = SAYS_ERROR(
			"DUPLICATE_FIELD") "message = A project with identifier "
					   "[payments] and "
					   "orgIdentifier [emea] is already present\n"
					   "responseMessages.0.message = A project with "
					   "identifier "
					   "[payments] and orgIdentifier [emea] is "
					   "already present" },
	{ .name = "service",
		.given = GIVEN_PROJECT SERVICE " {" SCOPE "'identifier':'s'}\n",
		.request = SERVICE,
		.body = "{" SCOPE "'identifier':'s'}",
		.status = 400,
		.expect = SAYS_ERROR("INVALID_REQUEST") "message ~ Error while saving "
							"service [s]: Service [s] under "
							"Project[payments], Organization "
							"[emea] in Account [acc123] "
							"already exists" },
	{ .name = "service of an organization",
		.given = GIVEN_ORG SERVICE " {'orgIdentifier':'emea','identifier':'s'}\n",
		.request = SERVICE,
		.body = "{'orgIdentifier':'emea','identifier':'s'}",
		.status = 400,
		.expect = "code = INVALID_REQUEST\n"
			  "message ~ Service [s] under Organization [emea] in Account "
			  "[acc123] already exists" },
	{ .name = "environment",
		.given = GIVEN_PROJECT ENVIRONMENT
		" {" SCOPE "'identifier':'e','type':'Production'}\n",
		.request = ENVIRONMENT,
		.body = "{" SCOPE "'identifier':'e','type':'Production'}",
		.status = 400,
		.expect = SAYS_ERROR(
			"INVALID_REQUEST") "message ~ Environment [e] under "
					   "Project[payments], Organization "
					   "[emea] in Account [acc123] already exists" },
	{ .name = "pipeline",
		.given = GIVEN_PROJECT PIPELINE
		" pipeline: {name: x, identifier: x, stages: []}\n",
		.request = PIPELINE,
		.body = "pipeline: {name: x, identifier: x, stages: []}",
		.status = 400,
		.expect = SAYS_ERROR(
			"DUPLICATE_FIELD") "message = Pipeline [x] under "
					   "Project[payments], Organization "
					   "[emea] already exists or has been deleted." },
	{ .name = "secret text",
		.given = GIVEN_PROJECT SECRET " " TEXT("x") "\n",
		.request = SECRET,
		.body = TEXT("x"),
		.status = 400,
		.expect =
			SAYS_ERROR("INVALID_REQUEST") "message ~ Secret with identifier "
						      "x already exists in this "
						      "scope" },
	{ .name = "secret SSH",
		.given = GIVEN_PROJECT SECRET " " TEXT("k") "\n" SECRET
							    " " SSH("x", "k") "\n",
		.request = SECRET,
		.body = SSH("x", "k"),
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") "message = Duplicate identifier, "
							"please try again with a new "
							"identifier" },
	{ .name = "secret WinRM",
		.given = GIVEN_PROJECT SECRET " " TEXT("k") "\n" SECRET
							    " " WINRM("x", "k") "\n",
		.request = SECRET,
		.body = WINRM("x", "k"),
		.status = 400,
		.expect = "code = DUPLICATE_FIELD\n"
			  "message = Duplicate identifier, please try again with a new "
			  "identifier" },
	{ .name = "role assignment by identifier",
		.given = GIVEN_PROJECT "POST /authz/api/roleassignments?" IN_PROJECT
				       " " GRANT("x", "_pipeline_executor") "\n",
		.request = "POST /authz/api/roleassignments?" IN_PROJECT,
		.body = GRANT("x", "_project_admin"),
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") },
	{ .name = "role assignment by what it grants",
		.given = GIVEN_PROJECT "POST /authz/api/roleassignments?" IN_PROJECT
				       " " GRANT("x", "_pipeline_executor") "\n",
		.request = "POST /authz/api/roleassignments?" IN_PROJECT,
		.body = GRANT("y", "_pipeline_executor"),
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") },
	{ .name = "role assignments of many are skipped in silence",
		.given = GIVEN_PROJECT "POST /authz/api/roleassignments?" IN_PROJECT
				       " " GRANT("x", "_pipeline_executor") "\n",
		.request = "POST /authz/api/roleassignments/multi?" IN_PROJECT,
		.body = "{'roleAssignments':[" GRANT("y", "_pipeline_executor") "," GRANT(
			"z", "_project_admin") "]}",
		.status = 200,
		.expect = SAYS_SUCCESS "data # 1\n"
				       "data.0.roleAssignment.identifier = z" },
	/* extended.md 1.6 */
	{ .name = "connector",
		.given = "POST /ng/api/connectors?" IN_ACCOUNT
			 " {'connector':{'name':'x','identifier':'x','type':'K8sCluster',"
			 "'spec':{'credential':{'type':'InheritFromDelegate'},"
			 "'delegateSelectors':['d']}}}\n",
		.request = "POST /ng/api/connectors?" IN_ACCOUNT,
		.body = "{'connector':{'name':'x','identifier':'x','type':'K8sCluster',"
			"'spec':{'credential':{'type':'InheritFromDelegate'},"
			"'delegateSelectors':['d']}}}",
		.status = 400,
		.expect = SAYS_ERROR("INVALID_REQUEST") },
	{ .name = "user group",
		.given = "POST /ng/api/user-groups?" IN_ACCOUNT
			 " {'accountIdentifier':'acc123','identifier':'g','name':'g'}\n",
		.request = "POST /ng/api/user-groups?" IN_ACCOUNT,
		.body = "{'accountIdentifier':'acc123','identifier':'g','name':'g'}",
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") },
	{ .name = "service account",
		.given = "POST /ng/api/serviceaccount?" IN_ACCOUNT
			 " {'accountIdentifier':'acc123','identifier':'b','name':'b',"
			 "'email':'b@service.harness.io'}\n",
		.request = "POST /ng/api/serviceaccount?" IN_ACCOUNT,
		.body = "{'accountIdentifier':'acc123','identifier':'b','name':'b',"
			"'email':'b@service.harness.io'}",
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") },
	{ .name = "variable",
		.given = "POST /ng/api/variables?" IN_ACCOUNT
			 " {'variable':{'identifier':'v','name':'v','type':'String',"
			 "'spec':{'valueType':'FIXED','fixedValue':'1'}}}\n",
		.request = "POST /ng/api/variables?" IN_ACCOUNT,
		.body = "{'variable':{'identifier':'v','name':'v','type':'String',"
			"'spec':{'valueType':'FIXED','fixedValue':'1'}}}",
		.status = 400,
		.expect = SAYS_ERROR("DUPLICATE_FIELD") },
};

#define NO_ORG "accountIdentifier=acc123&orgIdentifier=nope&projectIdentifier=none"
#define PARENTS .options = "quirk missing-scope=parent"

static const struct fact parents[] = {
	{ .name = "project in an unknown organization",
		PARENTS,
		.request = "POST /ng/api/projects?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'p',"
			"'name':'P'}}",
		.status = 400,
		.expect = SAYS_ERROR("INVALID_ARGUMENT") "message = Invalid argument(s): "
							 "Organization [emea] in Account "
							 "[acc123] does not exist" },
	{ .name = "service in an unknown organization",
		PARENTS,
		.request = SERVICE,
		.body = "{" SCOPE "'identifier':'s'}",
		.status = 400,
		.expect = SAYS_FAILURE(
			"RESOURCE_NOT_FOUND_EXCEPTION") "message = org [emea] not "
							"found." },
	{ .name = "service in an unknown project",
		PARENTS,
		.given = GIVEN_ORG,
		.request = SERVICE,
		.body = "{" SCOPE "'identifier':'s'}",
		.status = 400,
		.expect = SAYS_FAILURE(
			"RESOURCE_NOT_FOUND_EXCEPTION") "message = project [payments] "
							"not found." },
	{ .name = "environment in an unknown organization",
		PARENTS,
		.request = ENVIRONMENT,
		.body = "{" SCOPE "'identifier':'e','type':'Production'}",
		.status = 400,
		.expect = SAYS_FAILURE(
			"RESOURCE_NOT_FOUND_EXCEPTION") "message = org [emea] not "
							"found." },
	{ .name = "environment in an unknown project",
		PARENTS,
		.given = GIVEN_ORG,
		.request = ENVIRONMENT,
		.body = "{" SCOPE "'identifier':'e','type':'Production'}",
		.status = 400,
		.expect = SAYS_FAILURE(
			"RESOURCE_NOT_FOUND_EXCEPTION") "message = project [payments] "
							"not found." },
	{ .name = "pipeline in an unknown project",
		PARENTS,
		.given = GIVEN_ORG,
		.request = PIPELINE,
		.body = "pipeline: {name: x, identifier: x, stages: []}",
		.status = 400,
		.expect = SAYS_ERROR(
			"INVALID_REQUEST") "message ~ Project with orgIdentifier [emea] "
					   "and identifier "
					   "[payments] not found" },
	{ .name = "secret in an unknown project",
		PARENTS,
		.given = GIVEN_ORG,
		.request = SECRET,
		.body = TEXT("x"),
		.status = 400,
		.expect = SAYS_ERROR(
			"SECRET_MANAGEMENT_ERROR") "message ~ No such secret manager "
						   "found with identifier "
						   "harnessSecretManager" },
	{ .name = "secret in a project whose secret manager is still to come",
		.options = "quirk secret-manager-delay=60000",
		.given = GIVEN_PROJECT,
		.request = SECRET,
		.body = TEXT("x"),
		.status = 400,
		.expect = "code = SECRET_MANAGEMENT_ERROR\n"
			  "message ~ No such secret manager found with identifier "
			  "harnessSecretManager" },
	{ .name = "role assignment in an unknown project, by the permission check",
		.given = GIVEN_ORG,
		.request = "POST /authz/api/roleassignments?" IN_PROJECT,
		.body = GRANT("x", "_pipeline_executor"),
		.status = 403,
		.expect = SAYS_ERROR("NG_ACCESS_DENIED") },
	{ .name = "role assignment in an unknown project, by the parent's",
		.options = "quirk assignment-scope=400",
		.given = GIVEN_ORG,
		.request = "POST /authz/api/roleassignments?" IN_PROJECT,
		.body = GRANT("x", "_pipeline_executor"),
		.status = 400 },
	{ .name = "a token without permission learns no missing parent",
		.given = GIVEN_ORG,
		.request = PIPELINE,
		.headers = "x-api-key: " FACTS_VIEWER,
		.body = "pipeline: {name: x, identifier: x, stages: []}",
		.status = 403,
		.expect = "code = NG_ACCESS_DENIED" },
	{ .name = "a token without permission may learn of a missing parent",
		PARENTS,
		.given = GIVEN_ORG,
		.request = PIPELINE,
		.headers = "x-api-key: " FACTS_VIEWER,
		.body = "pipeline: {name: x, identifier: x, stages: []}",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "role assignment of an unknown role",
		.given = GIVEN_PROJECT,
		.request = "POST /authz/api/roleassignments?" IN_PROJECT,
		.body = GRANT("x", "no_such_role"),
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
};

static const struct fact referenced[] = {
	{ .name = "a service that a pipeline deploys cannot be deleted",
		.given = GIVEN_PROJECT SERVICE
		" {" SCOPE "'identifier':'s'}\n" PIPELINE
		" pipeline: {name: p, identifier: p, stages: [{stage: {name: a, "
		"identifier: a, type: Deployment, spec: {deploymentType: Kubernetes, "
		"service: {serviceRef: s}, execution: {steps: []}}}}]}\n",
		.request = "DELETE /ng/api/servicesV2/s?" IN_PROJECT,
		.status = 400,
		.expect = SAYS_ERROR(
			"ENTITY_REFERENCE_EXCEPTION") "message ~ is being referenced in "
						      "1 entities" },
	{ .name = "an environment that a pipeline deploys to cannot be deleted",
		.given = GIVEN_PROJECT ENVIRONMENT
		" {" SCOPE "'identifier':'e','type':'Production'}\n" PIPELINE
		" pipeline: {name: p, identifier: p, stages: [{stage: {name: a, "
		"identifier: a, type: Deployment, spec: {deploymentType: Kubernetes, "
		"environment: {environmentRef: e}, execution: {steps: []}}}}]}\n",
		.request = "DELETE /ng/api/environmentsV2/e?" IN_PROJECT,
		.status = 400,
		.expect = SAYS_ERROR(
			"ENTITY_REFERENCE_EXCEPTION") "message ~ is being referenced in "
						      "1 entities" },
	{ .name = "a secret that an SSH secret names cannot be deleted",
		.given = GIVEN_PROJECT SECRET " " TEXT("k") "\n" SECRET
							    " " SSH("x", "k") "\n",
		.request = "DELETE /ng/api/v2/secrets/k?" IN_PROJECT,
		.status = 400,
		.expect = SAYS_ERROR(
			"ENTITY_REFERENCE_EXCEPTION") "message ~ Could not delete the "
						      "secret k as it is referenced by "
						      "other entities" },
	{ .name = "a secret that a connector names cannot be deleted",
		.given = GIVEN_PROJECT SECRET
		" " TEXT("k") "\nPOST /ng/api/connectors?" IN_PROJECT
			      " {'connector':{'name':'c',"
			      "'identifier':'c'," SCOPE "'type':'Github','spec':{'url':"
			      "'https://github.com/"
			      "a','type':'Account','authentication':{'type':"
			      "'Http','spec':{'type':'UsernameToken','spec':{'username':'"
			      "u',"
			      "'tokenRef':'k'}}}}}}\n",
		.request = "DELETE /ng/api/v2/secrets/k?" IN_PROJECT,
		.status = 400,
		.expect = "code = ENTITY_REFERENCE_EXCEPTION" },
	{ .name = "once nothing refers to it it can be deleted",
		.given = GIVEN_PROJECT SECRET " " TEXT("k") "\n" SECRET " " SSH(
			"x", "k") "\nDELETE /ng/api/v2/secrets/x?" IN_PROJECT "\n",
		.request = "DELETE /ng/api/v2/secrets/k?" IN_PROJECT,
		.status = 200,
		.expect = "data = true" },
	{ .name = "a referenced secret goes where force is honoured",
		.options = "quirk force-delete=on",
		.given = GIVEN_PROJECT SECRET " " TEXT("k") "\n" SECRET
							    " " SSH("x", "k") "\n",
		.request = "DELETE /ng/api/v2/secrets/k?" IN_PROJECT "&forceDelete=true",
		.status = 200,
		.expect = "data = true" },
	{ .name = "an organization is deleted whatever refers to what is in it",
		.given = GIVEN_PROJECT SECRET " " TEXT("k") "\n" SECRET
							    " " SSH("x", "k") "\n",
		.request = "DELETE /ng/api/organizations/emea?" IN_ACCOUNT,
		.status = 200,
		.expect = "data = true" },
};

static const struct fact refusals[] = {
	{ .name = "an empty identifier is a failure of validation, field by field",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'','name':'E'}}",
		.status = 400,
		.expect = SAYS_FAILURE(
			"INVALID_REQUEST") "errors has "
					   "{'fieldId':'organization.identifier'}" },
	{ .name = "a missing name is a failure of validation, field by field",
		.given = GIVEN_ORG,
		.request = "POST /ng/api/projects?" IN_ORG,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'p'}}",
		.status = 400,
		.expect = SAYS_FAILURE(
			"INVALID_REQUEST") "errors has {'fieldId':'project.name'}\n"
					   "errors.0 keys fieldId error" },
	{ .name = "all wrong fields are named at once",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'9x','name':''}}",
		.status = 400,
		.expect = "errors # 2" },
	{ .name = "JSON that cannot be read",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':",
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "a token without permission to create",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.headers = "x-api-key: " FACTS_VIEWER,
		.body = "{'organization':{'identifier':'emea','name':'E'}}",
		.status = 403,
		.expect = SAYS_ERROR(
			"NG_ACCESS_DENIED") "message ~ User not Authorized: \n"
					    "message ~ core_organization_create\n"
					    "failedPermissionChecks present" },
	{ .name = "a token without permission to edit",
		.given = GIVEN_PROJECT,
		.request = "PUT /ng/api/projects/payments?" IN_ORG,
		.headers = "x-api-key: " FACTS_VIEWER,
		.body = "{'project':{'orgIdentifier':'emea','identifier':'payments',"
			"'name':'P'}}",
		.status = 403,
		.expect = "code = NG_ACCESS_DENIED\n"
			  "message ~ core_project_edit\n"
			  "failedPermissionChecks.0 with permission resourceType "
			  "resourceScope resourceIdentifier\n"
			  "failedPermissionChecks.0.permission = core_project_edit" },
	{ .name = "a token without permission to delete",
		.given = GIVEN_PROJECT,
		.request = "DELETE /ng/api/projects/payments?" IN_ORG,
		.headers = "x-api-key: " FACTS_VIEWER,
		.status = 403,
		.expect = "code = NG_ACCESS_DENIED" },
	{ .name = "a token of one project sees that project alone in a list",
		.options = "key pat.acc123.one.sec:_project_viewer@emea/payments",
		.given = GIVEN_PROJECT "POST /ng/api/projects?" IN_ORG
				       " {'project':{'orgIdentifier':'emea',"
				       "'identifier':'refunds','name':'R'}}\n",
		.request = "GET /ng/api/projects?" IN_ACCOUNT,
		.headers = "x-api-key: pat.acc123.one.sec",
		.status = 200,
		.expect = "data.content.*.project.identifier = ['payments']\n"
			  "data.totalItems = 1" },
};

int main(void)
{
	return TABLE_RUN(duplicates, fact_holds) + TABLE_RUN(parents, fact_holds) +
	       TABLE_RUN(referenced, fact_holds) + TABLE_RUN(refusals, fact_holds);
}
