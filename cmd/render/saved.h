#pragma once

#include <stdbool.h>

#include "model/error.h"
#include "reconcile/plan.h"
#include "reconcile/saved.h"

struct buf;

/*
 * A saved plan as a file: JSON for people and programs alike, whose steps say what
 * `plan --format json` says of them, and beside that what the plan rests on. The
 *  * last member is the digest of all others. `saved` is of `plan`. False with an error
 * when nobody could read it back.
 */
bool render_saved(struct buf *out, const struct saved *saved, const struct plan *plan,
	struct error_list *errs);
