#pragma once

struct act;
struct row;

/*
 * What Harness puts into every new scope and what goes with one. Source: core.md
 * 5, 6, 11.3, 11.5.
 */
void scope_seed(struct act *act); /* the account itself, once */
void scope_opened(struct act *act, const struct row *row);
void scope_closed(struct act *act, const struct row *row);
/* Do what was put off until now. */
void scope_catch_up(struct act *act);

/* An assignment as Harness makes it; `id` NULL for a generated identifier. */
struct scope_grant {
	const char *org, *project, *id, *role, *group;
	const char *type, *principal, *level;
	unsigned marks;
};

void scope_grant(struct act *act, const struct scope_grant *grant);
