#pragma once

#include <stdbool.h>

#include "cmd/options.h"
#include "model/error.h"

struct applied;
struct session;

/* The options of whoever reads or writes the record. */
extern const struct option_group history_options;

/*
 * What was applied before, for session_read(): the record is read, and of git what
 * it declared then and since. False when that cannot be told and must be.
 */
bool history_read(struct session *session);
/* What is lost where the record could not be read; after the account was. */
void history_tell(struct session *session);
/* Whether git goes forward from the commit that was applied last; if it does not, a
 * finding of the given severity. */
bool history_check(struct session *session, enum severity severity);
/*
 * Record what was applied (NULL: there was nothing to do), if that moves anything.
 * False when it could not be written, with the error.
 */
bool history_save(struct session *session, const struct applied *applied, bool move);
