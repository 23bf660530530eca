#pragma once

#include <stdbool.h>

#include "model/value.h"
#include "providers/http.h"
#include "providers/provider.h"

struct arena;
struct json_fault;

/*
 * What an answer that is no success says, in any of the API's three forms (core.md
 * 3.1); NULL where it does not say. Texts are one line and bounded.
 */
struct refusal {
	const char *code, *message, *correlation_id;
	const char *permission; /* what the key lacks: "core_project_edit on PROJECT x" */
};

/* `answer` may be NULL, or anything at all. */
struct refusal refusal_read(const struct value *answer, struct arena *arena);

bool refusal_is_absence(const struct refusal *refusal, const struct kind *kind);
bool refusal_is_existence(const struct refusal *refusal, const struct kind *kind);
bool refusal_is_transient(const struct refusal *refusal, const struct kind *kind);

/* Add it to the call's errors: what was asked, what came back, what to do. */
void refusal_report(const struct call *call, const struct http_request *request,
	const struct refusal *refusal);

/* The same for an answer that is no JSON (HTML of a proxy, text, nothing), or that has
 * a fault in it; NULL when none is known. */
void refusal_report_foreign(const struct call *call, const struct http_request *request,
	const struct json_fault *fault);
/* The same in the caller's words: what follows "GET /path "; `fix` may be NULL. */
void refusal_report_as(const struct call *call, const struct http_request *request,
	enum error_code code, const struct refusal *refusal, const char *said,
	const char *fix);
