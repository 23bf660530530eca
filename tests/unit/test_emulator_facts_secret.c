/* core.md 10: secrets, text and files. */
#include "tests/support/facts.h"

#define SECRETS "/ng/api/v2/secrets"
#define SCOPE "'orgIdentifier':'emea','projectIdentifier':'payments',"
#define MANAGED "'secretManagerIdentifier':'harnessSecretManager'"
#define TEXT(id, scope, spec) \
	"{'secret':{'type':'SecretText','name':'" id "','identifier':'" id "'," scope \
	"'tags':{},'description':'','spec':{" MANAGED "," spec "}}}"
#define INLINE(id, scope) TEXT(id, scope, "'valueType':'Inline','value':'s3cr3t'")
#define IN_P "POST " SECRETS "?" IN_PROJECT " " INLINE("x", SCOPE) "\n"
#define ITEM "secret createdAt updatedAt draft governanceMetadata"
#define MEMBERS \
	"type name identifier orgIdentifier projectIdentifier tags description spec"
#define REFERENCE_MANAGER \
	"POST " SECRETS "?" IN_ACCOUNT " " INLINE("vault_token", \
		"") "\nPOST /ng/api/connectors?" IN_ACCOUNT \
		    " {'connector':{'name':'vault'," \
		    "'identifier':'vault','type':'Vault','spec':{'vaultUrl':" \
		    "'https://vault.example.com','basePath':'harness','authToken':" \
		    "'account.vault_token','accessType':'TOKEN','" \
		    "renewalIntervalMinutes':10," \
		    "'secretEngineName':'secret','secretEngineVersion':2,'default':" \
		    "false," \
		    "'readOnly':false}}}\n"
#define REFERENCED(id, path) \
	"{'secret':{'type':'SecretText','name':'" id "','identifier':'" id \
	"','spec':{'secretManagerIdentifier':'vault','valueType':'Reference'," \
	"'value':'" path "'}}}"

