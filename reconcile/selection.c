#include "reconcile/selection.h"

#include "model/text.h"

bool selection_is_whole(const struct selection *selection)
{
	return selection == NULL ||
	       (selection->select_count == 0 && selection->exclude_count == 0);
}

static bool matches_one(const char *const *globs, size_t count, const char *address)
{
	for (size_t i = 0; i < count; i++)
		if (text_glob(globs[i], address))
			return true;
	return false;
}

bool selection_holds(const struct selection *selection, const char *address)
{
	if (selection_is_whole(selection))
		return true;
	return (selection->select_count == 0 ||
		       matches_one(
			       selection->select, selection->select_count, address)) &&
	       !matches_one(selection->exclude, selection->exclude_count, address);
}
