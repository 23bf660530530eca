#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/support/fake_provider.h"
#include "tests/support/repository.h"

/*
 * A random history: what was done to a repository and to an account, with a model of
 * the three sets (declared, base, live) beside them. This is its side of git; that of
 * the account is history_live.h, what must come of both history_oracle.h.
 */

enum {
	HISTORY_THINGS = 4,   /* variables that git may declare */
	HISTORY_WILD = 2,     /* and some that it never does */
	HISTORY_COMMITS = 64, /* most of one history */
	HISTORY_FIELDS = 2,   /* the description, and the value */
};

/* A variable: its fields as small numbers, 0: not there. */
struct thing {
	bool there;
	int fields[HISTORY_FIELDS];
};

struct commit {
	char id[41];
	struct thing things[HISTORY_THINGS];
	int parents[2]; /* -1: none */
};

struct history {
	uint64_t random;
	struct repository repository;
	struct fake_provider fake;
	struct thing live[HISTORY_THINGS + HISTORY_WILD];
	struct commit commits[HISTORY_COMMITS];
	int count, head; /* HEAD is a commit by its number */
	bool recorded;
	int base, settled;              /* as the record says */
	bool unsettled[HISTORY_THINGS]; /* kept in it by their addresses */
};

/* One commit that declares v0, and an account of a project without variables. */
void history_init(struct history *history, uint64_t seed);
void history_release(struct history *history);

/* A number below that one: of one seed, the same on every machine. */
unsigned history_pick(struct history *history, unsigned below);

/* Write the identifier of a thing: v0 and on, wild4 and on for the wild ones. */
void history_name(char name[16], int number);

/* Commit a change of one thing. */
void history_edit_git(struct history *history);
/* Check out a commit, by its number. */
void history_go_to(struct history *history, int commit);
/* Another branch joins HEAD; what it says is dropped, as `-s ours` does. */
void history_merge(struct history *history);

/* Whether it is `commit` itself, or comes before it. */
bool history_is_ancestor(const struct history *history, int ancestor, int commit);
