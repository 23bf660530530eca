#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"
#include "providers/http.h"
#include "providers/provider.h"

struct secrets;

/*
 * A call as a request: method, target, content type, body. Pure but for secret
 * values, which come from `secrets`; without (NULL) each is the text `(secret)`.
 * `page` counts from 0 (LIST). Bodies hold the kind's own fields and nothing else,
 * in the order of its rows. False when a secret value cannot be had.
 */
bool request_build(struct http_request *request, const struct call *call,
	const char *account, size_t page, const struct secrets *secrets,
	struct arena *arena, struct error_list *errs);

/* The listing row that serves the span of a LIST; NULL when the kind has none. */
const struct listing *request_listing(const struct call *call);
/* The operation row that serves any other call; NULL when the kind has none. */
const struct operation *request_operation(const struct call *call);
