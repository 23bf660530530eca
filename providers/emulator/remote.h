#pragma once

#include <stdbool.h>

struct act;
struct draft;
struct json_object;

/*
 * Entities whose YAML Git Experience keeps in a repository: where it is kept is
 * said in the query (core.md 7, extended.md 1.9) and shown in the spec's storeType,
 * connectorRef and entityGitDetails. There is no git behind it: the row's own YAML
 * stands for the file.
 */

/* What the query of a create says of it; false when refused. */
bool remote_create(struct act *act, struct draft *draft);
/* An update of the file names the object that it replaces (core.md 3.6); false when
 * refused. What is inline stays so: moving is an operation of its own. */
bool remote_update(struct act *act, struct draft *draft);

bool remote_is(const struct json_object *spec);
