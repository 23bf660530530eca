#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"
#include "model/index.h"

struct declared;
struct entity_set;
struct tree;

/*
 * Which entities a plan is about: those whose address matches one of the globs in
 * `select` (all, when there are none) and none in `exclude`, and whose document
 * changed, if `since` says a commit. Zero selects all. The rest of the tree is
 * validated, and looked at where what is selected needs it, but never changed.
 * Texts are the caller's; the indices have arenas of theirs.
 */
struct selection {
	const char *const *select;
	size_t select_count;
	const char *const *exclude;
	size_t exclude_count;
	const char *since;    /* full hash, or NULL */
	struct index changed; /* addresses, once selection_compare() was called */
	struct index only;    /* addresses, and none but these; without arena: any */
};

/*
 * Whether nothing narrows it, NULL included: only an apply of all that the tree
 * declares settles what the record says.
 */
bool selection_is_whole(const struct selection *selection);
/*
 * Whether an address that is `prefix` and an identifier may be among them: false is
 * certain, so that what cannot be is not asked for. `deep`: a parent may stand before the
 * identifier, with a slash behind it.
 */
bool selection_reaches(const struct selection *selection, const char *prefix, bool deep);
bool selection_holds(const struct selection *selection, const char *address);
/* How many of the set it holds, kinds that are not managed left out. */
size_t selection_count(const struct selection *selection, const struct entity_set *set);

/*
 * Note what differs between the tree and `then`, as it was at `since`: what a document
 * that is new, changed or renamed declares now, and what it declared and
 * the tree no longer does.
 */
void selection_compare(struct selection *selection, const struct tree *tree,
	const struct declared *declared, const struct tree *then);

/*
 * Whether each glob says something: `select` matches what the tree declares or
 * what it declares no longer (`gone`, may be NULL); else an error with what may have
 * been meant. So does what `exclude` names; a pattern of it (with * or ?) that
 * matches nothing is a warning.
 */
bool selection_check(const struct selection *selection, const struct declared *declared,
	const struct entity_set *gone, struct error_list *errs);
/*
 * The same of another option's addresses and globs: an address that the tree does not
 * declare is an error, a pattern that matches nothing a warning.
 */
bool selection_check_globs(const char *option, const char *const *globs, size_t count,
	const struct declared *declared, struct error_list *errs);
