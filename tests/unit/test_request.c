#include "providers/request.h"

#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "providers/secrets.h"
#include "providers/yaml.h"
#include "tests/support/repository.h"
#include "tests/support/table.h"

/*
 * Every request is written out here as core.md has it, byte for byte, and not
 * taken from the kind rows: a row that is wrong must show.
 */
static const struct row {
	const char *name;
	const struct kind *kind;
	enum verb verb;
	struct scope scope;
	bool below;
	const char *identifier;
	size_t page;
	const char *spec; /* YAML */
	const char *text;
	const char *method, *target, *type, *body; /* expected */
} rows[] = {
	{
		.name = "organization: list",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.method = "GET",
		.target = "/ng/api/organizations?accountIdentifier=Acc0unt1d"
			  "&pageIndex=0&pageSize=100",
		.body = "",
	},
	{
		.name = "organization: a later page",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.page = 7,
		.method = "GET",
		.target = "/ng/api/organizations?accountIdentifier=Acc0unt1d"
			  "&pageIndex=7&pageSize=100",
		.body = "",
	},
	{
		.name = "organization: get",
		.kind = &kind_organization,
		.verb = VERB_GET,
		.identifier = "emea",
		.method = "GET",
		.target = "/ng/api/organizations/emea?accountIdentifier=Acc0unt1d",
		.body = "",
	},
	{
		.name = "organization: create",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.identifier = "emea",
		.spec = "{name: EMEA, tags: {owner: core, pci: }, description: Region "
			"EMEA}",
		.method = "POST",
		.target = "/ng/api/organizations?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"organization\":{\"identifier\":\"emea\",\"name\":\"EMEA\","
			"\"description\":\"Region EMEA\","
			"\"tags\":{\"owner\":\"core\",\"pci\":\"\"}}}",
	},
	{
		.name = "organization: update",
		.kind = &kind_organization,
		.verb = VERB_UPDATE,
		.identifier = "emea",
		.spec = "{identifier: other, name: EMEA}",
		.method = "PUT",
		.target = "/ng/api/organizations/emea?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"organization\":{\"identifier\":\"emea\",\"name\":\"EMEA\"}}",
	},
	{
		.name = "organization: delete",
		.kind = &kind_organization,
		.verb = VERB_DELETE,
		.identifier = "emea",
		.method = "DELETE",
		.target = "/ng/api/organizations/emea?accountIdentifier=Acc0unt1d",
		.body = "",
	},
	{
		.name = "project: list the account",
		.kind = &kind_project,
		.verb = VERB_LIST,
		.below = true,
		.method = "GET",
		.target = "/ng/api/projects?accountIdentifier=Acc0unt1d&pageIndex=0"
			  "&pageSize=100",
		.body = "",
	},
	{
		.name = "project: list an organization",
		.kind = &kind_project,
		.verb = VERB_LIST,
		.scope = { "emea", NULL },
		.method = "GET",
		.target = "/ng/api/projects?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&pageIndex=0&pageSize=100",
		.body = "",
	},
	{
		.name = "project: get",
		.kind = &kind_project,
		.verb = VERB_GET,
		.scope = { "emea", NULL },
		.identifier = "payments",
		.method = "GET",
		.target = "/ng/api/projects/payments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.body = "",
	},
	{
		.name = "project: create, without the ignored modules",
		.kind = &kind_project,
		.verb = VERB_CREATE,
		.scope = { "emea", NULL },
		.identifier = "payments",
		.spec = "{name: Payments, color: '#0063F7', modules: [CD], "
			"description: '', tags: {}}",
		.method = "POST",
		.target = "/ng/api/projects?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.type = "application/json",
		.body = "{\"project\":{\"orgIdentifier\":\"emea\","
			"\"identifier\":\"payments\",\"name\":\"Payments\","
			"\"color\":\"#0063F7\",\"description\":\"\",\"tags\":{}}}",
	},
	{
		.name = "project: update",
		.kind = &kind_project,
		.verb = VERB_UPDATE,
		.scope = { "emea", NULL },
		.identifier = "payments",
		.spec = "{name: Payments}",
		.method = "PUT",
		.target = "/ng/api/projects/payments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.type = "application/json",
		.body = "{\"project\":{\"orgIdentifier\":\"emea\","
			"\"identifier\":\"payments\",\"name\":\"Payments\"}}",
	},
	{
		.name = "project: delete names the organization",
		.kind = &kind_project,
		.verb = VERB_DELETE,
		.scope = { "emea", NULL },
		.identifier = "payments",
		.method = "DELETE",
		.target = "/ng/api/projects/payments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.body = "",
	},
	{
		.name = "environment: list a project",
		.kind = &kind_environment,
		.verb = VERB_LIST,
		.scope = { "emea", "payments" },
		.method = "GET",
		.target = "/ng/api/environmentsV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments&page=0"
			  "&size=100",
		.body = "",
	},
	{
		.name = "environment: get",
		.kind = &kind_environment,
		.verb = VERB_GET,
		.scope = { "emea", "payments" },
		.identifier = "prod_eu",
		.method = "GET",
		.target = "/ng/api/environmentsV2/prod_eu?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "environment: create, its yaml byte for byte",
		.kind = &kind_environment,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "prod_eu",
		.spec = "{name: prod eu, description: '', type: Production, "
			"color: '#0063F7', tags: {tier: 1}, variables: []}",
		.text = "environment:\n  name: \"prod eu\"\t# caf\xc3\xa9\r\n",
		.method = "POST",
		.target = "/ng/api/environmentsV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.type = "application/json",
		.body = "{\"orgIdentifier\":\"emea\",\"projectIdentifier\":\"payments\","
			"\"identifier\":\"prod_eu\",\"name\":\"prod eu\","
			"\"description\":\"\",\"color\":\"#0063F7\","
			"\"type\":\"Production\",\"tags\":{\"tier\":\"1\"},"
			"\"yaml\":\"environment:\\n  name: \\\"prod eu\\\"\\t# "
			"caf\xc3\xa9\\r\\n\"}",
	},
	{
		.name = "environment: update goes to the base path",
		.kind = &kind_environment,
		.verb = VERB_UPDATE,
		.scope = { "emea", NULL },
		.identifier = "prod_eu",
		.spec = "{type: PreProduction}",
		.text = "environment: {}\n",
		.method = "PUT",
		.target = "/ng/api/environmentsV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea",
		.type = "application/json",
		.body = "{\"orgIdentifier\":\"emea\",\"identifier\":\"prod_eu\","
			"\"type\":\"PreProduction\",\"yaml\":\"environment: {}\\n\"}",
	},
	{
		.name = "environment: delete of the account's",
		.kind = &kind_environment,
		.verb = VERB_DELETE,
		.identifier = "prod_eu",
		.method = "DELETE",
		.target = "/ng/api/environmentsV2/prod_eu?accountIdentifier=Acc0unt1d",
		.body = "",
	},
	{
		.name = "service: list an organization",
		.kind = &kind_service,
		.verb = VERB_LIST,
		.scope = { "emea", NULL },
		.method = "GET",
		.target = "/ng/api/servicesV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&page=0&size=1000",
		.body = "",
	},
	{
		.name = "service: get",
		.kind = &kind_service,
		.verb = VERB_GET,
		.scope = { "emea", "payments" },
		.identifier = "ledger",
		.method = "GET",
		.target = "/ng/api/servicesV2/ledger?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "service: create sends the listed members alone",
		.kind = &kind_service,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "ledger",
		.spec = "{name: ledger, description: '', tags: {}, gitOpsEnabled: false, "
			"serviceDefinition: {type: Kubernetes}}",
		.text = "service:\n  name: ledger\n",
		.method = "POST",
		.target = "/ng/api/servicesV2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.type = "application/json",
		.body = "{\"identifier\":\"ledger\",\"orgIdentifier\":\"emea\","
			"\"projectIdentifier\":\"payments\",\"name\":\"ledger\","
			"\"description\":\"\",\"tags\":{},"
			"\"yaml\":\"service:\\n  name: ledger\\n\"}",
	},
	{
		.name = "service: update",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.identifier = "ledger",
		.spec = "{name: 42}",
		.text = "service:\n  name: 42\n",
		.method = "PUT",
		.target = "/ng/api/servicesV2?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"identifier\":\"ledger\",\"name\":\"42\","
			"\"yaml\":\"service:\\n  name: 42\\n\"}",
	},
	{
		.name = "service: delete",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.scope = { "emea", "payments" },
		.identifier = "ledger",
		.method = "DELETE",
		.target = "/ng/api/servicesV2/ledger?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "pipeline: list",
		.kind = &kind_pipeline,
		.verb = VERB_LIST,
		.scope = { "emea", "payments" },
		.page = 1,
		.method = "POST",
		.target = "/pipeline/api/pipelines/list?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments&page=1"
			  "&size=100",
		.type = "application/json",
		.body = "{\"filterType\":\"PipelineSetup\"}",
	},
	{
		.name = "pipeline: get",
		.kind = &kind_pipeline,
		.verb = VERB_GET,
		.scope = { "emea", "payments" },
		.identifier = "build_ledger",
		.method = "GET",
		.target = "/pipeline/api/pipelines/build_ledger"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea"
			  "&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "pipeline: create, raw YAML",
		.kind = &kind_pipeline,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "build_ledger",
		.text = "pipeline:\n  name: \"build ledger\" # ours\r\n",
		.method = "POST",
		.target = "/pipeline/api/pipelines/v2?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments"
			  "&storeType=INLINE",
		.type = "application/yaml",
		.body = "pipeline:\n  name: \"build ledger\" # ours\r\n",
	},
	{
		.name = "pipeline: update",
		.kind = &kind_pipeline,
		.verb = VERB_UPDATE,
		.scope = { "emea", "payments" },
		.identifier = "build_ledger",
		.text = "pipeline: {}",
		.method = "PUT",
		.target = "/pipeline/api/pipelines/v2/build_ledger"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea"
			  "&projectIdentifier=payments&storeType=INLINE",
		.type = "application/yaml",
		.body = "pipeline: {}",
	},
	{
		.name = "pipeline: delete",
		.kind = &kind_pipeline,
		.verb = VERB_DELETE,
		.scope = { "emea", "payments" },
		.identifier = "build_ledger",
		.method = "DELETE",
		.target = "/pipeline/api/pipelines/build_ledger"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea"
			  "&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "secret: list every scope",
		.kind = &kind_secret,
		.verb = VERB_LIST,
		.below = true,
		.method = "POST",
		.target = "/ng/api/v2/secrets/list?accountIdentifier=Acc0unt1d"
			  "&pageIndex=0&pageSize=100",
		.type = "application/json",
		.body = "{\"includeSecretsFromEverySubScope\":true,"
			"\"secretTypes\":[\"SecretText\",\"SecretFile\",\"SSHKey\","
			"\"WinRmCredentials\"]}",
	},
	{
		.name = "secret: list one scope",
		.kind = &kind_secret,
		.verb = VERB_LIST,
		.scope = { "emea", NULL },
		.method = "POST",
		.target = "/ng/api/v2/secrets/list?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&pageIndex=0&pageSize=100",
		.type = "application/json",
		.body = "{\"secretTypes\":[\"SecretText\",\"SecretFile\",\"SSHKey\","
			"\"WinRmCredentials\"]}",
	},
	{
		/* extended.md 15: scopes are in the body, and nowhere else */
		.name = "audit events of a project, and of some entities since a time",
		.kind = &kind_audit_event,
		.verb = VERB_LIST,
		.scope = { "emea", "payments" },
		.page = 2,
		.spec = "{resources: [{type: SERVICE, identifier: api}], startTime: 17}",
		.method = "POST",
		.target = "/audit/api/audits/list?accountIdentifier=Acc0unt1d"
			  "&sortOrders=timestamp,DESC&pageIndex=2&pageSize=100",
		.type = "application/json",
		.body = "{\"filterType\":\"Audit\",\"scopes\":[{\"accountIdentifier\":"
			"\"Acc0unt1d\",\"orgIdentifier\":\"emea\",\"projectIdentifier\":"
			"\"payments\"}],\"resources\":[{\"type\":\"SERVICE\","
			"\"identifier\":\"api\"}],\"startTime\":17}",
	},
	{
		.name = "audit events of the account",
		.kind = &kind_audit_event,
		.verb = VERB_LIST,
		.method = "POST",
		.target = "/audit/api/audits/list?accountIdentifier=Acc0unt1d"
			  "&sortOrders=timestamp,DESC&pageIndex=0&pageSize=100",
		.type = "application/json",
		.body = "{\"filterType\":\"Audit\",\"scopes\":[{\"accountIdentifier\":"
			"\"Acc0unt1d\"}]}",
	},
	{
		.name = "secret: get",
		.kind = &kind_secret,
		.verb = VERB_GET,
		.scope = { "emea", "payments" },
		.identifier = "db_password",
		.method = "GET",
		.target = "/ng/api/v2/secrets/db_password?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "secret: create a text, its value masked",
		.kind = &kind_secret,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "db_password",
		.spec = "{type: SecretText, name: db password, tags: {}, "
			"description: ledger db, spec: {secretManagerIdentifier: "
			"harnessSecretManager, valueType: Inline, value: !env "
			"DB_PASSWORD}}",
		.method = "POST",
		.target = "/ng/api/v2/secrets?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.type = "application/json",
		.body = "{\"secret\":{\"type\":\"SecretText\",\"name\":\"db password\","
			"\"identifier\":\"db_password\",\"orgIdentifier\":\"emea\","
			"\"projectIdentifier\":\"payments\",\"tags\":{},"
			"\"description\":\"ledger db\",\"spec\":{"
			"\"secretManagerIdentifier\":\"harnessSecretManager\","
			"\"valueType\":\"Inline\",\"value\":\"(secret)\"}}}",
	},
	{
		.name = "secret: update the metadata of a text alone",
		.kind = &kind_secret,
		.verb = VERB_UPDATE,
		.identifier = "db-password",
		.spec = "{type: SecretText, name: db password, spec: {type: "
			"SecretTextSpec, secretManagerIdentifier: harnessSecretManager, "
			"additionalMetadata: null, valueType: Inline, value: null}}",
		.method = "PUT",
		.target = "/ng/api/v2/secrets/db-password?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"secret\":{\"type\":\"SecretText\",\"name\":\"db password\","
			"\"identifier\":\"db-password\",\"spec\":{"
			"\"secretManagerIdentifier\":\"harnessSecretManager\","
			"\"valueType\":\"Inline\"}}}",
	},
	{
		.name = "secret: the path of a reference is no secret",
		.kind = &kind_secret,
		.verb = VERB_CREATE,
		.identifier = "vaulted",
		.spec = "{type: SecretText, name: vaulted, spec: "
			"{secretManagerIdentifier: account.vault, valueType: Reference, "
			"value: kv/db, additionalMetadata: {values: {version: 3}}}}",
		.method = "POST",
		.target = "/ng/api/v2/secrets?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"secret\":{\"type\":\"SecretText\",\"name\":\"vaulted\","
			"\"identifier\":\"vaulted\",\"spec\":{"
			"\"secretManagerIdentifier\":\"account.vault\","
			"\"valueType\":\"Reference\",\"value\":\"kv/db\","
			"\"additionalMetadata\":{\"values\":{\"version\":3}}}}}",
	},
	{
		.name = "secret: create an SSH key",
		.kind = &kind_secret,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "deploy_key",
		.spec = "{type: SSHKey, name: deploy key, tags: {}, description: '', "
			"spec: {port: 22, auth: {type: SSH, useSshj: true, spec: "
			"{credentialType: KeyReference, spec: {userName: deploy, key: "
			"account.deploy_private_key, encryptedPassphrase: null}}}}}",
		.method = "POST",
		.target = "/ng/api/v2/secrets?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.type = "application/json",
		.body = "{\"secret\":{\"type\":\"SSHKey\",\"name\":\"deploy key\","
			"\"identifier\":\"deploy_key\",\"orgIdentifier\":\"emea\","
			"\"projectIdentifier\":\"payments\",\"tags\":{},"
			"\"description\":\"\",\"spec\":{\"port\":22,\"auth\":{"
			"\"type\":\"SSH\",\"spec\":{\"credentialType\":\"KeyReference\","
			"\"spec\":{\"userName\":\"deploy\","
			"\"key\":\"account.deploy_private_key\"}}}}}}",
	},
	{
		.name = "secret: an SSH key by Kerberos",
		.kind = &kind_secret,
		.verb = VERB_UPDATE,
		.identifier = "krb",
		.spec = "{type: SSHKey, name: krb, spec: {port: '2222', auth: {type: "
			"Kerberos, spec: {principal: svc, realm: EX.COM, "
			"tgtGenerationMethod: Password, spec: {password: krb_pw}}}}}",
		.method = "PUT",
		.target = "/ng/api/v2/secrets/krb?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"secret\":{\"type\":\"SSHKey\",\"name\":\"krb\","
			"\"identifier\":\"krb\",\"spec\":{\"port\":2222,\"auth\":{"
			"\"type\":\"Kerberos\",\"spec\":{\"principal\":\"svc\","
			"\"realm\":\"EX.COM\",\"tgtGenerationMethod\":\"Password\","
			"\"spec\":{\"password\":\"krb_pw\"}}}}}}",
	},
	{
		.name = "secret: create WinRM credentials",
		.kind = &kind_secret,
		.verb = VERB_CREATE,
		.identifier = "win",
		.spec = "{type: WinRmCredentials, name: win, tags: {}, description: '', "
			"spec: {port: 5986, auth: {type: NTLM, spec: {domain: EX, "
			"username: svc, password: account.win_pw, useSSL: true, "
			"skipCertChecks: True, useNoProfile: 'false'}}, parameters: "
			"[{parameter: Idle, value: 1, other: x}]}}",
		.method = "POST",
		.target = "/ng/api/v2/secrets?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"secret\":{\"type\":\"WinRmCredentials\",\"name\":\"win\","
			"\"identifier\":\"win\",\"tags\":{},\"description\":\"\","
			"\"spec\":{\"port\":5986,\"auth\":{\"type\":\"NTLM\",\"spec\":{"
			"\"domain\":\"EX\",\"username\":\"svc\","
			"\"password\":\"account.win_pw\",\"useSSL\":true,"
			"\"skipCertChecks\":true,\"useNoProfile\":false}},"
			"\"parameters\":[{\"parameter\":\"Idle\",\"value\":\"1\"}]}}}",
	},
	{
		.name = "secret: delete",
		.kind = &kind_secret,
		.verb = VERB_DELETE,
		.scope = { "emea", "payments" },
		.identifier = "db_password",
		.method = "DELETE",
		.target = "/ng/api/v2/secrets/db_password?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.body = "",
	},
	{
		.name = "role assignment: list the account",
		.kind = &kind_role_assignment,
		.verb = VERB_LIST,
		.below = true,
		.method = "POST",
		.target = "/authz/api/roleassignments/v2/filter"
			  "?accountIdentifier=Acc0unt1d&pageIndex=0&pageSize=100",
		.type = "application/json",
		.body = "{\"scopeFilters\":[{\"filter\":\"INCLUDING_CHILD_SCOPES\","
			"\"accountIdentifier\":\"Acc0unt1d\"}]}",
	},
	{
		.name = "role assignment: list an organization and below",
		.kind = &kind_role_assignment,
		.verb = VERB_LIST,
		.scope = { "emea", NULL },
		.below = true,
		.method = "POST",
		.target = "/authz/api/roleassignments/v2/filter"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea&pageIndex=0"
			  "&pageSize=100",
		.type = "application/json",
		.body = "{\"scopeFilters\":[{\"filter\":\"INCLUDING_CHILD_SCOPES\","
			"\"accountIdentifier\":\"Acc0unt1d\","
			"\"orgIdentifier\":\"emea\"}]}",
	},
	{
		.name = "role assignment: list one scope",
		.kind = &kind_role_assignment,
		.verb = VERB_LIST,
		.scope = { "emea", "payments" },
		.method = "GET",
		.target = "/authz/api/roleassignments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments&pageIndex=0"
			  "&pageSize=100",
		.body = "",
	},
	{
		.name = "role assignment: get",
		.kind = &kind_role_assignment,
		.verb = VERB_GET,
		.scope = { "emea", NULL },
		.identifier = "ra_payments_dev",
		.method = "GET",
		.target = "/authz/api/roleassignments/ra_payments_dev"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea",
		.body = "",
	},
	{
		.name = "role assignment: create, its scope in the query alone",
		.kind = &kind_role_assignment,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "ra_payments_dev",
		.spec = "{orgIdentifier: emea, projectIdentifier: payments, "
			"roleIdentifier: _project_viewer, resourceGroupIdentifier: "
			"_all_project_level_resources, principal: {identifier: devs, "
			"type: USER_GROUP, scopeLevel: organization}, disabled: false, "
			"managed: false}",
		.method = "POST",
		.target = "/authz/api/roleassignments?accountIdentifier=Acc0unt1d"
			  "&orgIdentifier=emea&projectIdentifier=payments",
		.type = "application/json",
		.body = "{\"identifier\":\"ra_payments_dev\","
			"\"resourceGroupIdentifier\":\"_all_project_level_resources\","
			"\"roleIdentifier\":\"_project_viewer\",\"principal\":{"
			"\"identifier\":\"devs\",\"type\":\"USER_GROUP\","
			"\"scopeLevel\":\"organization\"},\"disabled\":false}",
	},
	{
		.name = "role assignment: update",
		.kind = &kind_role_assignment,
		.verb = VERB_UPDATE,
		.identifier = "ra",
		.spec = "{roleIdentifier: _account_viewer, resourceGroupIdentifier: "
			"_all_account_level_resources, principal: {identifier: u1, "
			"type: USER, scopeLevel: null}, disabled: TRUE}",
		.method = "PUT",
		.target = "/authz/api/roleassignments/ra?accountIdentifier=Acc0unt1d",
		.type = "application/json",
		.body = "{\"identifier\":\"ra\",\"resourceGroupIdentifier\":"
			"\"_all_account_level_resources\","
			"\"roleIdentifier\":\"_account_viewer\",\"principal\":{"
			"\"identifier\":\"u1\",\"type\":\"USER\"},\"disabled\":true}",
	},
	{
		.name = "role assignment: delete",
		.kind = &kind_role_assignment,
		.verb = VERB_DELETE,
		.scope = { "emea", NULL },
		.identifier = "ra_payments_dev",
		.method = "DELETE",
		.target = "/authz/api/roleassignments/ra_payments_dev"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=emea",
		.body = "",
	},
	{
		.name = "identifiers are percent-encoded",
		.kind = &kind_service,
		.verb = VERB_GET,
		.scope = { "a&b", "c d" },
		.identifier = "x/../$y?z",
		.method = "GET",
		.target = "/ng/api/servicesV2/x%2F..%2F%24y%3Fz"
			  "?accountIdentifier=Acc0unt1d&orgIdentifier=a%26b"
			  "&projectIdentifier=c%20d",
		.body = "",
	},
};

