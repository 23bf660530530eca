#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"

enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };

/*
 * Every code a user can meet: name, text, usual severity. The names are part of
 * the machine output (DESIGN "Machine output"): never rename one.
 */
#define ERROR_CODES(X) \
	X(YAML_SYNTAX, "yaml-syntax", ERROR, "the file is not well-formed YAML") \
	X(DUPLICATE_KEY, "duplicate-key", ERROR, "a map has the same key twice") \
	X(UNKNOWN_KIND, "unknown-kind", ERROR, "the root key names no kind") \
	X(UNSUPPORTED_DIALECT, "unsupported-dialect", ERROR, \
		"the document is of the v1 dialect, which rein does not read") \
	X(KIND_UNMANAGED, "kind-unmanaged", NOTE, \
		"the kind is known but not managed by this version") \
	X(FIELD_REQUIRED, "field-required", ERROR, "a required field is missing") \
	X(FIELD_TYPE, "field-type", ERROR, "a field has the wrong type or value") \
	X(FIELD_UNKNOWN, "field-unknown", WARNING, \
		"a field that the kind does not have") \
	X(FIELD_TOO_LONG, "field-too-long", ERROR, \
		"a field is longer than the API takes") \
	X(NAME_INVALID, "name-invalid", WARNING, "a name the API may refuse") \
	X(IDENTIFIER_INVALID, "identifier-invalid", ERROR, "not a legal identifier") \
	X(IDENTIFIER_RESERVED, "identifier-reserved", ERROR, "a reserved word") \
	X(IDENTIFIER_DUPLICATE, "identifier-duplicate", ERROR, \
		"an identifier is taken in its scope") \
	X(SCOPE_MISMATCH, "scope-mismatch", ERROR, "the document contradicts its path") \
	X(KIND_SCOPE, "kind-scope", ERROR, "the kind does not exist at this scope") \
	X(REFERENCE_UNRESOLVED, "reference-unresolved", NOTE, \
		"the tree does not hold what a reference names") \
	X(REFERENCE_SCOPE, "reference-scope", ERROR, \
		"a reference that the scope cannot see") \
	X(REFERENCE_CYCLE, "reference-cycle", ERROR, "entities wait for each other") \
	X(SECRET_LITERAL, "secret-literal", ERROR, "a secret value stands in the tree") \
	X(SECRET_VALUE, "secret-value", WARNING, "a secret value cannot be had here") \
	X(SECRET_TRACKED, "secret-tracked", WARNING, \
		"a secret value comes from a tracked file") \
	X(CREDENTIAL, "credential", WARNING, "something looks like a credential") \
	X(YAML_SURPRISE, "yaml-surprise", WARNING, \
		"a value that YAML 1.1 takes for something else") \
	X(UNTRACKED_FILE, "untracked-file", WARNING, "git does not track a document") \
	X(PATH_ESCAPE, "path-escape", ERROR, "a path or link leaves the tree") \
	X(LIMIT_EXCEEDED, "limit-exceeded", ERROR, \
		"something is larger than rein reads") \
	X(EXTERNAL_MISSING, "external-missing", ERROR, \
		"neither the tree nor the account has what a reference names") \
	X(GRANT_KEPT, "grant-kept", WARNING, \
		"a grant that git no longer declares is live until a prune") \
	X(LEFT_OUT, "left-out", WARNING, "something live gets no document") \
	X(FILE_DIFFERS, "file-differs", ERROR, \
		"a document says something else than the account") \
	X(USAGE, "usage", ERROR, "the command line is wrong") \
	X(SETTINGS, "settings", ERROR, "a setting is missing or wrong") \
	X(TREE, "tree", ERROR, "the tree cannot be read") \
	X(GIT, "git", ERROR, "git could not do what was asked") \
	X(FILE_ACCESS, "file", ERROR, "a file cannot be read or written") \
	X(HTTP, "http", ERROR, "the API could not be reached") \
	X(API, "api", ERROR, "the API refused a request") \
	X(API_ANSWER, "api-answer", ERROR, "the API's answer was not understood") \
	X(API_DENIED, "api-denied", ERROR, "a policy denied the change") \
	X(JSON_SYNTAX, "json-syntax", ERROR, "the file is not well-formed JSON") \
	X(PLAN_FILE, "plan-file", ERROR, "a saved plan cannot be used") \
	X(PLAN_MOVED, "plan-moved", ERROR, "what a saved plan rests on is no longer so") \
	X(BLOCKED, "blocked", ERROR, "a step that must not be done") \
	X(RECORD, "record", ERROR, "the record of what was applied last cannot be used") \
	X(LOCK, "lock", ERROR, "somebody else is applying") \
	X(INTERRUPTED, "interrupted", ERROR, "stopped on request") \
	X(EMULATOR, "emulator", ERROR, "the emulator could not serve")

