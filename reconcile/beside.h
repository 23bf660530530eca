#pragma once

#include "reconcile/load.h"

/*
 * Load what git had before, `tree`, beside what it has now: documents whose blobs are
 * the same at the same paths share the entities of `known`, which was loaded from
 * `like`; the others alone are parsed. What was wrong with them is nobody's business
 * any more. Arena, trees and `known` must outlive `declared`.
 */
void load_beside(struct declared *declared, struct arena *arena, const struct tree *tree,
	const struct tree *like, const struct declared *known);
