#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "reconcile/pattern.h"

/* Who refers. */
struct referrer {
	struct arena *arena; /* of what is found */
	const struct entity *entity;
	struct error_list *errs; /* NULL: nobody asks what is wrong */
};

/* A text that refers, and where it stands. */
struct mark {
	const char *text;
	uint32_t offset;                  /* in the source: of the finding and the link */
	const struct value *fields;       /* below the root key */
	const struct pattern_step *steps; /* the way from there to the text */
	size_t depth;
};

/*
 * What a text in a reference field names, by the field's row. False when that is
 * nothing: an expression or a name that is resolved where it is used; or something
 * that the referrer cannot see or name so, which is a finding at the text.
 */
bool target_of_field(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark);

/*
 * What an expression names: a scoped text where `row` is REFERENCE_SCOPED, else a
 * path. Expressions are evaluated where they run: a bare name outside a project
 * means the project of the run, so it is at most suspicious.
 */
bool target_of_expression(struct link *link, const struct referrer *referrer,
	const struct reference *row, const struct mark *mark);
