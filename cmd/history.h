#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cmd/options.h"
#include "model/error.h"

struct applied;
struct session;

/* What was applied last, for those who compare with it; where that is kept. */
extern const struct option_group history_options, record_options;

/* The record alone, and where it belongs. */
bool history_read_record(struct session *session);
/* Where the record belongs, and ask ahead for it; before history_read(). False when
 * that cannot be told. */
bool history_ask(struct session *session);
/* About how many requests that takes. */
size_t history_cost(const struct session *session);
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
 * Record what was applied (NULL: there was nothing to do), if that says anything new,
 * where it belongs if the lock is held. What goes wrong is a warning that says what is
 * lost, since the account is as it should be.
 */
void history_save(struct session *session, const struct applied *applied);
/* The record goes when all of the tree is destroyed; of less than that it stays. */
void history_drop(struct session *session, const struct applied *applied);
/* Give up the plan and what it was made of, to make it anew. */
void history_forget(struct session *session);
