#pragma once

#include <stdbool.h>

struct act;
struct draft;
struct row;

/* The rules of a grant. Source: core.md 11.1, 11.3. */

/* Normalise the principal; role, resource group and principal must be there. */
bool role_assignment_check(struct act *act, struct draft *draft);
bool role_assignment_check_update(struct act *act, struct draft *draft);
bool role_assignment_check_delete(struct act *act, const struct row *row);
/* (role, resource group, principal) as one text. */
const char *role_assignment_tuple(struct act *act, const struct draft *draft);
/* The organization's viewer grant that comes along (core.md 11.3). */
void role_assignment_created(struct act *act, const struct row *row);
/* All grants to that principal of a scope and below vanish with it. */
void role_assignment_forget(
	struct act *act, const char *type, const struct row *principal);

/* Lists by a filter in the body, and the answers that join names: 11.2. */
void role_assignment_serve_filter(struct act *act);
void role_assignment_serve_v2_filter(struct act *act);
void role_assignment_serve_aggregate(struct act *act);
