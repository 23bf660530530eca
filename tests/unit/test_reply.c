#include "providers/reply.h"

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "tests/support/reply_fixture.h"
#include "tests/support/table.h"

/* What the API says of a call that it does not do, and what comes of it. */

#define DENIED \
	"\"governanceMetadata\":{\"deny\":true,\"status\":\"error\",\"id\":\"ev1\"," \
	"\"details\":[{\"policySetId\":\"no_fridays\",\"deny\":true}]}"

static const struct reply_row rows[] = {
#define ABSENT(k, v, s, json) \
	{ \
		.name = #k " is absent: " #v " " #s, .kind = &kind_##k, \
		.verb = VERB_##v, .status = s, .body = json, .outcome = OUTCOME_ABSENT, \
	}
	/* core.md 3.4, the columns that say it by a code */
	ABSENT(organization, GET, 400,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "not found")),
	ABSENT(organization, DELETE, 404, ERROR_BODY("ENTITY_NOT_FOUND", "gone")),
	ABSENT(project, GET, 404,
		ERROR_BODY("ENTITY_NOT_FOUND",
			"Project with orgIdentifier [o] and identifier [p] not found")),
	ABSENT(project, DELETE, 404, ERROR_BODY("ENTITY_NOT_FOUND", "gone")),
	ABSENT(environment, GET, 400,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "not found")),
	ABSENT(environment, DELETE, 400,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "not found")),
	ABSENT(service, GET, 400,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "not found")),
	ABSENT(service, GET, 404,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "newer servers")),
	ABSENT(secret, GET, 400,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "not found")),
	ABSENT(secret, DELETE, 404, ERROR_BODY("ENTITY_NOT_FOUND", "gone")),
	ABSENT(pipeline, GET, 404, ERROR_BODY("ENTITY_NOT_FOUND", "gone")),
	ABSENT(role_assignment, GET, 400,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "not found")),
	ABSENT(service, LIST, 400,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "project [p] not found.")),
	ABSENT(pipeline, LIST, 404, ERROR_BODY("ENTITY_NOT_FOUND", "no such project")),

#define REFUSAL(k, v, s, json, says) \
	{ \
		.name = #k " is refused: " #v " " #s, .kind = &kind_##k, \
		.verb = VERB_##v, .status = s, .body = json, .outcome = OUTCOME_FAILED, \
		.code = ERROR_API, .message = says, \
	}
	/* the columns of 3.4 that only a read can settle */
	REFUSAL(organization, UPDATE, 400, ERROR_BODY("INVALID_REQUEST", "not found"),
		"PUT /ng/api/x answered 400 INVALID_REQUEST: not found"),
	REFUSAL(service, DELETE, 400, ERROR_BODY("INVALID_REQUEST", "not found"),
		"INVALID_REQUEST: not found"),
	REFUSAL(role_assignment, DELETE, 400,
		ERROR_BODY("INVALID_REQUEST", "Invalid Role Assignment"),
		"Invalid Role Assignment"),
	REFUSAL(pipeline, DELETE, 400,
		ERROR_BODY("INVALID_REQUEST", "Pipeline [x] could not be deleted."),
		"could not be deleted"),

