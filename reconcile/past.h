#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/entity.h"
#include "model/error.h"
#include "model/index.h"
#include "providers/tree.h"
#include "reconcile/load.h"

struct git;

/*
 * What git declared before: at the commit last applied (`base`, compared field by
 * field) and, at that commit or since, what it declares no longer (`gone`: what a
 * prune may delete). Zero is a valid past of which nothing is known.
 */
struct past {
	const char *commit; /* the base; full hash */
	struct tree tree;
	struct declared base; /* of the commit that is planned: the set declared now */
	bool has_base;
	struct entity_set gone; /* by address, each once, of its newest declaration */
	struct index touched;   /* the newest commit since base that changed a file, by
				   its path; of a clean tree */
	struct arena arena;
	struct past_step *steps; /* the trees and sets that `gone` points into */
};

/*
 * `commit` is the one last applied, `settled` the one up to which deletions were
 * settled (the same, or older); both full hashes. `tree` and `declared` are what
 * is desired. Every first-parent commit since `settled` counts, of a branch those
 * since it left the other; only documents that changed are read. Findings of the past are
 * nobody's business any more. False when history is not there: a shallow clone says which
 * depth to fetch, a rewritten one which commit is gone.
 */
bool past_read(struct past *past, struct git *git, const char *commit,
	const char *settled, const struct tree *tree, const struct declared *declared,
	struct error_list *errs);
/*
 * Add what a commit declared at `address` and git declares no longer: of what was to
 * be deleted before, and was blocked. What it did not declare is not added.
 */
bool past_add(struct past *past, struct git *git, const char *commit, const char *address,
	const struct tree *tree, const struct declared *declared,
	struct error_list *errs);
/* As if git declared nothing any more: all that is declared counts as gone, too. */
void past_drop_all(struct past *past, const struct declared *declared);
/* A commit that declared what is gone: the newest that is known of. */
const char *past_declared_at(const struct past *past, const char *address);
/* The newest first-parent commit since base that changed the file, or NULL. */
const char *past_changed_by(const struct past *past, const char *path);
void past_release(struct past *past);
