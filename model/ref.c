#include "model/ref.h"

#include <assert.h>
#include <string.h>

#include "model/arena.h"
#include "model/identifier.h"
#include "model/text.h"

static const struct {
	const char *text;
	enum ref_form form;
	enum scope_level level;
} prefixes[] = {
	{ "account.", REF_SCOPED, SCOPE_ACCOUNT },
	{ "org.", REF_SCOPED, SCOPE_ORG },
	{ "project.", REF_PROJECT, (enum scope_level)0 },
	{ "", REF_SCOPED, SCOPE_PROJECT },
};

/* The widest alphabet of any kind; reserved words are the target's business. */
static bool may_be_identifier(const char *text)
{
	enum identifier_fault fault = identifier_check(text, IDENTIFIER_HYPHEN);

	return fault == IDENTIFIER_OK || fault == IDENTIFIER_RESERVED;
}

struct ref ref_parse(const char *text)
{
	struct ref ref = { .form = REF_INVALID };
	size_t i = 0;

	if (text[0] == '\0' || strstr(text, "<+") != NULL) {
		ref.form = REF_OPAQUE;
		return ref;
	}
	while (!text_starts(text, prefixes[i].text))
		i++; /* the last one matches */
	text += strlen(prefixes[i].text);
	if (!may_be_identifier(text))
		return ref;
	ref.form = prefixes[i].form;
	if (ref.form == REF_SCOPED) {
		ref.level = prefixes[i].level;
		ref.id = text;
	}
	return ref;
}

bool ref_resolve(struct ref ref, struct scope from, struct scope *target)
{
	assert(ref.form == REF_SCOPED);
	if (ref.level > scope_level(from))
		return false;
	*target = scope_at(from, ref.level);
	return true;
}

const char *ref_format(struct arena *arena, struct scope target, const char *id)
{
	enum scope_level level = scope_level(target);
	size_t i = 0;

	while (prefixes[i].level != level)
		i++;
	return arena_format(arena, "%s%s", prefixes[i].text, id);
}