static const struct fact text[] = {
	{ .name = "a created text is answered whole, without its value",
		.given = GIVEN_PROJECT,
		.request = "POST " SECRETS "?" IN_PROJECT,
		.body = "{'secret':{'type':'SecretText','name':'db password',"
			"'identifier':'db_password'," SCOPE "'tags':{'a':'b'},"
			"'description':'ledger db','spec':{" MANAGED
			",'valueType':'Inline','value':'s3cr3t'}}}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\n"
		"data.secret keys " MEMBERS "\n"
		"data.secret = {'type':'SecretText','name':'db password',"
		"'identifier':'db_password'," SCOPE "'tags':{'a':'b'},"
		"'description':'ledger db','spec':{" MANAGED
		",'additionalMetadata':null,'valueType':'Inline','value':null}}\n"
		"data.createdAt time\ndata.updatedAt time\ndata.draft = false\n"
		"data.governanceMetadata absent\nbody !~ s3cr3t" },
	{ .name = "get gives no value",
		.given = GIVEN_PROJECT IN_P,
		.request = "GET " SECRETS "/x?" IN_PROJECT,
		.status = 200,
		.expect = "data keys " ITEM "\ndata.secret.spec.value absent\n"
			  "data.secret.spec.valueType = Inline\nbody !~ s3cr3t" },
	{ .name = "a type within spec is accepted and ignored",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretText','name':'x','identifier':'x',"
			"'spec':{'type':'SecretTextSpec'," MANAGED
			",'valueType':'Inline','value':'v'}}}",
		.status = 200 },
	{ .name = "type is required",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = "{'secret':{'name':'x','identifier':'x','spec':{" MANAGED
			",'valueType':'Inline','value':'v'}}}",
		.status = 400 },
	{ .name = "spec is required",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretText','name':'x','identifier':'x'}}",
		.status = 400 },
	{ .name = "an unknown type is refused",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = "{'secret':{'type':'Password','name':'x','identifier':'x',"
			"'spec':{}}}",
		.status = 400 },
	{ .name = "a manager is required",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretText','name':'x','identifier':'x',"
			"'spec':{'valueType':'Inline','value':'v'}}}",
		.status = 400 },
	{ .name = "an empty value is refused on create",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = TEXT("x", "", "'valueType':'Inline','value':''"),
		.status = 400,
		.expect = "message ~ value cannot be empty for a secret text." },
	{ .name = "no value is refused on create",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = TEXT("x", "", "'valueType':'Inline'"),
		.status = 400,
		.expect = "message ~ value cannot be empty for a secret text." },
	{ .name = "a null value is refused on create",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = TEXT("x", "", "'valueType':'Inline','value':null"),
		.status = 400 },
	{ .name = "the scope in the body must be the query's",
		.given = GIVEN_PROJECT,
		.request = "POST " SECRETS "?" IN_ORG,
		.body = INLINE("x", SCOPE),
		.status = 400,
		.expect = "message ~ Invalid request, scope in payload and params do "
			  "not match." },
	{ .name = "a body without scope under a project's query is no match",
		.given = GIVEN_PROJECT,
		.request = "POST " SECRETS "?" IN_PROJECT,
		.body = INLINE("x", ""),
		.status = 400,
		.expect = "message ~ scope in payload and params do not match." },
	{ .name = "a manager of the account may be named from a project",
		.given = GIVEN_PROJECT,
		.request = "POST " SECRETS "?" IN_PROJECT,
		.body = "{'secret':{'type':'SecretText','name':'x','identifier':'x'"
			"," SCOPE
			"'spec':{'secretManagerIdentifier':'account.harnessSecretManager'"
			",'valueType':'Inline','value':'v'}}}",
		.status = 200,
		.expect = "data.secret.spec.secretManagerIdentifier = "
			  "account.harnessSecretManager" },
	{ .name = "an unknown manager is refused",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretText','name':'x','identifier':'x',"
			"'spec':{'secretManagerIdentifier':'nope','valueType':'Inline',"
			"'value':'v'}}}",
		.status = 400,
		.expect = "code = SECRET_MANAGEMENT_ERROR" },
	{ .name = "a reference is refused by the built-in manager",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = TEXT("x", "", "'valueType':'Reference','value':'a/b'"),
		.status = 400,
		.expect =
			"message ~ Reference secrets are not allowed in KMS type Secret "
			"Managers" },
	{ .name = "a reference's path is given back",
		.given = REFERENCE_MANAGER,
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = REFERENCED("x", "a/b#c"),
		.status = 200,
		.expect = "data.secret.spec like {'secretManagerIdentifier':'vault',"
			  "'valueType':'Reference','value':'a/b#c'}" },
	{ .name = "a reference's path is listed",
		.given = REFERENCE_MANAGER "POST " SECRETS "?" IN_ACCOUNT
					   " " REFERENCED("x", "a/b#c") "\n",
		.request = "POST " SECRETS "/list?" IN_ACCOUNT,
		.body = "{}",
		.status = 200,
		.expect = "data.content has {'secret':{'identifier':'x','spec':"
			  "{'value':'a/b#c'}}}" },
	{ .name = "an update replaces the whole",
		.given = "POST " SECRETS "?" IN_ACCOUNT " {'secret':{'type':'SecretText',"
			 "'name':'x','identifier':'x','tags':{'a':'b'},'description':"
			 "'d','spec':{" MANAGED ",'valueType':'Inline','value':'v'}}}\n",
		.request = "PUT " SECRETS "/x?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretText','name':'new','identifier':'x',"
			"'spec':{" MANAGED ",'valueType':'Inline','value':'w'}}}",
		.status = 200,
		.expect = "data.secret like {'name':'new','tags':{}}\n"
			  "data.secret.description matches |" },
	{ .name = "an update without a value keeps the stored one",
		.given = GIVEN_PROJECT IN_P,
		.request = "PUT " SECRETS "/x?" IN_PROJECT,
		.body = "{'secret':{'type':'SecretText','name':'new','identifier':'x'"
			"," SCOPE "'spec':{" MANAGED ",'valueType':'Inline'}}}",
		.status = 200,
		.expect = "data.secret.name = new" },
	{ .name = "an update cannot change the type",
		.given = "POST " SECRETS "?" IN_ACCOUNT " " INLINE("k",
			"") "\nPOST " SECRETS "?" IN_ACCOUNT " " INLINE("x", "") "\n",
		.request = "PUT " SECRETS "/x?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SSHKey','name':'x','identifier':'x','spec':"
			"{'port':22,'auth':{'type':'SSH','spec':{'credentialType':"
			"'Password','spec':{'userName':'u','password':'account.k'}}}}}}",
		.status = 400,
		.expect = "message ~ Cannot change secret type after creation." },
	{ .name = "an update cannot change the manager",
		.given = REFERENCE_MANAGER "POST " SECRETS "?" IN_ACCOUNT
					   " " INLINE("x", "") "\n",
		.request = "PUT " SECRETS "/x?" IN_ACCOUNT,
		.body = REFERENCED("x", "a"),
		.status = 400,
		.expect = "message ~ Cannot change secret manager after creation." },
	{ .name = "an update may switch from a reference to a value",
		.given = REFERENCE_MANAGER "POST " SECRETS "?" IN_ACCOUNT
					   " " REFERENCED("x", "a/b#c") "\n",
		.request = "PUT " SECRETS "/x?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretText','name':'x','identifier':'x',"
			"'spec':{'secretManagerIdentifier':'vault','valueType':'Inline',"
			"'value':'v'}}}",
		.status = 200,
		.expect = "data.secret.spec.valueType = Inline\n"
			  "data.secret.spec.value absent" },
	{ .name = "delete answers true",
		.given = GIVEN_PROJECT IN_P,
		.request = "DELETE " SECRETS "/x?" IN_PROJECT,
		.status = 200,
		.expect = SAYS_SUCCESS "data = true" },
	{ .name = "secrets are counted",
		.given = GIVEN_PROJECT IN_P,
		.request = "GET " SECRETS "/count?" IN_PROJECT,
		.status = 200,
		.expect = "status = SUCCESS\ndata present" },
	{ .name = "an identifier that is taken",
		.given = GIVEN_PROJECT IN_P,
		.request = "GET " SECRETS "/validateUniqueIdentifier/x?" IN_PROJECT,
		.status = 200,
		.expect = "data = false" },
	{ .name = "an identifier that is free",
		.given = GIVEN_PROJECT IN_P,
		.request = "GET " SECRETS "/validateUniqueIdentifier/y?" IN_PROJECT,
		.status = 200,
		.expect = "data = true" },
	{ .name = "identifiers are case-sensitive",
		.given = GIVEN_PROJECT IN_P,
		.request = "GET " SECRETS "/X?" IN_PROJECT,
		.status = 400,
		.expect = "code = RESOURCE_NOT_FOUND_EXCEPTION" },
	{ .name = "a policy's denial is a 200 without a secret",
		.options = "quirk policy-deny=bad*",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = INLINE("bad_one", ""),
		.status = 200,
		.expect = "status = SUCCESS\ndata.governanceMetadata.deny = true\n"
			  "data.secret absent\nbody !~ s3cr3t" },
	{ .name = "by YAML an inline value is refused",
		.request = "POST " SECRETS "/yaml?" IN_ACCOUNT,
		.body = "secret:\n  type: SecretText\n  name: x\n  identifier: x\n"
			"  spec:\n    secretManagerIdentifier: harnessSecretManager\n"
			"    valueType: Inline\n    value: s3cr3t\n",
		.status = 400 },
	{ .name = "by YAML a reference is created",
		.given = REFERENCE_MANAGER,
		.request = "POST " SECRETS "/yaml?" IN_ACCOUNT,
		.body = "secret:\n  type: SecretText\n  name: x\n  identifier: x\n"
			"  spec:\n    secretManagerIdentifier: vault\n"
			"    valueType: Reference\n    value: a/b\n",
		.status = 200,
		.expect = "data.secret.identifier = x" },
};

