#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "reconcile/adopt.h"

struct drift;
struct options;
struct session;

/*
 * Whether the files of the tree can be written: a work tree, and no --rev. Else a
 * `usage` error; `option` is what asks for it.
 */
bool adopt_can_write(const struct session *session, const char *option);

/*
 * What of a drift the globs take into git, in the arena: fields that were changed in
 * Harness, and what was deleted there. What cannot be taken is said.
 */
size_t adopt_collect(struct adoption **items, struct arena *arena,
	const struct session *session, const struct drift *drift,
	const char *const *globs, size_t glob_count);

/* Whether no file that would change holds something that is not committed. */
bool adopt_check_clean(struct session *session, const struct adopted *adopted);

/* Write the files. What could not be written is an error; the others are written. */
bool adopt_write(struct session *session, struct adopted *adopted);
