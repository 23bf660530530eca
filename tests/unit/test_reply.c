#include "providers/reply.h"

#include <string.h>

#include "model/arena.h"
#include "model/kinds/kinds.h"
#include "tests/support/table.h"

/* Answers as core.md 2, 3 and 5 to 11 have them, not as our rows would. */

#define ERROR_BODY(code, message) \
	"{\"status\":\"ERROR\",\"code\":\"" code "\",\"message\":\"" message \
	"\",\"correlationId\":\"corr-1\",\"detailedMessage\":null," \
	"\"responseMessages\":[{\"code\":\"" code \
	"\",\"level\":\"ERROR\",\"message\":\"" message \
	"\",\"exception\":null,\"failureTypes\":[]}],\"metadata\":null}"
#define FAILURE_BODY(code, message) \
	"{\"status\":\"FAILURE\",\"code\":\"" code "\",\"message\":\"" message \
	"\",\"correlationId\":\"corr-1\",\"errors\":null}"
#define DATA(data) \
	"{\"status\":\"SUCCESS\",\"data\":" data \
	",\"metaData\":null,\"correlationId\":\"corr-1\"}"
#define PAGE(content) \
	DATA("{\"totalPages\":3,\"totalItems\":214,\"pageItemCount\":1," \
	     "\"pageSize\":100,\"content\":[" content \
	     "],\"pageIndex\":0,\"empty\":false,\"pageToken\":null}")

#define ORGANIZATION \
	"{\"organization\":{\"identifier\":\"emea\",\"name\":\"EMEA\"," \
	"\"description\":\"Region EMEA\",\"tags\":{\"owner\":\"core\",\"pci\":\"\"}}," \
	"\"createdAt\":1760000000000,\"lastModifiedAt\":1760000000001," \
	"\"harnessManaged\":false}"
#define PROJECT \
	"{\"project\":{\"orgIdentifier\":\"emea\",\"identifier\":\"payments\"," \
	"\"name\":\"Payments\",\"color\":\"#0063F7\",\"modules\":[\"CD\",\"CI\"]," \
	"\"description\":\"\",\"tags\":{}},\"createdAt\":1760000100000," \
	"\"lastModifiedAt\":1760000100000,\"isFavorite\":false}"
#define ENVIRONMENT \
	"{\"environment\":{\"accountId\":\"Acc0unt1d\",\"orgIdentifier\":\"emea\"," \
	"\"projectIdentifier\":\"payments\",\"identifier\":\"prod_eu\"," \
	"\"name\":\"prod eu\",\"description\":\"\",\"color\":\"#0063F7\"," \
	"\"type\":\"Production\",\"deleted\":false,\"tags\":{\"tier\":\"1\"}," \
	"\"yaml\":\"environment:\\n  name: prod eu\\n\",\"storeType\":\"INLINE\"," \
	"\"connectorRef\":null,\"entityGitDetails\":null}," \
	"\"createdAt\":1760000200000,\"lastModifiedAt\":1760000200000," \
	"\"governanceMetadata\":null}"
#define SERVICE \
	"{\"service\":{\"accountId\":\"Acc0unt1d\",\"identifier\":\"ledger\"," \
	"\"orgIdentifier\":\"emea\",\"projectIdentifier\":\"payments\"," \
	"\"name\":\"ledger\",\"description\":\"\",\"deleted\":false,\"tags\":{}," \
	"\"yaml\":\"service:\\n  name: ledger\\n\",\"v2Service\":true," \
	"\"storeType\":\"INLINE\",\"connectorRef\":null,\"entityGitDetails\":null}," \
	"\"createdAt\":1760000300000,\"lastModifiedAt\":1760000300000," \
	"\"governanceMetadata\":null}"
#define REMOTE_SERVICE \
	"{\"service\":{\"identifier\":\"ledger\",\"orgIdentifier\":\"emea\"," \
	"\"projectIdentifier\":\"payments\",\"name\":\"ledger\",\"yaml\":null," \
	"\"storeType\":\"REMOTE\",\"connectorRef\":\"git\",\"entityGitDetails\":{" \
	"\"branch\":\"main\",\"filePath\":\".harness/ledger.yaml\"," \
	"\"repoName\":\"deploy\"}}}"
