#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/error.h"
#include "model/identifier.h"

struct source;

/* Whether `text`, which stands at `offset`, is a legal identifier; else the finding
 * (identifier-invalid, identifier-reserved). `of` is what it would identify. */
bool spelling_check(const char *text, enum identifier_rule rule, const char *of,
	const struct source *source, uint32_t offset, struct error_list *errs);