#define PART_SPEC(scope, name) \
	"--XbX\vContent-Disposition: form-data; name=\"spec\"\v\v" \
	"{'secret':{'type':'SecretFile','name':'" name "','identifier':'tls_key'," scope \
	"'tags':{},'description':'','spec':{" MANAGED "}}}\v"
#define PART_FILE \
	"--XbX\vContent-Disposition: form-data; name=\"file\"; filename=\"tls.key\"\v" \
	"Content-Type: application/octet-stream\v\vBEGIN s3cr3t END\v"
#define PARTS_END "--XbX--\v"
#define FILE_GIVEN \
	"POST " SECRETS "/files?" IN_ACCOUNT " " PART_SPEC("", "tls key") \
		PART_FILE PARTS_END "\n"

static const struct fact files[] = {
	{ .name = "a file is created of two parts, never given back",
		.given = GIVEN_PROJECT,
		.request = "POST " SECRETS "/files?" IN_PROJECT,
		.body = PART_SPEC(SCOPE, "tls key") PART_FILE PARTS_END,
		.status = 200,
		.expect = SAYS_SUCCESS
		"data keys " ITEM "\n"
		"data.secret = {'type':'SecretFile','name':'tls key',"
		"'identifier':'tls_key'," SCOPE
		"'tags':{},'description':'','spec':{" MANAGED
		",'additionalMetadata':null}}\nbody !~ s3cr3t" },
	{ .name = "the parts come in any order",
		.request = "POST " SECRETS "/files?" IN_ACCOUNT,
		.body = PART_FILE PART_SPEC("", "tls key") PARTS_END,
		.status = 200,
		.expect = "data.secret.identifier = tls_key" },
	{ .name = "a file is required on create",
		.request = "POST " SECRETS "/files?" IN_ACCOUNT,
		.body = PART_SPEC("", "tls key") PARTS_END,
		.status = 400 },
	{ .name = "a spec is required on create",
		.request = "POST " SECRETS "/files?" IN_ACCOUNT,
		.body = PART_FILE PARTS_END,
		.status = 400 },
	{ .name = "a file is read back without its bytes",
		.given = FILE_GIVEN,
		.request = "GET " SECRETS "/tls_key?" IN_ACCOUNT,
		.status = 200,
		.expect = "data.secret.type = SecretFile\nbody !~ s3cr3t" },
	{ .name = "an update without a file keeps the stored one",
		.given = FILE_GIVEN,
		.request = "PUT " SECRETS "/files/tls_key?" IN_ACCOUNT,
		.body = PART_SPEC("", "renamed") PARTS_END,
		.status = 200,
		.expect = "data.secret.name = renamed" },
	{ .name = "an update with a file",
		.given = FILE_GIVEN,
		.request = "PUT " SECRETS "/files/tls_key?" IN_ACCOUNT,
		.body = PART_SPEC("", "renamed") PART_FILE PARTS_END,
		.status = 200,
		.expect = "data.secret.name = renamed" },
	{ .name = "an update of a file that is not there",
		.request = "PUT " SECRETS "/files/tls_key?" IN_ACCOUNT,
		.body = PART_SPEC("", "renamed") PART_FILE PARTS_END,
		.status = 400,
		.expect = "code = INVALID_REQUEST" },
	{ .name = "a second file of one identifier",
		.given = FILE_GIVEN,
		.request = "POST " SECRETS "/files?" IN_ACCOUNT,
		.body = PART_SPEC("", "other") PART_FILE PARTS_END,
		.status = 400,
		.expect = "code = INVALID_REQUEST\n"
			  "message ~ Secret with identifier tls_key already exists in "
			  "this scope" },
	{ .name = "a file sent as JSON breaks the server",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretFile','name':'f','identifier':'f',"
			"'spec':{" MANAGED "}}}",
		.status = 500 },
	{ .name = "a file sent as JSON may be refused",
		.options = "quirk file-as-json=400",
		.request = "POST " SECRETS "?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretFile','name':'f','identifier':'f',"
			"'spec':{" MANAGED "}}}",
		.status = 400 },
	{ .name = "a multipart body that ends too early",
		.request = "POST " SECRETS "/files?" IN_ACCOUNT,
		.body = "--XbX\vContent-Disposition: form-data; name=\"spec\"\v\v{",
		.status = 400 },
};