/* A call made from a row; its spec is read from YAML, as the tree's is. */
struct fixture {
	struct arena arena;
	struct error_list errs;
	struct source source;
	struct call call;
	struct http_request request;
};

static void set_up(struct fixture *fixture, const struct row *row)
{
	*fixture = (struct fixture){ 0 };
	fixture->call = (struct call){
		.verb = row->verb,
		.kind = row->kind,
		.scope = row->scope,
		.below = row->below,
		.identifier = row->identifier,
		.source = &fixture->source,
		.arena = &fixture->arena,
		.errs = &fixture->errs,
	};
	if (row->spec != NULL) {
		fixture->source.path = "secrets/x.yaml";
		fixture->source.bytes = slice_of(row->spec);
		fixture->call.spec = yaml_read_one(&fixture->arena, &fixture->source, 0,
			(uint32_t)strlen(row->spec));
		assert_non_null(fixture->call.spec);
		if (row->verb == VERB_LIST)
			fixture->call.filter = fixture->call.spec;
	}
	if (row->text != NULL)
		fixture->call.text = slice_of(row->text);
}

static bool build(struct fixture *fixture, size_t page, const struct secrets *secrets)
{
	return request_build(&fixture->request, &fixture->call, "Acc0unt1d", page,
		secrets, &fixture->arena, &fixture->errs);
}

