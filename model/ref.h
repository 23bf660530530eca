#pragma once

#include <stdbool.h>

#include "model/scope.h"

struct arena;

enum ref_form {
	REF_SCOPED,  /* account.x, org.x, or a bare x: always the project's */
	REF_OPAQUE,  /* empty, or an expression somewhere in it: nothing to resolve */
	REF_PROJECT, /* project.x: the server refuses it (references.md 1) */
	REF_INVALID, /* another prefix, or no legal identifier */
};

/* A reference as written; `level` and `id` for REF_SCOPED alone, `id` in the text. */
struct ref {
	enum ref_form form;
	enum scope_level level;
	const char *id;
};

/* Source: references.md section 1, extended.md 1.4. */
struct ref ref_parse(const char *text);

/*
 * The scope a reference means when written in `from`. False when the writer
 * cannot see it: a bare id outside a project, org.x from the account.
 */
bool ref_resolve(struct ref ref, struct scope from, struct scope *target);

/* How `id` of `target` is written as seen from below: account.id, org.id, id. */
const char *ref_format(struct arena *arena, struct scope target, const char *id);
