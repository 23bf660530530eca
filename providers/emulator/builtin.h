#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * The roles, resource groups and permissions that Harness itself brings.
 * Source: core.md 11.4, extended.md 7.
 */
struct builtin_role {
	const char *id, *name;
	unsigned levels; /* enum scope_level */
	bool internal;
	const char *permissions; /* globs with blanks between */
};

struct builtin_group {
	const char *id, *name;
	unsigned levels;
	bool child_scopes;
};

const struct builtin_role *builtin_roles(size_t *count);
const struct builtin_group *builtin_groups(size_t *count);
const struct builtin_role *builtin_role_find(const char *id);
const struct builtin_group *builtin_group_find(const char *id);
/* Whether one of the globs of `list` matches. */
bool builtin_permits(const char *list, const char *permission);

/* Walk over every permission name: zero before the first, false past the last. */
struct builtin_walk {
	size_t resource;
	const char *actions;
	char name[128]; /* where it stands */
};

bool builtin_next(struct builtin_walk *walk);
bool builtin_permission_exists(const char *name);
