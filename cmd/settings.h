#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/options.h"
#include "model/arena.h"
#include "model/error.h"
#include "model/text.h"
#include "reconcile/ignore.h"

struct tree;

/* Options that say which tree, and which account and how to reach it. */
extern const struct option_group settings_tree;
extern const struct option_group settings_work_tree; /* of the files on disk */
extern const struct option_group settings_account;

/*
 * What the command line, the environment and rein.yaml say, in this order of
 * weight. Texts are borrowed from the options or live in the arena.
 */
struct settings {
	struct arena arena;
	const char *dir;         /* where the search for the tree begins */
	const char *rev;         /* NULL: the work tree */
	const char *secrets_dir; /* NULL: the repository */
	const char *endpoint;    /* no slash at the end */
	const char *account;     /* NULL until known */
	const char *ca_cert;     /* NULL: the system's */
	const char *cache;       /* NULL: the usual file */
	bool no_cache;
	int64_t rate; /* requests a minute, 0: no limit; -1: not said */
	int64_t parallelism, tries;
	const char *digest_key; /* REIN_DIGEST_KEY, or NULL */
	bool closed;            /* references must resolve within the tree */
	const char **protect;   /* globs of addresses never deleted or replaced */
	size_t protect_count;
	struct ignore ignore;     /* what is not git's to say for now */
	const char *asserted;     /* the account that rein.yaml names, or NULL */
	const char *name;         /* of record and lock, or NULL: made of the remote */
	const char *record;       /* "variable" or "none"; NULL until known */
	const char *record_scope; /* NULL: the narrowest that holds the tree */
	struct place asserted_at;
	const struct option_value *key_file;
	struct buf key; /* the API key; wiped by settings_release() */
};

/* What is known before the tree is: nothing is read, no key yet. */
bool settings_read(struct settings *settings, const struct options *options,
	struct error_list *errs);
/* Lay rein.yaml of the tree, if there is one, under what was said already. */
bool settings_read_tree(
	struct settings *settings, const struct tree *tree, struct error_list *errs);
/* What it takes to talk to the API: the key, and with it the account and rate. */
bool settings_read_key(struct settings *settings, struct error_list *errs);
/* An address of the API without the slash at its end, not yet parsed. */
const char *settings_endpoint(struct arena *arena, const char *text);
/* Also of a zero struct. */
void settings_release(struct settings *settings);
