#pragma once

#include <stdbool.h>

#include "providers/emulator/fact.h"

struct act;

/*
 * What is done to one entity, for every kind and API family: the order of checks
 * is the server's (core.md 3), the kind's row says the rest.
 */
enum outcome {
	OUTCOME_DONE,
	OUTCOME_REFUSED, /* the act holds the answer */
	OUTCOME_DENIED,  /* by a policy: HTTP 200, nothing stored (core.md 2.1) */
};

enum outcome entity_create(struct act *act, struct draft *draft);
enum outcome entity_update(struct act *act, struct draft *draft);
/* Either of them, as the entity is there or not. */
enum outcome entity_upsert(struct act *act, struct draft *draft);
/* What was deleted; NULL when refused. */
struct row *entity_delete(struct act *act);
/* What act names; NULL when absent, with no refusal. */
struct row *entity_find(struct act *act);
/* The same of another kind and place. */
struct row *entity_at(struct act *act, const char *kind, const char *org,
	const char *project, const char *id);

/* Scope and identifier of the body against those of the request; false when
 * refused. Part of create and update. */
bool entity_locate(struct act *act, struct draft *draft);

/* What Harness itself makes. */
struct plant {
	const char *kind, *org, *project;
	const char *json; /* the entity without its wrapper, server fields too */
	const char *owner;
	unsigned marks;
};

/* Store it, unless it is there already: no checks, no audit event. */
void entity_plant(struct act *act, const struct plant *plant);
