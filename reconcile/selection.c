#include "reconcile/selection.h"

#include <string.h>

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

/* What stands before a glob's first sign decides, as far as `prefix` goes. */
static bool may_match(const char *glob, const char *prefix, bool deep)
{
	size_t size = strcspn(glob, "*?"), length = strlen(prefix);

	if (size <= length)
		return strncmp(glob, prefix, size) == 0 &&
		       (glob[size] != '\0' || size == length);
	return strncmp(glob, prefix, length) == 0 &&
	       (deep || memchr(glob + length, '/', size - length) == NULL);
}

/* "secret:*" takes all that begins with "secret:emea/". */
static bool takes_all(const char *glob, const char *prefix)
{
	size_t size = strcspn(glob, "*?");

	return strcmp(glob + size, "*") == 0 && strncmp(glob, prefix, size) == 0;
}

bool selection_reaches(const struct selection *selection, const char *prefix, bool deep)
{
	bool reached;

	if (selection_is_whole(selection))
		return true;
	reached = selection->select_count == 0;
	for (size_t i = 0; !reached && i < selection->select_count; i++)
		reached = may_match(selection->select[i], prefix, deep);
	for (size_t i = 0; reached && i < selection->exclude_count; i++)
		reached = !takes_all(selection->exclude[i], prefix);
	return reached;
}
