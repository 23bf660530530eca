#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"

struct applied;
struct plan;

/*
 * What a command has to say; every format is a renderer over it, so that all of
 * them state the same facts. Members that a command does not have are NULL or 0.
 */
struct report {
	const char *command; /* "validate", "plan", "apply" */
	const char *account; /* "" when not known */
	const char *commit;  /* "" when not known */
	bool dirty;
	const char *base; /* commit of the base, or NULL */
	const char *root; /* the tree's folder: ".harness" */
	size_t files, entities;
	const struct error_list *findings; /* sorted */
	const struct plan *plan;
	const struct applied *applied;
	size_t requests; /* put on the wire */
};