static void tear_down(struct fixture *fixture)
{
	buf_release(&fixture->request.body);
	error_release(&fixture->errs);
	arena_release(&fixture->arena);
}

static void request_is(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;

	set_up(&fixture, row);
	assert_true(build(&fixture, row->page, NULL));
	assert_string_equal(method_name(fixture.request.method), row->method);
	assert_string_equal(fixture.request.target, row->target);
	if (row->type == NULL)
		assert_null(fixture.request.content_type);
	else
		assert_string_equal(fixture.request.content_type, row->type);
	assert_string_equal(buf_string(&fixture.request.body), row->body);
	assert_int_equal(fixture.request.safe, row->verb != VERB_CREATE);
	tear_down(&fixture);
}

/* --- secrets --------------------------------------------------------------- */

static const struct row text_secret = {
	.kind = &kind_secret,
	.verb = VERB_CREATE,
	.identifier = "token",
	.spec = "{type: SecretText, name: token, spec: {secretManagerIdentifier: "
		"harnessSecretManager, valueType: Inline, value: !env "
		"TEST_REQUEST_TOKEN}}",
};

static const struct row file_secret = {
	.kind = &kind_secret,
	.verb = VERB_CREATE,
	.scope = { "emea", "payments" },
	.identifier = "tls_key",
	.spec = "{type: SecretFile, name: tls key, tags: {}, description: '', spec: "
		"{secretManagerIdentifier: harnessSecretManager, value: !env "
		"TEST_REQUEST_TOKEN}}",
};

