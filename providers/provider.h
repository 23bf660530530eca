#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"

enum verb {
	VERB_LIST,
	VERB_GET,
	VERB_CREATE,
	VERB_UPDATE,
	VERB_DELETE,
	VERB_CREATE_ALL /* several of one kind and scope, in one request */
};

enum outcome {
	OUTCOME_DONE, /* CREATE_ALL: each has an outcome of its own, DONE where the answer
			 proves that it was made, else LOST */
	OUTCOME_ABSENT, /* GET, DELETE, UPDATE: it is not there; LIST: its scope is not */
	OUTCOME_EXISTS, /* CREATE: something of that identifier (or tuple) is there */
	OUTCOME_REFUSED, /* 401, 403, 404, 405: this token, or this server, cannot do it
			  */
	OUTCOME_LOST,    /* a write that may have been done: look it up */
	OUTCOME_FAILED,
};

/*
 * One act on the live side. The caller fills in the first part and keeps the call
 * until provider_wait() gives it back with the second part filled in.
 */
struct call {
	enum verb verb;
	const struct kind *kind;
	struct scope scope;          /* where it lives, or what to list */
	bool below;                  /* LIST: the scope and all below it */
	bool brief;                  /* LIST: no body that only a read gives */
	const char *identifier;      /* all but LIST, CREATE_ALL */
	struct call *const *creates; /* CREATE_ALL: those it carries; else NULL */
	size_t create_count;
	const struct value *filter;  /* LIST by body: members that narrow it, or NULL */
	const struct value *spec;    /* CREATE, UPDATE: its members */
	struct slice text;           /* CREATE, UPDATE of YAML-bodied kinds */
	const struct source *source; /* where !env and !file of the spec stand */
	const struct entity_set *known; /* LIST, GET: a text equal to that of its namesake
					   here is shared, not copied; may be NULL */
	struct arena *arena;            /* where found entities live */
	struct error_list *errs;        /* OUTCOME_REFUSED and FAILED say why here */
	int64_t pause_ms; /* how long to wait before it is sent; 0: not at all */
	void *owner;      /* the caller's own */

	enum outcome outcome;
	struct entity **found; /* LIST: all of them; GET, CREATE, UPDATE: one or none */
	size_t found_count;
};

/* Who stands behind the live side: the API, or a set in memory (tests). */
struct provider {
	bool (*has_room)(struct provider *provider);
	void (*start)(struct provider *provider, struct call *call);
	/* The next call that is done; NULL when none is under way. */
	struct call *(*wait)(struct provider *provider);
	/* Start nothing more; what is under way still comes back. */
	void (*stop)(struct provider *provider);
};

static inline bool provider_has_room(struct provider *provider)
{
	return provider->has_room(provider);
}

static inline void provider_start(struct provider *provider, struct call *call)
{
	provider->start(provider, call);
}

static inline struct call *provider_wait(struct provider *provider)
{
	return provider->wait(provider);
}
