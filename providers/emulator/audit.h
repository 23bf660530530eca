#pragma once

struct act;
struct row;

/*
 * One event per successful change. Source: extended.md 15. Stored like any other
 * row, under the kind "audit"; the oldest go when there are too many.
 */
void audit_event(struct act *act, const char *action, const struct row *before,
	const struct row *after);
