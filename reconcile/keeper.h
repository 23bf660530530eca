#pragma once

#include <stdbool.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "providers/provider.h"
#include "reconcile/record.h"
#include "reconcile/record_name.h"

struct ahead;

/*
 * The record of a tree as it stands in the account. It belongs into the scope
 * `home`, and one that was left above or below (the tree grew, or shrank) counts as
 * well. Zero but for what the caller fills in; all it reads lives in its arena.
 */
enum keeper_state {
	KEEPER_UNREAD,
	KEEPER_ABSENT, /* nothing was recorded yet */
	KEEPER_FOUND,
	KEEPER_BROKEN, /* there is one, which says nothing that can be trusted */
	KEEPER_DENIED, /* this key may not read it */
};

struct keeper {
	struct provider *provider; /* the caller fills in these */
	struct record_name name;
	struct scope home;

	struct arena arena;
	enum keeper_state state;
	struct scope scope; /* where it stands; `home` when it is nowhere */
	const char *text;   /* what stands there, or "" */
	struct record record;
};

/* The narrowest scope that holds all of the set. */
struct scope keeper_home(const struct entity_set *set);
/* "account", "ORG" or "ORG/PROJECT" as a scope; false when it is none of these. */
bool keeper_parse_scope(struct scope *scope, struct arena *arena, const char *text);

/* Ask ahead for the place where it belongs. */
void keeper_ask(const struct keeper *keeper, struct ahead *ahead);
/*
 * Look where it belongs, then above, then below. False when that failed. What is
 * wrong with a broken one, and why it could not be read, is added to `troubles`
 * instead, since not every command needs it.
 */
bool keeper_read(
	struct keeper *keeper, struct error_list *troubles, struct error_list *errs);
/* Whether it is still as it was read. False with an error when that cannot be told. */
bool keeper_is_unmoved(struct keeper *keeper, bool *unmoved, struct error_list *errs);
/*
 * Put another record in the place of the one that was read; with `move` where it
 * belongs, and then the old one goes. False with what went wrong.
 */
bool keeper_write(struct keeper *keeper, const struct record *record, bool move,
	struct error_list *errs);
/* Take away the one that was read, if there is one: nothing is applied any more. False
 * with what went wrong. */
bool keeper_clear(struct keeper *keeper, struct error_list *errs);
void keeper_release(struct keeper *keeper);
