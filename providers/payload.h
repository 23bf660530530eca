#pragma once

#include <stdbool.h>

#include "model/error.h"
#include "model/text.h"
#include "providers/http.h"
#include "providers/provider.h"

struct secrets;

/*
 * What a request says about an entity, as JSON text: the members that the kind's
 * rows know, in their order (maps inside them in the spec's own), typed as the
 * rows say. What is the server's own, null, or unknown is left out.
 */
struct payload {
	const struct call *call;
	const struct secrets *secrets; /* NULL: values are the text `(secret)` */
	bool apart; /* secret values travel apart: they are left out here */
};

/*
 * The object of its members; `secret` is told where in `out` the secret value
 * stands, if one does. False when a secret value cannot be had.
 */
bool payload_members(struct buf *out, const struct payload *payload,
	struct http_span *secret, struct error_list *errs);

/* The secret value of the entity, or NULL when it brings none. */
const struct value *payload_secret(const struct call *call);
/* The bytes behind a secret value, or `(secret)`. */
bool payload_bytes(struct buf *out, const struct payload *payload,
	const struct value *secret, struct error_list *errs);
