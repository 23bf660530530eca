#pragma once

#include "model/arena.h"
#include "model/scope.h"
#include "reconcile/live_scopes.h"

struct declared;
struct past;
struct selection;

/*
 * The scopes at `level` that must be there for what is selected: where it lives, where
 * what it refers to lives, and what `past` (may be NULL) opened. The tree's folders
 * without a document count where all is selected. In order, and each once.
 */
struct live_scopes live_scopes_used(struct arena *arena, const struct declared *declared,
	const struct past *past, const struct selection *selection,
	enum scope_level level);
