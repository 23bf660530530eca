#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error_list;

/*
 * What core.md 16 and extended.md 17.3 call uncertain, and what is switched on for
 * a test: each with its readings. The usual one is the most dangerous to a naive
 * client. The table's words are the help text.
 */
#define QUIRKS(X) \
	X(PAGE_LIMIT, "page-limit", "clamp|refuse|serve", "clamp", \
		"a page size over the documented 100 is cut, refused or served") \
	X(SECRET_HYPHEN, "secret-hyphen", "refuse|allow", "refuse", \
		"a '-' in a secret's identifier") \
	X(RESERVED_WORDS, "reserved-words", "union|common", "union", \
		"refuse the words of both published lists, or those they share") \
	X(NOT_FOUND, "not-found", "400|404", "400", \
		"HTTP status of RESOURCE_NOT_FOUND_EXCEPTION") \
	X(UNKNOWN_MEMBER, "unknown-member", "refuse|ignore", "refuse", \
		"members of a service body that the API does not have") \
	X(MISSING_SCOPE, "missing-scope", "permission|parent", "permission", \
		"what a create under a missing scope is refused for first") \
	X(ASSIGNMENT_SCOPE, "assignment-scope", "403|400", "403", \
		"a role assignment at a scope that does not exist") \
	X(INTERNAL_ASSIGNMENTS, "internal-assignments", "hidden|shown", "hidden", \
		"internal role assignments in the v2 filter") \
	X(V2_FILTER, "v2-filter", "on|off", "on", \
		"whether API keys may use the role assignment filter across scopes") \
	X(FILE_AS_JSON, "file-as-json", "400|500", "500", \
		"a SecretFile sent to the JSON endpoint") \
	X(V1_PAGE, "v1-first-page", "0|1", "0", "the number of the first /v1 page") \
	X(FORCE_DELETE, "force-delete", "off|on", "off", \
		"the account setting that forceDelete needs") \
	X(DEFAULT_PROJECT, "default-project", "off|on", "off", \
		"the project default_project of new accounts") \
	X(ACCOUNT_VIEWER, "account-viewer", "on|off", "on", \
		"all account users are viewers, or have the basic role only") \
	X(EMPTY_STAGES, "empty-stages", "allow|refuse", "allow", \
		"a pipeline whose list of stages is empty") \
	X(STORE_TYPE, "v1-store-type", "required|optional", "required", \
		"a /v1 pipeline create without git_details.store_type is a 500") \
	X(REMOTE_LIST, "remote-in-lists", "without|with", "without", \
		"the YAML of services and environments that Git Experience keeps") \
	X(SECRET_MANAGER, "secret-manager-delay", "MS", "0", \
		"how long a new scope has no harnessSecretManager") \
	X(CASCADE, "cascade-delay", "MS", "0", \
		"how long the contents of a deleted scope stay") \
	X(AUDIT_LAG, "audit-lag", "MS", "0", "how long audit events take to appear") \
	X(POLICY_DENY, "policy-deny", "GLOB", "", \
		"identifiers whose saves a policy denies with HTTP 200") \
	X(EXECUTION_FAIL, "execution-fail", "GLOB", "", \
		"identifiers of pipelines whose executions fail")

enum quirk {
#define QUIRK_ENUM(id, name, values, usual, help) QUIRK_##id,
	QUIRKS(QUIRK_ENUM)
#undef QUIRK_ENUM
		QUIRK_COUNT
};

struct quirks {
	const char *values[QUIRK_COUNT]; /* borrowed */
};

void quirks_init(struct quirks *quirks);
/* "NAME=VALUE"; the text must outlive the quirks. */
bool quirks_set(struct quirks *quirks, const char *text, struct error_list *errs);

bool quirk_is(const struct quirks *quirks, enum quirk quirk, const char *value);
int64_t quirk_number(const struct quirks *quirks, enum quirk quirk);
/* Whether the quirk's pattern, not empty, matches. */
bool quirk_matches(const struct quirks *quirks, enum quirk quirk, const char *text);
