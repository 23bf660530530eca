#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Levels as bits, so that a kind can name several. */
enum scope_level {
	SCOPE_ACCOUNT = 1 << 0,
	SCOPE_ORG = 1 << 1,
	SCOPE_PROJECT = 1 << 2,
	SCOPE_ANY = SCOPE_ACCOUNT | SCOPE_ORG | SCOPE_PROJECT,
};

/* (account), (account, org) or (account, org, project): NULL where not named. */
struct scope {
	const char *org, *project;
};

enum scope_level scope_level(struct scope scope);
/* "account", "organization", "project": as the API's fields say it. */
const char *scope_level_name(enum scope_level level);
/* The level of that name, or 0. */
enum scope_level scope_level_find(const char *name);
bool scope_equal(struct scope a, struct scope b);
/* Account first, then by organization, then by project. */
int scope_compare(struct scope a, struct scope b);
/* Whether `inner` is `outer` or lies below it. */
bool scope_within(struct scope inner, struct scope outer);
/* `scope` cut at `level`; a level below it gives the scope itself. */
struct scope scope_at(struct scope scope, enum scope_level level);
/* The narrowest scope that holds both. */
struct scope scope_common(struct scope a, struct scope b);
/* "", "org/" or "org/project/": what stands before an identifier. */
const char *scope_prefix(struct arena *arena, struct scope scope);
/* "account", "org", "org/project": for tables. No organization is called account. */
const char *scope_name(struct arena *arena, struct scope scope);
/* "the account", "organization x", "project x/y": for messages. */
const char *scope_words(struct arena *arena, struct scope scope);
