#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/error.h"
#include "model/text.h"

struct adopted;
struct applied;
struct drift;
struct mentions;
struct plan;
struct pull;
struct selection;

/* A request as apply would send it, secrets masked: `plan --show-requests`. */
struct report_header {
	const char *name, *text;
};

struct report_send {
	const char **addresses; /* of the steps that it carries out: one, or creates that
				   go together */
	size_t address_count;
	const char *method;
	const char *target; /* path and query */
	const struct report_header *headers;
	size_t header_count;
	struct slice body;
};

struct report_sends {
	struct report_send *items; /* in their order */
	size_t count;
};

/*
 * What a command has to say; every format is a renderer over it, so that all of
 * them state the same facts. Members that a command does not have are NULL or 0.
 */
struct report {
	const char *command; /* "validate", "plan", "apply" */
	const char *account; /* "" when not known */
	const char *commit;  /* "" when not known */
	bool dirty;
	const char *base; /* commit of the base, or NULL */
	const char *root; /* the tree's folder: ".harness" */
	size_t files, entities;
	const struct error_list *findings; /* sorted */
	const struct mentions *references; /* validate --references */
	const struct selection *selection; /* what the plan is about; NULL: all */
	size_t selected, managed;          /* how many of the entities that is */
	const struct plan *plan;
	const struct applied *applied;
	const struct drift *drift;
	const struct adopted *adopted; /* drift --adopt */
	const bool *drift_fails;       /* by state: whether it fails the command */
	const struct pull *pull;
	int64_t now_ms;  /* since 1970, for ages; 0: none are said */
	size_t requests; /* put on the wire */
	size_t writes;   /* that an apply of the plan sends */
	const struct report_sends *sends;
};
