#include "model/kinds/kinds.h"

/*
 * Source: core.md 10; sdk api_secrets.go, model_secret*.go, model_ssh_*.go,
 * model_win_rm_*.go, prov secret/. Values are never given back. A file's value
 * travels as a part of its own; SDKs repeat `type` inside `spec` for nothing.
 */
static const char *const types[] = { "SecretText", "SecretFile", "SSHKey",
	"WinRmCredentials" };
static const char *const value_types[] = { "Inline", "Reference",
	"CustomSecretManagerValues" };
static const char *const ssh_auths[] = { "SSH", "Kerberos" };
static const char *const winrm_auths[] = { "NTLM", "Kerberos" };
static const char *const credentials[] = { "KeyReference", "KeyPath", "Password" };
static const char *const tickets[] = { "KeyTabFilePath", "Password" };

#define ONE_OF(table) .values = (table), .value_count = countof(table)
#define WHEN(at, reads) .when = { (at), (reads) }
#define IS_TEXT WHEN("type", "SecretText")
#define IS_FILE WHEN("type", "SecretFile")
#define IS_SSH WHEN("type", "SSHKey")
#define IS_WINRM WHEN("type", "WinRmCredentials")
#define IS_NTLM WHEN("spec.auth.type", "NTLM")
#define IS_KERBEROS WHEN("spec.auth.type", "Kerberos")
#define CREDENTIAL(is) WHEN("spec.auth.spec.credentialType", is)
#define TICKET(is) WHEN("spec.auth.spec.tgtGenerationMethod", is)

