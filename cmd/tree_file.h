#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"

struct source;
struct tree;
struct value;

/* What `rein.yaml` in the root of a tree says; zero, -1 or NULL where silent. */
struct tree_file_settings {
	const char *account;
	struct place account_at;
	const char *endpoint; /* parsed; loopback or the vendor's */
	int64_t rate, parallelism;
	bool closed;
	const struct value *protect; /* list of texts */
	const struct value *ignore;  /* list of maps, and the file that they stand in */
	const struct source *source;
	const char *name;   /* of record and lock */
	const char *record; /* "variable" or "none" */
	const char *record_scope;
};

/*
 * Read it, if the tree has one. Each unknown key, with the nearest known one, and
 * each wrong type is an error at its place. The tree may be a stranger's: the file
 * names no key and no endpoint outside loopback and the vendor's domain.
 */
bool tree_file_read(struct tree_file_settings *settings, struct arena *arena,
	const struct tree *tree, struct error_list *errs);
