#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/source.h"
#include "model/value.h"
#include "providers/tree.h"
#include "reconcile/fingerprint.h"
#include "reconcile/report.h"
#include "reconcile/selection.h"

#define SAVED_VERSION "1.0"

/* A step as a saved plan holds it: what it does, and what that rests on. */
struct saved_step {
	const char *address;
	const char *action;
	const char *writes;         /* fingerprint of its requests; NULL: none */
	bool live;                  /* the entity was there */
	struct fingerprint print;   /* as it was */
	const char *const *secrets; /* where values come from: "!env NAME" */
	size_t secret_count;
	const char **cascades; /* what goes with it, by address */
	size_t cascade_count;
};

/*
 * A plan on its way to another day, or another machine: enough to make it again and
 * to tell whether it is the same. It holds no secret value and no text of a
 * document, so it cannot be carried out by itself. Zero is a valid empty one.
 */
struct saved {
	struct arena arena;
	const char *account, *endpoint;
	const char *commit, *base;   /* NULL when there was none */
	const char *root;            /* the tree's folder: ".harness" */
	const char *tree_id;         /* git's id of it; NULL of a dirty tree */
	const char *tree_digest;     /* of its documents */
	const struct value *options; /* map: what the plan was told, by option */
	struct saved_step *steps;
	size_t count;
};

/* Of a plan that was just made. It points into the report and the tree. */
void saved_make(struct saved *saved, const struct report *report, const struct tree *tree,
	const char *endpoint, const struct value *options);

/*
 * From the bytes of a file. False with errors (json-syntax, duplicate-key,
 * plan-file) at their places when it is no plan that this program saved, or not as
 * it was saved.
 */
bool saved_read(
	struct saved *saved, const struct source *source, struct error_list *errs);
/* What stands in the member "digest" of a file whose other members are these. */
const char *saved_digest(struct arena *arena, const struct value *root);
void saved_release(struct saved *saved);

/* Narrow to what the plan has steps for; points into it. */
void saved_select(struct saved *saved, struct selection *selection);

/* What the plan rests on, in the order in which it can be known. Each says with
 * plan-moved what is no longer so. */
bool saved_check_tree(
	const struct saved *saved, const struct tree *tree, struct error_list *errs);
bool saved_check_account(const struct saved *saved, const char *account,
	const char *endpoint, struct error_list *errs);
/* Against the plan made again: its base, and step by step. */
bool saved_check_steps(
	const struct saved *saved, const struct saved *again, struct error_list *errs);
/* What its steps refer to, and was there, or would be made. */
bool saved_check_needs(const struct plan *plan, const struct entity_set *desired,
	const struct entity_set *live, struct error_list *errs);
/* Say once what all those come to. */
void saved_refuse(struct error_list *errs);
