#pragma once

#include <stdbool.h>

#include "model/error.h"
#include "reconcile/load.h"

struct secrets;
struct tree;

struct validate_options {
	bool closed; /* rein.yaml: a target that the tree lacks is an error in its scopes
		      */
	const struct secrets *secrets; /* to check !env and !file sources */
};

/*
 * What needs the whole set: duplicates (with both places), references that the
 * tree lacks (a note, or an error where closed), cycles with each edge's place,
 * the sources of secret values, untracked documents. Findings come sorted.
 */
bool validate_declared(const struct declared *declared, const struct tree *tree,
	const struct validate_options *options, struct error_list *errs);
