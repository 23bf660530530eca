#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "model/text.h"
#include "reconcile/diff.h"
#include "reconcile/live.h"
#include "reconcile/load.h"

struct selection;

/* What becomes of a live entity when a tree is written. */
enum pull_state {
	PULL_NEW,      /* no document declares it: a file is made */
	PULL_SAME,     /* a document declares it as it is */
	PULL_DIFFERS,  /* a document declares it otherwise */
	PULL_LEFT_OUT, /* it is none of the tree's, or could not be */
};
enum { PULL_STATES = PULL_LEFT_OUT + 1 };
const char *pull_state_name(enum pull_state state);

/* Why one is left out; in words, pull_reason_words(). */
enum pull_reason {
	PULL_MANAGED,    /* Harness manages it */
	PULL_GENERATED,  /* Harness made it beside something else */
	PULL_OWN,        /* rein keeps it for itself */
	PULL_REMOTE,     /* Git Experience keeps it in a repository */
	PULL_HIDDEN,     /* this key may not read it */
	PULL_UNREADABLE, /* rein would not take its document for it */
};
enum { PULL_REASONS = PULL_UNREADABLE + 1 };
/* What stands behind a number of them: "that Harness manages". */
const char *pull_reason_words(enum pull_reason reason);

struct pull_item {
	enum pull_state state;
	const struct entity *live;
	const struct entity *declared; /* PULL_SAME, PULL_DIFFERS */
	const char *path;              /* its file; NULL when left out */
	struct slice bytes;            /* PULL_NEW: what the file gets */
	struct difference difference;  /* PULL_DIFFERS: before is live */
	enum pull_reason reason;       /* PULL_LEFT_OUT */
	const char *detail;            /* more about that, or NULL */
	bool written;                  /* for the caller: its file says it now */
};

/*
 * A live scope as files of a tree: a value without effects, by address. It points into
 * live and declared, which must outlive it.
 */
struct pull {
	struct arena arena;
	struct pull_item *items;
	size_t count;
	size_t states[PULL_STATES], reasons[PULL_REASONS];
};

struct pull_options {
	const char *root; /* the tree's folder, from the repository's root */
	struct scope scope;
	const struct selection *selection; /* NULL: all */
};

/*
 * What lives in the scope and below it, as far as it is selected. `declared` holds all
 * documents that are there, tracked or not: what one of them declares stays where it
 * is, and is compared in meaning. Each new document has been loaded again and says just
 * what is live. What a user should know of those left out is a finding, none an error.
 */
void pull_make(struct pull *pull, const struct live *live,
	const struct declared *declared, const struct pull_options *options,
	struct error_list *errs);
void pull_release(struct pull *pull);