#define EXISTS(k, json) \
	{ \
		.name = #k " is there already", .kind = &kind_##k, .verb = VERB_CREATE, \
		.status = 400, .body = json, .outcome = OUTCOME_EXISTS, \
	}
	/* core.md 3.5, duplicates */
	EXISTS(organization,
		ERROR_BODY("DUPLICATE_FIELD",
			"An organization with identifier [x] is already present")),
	EXISTS(project,
		ERROR_BODY("DUPLICATE_FIELD",
			"A project with identifier [p] and orgIdentifier [o] is already "
			"present")),
	EXISTS(environment,
		ERROR_BODY("INVALID_REQUEST",
			"Invalid request: Error while saving environment [e]: "
			"Environment [e] under Project[p], Organization [o] in Account "
			"[a] already exists")),
	EXISTS(service,
		ERROR_BODY("INVALID_REQUEST",
			"Invalid request: Error while saving service [s]: Service [s] "
			"under Project[p], Organization [o] in Account [a] already "
			"exists")),
	EXISTS(pipeline,
		ERROR_BODY("DUPLICATE_FIELD",
			"Pipeline [x] under Project[p], Organization [o] already exists "
			"or has been deleted.")),
	EXISTS(secret,
		ERROR_BODY("INVALID_REQUEST",
			"Invalid request: Secret with identifier x already exists in "
			"this scope")),
	EXISTS(secret,
		ERROR_BODY("DUPLICATE_FIELD",
			"Duplicate identifier, please try again with a new identifier")),
	EXISTS(role_assignment, ERROR_BODY("DUPLICATE_FIELD", "uncertain text")),

	/* 3.5, missing parents and targets: about something else */
	REFUSAL(project, CREATE, 400,
		ERROR_BODY("INVALID_ARGUMENT",
			"Invalid argument(s): Organization [o] in Account [a] does not "
			"exist"),
		"Organization [o] in Account [a] does not exist"),
	REFUSAL(service, CREATE, 400,
		FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "org [o] not found."),
		"org [o] not found."),
	REFUSAL(secret, CREATE, 404,
		ERROR_BODY("ENTITY_NOT_FOUND",
			"No such secret found [x], please check identifier/scope and "
			"try again."),
		"No such secret found [x]"),
	REFUSAL(secret, CREATE, 400,
		ERROR_BODY("SECRET_MANAGEMENT_ERROR",
			"No such secret manager found with identifier "
			"harnessSecretManager"),
		"No such secret manager"),
	REFUSAL(environment, DELETE, 400,
		ERROR_BODY("ENTITY_REFERENCE_EXCEPTION",
			"The environment is being referenced in 2 entities"),
		"referenced in 2 entities"),
	REFUSAL(service, UPDATE, 400,
		ERROR_BODY("INVALID_REQUEST",
			"Service Deployment Type is not allowed to change."),
		"not allowed to change"),
	REFUSAL(project, UPDATE, 500, ERROR_BODY("UNKNOWN_ERROR", "Oops"),
		"answered 500 UNKNOWN_ERROR: Oops"),
	REFUSAL(project, UPDATE, 400, "{\"status\":\"FAILURE\"}",
		"answered 400: it does not say why"),
	{
		.name = "faults of fields are quoted once",
		.kind = &kind_project,
		.verb = VERB_CREATE,
		.status = 400,
		.body = "{\"status\":\"FAILURE\",\"code\":\"INVALID_REQUEST\","
			"\"message\":\"project.identifier: cannot be empty\","
			"\"errors\":[{\"fieldId\":\"project.identifier\","
			"\"error\":\"cannot be empty\"}]}",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API,
		.message = "POST /ng/api/x answered 400 INVALID_REQUEST: "
			   "project.identifier: cannot be empty",
	},
	{
		.name = "the v1 form of an error",
		.kind = &kind_pipeline,
		.verb = VERB_CREATE,
		.status = 400,
		.body = "{\"message\":\"bad\",\"code\":\"INVALID_REQUEST\",\"errors\":[{"
			"\"field_name\":\"name\",\"message\":\"too long\"}]}",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API,
		.message = "INVALID_REQUEST: bad (name: too long)",
	},
	{
		.name = "the v1 form of a denial",
		.kind = &kind_pipeline,
		.verb = VERB_CREATE,
		.status = 400,
		.body = "{\"message\":\"no\",\"code\":\"POLICY_EVALUATION_FAILURE\"}",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_DENIED,
	},
	{
		.name = "a message in responseMessages alone",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.status = 400,
		.body = "{\"status\":\"ERROR\",\"message\":null,\"responseMessages\":[{"
			"\"code\":\"INVALID_YAML_ERROR\",\"message\":\"line 3\"}]}",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API,
		.message = "answered 400 INVALID_YAML_ERROR: line 3",
	},
	{
		.name = "a success that says failure",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 200,
		.body = ERROR_BODY("UNKNOWN_ERROR", "Oops"),
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API,
	},

	/* tokens and endpoints */
	{
		.name = "a bad token names the variables to check",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.status = 401,
		.body = ERROR_BODY("INVALID_TOKEN", "Token is not valid"),
		.outcome = OUTCOME_REFUSED,
		.code = ERROR_API,
		.message = "listing every organization of the account: GET /ng/api/x "
			   "answered 401 INVALID_TOKEN: Token is not valid",
		.fix = "HARNESS_PLATFORM_API_KEY",
	},
	{
		.name = "a missing permission is named",
		.kind = &kind_project,
		.verb = VERB_UPDATE,
		.status = 403,
		.body = "{\"status\":\"ERROR\",\"code\":\"NG_ACCESS_DENIED\","
			"\"message\":\"User not Authorized\",\"failedPermissionChecks\":["
			"{\"permission\":\"core_project_edit\",\"resourceType\":"
			"\"PROJECT\",\"resourceScope\":{},\"resourceIdentifier\":"
			"\"payments\"}]}",
		.outcome = OUTCOME_REFUSED,
		.code = ERROR_API,
		.message = "(missing permission core_project_edit on PROJECT payments)",
		.fix = "role",
	},
	{
		.name = "absence does not count under 403",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 403,
		.body = ERROR_BODY("ENTITY_NOT_FOUND", "no"),
		.outcome = OUTCOME_REFUSED,
		.code = ERROR_API,
	},
	{
		.name = "a bare 404 is a wrong endpoint, not absence",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 404,
		.body = "{\"message\":\"HTTP 404 Not Found\"}",
		.outcome = OUTCOME_REFUSED,
		.code = ERROR_API,
		.fix = "HARNESS_ENDPOINT",
	},
	{
		.name = "an empty 404 likewise",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 404,
		.body = "",
		.outcome = OUTCOME_REFUSED,
		.code = ERROR_API_ANSWER,
		.message = "answered 404 with nothing",
		.fix = "HARNESS_ENDPOINT",
	},
	{
		.name = "a server without the wide list",
		.kind = &kind_role_assignment,
		.verb = VERB_LIST,
		.below = true,
		.status = 404,
		.body = FAILURE_BODY("RESOURCE_NOT_FOUND_EXCEPTION", "no such path"),
		.outcome = OUTCOME_REFUSED,
		.code = ERROR_API,
		.message = "every roleAssignment of the account and below: ",
	},
	{
		.name = "a method that is not allowed",
		.kind = &kind_role_assignment,
		.verb = VERB_UPDATE,
		.status = 405,
		.body = "{}",
		.outcome = OUTCOME_REFUSED,
		.code = ERROR_API,
	},
	{
		.name = "too many requests",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 429,
		.body = "Too many requests",
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.fix = "--rate",
	},

	/* policies */
	{
		.name = "a denied create is no success",
		.kind = &kind_environment,
		.verb = VERB_CREATE,
		.status = 200,
		.body = DATA("{\"environment\":null," DENIED "}"),
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_DENIED,
		.message = "policy set 'no_fridays' denied the change",
	},
	{
		.name = "a denied pipeline has its identifier",
		.kind = &kind_pipeline,
		.verb = VERB_UPDATE,
		.status = 200,
		.body = DATA("{\"identifier\":\"x\"," DENIED "}"),
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_DENIED,
		.message = "no_fridays",
	},
	{
		.name = "a denial without details quotes the evaluation",
		.kind = &kind_secret,
		.verb = VERB_UPDATE,
		.status = 200,
		.body = DATA("{\"governanceMetadata\":{\"deny\":true,\"id\":\"ev1\"}}"),
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_DENIED,
		.message = "'ev1'",
	},
	{
		.name = "a create without entity counts as denied",
		.kind = &kind_project,
		.verb = VERB_CREATE,
		.status = 200,
		.body = DATA("{}"),
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_DENIED,
	},
	{
		.name = "a read without entity is not understood",
		.kind = &kind_project,
		.verb = VERB_GET,
		.status = 200,
		.body = DATA("null"),
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.message = "answered 200 without project",
	},
};

static void a_correlation_id_is_kept(void **state)
{
	struct reply_fixture fixture;

	(void)state;
	reply_fixture_answer(&fixture, &kind_service, VERB_UPDATE, false, 400,
		ERROR_BODY("INVALID_REQUEST", "no"));
	reply_read(&fixture.call, &fixture.request, NULL);
	assert_string_equal(fixture.errs.items[0]->call.correlation_id, "corr-1");
	assert_string_equal(fixture.errs.items[0]->call.code, "INVALID_REQUEST");
	assert_string_equal(
		fixture.errs.items[0]->address, "service:emea/payments/asked");
	reply_fixture_release(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_correlation_id_is_kept),
	};

	return TABLE_RUN(rows, reply_row_holds) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
