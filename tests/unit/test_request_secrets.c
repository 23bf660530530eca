#include "providers/request.h"

#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "providers/secrets.h"
#include "tests/support/repository.h"
#include "tests/support/request_fixture.h"
#include "tests/support/table.h"

static const struct request_row rows[] = {
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
};

/* --- values ---------------------------------------------------------------- */

static const struct request_row text_secret = {
	.kind = &kind_secret,
	.verb = VERB_CREATE,
	.identifier = "token",
	.spec = "{type: SecretText, name: token, spec: {secretManagerIdentifier: "
		"harnessSecretManager, valueType: Inline, value: !env "
		"TEST_REQUEST_TOKEN}}",
};

static const struct request_row file_secret = {
	.kind = &kind_secret,
	.verb = VERB_CREATE,
	.scope = { "emea", "payments" },
	.identifier = "tls_key",
	.spec = "{type: SecretFile, name: tls key, tags: {}, description: '', spec: "
		"{secretManagerIdentifier: harnessSecretManager, value: !env "
		"TEST_REQUEST_TOKEN}}",
};

static const struct request_row file_metadata = {
	.kind = &kind_secret,
	.verb = VERB_UPDATE,
	.identifier = "tls_key",
	.spec = "{type: SecretFile, name: tls key, spec: {secretManagerIdentifier: "
		"harnessSecretManager}}",
};

static void a_secret_value_is_sent_where_secrets_are_given(void **state)
{
	const struct secrets secrets = { 0 };
	struct request_fixture fixture;

	(void)state;
	setenv("TEST_REQUEST_TOKEN", "s3c\"r\xc3\xa9t\n", 1);
	request_fixture_init(&fixture, &text_secret);
	assert_true(request_fixture_build(&fixture, 0, &secrets));
	assert_non_null(strstr(
		buf_string(&fixture.request.body), "\"value\":\"s3c\\\"r\xc3\xa9t\\n\""));
	request_fixture_release(&fixture);
}

/* The request says which part of its body is the secret. */
static void assert_secret_known(const struct http_request *request)
{
	struct slice secret = { buf_string(&request->body) + request->secret.at,
		request->secret.size };

	assert_true(request->secret.at + request->secret.size < request->body.len);
	assert_non_null(memmem(secret.ptr, secret.len, "s3cret", strlen("s3cret")));
	assert_true(secret.len <= strlen("s3cret\n"));
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
		struct request_row row = text_secret;
		struct request_fixture fixture;

		row.spec = cases[i].spec;
		request_fixture_init(&fixture, &row);
		assert_true(request_fixture_build(&fixture, 0, &secrets));
		assert_non_null(strstr(buf_string(&fixture.request.body), cases[i].sent));
		assert_secret_known(&fixture.request);
		request_fixture_release(&fixture);
	}
	repository_remove(&folder);
}

static void a_secret_value_that_cannot_be_had_fails(void **state)
{
	const struct secrets secrets = { 0 };
	struct request_fixture fixture;

	(void)state;
	unsetenv("TEST_REQUEST_TOKEN");
	request_fixture_init(&fixture, &text_secret);
	assert_false(request_fixture_build(&fixture, 0, &secrets));
	assert_int_equal(fixture.errs.items[0]->code, ERROR_SECRET_VALUE);
	assert_null(fixture.request.body.ptr);
	request_fixture_release(&fixture);
}

static void a_secret_text_that_is_no_text_fails(void **state)
{
	const struct secrets secrets = { 0 };
	struct request_fixture fixture;

	(void)state;
	setenv("TEST_REQUEST_TOKEN", "\xff\xfe", 1);
	request_fixture_init(&fixture, &text_secret);
	assert_false(request_fixture_build(&fixture, 0, &secrets));
	assert_int_equal(fixture.errs.items[0]->code, ERROR_SECRET_VALUE);
	assert_int_equal(fixture.errs.items[0]->place.line, 1);
	request_fixture_release(&fixture);
}

/* What stands behind `boundary=` of the content type. */
static const char *boundary_of(const struct request_fixture *fixture)
{
	static const char start[] = "multipart/form-data; boundary=";
	const char *type = fixture->request.content_type;

	assert_non_null(type);
	assert_int_equal(strncmp(type, start, strlen(start)), 0);
	return type + strlen(start);
}

static void assert_multipart(struct request_fixture *fixture, const char *format_file)
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
	struct request_fixture shown, sent;

	(void)state;
	setenv("TEST_REQUEST_TOKEN", "\xff\r\n\xfe", 1);
	request_fixture_init(&shown, &file_secret);
	request_fixture_init(&sent, &file_secret);
	assert_true(request_fixture_build(&shown, 0, NULL));
	assert_true(request_fixture_build(&sent, 0, &secrets));
	assert_string_equal(shown.request.target,
		"/ng/api/v2/secrets/files?accountIdentifier=Acc0unt1d"
		"&orgIdentifier=emea&projectIdentifier=payments");
	assert_string_equal(shown.request.content_type, sent.request.content_type);
	assert_multipart(&shown, "(secret)");
	assert_multipart(&sent, "\xff\r\n\xfe");
	request_fixture_release(&shown);
	request_fixture_release(&sent);
}

static void a_file_that_holds_the_boundary_gets_another(void **state)
{
	const struct secrets secrets = { 0 };
	struct request_fixture shown, sent;

	(void)state;
	request_fixture_init(&shown, &file_secret);
	request_fixture_init(&sent, &file_secret);
	assert_true(request_fixture_build(&shown, 0, NULL));
	setenv("TEST_REQUEST_TOKEN", boundary_of(&shown), 1);
	assert_true(request_fixture_build(&sent, 0, &secrets));
	assert_string_not_equal(boundary_of(&sent), boundary_of(&shown));
	assert_multipart(&sent, boundary_of(&shown));
	request_fixture_release(&shown);
	request_fixture_release(&sent);
}

static void metadata_of_a_file_go_without_the_file(void **state)
{
	struct request_fixture fixture;
	const char *line;

	(void)state;
	request_fixture_init(&fixture, &file_metadata);
	assert_true(request_fixture_build(&fixture, 0, NULL));
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
	request_fixture_release(&fixture);
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
	};

	return TABLE_RUN(rows, request_row_holds) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