static const struct row file_metadata = {
	.kind = &kind_secret,
	.verb = VERB_UPDATE,
	.identifier = "tls_key",
	.spec = "{type: SecretFile, name: tls key, spec: {secretManagerIdentifier: "
		"harnessSecretManager}}",
};

static void a_secret_value_is_sent_where_secrets_are_given(void **state)
{
	const struct secrets secrets = { 0 };
	struct fixture fixture;

	(void)state;
	setenv("TEST_REQUEST_TOKEN", "s3c\"r\xc3\xa9t\n", 1);
	set_up(&fixture, &text_secret);
	assert_true(build(&fixture, 0, &secrets));
	assert_non_null(strstr(
		buf_string(&fixture.request.body), "\"value\":\"s3c\\\"r\xc3\xa9t\\n\""));
	tear_down(&fixture);
}

/* secrets.h: as text the line end of an only line is dropped, as bytes it stays. */
static void a_line_end_is_kept_in_files_alone(void **state)
{
	static const char line[] = "s3cret\n";
	static const struct {
		const char *spec, *sent;
	} cases[] = {
		{ "{type: SecretText, spec: {valueType: Inline, value: !file line}}",
			"\"value\":\"s3cret\"" },
		{ "{type: SecretFile, spec: {value: !file line}}",
			"\r\n\r\ns3cret\n\r\n" },
	};
	struct repository folder;
	struct secrets secrets = { .folder = folder.path };

	(void)state;
	repository_folder(&folder);
	repository_write(&folder, "line", line);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct row row = text_secret;
		struct fixture fixture;

		row.spec = cases[i].spec;
		set_up(&fixture, &row);
		assert_true(build(&fixture, 0, &secrets));
		assert_non_null(strstr(buf_string(&fixture.request.body), cases[i].sent));
		tear_down(&fixture);
	}
	repository_remove(&folder);
}

