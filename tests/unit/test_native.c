#include "reconcile/native.h"

#include <string.h>

#include "model/limits.h"
#include "providers/json.h"

#include "tests/support/table.h"

static const struct row {
	const char *name, *kind;
	struct scope scope;
	const char *identifier, *members; /* as JSON */
	const char *document;
} rows[] = {
	{ "members in the order of the rows, tags by their keys", "organization", { 0 },
		"emea",
		"{'tags':{'pci':'','owner':'core'},'description':'','name':'EMEA',"
		"'identifier':'emea'}",
		"organization:\n  identifier: emea\n  name: EMEA\n"
		"  tags:\n    owner: core\n    pci: \"\"\n" },
	{ "what the server fills in, or keeps for itself, is left out", "project",
		{ .org = "emea" }, "payments",
		"{'orgIdentifier':'emea','identifier':'payments','name':'Payments',"
		"'color':'#0063F7','modules':['CD'],'tags':{},'description':null}",
		"project:\n  orgIdentifier: emea\n  identifier: payments\n"
		"  name: Payments\n" },
	{ "a secret's value is a variable", "secret", { "emea", "payments" },
		"db-password",
		"{'type':'SecretText','name':'db','identifier':'db-password','tags':{},"
		"'spec':{'valueType':'Inline','additionalMetadata':null,"
		"'secretManagerIdentifier':'harnessSecretManager'}}",
		"secret:\n  type: SecretText\n  name: db\n  identifier: db-password\n"
		"  orgIdentifier: emea\n  projectIdentifier: payments\n  spec:\n"
		"    secretManagerIdentifier: harnessSecretManager\n"
		"    valueType: Inline\n"
		"    value: !env SECRET_EMEA_PAYMENTS_DB_PASSWORD\n" },
	{ "a file's as well", "secret", { 0 }, "tls",
		"{'type':'SecretFile','name':'tls','identifier':'tls','spec':"
		"{'secretManagerIdentifier':'harnessSecretManager'}}",
		"secret:\n  type: SecretFile\n  name: tls\n  identifier: tls\n  spec:\n"
		"    secretManagerIdentifier: harnessSecretManager\n"
		"    value: !env SECRET_TLS\n" },
	{ "a reference is no secret, and rein's own tag is nobody's", "secret", { 0 },
		"ref",
		"{'type':'SecretText','name':'ref','tags':{'rein_digest':'v1:x','b':null}"
		","
		"'spec':{'secretManagerIdentifier':'vault','valueType':'Reference',"
		"'value':'a/"
		"b#c','additionalMetadata':{'values':{'version':'2','a':'1'}}}}",
		"secret:\n  type: SecretText\n  name: ref\n  identifier: ref\n  tags:\n"
		"    b: \"\"\n  spec:\n    secretManagerIdentifier: vault\n"
		"    valueType: Reference\n    value: a/b#c\n    additionalMetadata:\n"
		"      values:\n        a: \"1\"\n        version: \"2\"\n" },
	{ "maps in maps, a list of maps, and a port that is the usual one", "secret",
		{ 0 }, "win",
		"{'type':'WinRmCredentials','name':'win','spec':{'port':5986,'auth':"
		"{'spec':{'password':'account.p','username':'svc','useSSL':true,"
		"'useNoProfile':true},'type':'NTLM'},"
		"'parameters':[{'value':'2','parameter':'pool'}]}}",
		"secret:\n  type: WinRmCredentials\n  name: win\n  identifier: win\n"
		"  spec:\n    auth:\n      type: NTLM\n      spec:\n"
		"        username: svc\n        password: account.p\n"
		"        useNoProfile: true\n    parameters:\n"
		"      - parameter: pool\n        value: \"2\"\n" },
	{ "what lists tell besides is not the grant's", "roleAssignment",
		{ "emea", NULL }, "devs",
		"{'identifier':'devs','principal':{'scopeLevel':'organization',"
		"'identifier':'devs','name':'Devs','type':'USER_GROUP'},"
		"'disabled':false,'roleIdentifier':'r','resourceGroupIdentifier':'g'}",
		"roleAssignment:\n  identifier: devs\n  resourceGroupIdentifier: g\n"
		"  roleIdentifier: r\n  principal:\n    identifier: devs\n"
		"    type: USER_GROUP\n    scopeLevel: organization\n" },
	{ "texts that YAML takes for something else, and lines", "variable", { 0 }, "v",
		"{'identifier':'v','name':'no','description':'one\\ntwo  \\n','type':"
		"'String','spec':{'valueType':'FIXED','fixedValue':'0123','value':'x'}}",
		"variable:\n  identifier: v\n  name: \"no\"\n  description: |\n    one\n"
		"    two  \n  type: String\n  spec:\n    valueType: FIXED\n"
		"    fixedValue: \"0123\"\n" },
	{ "a required text that is empty stays", "variable", { 0 }, "v",
		"{'identifier':'v','name':'v','type':'String','spec':{'valueType':'FIXED'"
		","
		"'fixedValue':''}}",
		"variable:\n  identifier: v\n  name: v\n  type: String\n  spec:\n"
		"    valueType: FIXED\n    fixedValue: \"\"\n" },
};

/* JSON with its quotes turned, so that tables can be read. */
static const struct value *members(struct arena *arena, const char *text)
{
	char *json = arena_text(arena, text);

	for (char *at = json; *at != '\0'; at++)
		if (*at == '\'')
			*at = '"';
	return json_read(arena, json, strlen(json), NULL);
}

static void it_is_written(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct entity live = {
		.kind = kind_find(row->kind),
		.scope = row->scope,
		.identifier = row->identifier,
		.spec = members(&arena, row->members),
	};
	const char *address =
		entity_address(&arena, live.kind, live.scope, live.identifier);
	struct buf out;

	assert_non_null(live.spec);
	buf_init(&out, LIMIT_FILE_BYTES);
	native_write(&out, &live, native_variable(&arena, address, false));
	assert_string_equal(buf_string(&out), row->document);
	buf_release(&out);
	arena_release(&arena);
}

static void a_yaml_body_is_written_as_it_is(void **state)
{
	struct entity live = {
		.kind = kind_find("service"),
		.identifier = "s",
		.text = slice_of("# mine\r\nservice: {name: s}"),
	};
	struct buf out;

	(void)state;
	buf_init(&out, LIMIT_FILE_BYTES);
	native_write(&out, &live, NULL);
	assert_string_equal(buf_string(&out), "# mine\r\nservice: {name: s}");
	buf_release(&out);
}

static void addresses_that_look_alike_can_be_told_apart(void **state)
{
	struct arena arena = { 0 };
	const char *one = native_variable(&arena, "secret:a/b_c", true);
	const char *other = native_variable(&arena, "secret:a_b/c", true);

	(void)state;
	assert_string_equal(native_variable(&arena, "secret:a/b_c", false),
		native_variable(&arena, "secret:a_b/c", false));
	assert_string_not_equal(one, other);
	assert_int_equal(strlen(one), strlen("SECRET_A_B_C_01234567"));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_yaml_body_is_written_as_it_is),
		cmocka_unit_test(addresses_that_look_alike_can_be_told_apart),
	};

	return TABLE_RUN(rows, it_is_written) + cmocka_run_group_tests(tests, NULL, NULL);
}
