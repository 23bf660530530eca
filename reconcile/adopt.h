#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "providers/tree.h"
#include "reconcile/diff.h"

/* A declared entity whose document shall say what is live. */
struct adoption {
	const struct entity *desired;
	const struct entity *live; /* NULL: it is gone there, and its document goes */
	const struct change
		*changes; /* what of it is adopted, as diff_entity() found it */
	size_t count;
	bool whole;   /* nothing else differs */
	bool refused; /* filled in: its document cannot be made to say it */
};

/* A file that changes. */
struct adopted_file {
	const char *path;
	struct slice bytes;
	bool removed; /* no document is left in it */
	bool written; /* for the caller: the file says it now */
};

/* A value without effects; it lives in its arena. */
struct adopted {
	struct arena arena;
	struct adopted_file *files; /* by path */
	size_t count;
	const struct adoption *items; /* those it was made of, by file and place */
	size_t item_count;
};

/*
 * Other bytes for the files of `tree` that declare these entities: only the lines that
 * say something else change, so far as the document can be edited; where it cannot
 * (an alias in the way, say), that document is written anew and loses its comments.
 * `!env` and `!file` stay. Each file was loaded again, and declares what it declared
 * with just these differences settled; what cannot be made to is an error at its place
 * and `refused`.
 */
bool adopt_make(struct adopted *adopted, const struct tree *tree, struct adoption *items,
	size_t count, struct error_list *errs);
void adopt_release(struct adopted *adopted);