static void a_secret_value_that_cannot_be_had_fails(void **state)
{
	const struct secrets secrets = { 0 };
	struct fixture fixture;

	(void)state;
	unsetenv("TEST_REQUEST_TOKEN");
	set_up(&fixture, &text_secret);
	assert_false(build(&fixture, 0, &secrets));
	assert_int_equal(fixture.errs.items[0]->code, ERROR_SECRET_VALUE);
	assert_null(fixture.request.body.ptr);
	tear_down(&fixture);
}

static void a_secret_text_that_is_no_text_fails(void **state)
{
	const struct secrets secrets = { 0 };
	struct fixture fixture;

	(void)state;
	setenv("TEST_REQUEST_TOKEN", "\xff\xfe", 1);
	set_up(&fixture, &text_secret);
	assert_false(build(&fixture, 0, &secrets));
	assert_int_equal(fixture.errs.items[0]->code, ERROR_SECRET_VALUE);
	assert_int_equal(fixture.errs.items[0]->place.line, 1);
	tear_down(&fixture);
}

/* What stands behind `boundary=` of the content type. */
static const char *boundary_of(const struct fixture *fixture)
{
	static const char start[] = "multipart/form-data; boundary=";
	const char *type = fixture->request.content_type;

	assert_non_null(type);
	assert_int_equal(strncmp(type, start, strlen(start)), 0);
	return type + strlen(start);
}

