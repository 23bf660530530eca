#pragma once

#include <stdbool.h>

#include "cmd/options.h"

struct session;

/* --select, --exclude, --changed-since: session->selection, for those who plan. */
extern const struct option_group narrow_options;

/*
 * Fill the selection in from the options, if the command has them; the tree must be
 * loaded. False when the revision is not there.
 */
bool narrow_read(struct session *session);
/* Whether the globs say something; the past must have been read. */
bool narrow_check(const struct session *session);
