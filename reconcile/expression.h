#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/text.h"

struct reference;

/* Islands within islands that are told apart; deeper ones count as the last. */
enum { EXPRESSION_DEPTH = 32 };

/*
 * The expressions of a scalar: text with any number of `<+ ... >` islands, which
 * nest (references.md 4). Begin with { .text = text }.
 */
struct expressions {
	const char *text;
	size_t at;                         /* the next byte to look at */
	size_t depth;                      /* in so many islands */
	char quotes[EXPRESSION_DEPTH + 1]; /* of each the open quote, or NUL */
};

/* What an expression names. */
struct expression {
	const struct reference *row; /* its kind and how it is named */
	struct slice name;           /* looks into the text */
};

/*
 * The next thing they name, anywhere in an island: a secret (secrets.getValue("x") and
 * its older spellings), a variable (variable.x, variable.org.x), a file
 * (fileStore.getAsString("/x")). A name that is computed is none. False when there is
 * no further one.
 */
bool expressions_next(struct expressions *scan, struct expression *found);
