#include "reconcile/ignore.h"

#include <string.h>

#include "model/arena.h"
#include "model/text.h"

/* Whether the glob is the pointer's, or that of something above it. */
static bool covers_path(const char *glob, const char *path)
{
	struct arena scratch = { 0 };
	char *above = arena_text(&scratch, path);
	bool covers = text_glob(glob, above);
	char *slash = strrchr(above, '/');

	while (!covers && slash != NULL && slash != above) {
		*slash = '\0';
		covers = text_glob(glob, above);
		slash = strrchr(above, '/');
	}
	arena_release(&scratch);
	return covers;
}

static bool covers(const struct ignore_rule *rule, const char *address, const char *path)
{
	if (rule->expired || !text_glob(rule->address, address))
		return false;
	for (size_t i = 0; path != NULL && i < rule->field_count; i++)
		if (covers_path(rule->fields[i], path))
			return true;
	return rule->field_count == 0;
}

const struct ignore_rule *ignore_find(
	const struct ignore *ignore, const char *address, const char *path)
{
	for (size_t i = 0; ignore != NULL && i < ignore->count; i++)
		if (covers(&ignore->rules[i], address, path))
			return &ignore->rules[i];
	return NULL;
}

void ignore_tell_expired(const struct ignore *ignore, struct error_list *errs)
{
	for (size_t i = 0; i < ignore->count; i++) {
		const struct ignore_rule *rule = &ignore->rules[i];

		if (rule->expired)
			error_fix(errs,
				error_add_as(errs, ERROR_SETTINGS, SEVERITY_WARNING,
					rule->place,
					"the rule to ignore '%s' held until %s: it "
					"ignores "
					"nothing any more",
					rule->address, rule->until),
				"remove it, or give it another day");
	}
}