static const struct field fields[] = {
	{ "type", FIELD_ENUM, .traits = FIELD_REQUIRED | FIELD_IMMUTABLE, ONE_OF(types) },
	{ "name", FIELD_TEXT, .traits = FIELD_REQUIRED, .most = 128 },
	{ "identifier", FIELD_TEXT, .traits = FIELD_REQUIRED | FIELD_IMMUTABLE },
	{ "orgIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE },
	{ "projectIdentifier", FIELD_TEXT, .traits = FIELD_SCOPE },
	{ "tags", FIELD_TAGS, .most = 128 },
	{ "description", FIELD_TEXT, .most = 1024 },
	{ "spec", FIELD_MAP, .traits = FIELD_REQUIRED },
	{ "spec.type", FIELD_TEXT, .traits = FIELD_READ_ONLY },

	{ "spec.secretManagerIdentifier", FIELD_TEXT,
		.traits = FIELD_REQUIRED | FIELD_IMMUTABLE, IS_TEXT },
	{ "spec.valueType", FIELD_ENUM, .traits = FIELD_REQUIRED, ONE_OF(value_types),
		IS_TEXT },
	{ "spec.value", FIELD_TEXT, .traits = FIELD_SECRET,
		WHEN("spec.valueType", "Inline") },
	{ "spec.value", FIELD_TEXT, .traits = FIELD_REQUIRED,
		WHEN("spec.valueType", "Reference") },
	{ "spec.value", FIELD_TEXT, .traits = FIELD_REQUIRED,
		WHEN("spec.valueType", "CustomSecretManagerValues") },
	{ "spec.additionalMetadata", FIELD_MAP, IS_TEXT },

	{ "spec.secretManagerIdentifier", FIELD_TEXT,
		.traits = FIELD_REQUIRED | FIELD_IMMUTABLE, IS_FILE },
	{ "spec.value", FIELD_TEXT, .traits = FIELD_SECRET, IS_FILE },
	{ "spec.additionalMetadata", FIELD_MAP, IS_FILE },

	{ "spec.port", FIELD_NUMBER, .traits = FIELD_ZERO_UNSET, .fallback = "22",
		IS_SSH },
	{ "spec.auth", FIELD_MAP, .traits = FIELD_REQUIRED, IS_SSH },
	{ "spec.auth.type", FIELD_ENUM, .traits = FIELD_REQUIRED, ONE_OF(ssh_auths),
		IS_SSH },
	{ "spec.auth.spec", FIELD_MAP, .traits = FIELD_REQUIRED, IS_SSH },
	{ "spec.auth.useSshClient", FIELD_BOOL, .traits = FIELD_READ_ONLY, IS_SSH },
	{ "spec.auth.useSshj", FIELD_BOOL, .traits = FIELD_READ_ONLY, IS_SSH },
	{ "spec.auth.spec.credentialType", FIELD_ENUM, .traits = FIELD_REQUIRED,
		ONE_OF(credentials), WHEN("spec.auth.type", "SSH") },
	{ "spec.auth.spec.spec", FIELD_MAP, .traits = FIELD_REQUIRED,
		WHEN("spec.auth.type", "SSH") },
	{ "spec.auth.spec.spec.userName", FIELD_TEXT, .traits = FIELD_REQUIRED,
		WHEN("spec.auth.type", "SSH") },
	{ "spec.auth.spec.spec.key", FIELD_TEXT, .traits = FIELD_REQUIRED,
		CREDENTIAL("KeyReference") },
	{ "spec.auth.spec.spec.keyPath", FIELD_TEXT, .traits = FIELD_REQUIRED,
		CREDENTIAL("KeyPath") },
	{ "spec.auth.spec.spec.encryptedPassphrase", FIELD_TEXT,
		CREDENTIAL("KeyReference") },
	{ "spec.auth.spec.spec.encryptedPassphrase", FIELD_TEXT, CREDENTIAL("KeyPath") },
	{ "spec.auth.spec.spec.password", FIELD_TEXT, .traits = FIELD_REQUIRED,
		CREDENTIAL("Password") },

	{ "spec.auth.spec.principal", FIELD_TEXT, .traits = FIELD_REQUIRED, IS_KERBEROS },
	{ "spec.auth.spec.realm", FIELD_TEXT, .traits = FIELD_REQUIRED, IS_KERBEROS },
	{ "spec.auth.spec.tgtGenerationMethod", FIELD_ENUM, ONE_OF(tickets),
		IS_KERBEROS },
	{ "spec.auth.spec.spec", FIELD_MAP, IS_KERBEROS },
	{ "spec.auth.spec.spec.keyPath", FIELD_TEXT, .traits = FIELD_REQUIRED,
		TICKET("KeyTabFilePath") },
	{ "spec.auth.spec.spec.password", FIELD_TEXT, .traits = FIELD_REQUIRED,
		TICKET("Password") },

	{ "spec.port", FIELD_NUMBER, .traits = FIELD_ZERO_UNSET, .fallback = "5986",
		IS_WINRM },
	{ "spec.auth", FIELD_MAP, .traits = FIELD_REQUIRED, IS_WINRM },
	{ "spec.auth.type", FIELD_ENUM, .traits = FIELD_REQUIRED, ONE_OF(winrm_auths),
		IS_WINRM },
	{ "spec.auth.spec", FIELD_MAP, .traits = FIELD_REQUIRED, IS_WINRM },
	{ "spec.auth.spec.domain", FIELD_TEXT, IS_NTLM },
	{ "spec.auth.spec.username", FIELD_TEXT, .traits = FIELD_REQUIRED, IS_NTLM },
	{ "spec.auth.spec.password", FIELD_TEXT, .traits = FIELD_REQUIRED, IS_NTLM },
	{ "spec.auth.spec.useSSL", FIELD_BOOL, .fallback = "true", IS_WINRM },
	{ "spec.auth.spec.skipCertChecks", FIELD_BOOL, .fallback = "true", IS_WINRM },
	{ "spec.auth.spec.useNoProfile", FIELD_BOOL, .fallback = "false", IS_WINRM },
	{ "spec.parameters", FIELD_LIST, IS_WINRM },
	{ "spec.parameters[].parameter", FIELD_TEXT, .traits = FIELD_REQUIRED, IS_WINRM },
	{ "spec.parameters[].value", FIELD_TEXT, IS_WINRM },
};

#define SCOPED(at, target) \
	{ \
		.path = (at), .kind = (target), .style = REFERENCE_SCOPED \
	}
static const struct reference references[] = {
	SCOPED("spec.secretManagerIdentifier", "connector"),
	SCOPED("spec.auth.spec.spec.key", "secret"),
	SCOPED("spec.auth.spec.spec.encryptedPassphrase", "secret"),
	SCOPED("spec.auth.spec.spec.password", "secret"),
	SCOPED("spec.auth.spec.password", "secret"),
};

static const struct operation creates[] = {
	{
		.method = METHOD_POST,
		.path = "/ng/api/v2/secrets/files",
		.body = BODY_MULTIPART,
		.wrap = "secret",
		.answer = "secret",
		IS_FILE,
	},
	{
		.method = METHOD_POST,
		.path = "/ng/api/v2/secrets",
		.body = BODY_JSON,
		.wrap = "secret",
		.answer = "secret",
	},
};

static const struct operation updates[] = {
	{
		.method = METHOD_PUT,
		.path = "/ng/api/v2/secrets/files/{id}",
		.body = BODY_MULTIPART,
		.wrap = "secret",
		.answer = "secret",
		IS_FILE,
	},
	{
		.method = METHOD_PUT,
		.path = "/ng/api/v2/secrets/{id}",
		.body = BODY_JSON,
		.wrap = "secret",
		.answer = "secret",
	},
};

/* A new scope gets its secret manager a moment later (core.md 6); a reference that
 * an update has just released may linger (extended.md 1.8). */
static const struct transient transients[] = {
	{ "SECRET_MANAGEMENT_ERROR", "No such secret manager found" },
	{ "ENTITY_REFERENCE_EXCEPTION", NULL },
};

#define TYPES \
	"\"secretTypes\":[\"SecretText\",\"SecretFile\",\"SSHKey\"," \
	"\"WinRmCredentials\"]"

const struct kind kind_secret = {
	.name = "secret",
	.folder = "secrets",
	.scopes = SCOPE_ANY,
	.identifier_rule = IDENTIFIER_HYPHEN,
	.name_rule = NAME_WIDE,
	.audit = "SECRET",
	.fields = fields,
	.field_count = countof(fields),
	.references = references,
	.reference_count = countof(references),
	.family = &family_ng,
	.lists = {
		{
			.span = SPAN_BELOW,
			.method = METHOD_POST,
			.path = "/ng/api/v2/secrets/list",
			.body = "{\"includeSecretsFromEverySubScope\":true," TYPES "}",
			.paging = PAGING_INDEX,
			.page_size = 100,
			.item = "secret",
		},
		{
			.span = SPAN_EXACT,
			.method = METHOD_POST,
			.path = "/ng/api/v2/secrets/list",
			.body = "{" TYPES "}",
			.paging = PAGING_INDEX,
			.page_size = 100,
			.item = "secret",
		},
	},
	.get = {
		.method = METHOD_GET,
		.path = "/ng/api/v2/secrets/{id}",
		.answer = "secret",
	},
	.creates = creates,
	.create_count = countof(creates),
	.updates = updates,
	.update_count = countof(updates),
	.remove = { .method = METHOD_DELETE, .path = "/ng/api/v2/secrets/{id}" },
	.transients = transients,
	.transient_count = countof(transients),
};
