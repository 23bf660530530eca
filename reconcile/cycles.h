#pragma once

#include "model/error.h"
#include "reconcile/load.h"

/*
 * Entities that refer to each other in a ring: one reference-cycle a ring, at the
 * field of its first edge, `related` each edge with its place. A ring that shares
 * an edge with one already named waits for that to be mended.
 */
void cycles_check(const struct declared *declared, struct error_list *errs);
