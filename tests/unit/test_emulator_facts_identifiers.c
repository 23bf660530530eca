/* core.md 4: identifiers, reserved words, names, descriptions, tags. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/facts.h"

enum { TEXT_MAX = 2048 };

/* `length` times 'a' where `value` is NULL. */
static const struct row {
	const char *name, *value;
	size_t length;
	bool good;
	const char *options;
} identifiers[] = {
	{ "letters", "abcXYZ", 0, true, NULL },
	{ "one letter", "a", 0, true, NULL },
	{ "an underscore first", "_a", 0, true, NULL },
	{ "a dollar inside", "a$b", 0, true, NULL },
	{ "digits inside", "a1_2", 0, true, NULL },
	{ "128 characters", NULL, 128, true, NULL },
	{ "129 characters", NULL, 129, false, NULL },
	{ "none", "", 0, false, NULL },
	{ "a digit first", "1a", 0, false, NULL },
	{ "a dollar first", "$a", 0, false, NULL },
	{ "a hyphen", "a-b", 0, false, NULL },
	{ "a dot", "a.b", 0, false, NULL },
	{ "a space", "a b", 0, false, NULL },
	{ "a letter outside ASCII", "\\u00e4b", 0, false, NULL },
	{ "a line end behind it", "ab\\n", 0, false, NULL },
	{ "or", "or", 0, false, NULL },
	{ "and", "and", 0, false, NULL },
	{ "eq", "eq", 0, false, NULL },
	{ "ne", "ne", 0, false, NULL },
	{ "lt", "lt", 0, false, NULL },
	{ "gt", "gt", 0, false, NULL },
	{ "le", "le", 0, false, NULL },
	{ "ge", "ge", 0, false, NULL },
	{ "div", "div", 0, false, NULL },
	{ "mod", "mod", 0, false, NULL },
	{ "not", "not", 0, false, NULL },
	{ "null", "null", 0, false, NULL },
	{ "true", "true", 0, false, NULL },
	{ "false", "false", 0, false, NULL },
	{ "new", "new", 0, false, NULL },
	{ "var", "var", 0, false, NULL },
	{ "return", "return", 0, false, NULL },
	{ "step", "step", 0, false, NULL },
	{ "parallel", "parallel", 0, false, NULL },
	{ "stepGroup", "stepGroup", 0, false, NULL },
	{ "org", "org", 0, false, NULL },
	{ "account", "account", 0, false, NULL },
	{ "class", "class", 0, false, NULL },
	{ "shellScriptProvisioner", "shellScriptProvisioner", 0, false, NULL },
	{ "status", "status", 0, false, NULL },
	{ "liteEngineTask", "liteEngineTask", 0, false, NULL },
	{ "class, where only the common words are refused", "class", 0, true,
		"quirk reserved-words=common" },
	{ "status, where only the common words are refused", "status", 0, true,
		"quirk reserved-words=common" },
	{ "step, where only the common words are refused", "step", 0, false,
		"quirk reserved-words=common" },
	{ "a reserved word in another case", "Step", 0, true, NULL },
	{ "a reserved word with more behind it", "step1", 0, true, NULL },
};

static const struct row project_names[] = {
	{ "letters, digits and what else is allowed", "aZ 0-_./", 0, true, NULL },
	{ "128 characters", NULL, 128, true, NULL },
	{ "129 characters", NULL, 129, false, NULL },
	{ "none", "", 0, false, NULL },
	{ "blank", "   ", 0, false, NULL },
	{ "a bracket", "a(b)", 0, false, NULL },
	{ "a colon", "a:b", 0, false, NULL },
	{ "an ampersand", "a&b", 0, false, NULL },
};

static const struct row service_names[] = {
	{ "letters, digits and what else is allowed", "aZ 0-_", 0, true, NULL },
	{ "none: the identifier then", "", 0, true, NULL },
	{ "128 characters", NULL, 128, true, NULL },
	{ "129 characters", NULL, 129, false, NULL },
	{ "a dot", "a.b", 0, false, NULL },
	{ "a slash", "a/b", 0, false, NULL },
};

static const struct row descriptions[] = {
	{ "1024 characters", NULL, 1024, true, NULL },
	{ "1025 characters", NULL, 1025, false, NULL },
	{ "anything", "<a> & \\\"b\\\" \\u0001", 0, true, NULL },
};

static const char *value_of(const struct row *row)
{
	static char many[TEXT_MAX];

	if (row->value != NULL)
		return row->value;
	memset(many, 'a', row->length);
	many[row->length] = '\0';
	return many;
}

/* The body is the pattern, its % being the row's value. */
static void try(const struct row *row, const char *request, const char *pattern,
	const char *given, const char *expect_bad)
{
	size_t before = strcspn(pattern, "%");
	char body[2 * TEXT_MAX];
	struct fact fact = { .name = row->name,
		.options = row->options,
		.given = given,
		.request = request,
		.body = body,
		.status = row->good ? 200 : 400,
		.expect = row->good ? "status = SUCCESS" : expect_bad };
	void *state = &fact;

	snprintf(body, sizeof(body), "%.*s%s%s", (int)before, pattern, value_of(row),
		pattern + before + 1);
	fact_holds(&state);
}

static void identifier_of_organization(void **state)
{
	try(*state, "POST /ng/api/organizations?" IN_ACCOUNT,
		"{'organization':{'identifier':'%','name':'n'}}", NULL,
		"status = FAILURE\ncode = INVALID_REQUEST\nerrors present");
}