enum error_code {
#define ERROR_ENUM(id, name, severity, text) ERROR_##id,
	ERROR_CODES(ERROR_ENUM)
#undef ERROR_ENUM
};

struct error_info {
	const char *name, *text;
	enum severity severity;
};

const struct error_info *error_info(enum error_code code);
/* The code of that name, or false. */
bool error_find(const char *name, enum error_code *code);
const char *severity_name(enum severity severity); /* "note", "warning", "error" */

/* Where something stands. `file` is relative to the repository's root, NULL when
 * nowhere; line and column count from 1, 0 when unknown. */
struct place {
	const char *file;
	uint32_t line, column;
};

struct error_related {
	struct place place;
	const char *message;
};

/* What an API call that went wrong was, for the machine output. */
struct error_call {
	const char *method, *path; /* NULL when no call was involved */
	int status;                /* HTTP status, 0 when no answer came */
	const char *code, *correlation_id;
};

struct error {
	enum error_code code;
	enum severity severity;
	struct place place;
	const char *message; /* one line, lower case, no full stop */
	const char *excerpt; /* the source line at the place, or NULL */
	const char *address; /* of the entity, or NULL */
	const char *fix;     /* what to do or write instead, or NULL */
	struct error_related *related;
	size_t related_count, related_room;
	struct error_call call;
};

/*
 * The one sink. It copies whatever it is given, so errors outlive every stage.
 * `failures` counts those of severity error: a function that can fail returns
 * true when it added none.
 */
struct error_list {
	struct arena arena;
	struct error **items;
	size_t count, room;
	size_t failures, warnings;
	size_t dropped; /* past LIMIT_FINDINGS or LIMIT_NOTES: counted, not kept */
};

/*
 * Add one of the code's usual severity. The returned error belongs to the list;
 * fill in more of it with the functions below. Never NULL.
 */
struct error *error_add(struct error_list *errs, enum error_code code, struct place place,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
/* The same with another severity than the code's usual one. */
struct error *error_add_as(struct error_list *errs, enum error_code code,
	enum severity severity, struct place place, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

void error_excerpt(
	struct error_list *errs, struct error *error, const char *line, size_t size);
void error_address(struct error_list *errs, struct error *error, const char *address);
void error_fix(struct error_list *errs, struct error *error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void error_relate(struct error_list *errs, struct error *error, struct place place,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
void error_call(
	struct error_list *errs, struct error *error, const struct error_call *call);

/*
 * Frame what was added since `mark` (an earlier errs->count) with "reading x: ",
 * and say whether no failure was among it.
 */
bool error_wrap(struct error_list *errs, size_t mark, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Add one that another list has, with all that belongs to it. */
struct error *error_copy(struct error_list *errs, const struct error *from);

/* Take away those of `code` that were added since `mark`. */
void error_forget(struct error_list *errs, size_t mark, enum error_code code);

/* Move all of `from` to the end of `errs`; `from` is empty and valid afterwards. */
void error_move(struct error_list *errs, struct error_list *from);

/* By file, line, column, code, message; what has no place comes last. */
void error_sort(struct error_list *errs);
void error_release(struct error_list *errs);