static void assert_multipart(struct fixture *fixture, const char *format_file)
{
	const char *line = boundary_of(fixture);
	const char *json =
		"{\"secret\":{\"type\":\"SecretFile\",\"name\":\"tls key\","
		"\"identifier\":\"tls_key\",\"orgIdentifier\":\"emea\","
		"\"projectIdentifier\":\"payments\",\"tags\":{},\"description\":\"\","
		"\"spec\":{\"secretManagerIdentifier\":\"harnessSecretManager\"}}}";
	const char *body = arena_format(&fixture->arena,
		"--%s\r\nContent-Disposition: form-data; name=\"spec\"\r\n\r\n%s\r\n"
		"--%s\r\nContent-Disposition: form-data; name=\"file\"; "
		"filename=\"tls_key\"\r\nContent-Type: application/octet-stream\r\n\r\n"
		"%s\r\n--%s--\r\n",
		line, json, line, format_file, line);

	assert_string_equal(buf_string(&fixture->request.body), body);
}

static void a_file_is_a_part_of_its_own(void **state)
{
	const struct secrets secrets = { 0 };
	struct fixture shown, sent;

	(void)state;
	setenv("TEST_REQUEST_TOKEN", "\xff\r\n\xfe", 1);
	set_up(&shown, &file_secret);
	set_up(&sent, &file_secret);
	assert_true(build(&shown, 0, NULL));
	assert_true(build(&sent, 0, &secrets));
	assert_string_equal(shown.request.target,
		"/ng/api/v2/secrets/files?accountIdentifier=Acc0unt1d"
		"&orgIdentifier=emea&projectIdentifier=payments");
	assert_string_equal(shown.request.content_type, sent.request.content_type);
	assert_multipart(&shown, "(secret)");
	assert_multipart(&sent, "\xff\r\n\xfe");
	tear_down(&shown);
	tear_down(&sent);
}

