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
