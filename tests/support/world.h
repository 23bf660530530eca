#pragma once

#include "model/error.h"
#include "providers/tree.h"
#include "reconcile/live.h"
#include "reconcile/load.h"
#include "reconcile/past.h"

/*
 * Both sides as text, for tables: trees as inline_tree.h has them. The live side
 * is what would be live had that tree been applied.
 */
struct world {
	struct tree tree, live_tree;
	struct declared declared, live_declared;
	struct live live;
	struct error_list errs;
};

/* Load both sides; findings go to world->errs. `live` may be "". */
void world_init(struct world *world, const char *tree, const char *live);
void world_release(struct world *world);

/* Load one text as a declared set, on its own (a base, say). */
void world_declare(struct declared *declared, struct tree *tree, const char *text,
	struct error_list *errs);

/* What git declared before, and of that what `world` declares no longer. */
void world_past(struct past *past, const struct world *world, const char *base,
	struct error_list *errs);
