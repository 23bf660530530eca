#pragma once

#include "model/scope.h"

struct arena;
struct buf;
struct value;

/*
 * The JSON body of a listing row with {account}, {org} and {project} filled in;
 * members whose placeholder has no value are left out. Those of `more` (NULL: none)
 * come behind them.
 */
void placeholder_fill(struct buf *out, const char *json, const char *account,
	struct scope scope, const struct value *more, struct arena *arena);
