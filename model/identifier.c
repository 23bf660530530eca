#include "model/identifier.h"

#include <string.h>

#include "model/arena.h"

enum { IDENTIFIER_CHARACTERS = 128 };

static const struct rule {
	const char *first, *rest; /* besides letters; and digits in `rest` */
	const char *words;
} rules[] = {
	[IDENTIFIER_ENTITY] = { "_", "_$",
		"letters, digits, '_' and '$', not starting with a digit or '$'" },
	[IDENTIFIER_STRICT] = { "_", "_",
		"letters, digits and '_', not starting with a digit" },
	[IDENTIFIER_HYPHEN] = { "_", "_$-",
		"letters, digits, '_', '-' and '$', starting with a letter or '_'" },
	[IDENTIFIER_CUSTOM] = { "", "_$",
		"letters, digits, '_' and '$', starting with a letter" },
};

/* Source: core.md 4.1: the union of the server's list and the documentation's;
 * extended.md 1.4: the last one. */
static const char *const reserved[] = { "or", "and", "eq", "ne", "lt", "gt", "le", "ge",
	"div", "mod", "not", "null", "true", "false", "new", "var", "return", "step",
	"parallel", "stepGroup", "org", "account", "status", "liteEngineTask", "class",
	"shellScriptProvisioner", "_harness_system" };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool is_spelt_well(const char *text, const struct rule *rule)
{
	if (!is_letter(*text) && !is_one_of(*text, rule->first))
		return false;
	for (const char *at = text + 1; *at != '\0'; at++)
		if (!is_letter(*at) && !is_digit(*at) && !is_one_of(*at, rule->rest))
			return false;
	return true;
}

enum identifier_fault identifier_check(const char *text, enum identifier_rule rule)
{
	if (!is_spelt_well(text, &rules[rule]))
		return IDENTIFIER_BAD;
	if (strlen(text) > IDENTIFIER_CHARACTERS)
		return IDENTIFIER_LONG;
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (*text == *reserved[i] && strcmp(text, reserved[i]) == 0)
			return IDENTIFIER_RESERVED;
	return IDENTIFIER_OK;
}

const char *identifier_rule_words(enum identifier_rule rule)
{
	return rules[rule].words;
}

static bool is_blank(char c)
{
	return is_one_of(c, " \t\n\v\f\r");
}

const char *identifier_generate(struct arena *arena, const char *name)
{
	const char *end = name + strlen(name);
	char *made = arena_alloc(arena, strlen(name) + 1);
	char *to = made;
	bool space = false;

	while (is_blank(*name))
		name++;
	while (end > name && is_blank(end[-1]))
		end--;
	for (; name < end; name++) {
		bool kept = is_letter(*name) || is_digit(*name) || is_one_of(*name, "_$");

		if (*name == ' ' && !space)
			*to++ = '_';
		else if (kept)
			*to++ = *name;
		if (*name == ' ' || kept) /* a dropped character parts no run of spaces */
			space = *name == ' ';
	}
	return made;
}

/* Source: core.md 4.2: srv23 NGEntityName, EntityName; schema v0/pipeline. */
static const struct {
	const char *signs; /* besides letters and digits; NULL: anything */
	bool space_first;
	const char *words;
} name_rules[] = {
	[NAME_ANY] = { NULL, true, "any text" },
	[NAME_WIDE] = { " -_./", true,
		"letters, digits, spaces and - _ . /, and not blank" },
	[NAME_NARROW] = { " -_", true, "letters, digits, spaces and - _" },
	[NAME_DOTTED] = { " \t-_.", false,
		"letters, digits, spaces and - _ ., not starting with a space" },
};

bool name_check(const char *text, enum name_rule rule)
{
	const char *signs = name_rules[rule].signs;

	if (signs == NULL)
		return true;
	if (text[strspn(text, " \t")] == '\0' ||
		(!name_rules[rule].space_first && is_blank(*text)))
		return false;
	for (; *text != '\0'; text++)
		if (!is_letter(*text) && !is_digit(*text) && !is_one_of(*text, signs))
			return false;
	return true;
}

const char *name_rule_words(enum name_rule rule)
{
	return name_rules[rule].words;
}
