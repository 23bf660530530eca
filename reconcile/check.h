#pragma once

#include <stdbool.h>

#include "model/entity.h"
#include "model/error.h"

/*
 * What can be said of one document alone, by its kind's rows: required fields,
 * types, enums, lengths, unknown fields, identifier and name rules, reserved
 * words, stages and steps (unique in their container, references.md 5), literal
 * secrets. A table of checks; each adds its findings with place and address.
 */
bool check_document(
	const struct entity *entity, const struct value *fields, struct error_list *errs);
