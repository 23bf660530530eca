#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "providers/http.h"
#include "providers/provider.h"

/* What an answer says about paging. */
struct reply_page {
	size_t pages; /* in all; 0 when it does not say */
	bool last;    /* nothing comes after this one */
};

/*
 * Read an answer into the call: outcome, found entities (appended), errors in our
 * words with method, path, status, code and correlation id. `page` for LIST alone, NULL
 * for the others.
 */
void reply_read(
	struct call *call, const struct http_request *request, struct reply_page *page);

/* Whether the refusal passes by itself, as a row of the kind says. */
bool reply_is_transient(const struct call *call, const struct http_request *request);
