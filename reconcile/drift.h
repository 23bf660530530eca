#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "model/scope.h"
#include "reconcile/diff.h"
#include "reconcile/live.h"
#include "reconcile/load.h"
#include "reconcile/past.h"
#include "reconcile/plan.h"

struct ignore;
struct ignore_rule;
struct selection;

/* What an entity is to git and to Harness; worst first. */
enum drift_state {
	DRIFT_CONFLICT,  /* a field was changed in both */
	DRIFT_DRIFTED,   /* a field was changed in Harness */
	DRIFT_MISSING,   /* it was deleted in Harness */
	DRIFT_UNMANAGED, /* it was made in Harness; git never declared it */
	DRIFT_PENDING,   /* only git moved, and nobody applied it yet */
};
enum { DRIFT_STATES = DRIFT_PENDING + 1 };
const char *drift_state_name(enum drift_state state);
/* False when no state has that name. */
bool drift_state_find(const char *name, enum drift_state *state);

/* Who wrote something last in Harness, as its audit trail says. */
struct drift_author {
	const char *name; /* "Jane Doe", "jane@example.com"; "unknown" */
	const char *kind; /* "user", "service_account", "api_key", "system"; "unknown" */
	const char *via;  /* the principal's type in the API's word: "USER"; or NULL */
	const char *id;   /* the principal's identifier, a mail address; or NULL */
	const char *action; /* the API's word: "UPDATE"; or NULL */
	int64_t at_ms;      /* since 1970; 0 when not known */
};

/* The commit that a declared line came with. */
struct drift_commit {
	const char *commit; /* full hash; "" when nobody has committed the line yet */
	const char *author;
	const char *file;
	uint32_t line;
	int64_t at; /* seconds since 1970 */
};

/* One entity that is not in sync. */
struct drift_entity {
	enum drift_state state;
	const struct kind *kind;
	struct scope scope;
	const char *address;
	const struct entity *desired; /* NULL: unmanaged, or git declares it no longer */
	const struct entity *live;    /* NULL: it is not there */
	const struct change *changes; /* before is live, after is what git says */
	size_t change_count;
	const char *reason;                    /* what there is to say besides, or NULL */
	const struct drift_author *changed_by; /* NULL: nobody was asked */
	const struct drift_commit *declared_by; /* NULL: not declared, or not asked */
};

/* How much of one kind in one scope git manages. */
struct drift_coverage {
	struct scope scope;
	const struct kind *kind;
	size_t managed;   /* live entities that git declares or declared */
	size_t unmanaged; /* the other ones; 0 unless `whole` */
	bool whole;       /* the scope's own document is in the tree: all was read */
};

/* A field, or an entity, that a rule of rein.yaml hid. */
struct drift_hidden {
	const struct ignore_rule *rule;
	const char *address;
	const char *path;       /* NULL: the entity itself */
	enum drift_state state; /* what it would have been */
};

struct drift_counts {
	size_t states[DRIFT_STATES];
	size_t in_sync; /* with what rules of rein.yaml hide of what git declares */
	size_t managed; /* in sync, and in every state but unmanaged */
	size_t covered; /* live ones that git declares or declared */
};

/*
 * How Harness differs from git, and through whom: a value made of a plan and the
 * sides it was made of, which must outlive it.
 */
struct drift {
	struct arena arena;
	struct drift_entity *items; /* by address */
	size_t count;
	struct drift_counts counts;
	struct drift_coverage *coverage; /* by scope, then by kind */
	size_t coverage_count;
	const struct ignore *ignore; /* NULL: nothing is */
	struct drift_hidden *hidden; /* by rule, then by address and path */
	size_t hidden_count;
};

struct drift_options {
	const struct ignore *ignore;       /* NULL: nothing is */
	const struct selection *selection; /* NULL: all. The rest is not counted either */
};

/*
 * `plan` must have been made with `prune`, so that it says what became of all that
 * git declares no longer; `live` must have been read wide. `past` may be NULL:
 * every difference is drift then, and every absence a loss. The plan must have been
 * made with the same selection and without `ignore`, which the drift looks at itself.
 */
void drift_make(struct drift *drift, const struct plan *plan,
	const struct declared *declared, const struct past *past, const struct live *live,
	const struct drift_options *options);
void drift_release(struct drift *drift);

/* Warn of rules that are over; note those that hid nothing. */
void drift_tell_rules(const struct drift *drift, struct error_list *errs);

/* The entity of that address, or NULL when it is in sync or not known. */
const struct drift_entity *drift_find(const struct drift *drift, const char *address);

/* Covered over covered and unmanaged, from 0 to 1; below 0 when there is neither. */
double drift_share(size_t managed, size_t unmanaged);
