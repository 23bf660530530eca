#pragma once

#include "reconcile/pull.h"

/*
 * Load the new documents of a pull again, as any tree is: each must declare its entity,
 * without an error, and say what lives. What its YAML leaves to its path and the API
 * tells otherwise is written into it; what cannot be mended is left out with the reason.
 */
void pull_check(struct pull *pull, const char *root);
