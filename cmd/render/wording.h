#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/text.h"
#include "reconcile/diff.h"
#include "reconcile/plan.h"

struct cascade;
struct report;
struct value;

/*
 * What formats for people say in the same words. Unless a function says otherwise
 * the text is as foreign as what it quotes: the format escapes it as a whole.
 */

/* The line that sums up a plan or an apply, without a line end. */
void wording_outcome(struct buf *out, const struct report *report);

/* That the plan is about a part of the tree, and how large it is; false and nothing
 * where it is about all. */
bool wording_selection(struct buf *out, const struct report *report);

/* How much goes with an organization or project. Nothing of it is foreign. */
void wording_cascade(struct buf *out, const struct cascade *cascade);

/* Whether a plan or drift has warnings alone, and so many of them that they would hide
 * what it is about. */
bool wording_folds(const struct report *report);

/* What became of a step of an apply: "done", "failed", "blocked". */
const char *wording_result(const struct report *report, size_t step);
/* Why a step was not done, briefly, since an error stands on stderr, whole; nothing
 * where that is not known. */
void wording_why(struct buf *out, const struct report *report, size_t step);

/* Characters of a commit that people are shown. */
enum { WORDING_COMMIT = 7 };

/* Where a field stands, who changed it, and whether it can be changed:
 * "api.yaml:3, changed in git by commit 3f2a91c, forces replacement"; of a conflict also
 * what it was at `base`. Nothing of what stands in no file. */
void wording_remarks(struct buf *out, const struct entity *desired,
	const struct change *change, bool replaces, const char *base);

/* A value in one line, quoted as JSON where that is needed; "(none)" of NULL, secrets
 * masked. No character of it is one that a terminal obeys or hides. */
void wording_value(struct buf *out, const struct value *value, bool secret);
/* Whether both sides are texts and one of them has several lines: then what differs
 * is shown line by line. */
bool wording_has_lines(const struct change *change);
/* The bytes of one side of such a change. */
struct slice wording_lines(const struct value *value);
