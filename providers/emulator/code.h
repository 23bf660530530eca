#pragma once

/*
 * The API's error codes with their HTTP status and the words that the server's
 * catalogue puts before a message. Source: core.md 3.2, 3.3; extended.md 1.5, 1.6.
 * What is not listed there is 400 (core.md 3.2).
 */
#define CODES(X) \
	X(INVALID_REQUEST, 400, "Invalid request: ") \
	X(INVALID_ARGUMENT, 400, "Invalid argument(s): ") \
	X(SCHEMA_VALIDATION_FAILED, 400, "Invalid yaml: ") \
	X(NG_ACCESS_DENIED, 403, "User not Authorized: ") \
	X(DUPLICATE_FIELD, 400, "") \
	X(RESOURCE_NOT_FOUND_EXCEPTION, 400, "") \
	X(ENTITY_REFERENCE_EXCEPTION, 400, "") \
	X(ACTIVE_SERVICE_INSTANCES_PRESENT_EXCEPTION, 400, "") \
	X(SECRET_MANAGEMENT_ERROR, 400, "") \
	X(SECRET_NOT_FOUND, 400, "") \
	X(INVALID_YAML_ERROR, 400, "") \
	X(INVALID_IDENTIFIER_REF, 400, "") \
	X(OPTIMISTIC_LOCKING_EXCEPTION, 400, "") \
	X(NG_PIPELINE_CREATE_EXCEPTION, 400, "") \
	X(PIPELINE_UPDATE_EXCEPTION, 400, "") \
	X(POLICY_EVALUATION_FAILURE, 400, "") \
	X(TOO_MANY_REQUESTS, 400, "") \
	X(RESOURCE_ALREADY_EXISTS, 400, "") \
	X(USER_GROUP_ERROR, 400, "") \
	X(CONNECTOR_NOT_FOUND_EXCEPTION, 400, "") \
	X(INVALID_TOKEN, 401, "") \
	X(EXPIRED_TOKEN, 401, "") \
	X(REVOKED_TOKEN, 401, "") \
	X(INVALID_CREDENTIAL, 401, "") \
	X(ACCESS_DENIED, 403, "") \
	X(USAGE_LIMITS_EXCEEDED, 403, "") \
	X(ENTITY_NOT_FOUND, 404, "") \
	X(RESOURCE_NOT_FOUND, 404, "") \
	X(SECRET_MANAGER_ID_NOT_FOUND, 404, "") \
	X(MEDIA_NOT_SUPPORTED, 415, "") \
	X(UNKNOWN_ERROR, 500, "") \
	X(INTERNAL_SERVER_ERROR, 500, "")

enum code {
#define CODE_ENUM(name, http, prefix) CODE_##name,
	CODES(CODE_ENUM)
#undef CODE_ENUM
};

struct code_info {
	const char *name;
	int http;
	const char *prefix;
};

const struct code_info *code_info(enum code code);
