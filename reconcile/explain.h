#pragma once

#include <stddef.h>

#include "model/error.h"

struct buf;

/*
 * What a code means to whom it befalls: for `validate --explain` and for
 * docs/FINDINGS.md, which is printed from these rows. Examples are files below
 * .harness/, each behind a line `== PATH`; a test holds the wrong one to its code,
 * and the right one to none. NULL where no document alone shows it.
 */
struct explanation {
	enum error_code code;
	const char *why, *wrong, *right;
};

/* Every code, in the order of model/error.h. */
extern const struct explanation explanations[];
extern const size_t explanation_count;

const struct explanation *explain_find(enum error_code code); /* or NULL */
/* One code, as Markdown that reads well in a terminal too. */
void explain_write(struct buf *out, const struct explanation *explanation);
/* docs/FINDINGS.md, whole. */
void explain_write_all(struct buf *out);