#define EVERYWHERE \
	GIVEN_PROJECT "POST " SECRETS "?" IN_ACCOUNT " " INLINE( \
		"s_account", "") "\nPOST " SECRETS "?" IN_ORG " " INLINE("s_org", \
		"'orgIdentifier':'emea',") "\nPOST " SECRETS "?" IN_PROJECT \
					   " " INLINE("s_project", SCOPE) "\n"

static const struct fact lists[] = {
	{ .name = "the account's list is of every scope when asked",
		.given = EVERYWHERE,
		.request =
			"POST " SECRETS "/list?" IN_ACCOUNT "&pageIndex=0&pageSize=100",
		.body = "{'includeSecretsFromEverySubScope':true,'secretTypes':"
			"['SecretText','SecretFile','SSHKey','WinRmCredentials']}",
		.status = 200,
		.expect = SAYS_SUCCESS
		"data.totalItems = 3\ndata.content.0 keys " ITEM "\n"
		"data.content has {'secret':{'identifier':'s_account'}}\n"
		"data.content has {'secret':{'identifier':'s_org','orgIdentifier':"
		"'emea'}}\n"
		"data.content has {'secret':{'identifier':'s_project'," SCOPE
		"'type':'SecretText'}}\nbody !~ s3cr3t" },
	{ .name = "the organization's list is of its projects when asked",
		.given = EVERYWHERE,
		.request = "POST " SECRETS "/list?" IN_ORG,
		.body = "{'includeSecretsFromEverySubScope':true}",
		.status = 200,
		.expect = "data.totalItems = 2\n"
			  "data.content lacks {'secret':{'identifier':'s_account'}}" },
	{ .name = "a list is of exactly its scope when not asked",
		.given = EVERYWHERE,
		.request = "POST " SECRETS "/list?" IN_ACCOUNT,
		.body = "{}",
		.status = 200,
		.expect = "data.content.*.secret.identifier = ['s_account']" },
	{ .name = "a list with its parents",
		.given = EVERYWHERE,
		.request = "POST " SECRETS "/list?" IN_PROJECT,
		.body = "{'includeAllSecretsAccessibleAtScope':true}",
		.status = 200,
		.expect = "data.totalItems = 3" },
	{ .name = "a list by types",
		.given = EVERYWHERE FILE_GIVEN,
		.request = "POST " SECRETS "/list?" IN_ACCOUNT,
		.body = "{'secretTypes':['SecretFile']}",
		.status = 200,
		.expect = "data.content.*.secret.identifier = ['tls_key']" },
	{ .name = "a list by identifiers",
		.given = EVERYWHERE FILE_GIVEN,
		.request = "POST " SECRETS "/list?" IN_ACCOUNT,
		.body = "{'identifiers':['s_account','nope']}",
		.status = 200,
		.expect = "data.content.*.secret.identifier = ['s_account']" },
	{ .name = "a list by searchTerm",
		.given = EVERYWHERE FILE_GIVEN,
		.request = "POST " SECRETS "/list?" IN_ACCOUNT,
		.body = "{'searchTerm':'TLS'}",
		.status = 200,
		.expect = "data.content.*.secret.identifier = ['tls_key']" },
	{ .name = "the GET form of the list spans scopes too",
		.given = EVERYWHERE,
		.request = "GET " SECRETS "?" IN_ACCOUNT
			   "&includeSecretsFromEverySubScope=true",
		.status = 200,
		.expect = "data.totalItems = 3" },
	{ .name = "the GET form by repeated identifiers",
		.given = EVERYWHERE FILE_GIVEN,
		.request = "GET " SECRETS "?" IN_ACCOUNT
			   "&identifiers=s_account&identifiers=tls_key",
		.status = 200,
		.expect = "data.totalItems = 2" },
	{ .name = "the newest list is of exactly its scope",
		.given = EVERYWHERE,
		.request = "POST " SECRETS "/list/secrets?" IN_PROJECT,
		.body = "{'filterType':'Secret','secretTypes':[],'secretName':'',"
			"'secretManagerIdentifiers':[],'tags':{},'searchTerm':'',"
			"'includeAllSecretsAccessibleAtScope':false}",
		.status = 200,
		.expect = "data.content.*.secret.identifier = ['s_project']" },
	{ .name = "a list has what was modified last first",
		.given = "POST " SECRETS "?" IN_ACCOUNT " " INLINE("a",
			"") "\nwait 3\nPOST " SECRETS "?" IN_ACCOUNT
			    " " INLINE("b", "") "\nwait 3\nPUT " SECRETS "/a?" IN_ACCOUNT
						" " INLINE("a", "") "\n",
		.request = "POST " SECRETS "/list?" IN_ACCOUNT,
		.body = "{}",
		.status = 200,
		.expect = "data.content.*.secret.identifier = ['a','b']" },
	{ .name = "a private secret is not listed to others",
		.given = "POST " SECRETS "?" IN_ACCOUNT
			 "&privateSecret=true " INLINE("mine", "") "\n",
		.request = "POST " SECRETS "/list?" IN_ACCOUNT,
		.headers = "x-api-key: " FACTS_VIEWER,
		.body = "{}",
		.status = 200,
		.expect = "data.content lacks {'secret':{'identifier':'mine'}}" },
	{ .name = "a private secret is listed to its owner",
		.given = "POST " SECRETS "?" IN_ACCOUNT
			 "&privateSecret=true " INLINE("mine", "") "\n",
		.request = "POST " SECRETS "/list?" IN_ACCOUNT,
		.body = "{}",
		.status = 200,
		.expect = "data.content.*.secret.identifier = ['mine']" },
};

int main(void)
{
	return TABLE_RUN(text, fact_holds) + TABLE_RUN(files, fact_holds) +
	       TABLE_RUN(lists, fact_holds);
}
