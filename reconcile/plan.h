#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "providers/provider.h"
#include "reconcile/diff.h"
#include "reconcile/graph.h"
#include "reconcile/live.h"
#include "reconcile/load.h"
#include "reconcile/rotation.h"

struct cascade;
struct ignore;
struct selection;

enum action {
	ACTION_CREATE,
	ACTION_UPDATE,
	ACTION_DELETE,
	ACTION_REPLACE,
	ACTION_BLOCKED
};
const char *action_name(enum action action);

/* One thing to do, or that must not be done. */
struct step {
	enum action action;
	const struct kind *kind;
	const char *address;
	const struct entity *desired, *live; /* NULL when deleted; when created */
	bool adopted;                        /* it was live before, but not in base */
	struct change *changes;              /* of an update or replacement */
	size_t change_count;
	const struct value *merged;     /* what is sent, as merge.h says */
	const char *reason;             /* blocked or replaced: why; else NULL */
	const char *fresh;              /* replaced: the identifier of the successor */
	const struct entity *successor; /* replaced: it is live already, and `merged` is
					   what it lacks, or NULL; only `live` goes */
	const struct cascade *cascade;  /* what goes with an organization or project, once
					   cascade_read() has looked; else NULL */
};

struct plan_counts {
	size_t create, update, remove, replace, unchanged, blocked, adopted;
	size_t cascaded; /* what goes with an organization or project, without a step */
};

/* An organization or project that git calls by another identifier now. */
struct plan_rename {
	const char *gone;          /* its address before */
	const struct entity *heir; /* what is made anew instead */
	bool pruned;               /* the old one goes; else it stays */
};

/*
 * What has to happen so that live equals desired: a value without effects. Steps
 * stand in the order of execution, ties by address; the graph is over their
 * numbers. It points into declared, base and live, which must outlive it.
 */
struct plan {
	struct arena arena;
	bool destroys; /* all that git declares is to go */
	struct step *steps;
	size_t count;
	struct graph graph;
	struct plan_counts counts;
	const char **prunable; /* addresses that a prune would delete, in order */
	size_t prunable_count;
	struct plan_rename *renames; /* renamed.h */
	size_t rename_count;
};

struct plan_options {
	const char *const *replace; /* addresses that may be replaced */
	size_t replace_count;
	struct rotation rotation; /* which secret values are sent again */
	bool prune;               /* delete what git declared and declares no longer */
	bool destroy;             /* and nothing is desired: past_drop_all() was called */
	const char *const *protect; /* globs of addresses never deleted or replaced */
	size_t protect_count;
	const struct ignore *ignore; /* NULL: nothing. Fields that are left as they are */
	const struct selection *selection; /* NULL: all. The rest has no steps */
};

/*
 * `past` may be NULL: nothing is known of it, nothing is deleted. Deletes come
 * after all that still refers, live, to what goes, and children before what holds
 * them; what an entity that stays refers to is not deleted but blocked. Findings:
 * external-missing where neither tree nor account has a target; an error for the
 * organization or project that something lives in, else a warning, since the API
 * takes most such references. And grant-kept, as kept_grant.h says.
 */
bool plan_make(struct plan *plan, const struct declared *declared,
	const struct past *past, const struct live *live,
	const struct plan_options *options, struct error_list *errs);
void plan_release(struct plan *plan);
/* A step of the plan must not be done after all; `reason` lives as long as it. */
void plan_block(struct plan *plan, struct step *step, const char *reason);

/* Whether it has a step that is not blocked and waits for none that is. */
bool plan_has_work(const struct plan *plan);

/* Most calls that one step makes. */
enum { STEP_CALLS = 2 };
/*
 * The writes of a step in their order, as apply starts them and --show-requests
 * prints them; returns how many (0 when blocked). Arena and errs of the calls are
 * left to the caller.
 */
size_t plan_calls(const struct step *step, struct call calls[STEP_CALLS]);
