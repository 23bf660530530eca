#pragma once

struct act;
struct buf;

/* Roles and resource groups, built-in or stored, as other answers show them. */

/* {"role":{...},"scope":...,"harnessManaged":..}: of act's scope. */
void role_write(struct act *act, struct buf *out, const char *id);
void role_write_at(struct act *act, struct buf *out, const char *id, const char *org,
	const char *project);
/* {"identifier","name",...} of a resource group of act's scope. */
void role_write_group(struct act *act, struct buf *out, const char *id);
/* NULL when there is none. */
const char *role_group_name(
	struct act *act, const char *id, const char *org, const char *project);