#define PIPELINE_SUMMARY \
	"{\"name\":\"build ledger\",\"identifier\":\"build_ledger\"," \
	"\"description\":\"\",\"tags\":{},\"version\":7,\"numOfStages\":1," \
	"\"createdAt\":1760000400000,\"lastUpdatedAt\":1760000900000," \
	"\"gitDetails\":null,\"storeType\":\"INLINE\",\"isDraft\":false," \
	"\"yamlVersion\":\"0\"}"
#define PIPELINE \
	"{\"yamlPipeline\":\"pipeline:\\n  name: build ledger\\n\"," \
	"\"resolvedTemplatesPipelineYaml\":null,\"gitDetails\":{\"valid\":false," \
	"\"invalidYaml\":null},\"modules\":[\"cd\",\"pms\"]," \
	"\"governanceMetadata\":null,\"storeType\":\"INLINE\"}"
#define SECRET \
	"{\"secret\":{\"type\":\"SecretText\",\"name\":\"db password\"," \
	"\"identifier\":\"db_password\",\"orgIdentifier\":\"emea\"," \
	"\"projectIdentifier\":\"payments\",\"tags\":{},\"description\":\"ledger db\"," \
	"\"spec\":{\"secretManagerIdentifier\":\"harnessSecretManager\"," \
	"\"additionalMetadata\":null,\"valueType\":\"Inline\",\"value\":null}}," \
	"\"createdAt\":1760000500000,\"updatedAt\":1760000500001,\"draft\":false," \
	"\"governanceMetadata\":null}"
#define ASSIGNMENT \
	"{\"roleAssignment\":{\"identifier\":\"ra\",\"resourceGroupIdentifier\":" \
	"\"_all_project_level_resources\",\"roleIdentifier\":\"_project_viewer\"," \
	"\"roleReference\":null,\"principal\":{\"scopeLevel\":\"organization\"," \
	"\"identifier\":\"devs\",\"type\":\"USER_GROUP\"},\"disabled\":false," \
	"\"managed\":false,\"internal\":false},\"scope\":{\"accountIdentifier\":" \
	"\"Acc0unt1d\",\"orgIdentifier\":\"emea\",\"projectIdentifier\":\"payments\"}," \
	"\"createdAt\":1760000600000,\"lastModifiedAt\":1760000600000," \
	"\"harnessManaged\":false}"
#define AGGREGATE \
	"{\"identifier\":\"ra\",\"principal\":{\"scopeLevel\":\"organization\"," \
	"\"identifier\":\"devs\",\"name\":\"Devs\",\"type\":\"USER_GROUP\"}," \
	"\"disabled\":false,\"role\":{\"role\":{\"identifier\":\"_project_viewer\"," \
	"\"name\":\"Project Viewer\",\"permissions\":[]},\"scope\":null," \
	"\"harnessManaged\":true},\"resourceGroup\":{\"identifier\":" \
	"\"_all_project_level_resources\",\"name\":\"All\"},\"scope\":{" \
	"\"accountIdentifier\":\"Acc0unt1d\",\"accountName\":\"Acme\"," \
	"\"orgIdentifier\":\"emea\",\"orgName\":\"EMEA\",\"projectIdentifier\":" \
	"\"payments\",\"projectName\":\"Payments\"},\"createdAt\":1760000600000," \
	"\"lastModifiedAt\":1760000600000,\"harnessManaged\":true}"
#define DENIED \
	"\"governanceMetadata\":{\"deny\":true,\"status\":\"error\",\"id\":\"ev1\"," \
	"\"details\":[{\"policySetId\":\"no_fridays\",\"deny\":true}]}"

#define HTML "<html>\r\n<body>\x1b[31mBad  gateway</body></html>"

enum { BELOW = 1 };

