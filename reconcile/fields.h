#pragma once

#include "model/entity.h"
#include "model/error.h"

/*
 * The fields of one document against the rows of its kind: required ones, types,
 * enumerations, lengths, and for kinds without a YAML body keys that no row has. A
 * mistyped key of a required field is one finding.
 */
void fields_check(
	const struct entity *entity, const struct value *fields, struct error_list *errs);
