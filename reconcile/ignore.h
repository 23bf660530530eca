#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"

/*
 * A rule of rein.yaml: what of some entities is not git's to say for now. It covers
 * the fields that `fields` name and all below them, or without any the entity whole.
 */
struct ignore_rule {
	const char *address;       /* glob */
	const char *const *fields; /* globs of JSON pointers below the root key */
	size_t field_count;
	const char *until;  /* the last day that it holds, "2026-12-31"; NULL: for ever */
	const char *reason; /* or NULL */
	struct place place; /* of the rule in rein.yaml */
	bool expired;       /* that day is over: it covers nothing */
};

/* Zero is a valid empty one. */
struct ignore {
	const struct ignore_rule *rules;
	size_t count;
};

/*
 * The first rule in force that covers the field at `path` (a JSON pointer) of the
 * entity, or with NULL the entity whole; NULL when none does. `ignore` may be NULL.
 */
const struct ignore_rule *ignore_find(
	const struct ignore *ignore, const char *address, const char *path);

/* Warn of rules whose day is over: what they covered is looked at again. */
void ignore_tell_expired(const struct ignore *ignore, struct error_list *errs);