static const struct row {
	const char *name;
	const struct kind *kind;
	enum verb verb;
	int status;
	const char *body;
	enum outcome outcome;
	enum error_code code; /* FAILED, REFUSED */
	const char *message;  /* a part of the message; NULL: any */
	const char *fix;      /* a part of the fix; NULL: any */
	size_t found;
	unsigned below;
	bool plain; /* the content type is not JSON */
} rows[] = {
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
		.below = BELOW,
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
	{
		.name = "HTML is quoted as one bounded line",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 200,
		.body = HTML,
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.message = "GET /ng/api/x answered 200 with something other than JSON: "
			   "<html> <body> [31mBad gateway</body></html>",
		.fix = "HARNESS_ENDPOINT",
	},
	{
		.name = "HTML after a write is a stranger's: nothing was done",
		.kind = &kind_service,
		.verb = VERB_CREATE,
		.status = 200,
		.body = HTML,
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
	},
	{
		.name = "HTML after a delete likewise",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.status = 200,
		.body = HTML,
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
	},
	{
		.name = "a gateway's 502",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.status = 502,
		.body = HTML,
		.plain = true,
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
		.fix = "try again later",
	},

	/* what was cut off */
	{
		.name = "a list that was cut off",
		.kind = &kind_organization,
		.verb = VERB_LIST,
		.status = 200,
		.body = "{\"status\":\"SUCCESS\",\"data\":{\"content\":[{\"organ",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_ANSWER,
	},
	{
		.name = "a create whose answer was cut off may have been done",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.status = 200,
		.body = "{\"status\":\"SUCCESS\",\"data\":{\"organ",
		.outcome = OUTCOME_LOST,
	},
	{
		.name = "a create with an empty answer too",
		.kind = &kind_organization,
		.verb = VERB_CREATE,
		.status = 200,
		.body = "",
		.outcome = OUTCOME_LOST,
	},
	{
		.name = "a delete with an empty answer is done",
		.kind = &kind_organization,
		.verb = VERB_DELETE,
		.status = 204,
		.body = "",
		.outcome = OUTCOME_DONE,
	},
	{
		.name = "a delete answered with true is done",
		.kind = &kind_service,
		.verb = VERB_DELETE,
		.status = 200,
		.body = DATA("true"),
		.outcome = OUTCOME_DONE,
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

#define FOUND(k, v, wide, json) \
	{ \
		.name = #k " " #v " is found", .kind = &kind_##k, .verb = VERB_##v, \
		.status = 200, .body = json, .outcome = OUTCOME_DONE, .found = 1, \
		.below = wide, \
	}
	FOUND(organization, LIST, 0, PAGE(ORGANIZATION)),
	FOUND(organization, GET, 0, DATA(ORGANIZATION)),
	FOUND(organization, CREATE, 0, DATA(ORGANIZATION)),
	FOUND(organization, UPDATE, 0, DATA(ORGANIZATION)),
	FOUND(project, LIST, BELOW, PAGE(PROJECT)),
	FOUND(project, LIST, 0, PAGE(PROJECT)),
	FOUND(project, GET, 0, DATA(PROJECT)),
	FOUND(project, CREATE, 0, DATA(PROJECT)),
	FOUND(project, UPDATE, 0, DATA(PROJECT)),
	FOUND(environment, LIST, 0, PAGE(ENVIRONMENT)),
	FOUND(environment, GET, 0, DATA(ENVIRONMENT)),
	FOUND(environment, CREATE, 0, DATA(ENVIRONMENT)),
	FOUND(environment, UPDATE, 0, DATA(ENVIRONMENT)),
	FOUND(service, LIST, 0, PAGE(SERVICE)),
	FOUND(service, GET, 0, DATA(SERVICE)),
	FOUND(service, CREATE, 0, DATA(SERVICE)),
	FOUND(service, UPDATE, 0, DATA(SERVICE)),
	FOUND(pipeline, LIST, 0, PAGE(PIPELINE_SUMMARY)),
	FOUND(pipeline, GET, 0, DATA(PIPELINE)),
	FOUND(pipeline, CREATE, 0,
		DATA("{\"identifier\":\"build_ledger\",\"governanceMetadata\":{"
		     "\"deny\":false,\"status\":\"pass\"}}")),
	FOUND(pipeline, UPDATE, 0, DATA("{\"identifier\":\"build_ledger\"}")),
	FOUND(secret, LIST, BELOW, PAGE(SECRET)),
	FOUND(secret, LIST, 0, PAGE(SECRET)),
	FOUND(secret, GET, 0, DATA(SECRET)),
	FOUND(secret, CREATE, 0, DATA(SECRET)),
	FOUND(secret, UPDATE, 0, DATA(SECRET)),
	FOUND(role_assignment, LIST, BELOW, PAGE(AGGREGATE)),
	FOUND(role_assignment, LIST, 0, PAGE(ASSIGNMENT)),
	FOUND(role_assignment, GET, 0, DATA(ASSIGNMENT)),
	FOUND(role_assignment, CREATE, 0, DATA(ASSIGNMENT)),
	FOUND(role_assignment, UPDATE, 0, DATA(ASSIGNMENT)),
	{
		.name = "an empty list",
		.kind = &kind_service,
		.verb = VERB_LIST,
		.status = 200,
		.body = DATA("{\"totalPages\":0,\"content\":[],\"empty\":true}"),
		.outcome = OUTCOME_DONE,
	},
	{
		.name = "an item of another scope was not asked for",
		.kind = &kind_service,
		.verb = VERB_LIST,
		.status = 200,
		.body = PAGE("{\"service\":{\"identifier\":\"x\",\"orgIdentifier\":"
			     "\"emea\"}}," SERVICE),
		.outcome = OUTCOME_DONE,
		.found = 1,
	},

/* hostile: wrong types wherever something is read */
#define HOSTILE(k, v, json) \
	{ \
		.name = "hostile " #k " " #v " " json, .kind = &kind_##k, \
		.verb = VERB_##v, .status = 200, .body = json, \
		.outcome = OUTCOME_FAILED, .code = ERROR_API_ANSWER, \
	}
	HOSTILE(service, LIST, "[]"),
	HOSTILE(service, LIST, "{}"),
	HOSTILE(service, LIST, DATA("[]")),
	HOSTILE(service, LIST, DATA("7")),
	HOSTILE(service, LIST, DATA("{\"content\":{}}")),
	HOSTILE(service, LIST, DATA("{\"content\":\"x\"}")),
	HOSTILE(service, LIST, DATA("{\"content\":[null]}")),
	HOSTILE(service, LIST, DATA("{\"content\":[[]]}")),
	HOSTILE(service, LIST, DATA("{\"content\":[{\"service\":[]}]}")),
	HOSTILE(service, LIST, DATA("{\"content\":[{\"service\":{}}]}")),
	HOSTILE(service, LIST,
		DATA("{\"content\":[{\"service\":{\"identifier\":[\"x\"]}}]}")),
	HOSTILE(service, LIST,
		DATA("{\"content\":[{\"service\":{\"identifier\":\"\"}}]}")),
	HOSTILE(service, GET, DATA("[{\"service\":1}]")),
	HOSTILE(service, GET, DATA("{\"service\":\"x\"}")),
	HOSTILE(service, GET, "{\"status\":[\"SUCCESS\"],\"data\":{\"service\":true}}"),
	{
		.name = "hostile errors",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.status = 400,
		.body = "{\"status\":{},\"code\":[],\"message\":{\"a\":1},"
			"\"responseMessages\":[[1]],\"errors\":[{\"fieldId\":[],"
			"\"error\":null}],\"failedPermissionChecks\":[null],"
			"\"correlationId\":{}}",
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API,
	},
	{
		.name = "hostile marks",
		.kind = &kind_service,
		.verb = VERB_GET,
		.status = 200,
		.body = DATA("{\"service\":{\"identifier\":\"ledger\",\"yaml\":[1],"
			     "\"tags\":\"x\",\"storeType\":\"REMOTE\",\"gitDetails\":[],"
			     "\"entityGitDetails\":7,\"version\":\"x\"},"
			     "\"harnessManaged\":{},\"lastModifiedAt\":[1],"
			     "\"governanceMetadata\":[]}"),
		.outcome = OUTCOME_DONE,
		.found = 1,
	},
	{
		.name = "hostile policies",
		.kind = &kind_service,
		.verb = VERB_UPDATE,
		.status = 200,
		.body = DATA("{\"governanceMetadata\":{\"deny\":true,\"id\":[],"
			     "\"details\":[\"x\"]}}"),
		.outcome = OUTCOME_FAILED,
		.code = ERROR_API_DENIED,
	},
};

/* --- a call and an answer -------------------------------------------------- */

struct fixture {
	struct arena arena;
	struct error_list errs;
	struct call call;
	struct http_request request;
	struct reply_page page;
};

static const enum method methods[] = { METHOD_GET, METHOD_GET, METHOD_POST, METHOD_PUT,
	METHOD_DELETE };

static struct scope scope_of(const struct kind *kind)
{
	struct scope scope = { "emea", "payments" };

	if (!(kind->scopes & SCOPE_PROJECT))
		scope.project = NULL;
	if (kind->scopes == SCOPE_ACCOUNT)
		scope.org = NULL;
	return scope;
}

static void answer(struct fixture *fixture, const struct kind *kind, enum verb verb,
	bool below, int status, const char *body)
{
	*fixture = (struct fixture){ 0 };
	fixture->call = (struct call){
		.verb = verb,
		.kind = kind,
		.scope = below ? (struct scope){ 0 } : scope_of(kind),
		.below = below,
		.identifier = verb == VERB_LIST ? NULL : "asked",
		.arena = &fixture->arena,
		.errs = &fixture->errs,
	};
	fixture->request = (struct http_request){
		.method = methods[verb],
		.target = "/ng/api/x?accountIdentifier=a",
		.result = HTTP_ANSWERED,
		.status = status,
		.json = true,
		.tries = 1,
	};
	buf_init(&fixture->request.answer, 1 << 20);
	buf_text(&fixture->request.answer, body);
}

static void tear_down(struct fixture *fixture)
{
	buf_release(&fixture->request.answer);
	error_release(&fixture->errs);
	arena_release(&fixture->arena);
}

static void assert_error(const struct fixture *fixture, const struct row *row)
{
	const struct error *error = fixture->errs.items[0];

	assert_int_equal(fixture->errs.count, 1);
	assert_int_equal(error->code, row->code);
	assert_string_equal(error->call.method, method_name(fixture->request.method));
	assert_string_equal(error->call.path, "/ng/api/x");
	assert_int_equal(error->call.status, row->status);
	assert_null(strpbrk(error->message, "\r\n\x1b"));
	if (row->message != NULL && strstr(error->message, row->message) == NULL)
		assert_string_equal(error->message, row->message);
	if (row->fix != NULL)
		assert_non_null(error->fix != NULL ? strstr(error->fix, row->fix) : NULL);
}

static void reply_reads(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;

	answer(&fixture, row->kind, row->verb, row->below == BELOW, row->status,
		row->body);
	fixture.request.json = !row->plain;
	reply_read(&fixture.call, &fixture.request, &fixture.page);
	assert_int_equal(fixture.call.outcome, row->outcome);
	assert_int_equal(fixture.call.found_count, row->found);
	if (row->outcome == OUTCOME_FAILED || row->outcome == OUTCOME_REFUSED)
		assert_error(&fixture, row);
	else
		assert_int_equal(fixture.errs.count, 0);
	tear_down(&fixture);
}

/* --- what is found --------------------------------------------------------- */

static const struct entity *read_one(struct fixture *fixture, const struct kind *kind,
	enum verb verb, bool below, const char *body)
{
	answer(fixture, kind, verb, below, 200, body);
	reply_read(&fixture->call, &fixture->request, &fixture->page);
	assert_int_equal(fixture->call.outcome, OUTCOME_DONE);
	assert_int_equal(fixture->call.found_count, 1);
	return fixture->call.found[0];
}

static void an_organization_is_read(void **state)
{
	struct fixture fixture;
	const struct entity *entity = read_one(
		&fixture, &kind_organization, VERB_LIST, false, PAGE(ORGANIZATION));

	(void)state;
	assert_string_equal(entity->address, "organization:emea");
	assert_string_equal(value_text_at(entity->spec, "description"), "Region EMEA");
	assert_string_equal(value_text_at(entity->spec, "tags.owner"), "core");
	assert_int_equal(entity->modified_at, 1760000000001);
	assert_false(entity->managed);
	assert_int_equal(fixture.page.pages, 3);
	assert_false(fixture.page.last);
	tear_down(&fixture);
}

static void the_default_organization_is_managed(void **state)
{
	struct fixture fixture;
	const struct entity *entity = read_one(&fixture, &kind_organization, VERB_GET,
		false, DATA("{\"organization\":{\"identifier\":\"default\"}}"));

	(void)state;
	assert_true(entity->managed);
	tear_down(&fixture);
}

static void a_project_lives_in_its_organization(void **state)
{
	struct fixture fixture;
	const struct entity *entity =
		read_one(&fixture, &kind_project, VERB_LIST, true, PAGE(PROJECT));

	(void)state;
	assert_string_equal(entity->address, "project:emea/payments");
	assert_null(entity->scope.project);
	assert_null(value_find(entity->spec, "modules"));
	tear_down(&fixture);
}

static void a_service_brings_its_text(void **state)
{
	struct fixture fixture;
	const struct entity *entity =
		read_one(&fixture, &kind_service, VERB_LIST, false, PAGE(SERVICE));

	(void)state;
	assert_string_equal(entity->address, "service:emea/payments/ledger");
	assert_true(slice_is(entity->text, "service:\n  name: ledger\n"));
	assert_null(value_find(entity->spec, "yaml"));
	assert_null(value_find(entity->spec, "v2Service"));
	assert_string_equal(value_text_at(entity->spec, "name"), "ledger");
	assert_false(entity->remote);
	tear_down(&fixture);
}

static void a_text_that_is_known_is_shared(void **state)
{
	struct fixture fixture;
	struct entity known = { .kind = &kind_service,
		.address = "service:emea/payments/ledger",
		.text = slice_of("service:\n  name: ledger\n") };
	struct entity *items[] = { &known };
	struct entity_set set = { .items = items, .count = 1, .sorted = true };

	(void)state;
	answer(&fixture, &kind_service, VERB_LIST, false, 200, PAGE(SERVICE));
	fixture.call.known = &set;
	reply_read(&fixture.call, &fixture.request, &fixture.page);
	assert_ptr_equal(fixture.call.found[0]->text.ptr, known.text.ptr);
	tear_down(&fixture);
	answer(&fixture, &kind_service, VERB_LIST, false, 200, PAGE(SERVICE));
	known.text.len--;
	fixture.call.known = &set;
	reply_read(&fixture.call, &fixture.request, &fixture.page);
	assert_true(fixture.call.found[0]->text.ptr != known.text.ptr);
	tear_down(&fixture);
}

static void a_remote_entity_says_where_it_is_kept(void **state)
{
	struct fixture fixture;
	const struct entity *entity =
		read_one(&fixture, &kind_service, VERB_LIST, false, PAGE(REMOTE_SERVICE));

	(void)state;
	assert_true(entity->remote);
	assert_string_equal(entity->remote_place,
		"repository deploy, branch main, file .harness/ledger.yaml");
	tear_down(&fixture);
}

static void a_pipeline_summary_has_a_version(void **state)
{
	struct fixture fixture;
	const struct entity *entity = read_one(
		&fixture, &kind_pipeline, VERB_LIST, false, PAGE(PIPELINE_SUMMARY));

	(void)state;
	assert_string_equal(entity->address, "pipeline:emea/payments/build_ledger");
	assert_int_equal(entity->version, 7);
	assert_int_equal(entity->modified_at, 1760000900000);
	assert_null(entity->text.ptr);
	tear_down(&fixture);
}

static void a_pipeline_is_called_what_it_was_asked_for(void **state)
{
	struct fixture fixture;
	const struct entity *entity =
		read_one(&fixture, &kind_pipeline, VERB_GET, false, DATA(PIPELINE));

	(void)state;
	assert_string_equal(entity->identifier, "asked");
	assert_true(slice_is(entity->text, "pipeline:\n  name: build ledger\n"));
	tear_down(&fixture);
}

static void a_secret_value_is_never_kept(void **state)
{
	struct fixture fixture;
	const struct entity *entity = read_one(&fixture, &kind_secret, VERB_GET, false,
		DATA("{\"secret\":{\"type\":\"SecretText\",\"identifier\":\"x\","
		     "\"spec\":{\"valueType\":\"Inline\",\"value\":\"leaked\"}}}"));

	(void)state;
	assert_null(value_at(entity->spec, "spec.value"));
	assert_string_equal(value_text_at(entity->spec, "spec.valueType"), "Inline");
	tear_down(&fixture);
	entity = read_one(&fixture, &kind_secret, VERB_GET, false,
		DATA("{\"secret\":{\"type\":\"SecretText\",\"identifier\":\"x\","
		     "\"spec\":{\"valueType\":\"Reference\",\"value\":\"kv/db\"}}}"));
	assert_string_equal(value_text_at(entity->spec, "spec.value"), "kv/db");
	tear_down(&fixture);
}

static void an_aggregate_reads_as_the_plain_assignment(void **state)
{
	struct fixture wide, plain;
	const struct entity *aggregate =
		read_one(&wide, &kind_role_assignment, VERB_LIST, true, PAGE(AGGREGATE));
	const struct entity *assignment = read_one(
		&plain, &kind_role_assignment, VERB_LIST, false, PAGE(ASSIGNMENT));

	(void)state;
	assert_string_equal(aggregate->address, "roleAssignment:emea/payments/ra");
	assert_string_equal(aggregate->address, assignment->address);
	assert_string_equal(entity_tuple(&wide.arena, aggregate),
		entity_tuple(&wide.arena, assignment));
	assert_string_equal(
		value_text_at(aggregate->spec, "roleIdentifier"), "_project_viewer");
	assert_true(aggregate->managed);
	assert_false(assignment->managed);
	tear_down(&wide);
	tear_down(&plain);
}

static void a_correlation_id_is_kept(void **state)
{
	struct fixture fixture;

	(void)state;
	answer(&fixture, &kind_service, VERB_UPDATE, false, 400,
		ERROR_BODY("INVALID_REQUEST", "no"));
	reply_read(&fixture.call, &fixture.request, NULL);
	assert_string_equal(fixture.errs.items[0]->call.correlation_id, "corr-1");
	assert_string_equal(fixture.errs.items[0]->call.code, "INVALID_REQUEST");
	assert_string_equal(
		fixture.errs.items[0]->address, "service:emea/payments/asked");
	tear_down(&fixture);
}

static void a_long_message_is_bounded(void **state)
{
	struct fixture fixture;
	char *long_text;

	(void)state;
	answer(&fixture, &kind_service, VERB_UPDATE, false, 400, "");
	long_text = arena_alloc(&fixture.arena, 100001);
	memset(long_text, 'x', 100000);
	buf_format(&fixture.request.answer, "{\"message\":\"%s\"}", long_text);
	reply_read(&fixture.call, &fixture.request, NULL);
	assert_true(strlen(fixture.errs.items[0]->message) < 2000);
	tear_down(&fixture);
}

/* --- no answer at all ------------------------------------------------------ */

static const struct lost_row {
	const char *name;
	enum verb verb;
	enum http_result result;
	unsigned tries;
	enum outcome outcome;
	enum error_code code;
} lost_rows[] = {
	{ "a read without answer", VERB_GET, HTTP_LOST, 5, OUTCOME_FAILED, ERROR_HTTP },
	{ "a list without answer", VERB_LIST, HTTP_LOST, 5, OUTCOME_FAILED, ERROR_HTTP },
	{ "a create without answer", VERB_CREATE, HTTP_LOST, 1, OUTCOME_LOST, 0 },
	{ "an update without answer", VERB_UPDATE, HTTP_LOST, 5, OUTCOME_LOST, 0 },
	{ "a delete without answer", VERB_DELETE, HTTP_LOST, 5, OUTCOME_LOST, 0 },
	{ "a create that never left", VERB_CREATE, HTTP_UNSENT, 5, OUTCOME_FAILED,
		ERROR_HTTP },
	{ "a create after a stop", VERB_CREATE, HTTP_UNSENT, 0, OUTCOME_FAILED,
		ERROR_INTERRUPTED },
	{ "a list that is too large", VERB_LIST, HTTP_TOO_LARGE, 1, OUTCOME_FAILED,
		ERROR_API_ANSWER },
	{ "a create with too large an answer", VERB_CREATE, HTTP_TOO_LARGE, 1,
		OUTCOME_LOST, 0 },
};

static void loss_is_read(void **state)
{
	const struct lost_row *row = *state;
	struct fixture fixture;

	answer(&fixture, &kind_service, row->verb, false, 0, "");
	fixture.request.result = row->result;
	fixture.request.tries = row->tries;
	fixture.request.trouble = "the connection broke";
	reply_read(&fixture.call, &fixture.request, NULL);
	assert_int_equal(fixture.call.outcome, row->outcome);
	assert_int_equal(fixture.errs.count, row->outcome == OUTCOME_FAILED);
	if (row->outcome == OUTCOME_FAILED)
		assert_int_equal(fixture.errs.items[0]->code, row->code);
	tear_down(&fixture);
}

/* --- refusals that pass by themselves -------------------------------------- */

static const struct transient_row {
	const char *name;
	const struct kind *kind;
	int status;
	const char *body;
	bool transient;
} transient_rows[] = {
	{ "a secret manager that is yet to come", &kind_secret, 400,
		ERROR_BODY("SECRET_MANAGEMENT_ERROR",
			"No such secret manager found with identifier x"),
		true },
	{ "another fault of a secret manager", &kind_secret, 400,
		ERROR_BODY("SECRET_MANAGEMENT_ERROR", "vault is sealed"), false },
	{ "a reference that lingers", &kind_service, 400,
		ERROR_BODY("ENTITY_REFERENCE_EXCEPTION", "referenced"), true },
	{ "a kind without such refusals", &kind_organization, 400,
		ERROR_BODY("ENTITY_REFERENCE_EXCEPTION", "referenced"), false },
	{ "a success", &kind_service, 200,
		ERROR_BODY("ENTITY_REFERENCE_EXCEPTION", "referenced"), false },
	{ "HTML", &kind_service, 400, HTML, false },
};

static void transience_is_told(void **state)
{
	const struct transient_row *row = *state;
	struct fixture fixture;

	answer(&fixture, row->kind, VERB_DELETE, false, row->status, row->body);
	assert_int_equal(
		reply_is_transient(&fixture.call, &fixture.request), row->transient);
	tear_down(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_organization_is_read),
		cmocka_unit_test(the_default_organization_is_managed),
		cmocka_unit_test(a_project_lives_in_its_organization),
		cmocka_unit_test(a_service_brings_its_text),
		cmocka_unit_test(a_text_that_is_known_is_shared),
		cmocka_unit_test(a_remote_entity_says_where_it_is_kept),
		cmocka_unit_test(a_pipeline_summary_has_a_version),
		cmocka_unit_test(a_pipeline_is_called_what_it_was_asked_for),
		cmocka_unit_test(a_secret_value_is_never_kept),
		cmocka_unit_test(an_aggregate_reads_as_the_plain_assignment),
		cmocka_unit_test(a_correlation_id_is_kept),
		cmocka_unit_test(a_long_message_is_bounded),
	};

	return TABLE_RUN(rows, reply_reads) + TABLE_RUN(lost_rows, loss_is_read) +
	       TABLE_RUN(transient_rows, transience_is_told) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
