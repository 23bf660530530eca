#pragma once

#include "reconcile/drift.h"

struct git;

/*
 * Find out which commit declared what is in conflict, drifted or missing: fills in
 * `declared_by` with the commit and author of the first field that was changed in
 * Harness, or of the document. `commit` is the one of the tree. Where history does not
 * tell, it stays NULL.
 */
void origins_find(struct drift *drift, const struct git *git, const char *commit);