static void identifier_of_service(void **state)
{
	try(*state, "POST /ng/api/servicesV2?" IN_ACCOUNT,
		"{'identifier':'%','name':'n'}", NULL, "code = INVALID_REQUEST");
}

static void identifier_of_environment(void **state)
{
	try(*state, "POST /ng/api/environmentsV2?" IN_ACCOUNT,
		"{'identifier':'%','name':'n','type':'Production'}", NULL,
		"code = INVALID_REQUEST");
}

static void identifier_of_secret(void **state)
{
	try(*state, "POST /ng/api/v2/secrets?" IN_ACCOUNT,
		"{'secret':{'type':'SecretText','name':'n','identifier':'%','spec':"
		"{'secretManagerIdentifier':'harnessSecretManager','valueType':'Inline',"
		"'value':'v'}}}",
		NULL, "code = INVALID_REQUEST");
}

static void name_of_project(void **state)
{
	try(*state, "POST /ng/api/projects?" IN_ORG,
		"{'project':{'orgIdentifier':'emea','identifier':'p','name':'%'}}",
		GIVEN_ORG, "status = FAILURE\ncode = INVALID_REQUEST\nerrors present");
}

static void name_of_service(void **state)
{
	try(*state, "POST /ng/api/servicesV2?" IN_ACCOUNT,
		"{'identifier':'s','name':'%'}", NULL, "code = INVALID_REQUEST");
}

static void description_of_organization(void **state)
{
	try(*state, "POST /ng/api/organizations?" IN_ACCOUNT,
		"{'organization':{'identifier':'o','name':'n','description':'%'}}", NULL,
		"status = FAILURE\ncode = INVALID_REQUEST");
}

/* --- tags ---------------------------------------------------------------- */

static void put_tags(char *body, size_t size, int count)
{
	size_t at = (size_t)snprintf(
		body, size, "{'organization':{'identifier':'o','name':'n','tags':{");

	for (int i = 0; i < count; i++)
		at += (size_t)snprintf(
			body + at, size - at, "%s't%d':''", i == 0 ? "" : ",", i);
	snprintf(body + at, size - at, "}}}");
}

static void tags_are_counted(void **state)
{
	char body[2 * TEXT_MAX];
	struct fact fact = { .request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = body };
	void *fact_state = &fact;

	(void)state;
	put_tags(body, sizeof(body), 128);
	fact.status = 200;
	fact.expect = "data.organization.tags # 128";
	fact_holds(&fact_state);
	put_tags(body, sizeof(body), 129);
	fact.status = 400;
	fact.expect = "status = FAILURE";
	fact_holds(&fact_state);
}

static const struct fact facts[] = {
	{ .name = "the refusal of an identifier says what is allowed",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'1a','name':'n'}}",
		.status = 400,
		.expect = SAYS_FAILURE("INVALID_REQUEST") "message ~ 128 characters" },
	{ .name = "the refusal of a reserved word says so",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'step','name':'n'}}",
		.status = 400,
		.expect = SAYS_FAILURE("INVALID_REQUEST") "message ~ step is a keyword, "
							  "so cannot be used" },
	{ .name = "a hyphen in a secret's identifier may be allowed",
		.options = "quirk secret-hyphen=allow",
		.request = "POST /ng/api/v2/secrets?" IN_ACCOUNT,
		.body = "{'secret':{'type':'SecretText','name':'n','identifier':'a-b',"
			"'spec':{'secretManagerIdentifier':'harnessSecretManager',"
			"'valueType':'Inline','value':'v'}}}",
		.status = 200 },
	{ .name = "a dollar in a pipeline's identifier is refused by its schema",
		.given = GIVEN_PROJECT,
		.request = "POST /pipeline/api/pipelines/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p\n  identifier: p$q\n  stages: []\n",
		.status = 400 },
	{ .name = "a slash in a pipeline's name is refused by its schema",
		.given = GIVEN_PROJECT,
		.request = "POST /pipeline/api/pipelines/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p/q\n  identifier: p\n  stages: []\n",
		.status = 400 },
	{ .name = "a dot in a pipeline's name is allowed by its schema",
		.given = GIVEN_PROJECT,
		.request = "POST /pipeline/api/pipelines/v2?" IN_PROJECT,
		.body = "pipeline:\n  name: p.q\n  identifier: p\n  stages: []\n",
		.status = 200 },
	{ .name = "tags are a map, never a list",
		.request = "POST /ng/api/organizations?" IN_ACCOUNT,
		.body = "{'organization':{'identifier':'o','name':'n','tags':['a:b']}}",
		.status = 400 },
	{ .name = "a tag without value has the empty text",
		.request = "POST /ng/api/servicesV2?" IN_ACCOUNT,
		.body = "{'identifier':'s','tags':{'pci':''}}",
		.status = 200,
		.expect = "data.service.tags = {'pci':''}" },
};

int main(void)
{
	const struct CMUnitTest tags[] = { cmocka_unit_test(tags_are_counted) };

	return TABLE_RUN(identifiers, identifier_of_organization) +
	       TABLE_RUN(identifiers, identifier_of_service) +
	       TABLE_RUN(identifiers, identifier_of_environment) +
	       TABLE_RUN(identifiers, identifier_of_secret) +
	       TABLE_RUN(project_names, name_of_project) +
	       TABLE_RUN(service_names, name_of_service) +
	       TABLE_RUN(descriptions, description_of_organization) +
	       TABLE_RUN(facts, fact_holds) +
	       cmocka_run_group_tests_name("tags", tags, NULL, NULL);
}
