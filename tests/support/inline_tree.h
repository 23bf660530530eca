#pragma once

#include "model/error.h"
#include "providers/tree.h"

/*
 * A tree written down in a test: each file begins with a line `== PATH`, below
 * .harness/. Bytes point into `text`. Give it to tree_release().
 */
void inline_tree(struct tree *tree, const char *text);

/*
 * Findings, one a line: "error field-type a.yaml:1:2", with the places of those
 * related behind it ("<- b.yaml:3:4") and the fix ("fix: x"). In the arena.
 */
const char *inline_findings(struct arena *arena, const struct error_list *errs);
