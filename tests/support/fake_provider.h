#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "providers/provider.h"

/*
 * An entity_set in memory behind struct provider, with trouble on a script. It
 * behaves as the API does where the reconciler can tell: a create of what is
 * there EXISTS (also the same grant under another identifier, and another
 * spelling where the kind ignores case), an update or read of what is not there
 * is ABSENT, secret values are never given back, deleting an organization or
 * project deletes what is in it. A call takes effect when wait() returns it. Calls
 * beyond the room are taken as well; a CREATE_ALL makes what it can, each of its
 * creates meeting the faults that are about it.
 */

enum fake_effect {
	FAKE_FAIL,   /* nothing is done; OUTCOME_FAILED with an error (status 500) */
	FAKE_REFUSE, /* nothing is done; OUTCOME_REFUSED with an error (status 403) */
	FAKE_LOSE,   /* done; OUTCOME_LOST */
	FAKE_DROP,   /* nothing is done; OUTCOME_LOST */
	FAKE_UNSENT, /* stopped before it was sent: OUTCOME_FAILED, ERROR_INTERRUPTED */
};

/* The nth call (from 1; 0: each) that matches meets the effect. First fault wins. */
struct fake_fault {
	enum fake_effect effect;
	unsigned verbs;   /* bits 1 << VERB_...; 0: any */
	const char *glob; /* of an address, of LIST "kind:scope/" or "kind:scope/ below",
			     of CREATE_ALL "kind:scope/"; NULL: any */
	size_t nth;
	size_t seen; /* matches so far; the provider's own */
};

struct fake_event {
	bool ended;
	enum verb verb;
	const char *address;  /* as a fault's glob sees it */
	enum outcome outcome; /* of an end */
};

enum { FAKE_FAULTS = 16 };

struct fake_provider {
	struct provider provider; /* what the code under test is given */
	size_t room;              /* calls at once; 8 unless changed */
	bool newest_first;        /* calls end in the reverse order of their starts */
	struct fake_fault faults[FAKE_FAULTS];
	size_t fault_count;

	struct entity_set set; /* the live side */
	struct fake_event *events;
	size_t event_count, event_room;
	size_t started[VERB_CREATE_ALL + 1]; /* calls by verb */
	bool stopped;

	struct arena arena;
	struct call **calls; /* under way, oldest first */
	size_t call_count, call_room;
	int64_t time; /* of the last write, as modified_at */
};

void fake_provider_init(struct fake_provider *fake);
void fake_provider_release(struct fake_provider *fake);

/* Put an entity there, or replace it, behind everybody's back; all is copied. */
struct entity *fake_provider_put(struct fake_provider *fake, const struct kind *kind,
	struct scope scope, const char *identifier, const struct value *spec,
	struct slice text);
/* Take it away with all that lives in it; false when it is not there. */
bool fake_provider_remove(struct fake_provider *fake, const char *address);
/* The live entity of that address, or NULL. */
struct entity *fake_provider_find(struct fake_provider *fake, const char *address);

void fake_provider_fault(struct fake_provider *fake, struct fake_fault fault);
/* Creates, updates and deletes started so far. */
size_t fake_provider_writes(const struct fake_provider *fake);
/* Starts and ends so far, a line each: "+ create service:a/b/c",
 * "- create service:a/b/c done". In the fake's arena. */
const char *fake_provider_story(struct fake_provider *fake);
