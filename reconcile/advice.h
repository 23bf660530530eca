#pragma once

#include "model/entity.h"
#include "model/error.h"

/*
 * What Harness takes and its author would not have meant; warnings alone:
 * identifiers of sub-lists (manifests, artifact sources, ...) and names of variables
 * outside of their alphabet or twice in a list, values that YAML 1.1 takes for
 * numbers or truths, texts that look like credentials. Inputs declare nothing, so
 * they are looked at for credentials alone. A finding about a credential does not
 * quote it.
 */
void advice_check(
	const struct entity *entity, const struct value *fields, struct error_list *errs);
