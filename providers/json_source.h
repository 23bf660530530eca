#pragma once

#include "model/arena.h"
#include "model/error.h"
#include "model/source.h"
#include "model/value.h"

/*
 * One JSON text that people hand us as a file: as json_read() reads it, but each
 * node carries its offset in the source, and what is wrong is an error at its place:
 * `json-syntax` (also bytes that are not UTF-8, NUL, a lone surrogate, text behind
 * the value), `duplicate-key` (the later key, `related` the earlier) and
 * `limit-exceeded` (LIMIT_DEPTH). NULL when there was one. The source is at most
 * LIMIT_PLAN_BYTES large and outlives the errors' making alone: texts are copied.
 */
const struct value *json_read_source(
	struct arena *arena, const struct source *source, struct error_list *errs);
