#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Which entities a plan is about: those whose address matches one of the globs in
 * `select` (all, when there are none) and none in `exclude`. Zero selects all. The
 * rest of the tree is validated, and looked at where what is selected needs it, but
 * never changed. Its texts are the caller's.
 */
struct selection {
	const char *const *select;
	size_t select_count;
	const char *const *exclude;
	size_t exclude_count;
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
