#pragma once

#include <stddef.h>
#include <stdint.h>

#include "reconcile/drift.h"

struct arena;
struct buf;
struct report;

/*
 * What formats for people say of drift, in the same words. Texts are as foreign as
 * what they quote: the format escapes them as a whole.
 */

/* The title over entities of a state: "Changed in Harness". Without a base nobody
 * knows who moved: "Differs from git". */
const char *drift_words_title(enum drift_state state, const struct report *report);

/* The states in the order in which they are counted, and what a count of one is called:
 * "3 drifted". */
struct drift_counted {
	enum drift_state state;
	const char *words;
};
enum { DRIFT_COUNTED = 5 };
extern const struct drift_counted drift_counted[DRIFT_COUNTED];

/* The line that sums the report up, without a line end. */
void drift_words_outcome(struct buf *out, const struct report *report);

/* "87.5 %", cut, so that 100 means all; "-" where there is nothing. */
void drift_words_share(struct buf *out, size_t managed, size_t unmanaged);

/* "changed in Harness by Jane Doe <jane@example.com> (USER), 2026-11-20 09:13 UTC,
 * 2 days ago"; nothing where nobody was asked. */
void drift_words_changed(
	struct buf *out, const struct drift_entity *entity, const struct report *report);
/* "declared in git by Ann Author in 3f2a91c (api.yaml:3), 2026-11-19 18:02 UTC"; nothing
 * where that was not asked. */
void drift_words_declared(struct buf *out, const struct drift_entity *entity);

/* What a rule of rein.yaml ignores, until when, and why: "/spec/tags/x of
 * service:payments/api until 2026-12-31: owned by the finance team". */
void drift_words_rule(struct buf *out, const struct ignore_rule *rule);

/*
 * What differs in an entity as people read it: before and after are what git says and
 * what Harness made of it, but of what is pending what Harness has and git will make
 * of it. Lives in the arena.
 */
const struct change *drift_words_fields(
	struct arena *arena, const struct drift_entity *entity);

/* "2026-11-20 09:13 UTC" */
void drift_words_time(struct buf *out, int64_t seconds);