static void a_file_that_holds_the_boundary_gets_another(void **state)
{
	const struct secrets secrets = { 0 };
	struct fixture shown, sent;

	(void)state;
	set_up(&shown, &file_secret);
	set_up(&sent, &file_secret);
	assert_true(build(&shown, 0, NULL));
	setenv("TEST_REQUEST_TOKEN", boundary_of(&shown), 1);
	assert_true(build(&sent, 0, &secrets));
	assert_string_not_equal(boundary_of(&sent), boundary_of(&shown));
	assert_multipart(&sent, boundary_of(&shown));
	tear_down(&shown);
	tear_down(&sent);
}

static void metadata_of_a_file_go_without_the_file(void **state)
{
	struct fixture fixture;
	const char *line;

	(void)state;
	set_up(&fixture, &file_metadata);
	assert_true(build(&fixture, 0, NULL));
	line = boundary_of(&fixture);
	assert_string_equal(method_name(fixture.request.method), "PUT");
	assert_string_equal(fixture.request.target,
		"/ng/api/v2/secrets/files/tls_key?accountIdentifier=Acc0unt1d");
	assert_string_equal(buf_string(&fixture.request.body),
		arena_format(&fixture.arena,
			"--%s\r\nContent-Disposition: form-data; name=\"spec\"\r\n\r\n"
			"{\"secret\":{\"type\":\"SecretFile\",\"name\":\"tls key\","
			"\"identifier\":\"tls_key\",\"spec\":{"
			"\"secretManagerIdentifier\":\"harnessSecretManager\"}}}"
			"\r\n--%s--\r\n",
			line, line));
	tear_down(&fixture);
}

