#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "reconcile/load.h"

/*
 * Every link of every entity against the tree: a target that it lacks is the note
 * reference-unresolved, built-ins and what could not be loaded excepted, or the error
 * where `closed` and the tree has the document of the target's scope. The nearest
 * declared one is suggested.
 */
void resolve_check(const struct declared *declared, bool closed, struct error_list *errs);
