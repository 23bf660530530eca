#pragma once

#include <stdbool.h>

#include "cmd/command.h"
#include "cmd/options.h"
#include "model/error.h"
#include "model/source.h"
#include "model/text.h"
#include "reconcile/saved.h"

struct session;

/*
 * A saved plan on disk (`plan --out`, `apply PLAN`), with the options that it was
 * made with: those whose rows say that a plan keeps them.
 */
struct plan_file {
	struct buf bytes;
	struct source source; /* what findings in the file point into */
	struct saved saved;
	struct options options; /* what apply was told, under what the plan was told */
	struct context context; /* apply's, with these options */
};

/* Whether a plan may be written there: nothing else is overwritten. */
bool plan_file_check(const char *path, struct error_list *errs);
/* Write the plan of a session, whole or not at all, mode 0600. */
bool plan_file_save(
	const char *path, const struct session *session, struct error_list *errs);

/*
 * Read one for apply, which was told `context->options`: one of them that the plan
 * keeps is a `usage` error when it was given on the command line, and nothing when
 * it comes from the environment.
 */
bool plan_file_open(
	struct plan_file *file, const char *path, const struct context *context);
void plan_file_close(struct plan_file *file);

/* Whether the plan of a session is still the saved one. */
bool plan_file_holds(const struct saved *saved, const struct session *session);