static void a_body_over_the_limit_fails(void **state)
{
	struct row row = {
		.kind = &kind_pipeline,
		.verb = VERB_CREATE,
		.scope = { "emea", "payments" },
		.identifier = "large",
	};
	size_t size = ((size_t)16 << 20) + 1;
	char *text = malloc(size);
	struct fixture fixture;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', size);
	set_up(&fixture, &row);
	fixture.call.text = (struct slice){ text, size };
	assert_false(build(&fixture, 0, NULL));
	assert_int_equal(fixture.errs.items[0]->code, ERROR_LIMIT_EXCEEDED);
	tear_down(&fixture);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_secret_value_is_sent_where_secrets_are_given),
		cmocka_unit_test(a_line_end_is_kept_in_files_alone),
		cmocka_unit_test(a_secret_value_that_cannot_be_had_fails),
		cmocka_unit_test(a_secret_text_that_is_no_text_fails),
		cmocka_unit_test(a_file_is_a_part_of_its_own),
		cmocka_unit_test(a_file_that_holds_the_boundary_gets_another),
		cmocka_unit_test(metadata_of_a_file_go_without_the_file),
		cmocka_unit_test(a_body_over_the_limit_fails),
	};

	return TABLE_RUN(rows, request_is) + cmocka_run_group_tests(tests, NULL, NULL);
}
