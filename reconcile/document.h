#pragma once

#include <stdbool.h>

#include "model/error.h"
#include "model/kind.h"
#include "model/source.h"

struct value;

/* What a document is: its one root key, the kind that it names, what is below. */
struct document {
	const struct kind *kind;
	const struct value *key, *fields;
};

/*
 * Tell the kind of a parsed document. False, with one finding, for what is none:
 * unknown-kind (another root key, two of them, no map), unsupported-dialect (v1:
 * references.md 10), field-type (nothing below the root key).
 */
bool document_tell(struct document *document, const struct value *root,
	const struct source *source, struct error_list *errs);
