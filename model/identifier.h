#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Which alphabet (DESIGN "Validation", references.md 6, core.md 4.1). */
enum identifier_rule {
	IDENTIFIER_ENTITY, /* letters, digits, _ and $ */
	IDENTIFIER_STRICT, /* without $: projects, and the YAML schemas' */
	IDENTIFIER_HYPHEN, /* with -: secrets */
	IDENTIFIER_CUSTOM, /* without a leading _: custom roles */
};

enum identifier_fault {
	IDENTIFIER_OK,
	IDENTIFIER_BAD,      /* wrong characters or start */
	IDENTIFIER_LONG,     /* over 128 characters */
	IDENTIFIER_RESERVED, /* one of the reserved words */
};

enum identifier_fault identifier_check(const char *text, enum identifier_rule rule);
/* What the rule wants, for a message: "letters, digits and '_', ...". */
const char *identifier_rule_words(enum identifier_rule rule);

/*
 * The identifier that the vendor's UI makes of a name (core.md 4.1): trimmed,
 * foreign characters dropped, runs of spaces one '_'. "" when nothing is left.
 */
const char *identifier_generate(struct arena *arena, const char *name);

/* Which alphabet a name has (core.md 4.2). */
enum name_rule {
	NAME_ANY,
	NAME_WIDE,   /* letters, digits, space, - _ . / */
	NAME_NARROW, /* letters, digits, space, - _ */
	NAME_DOTTED, /* letters, digits, space, - _ . and no space in front */
};

bool name_check(const char *text, enum name_rule rule);
const char *name_rule_words(enum name_rule rule);
