#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "model/value.h"

enum cause { CAUSE_GIT, CAUSE_LIVE, CAUSE_BOTH };
const char *cause_name(enum cause cause);

/* One field that differs. Values are NULL where the field is absent. */
struct change {
	const char *path;                   /* JSON pointer below the root key */
	const struct value *before, *after; /* live, desired */
	enum cause cause;
	uint32_t offset; /* of the desired value in its source; of the root key if removed
			  */
	bool secret;     /* the values must not be shown */
	bool immutable;  /* the API refuses to change it */
	bool variant;    /* a map whose discriminator changed: replaced whole */
};

/* What differs between one desired entity and its live one. */
struct difference {
	struct change *changes; /* by path */
	size_t count, room;
	const struct value *merged; /* what an update sends: live with desired laid on it
				       and what base alone declared left out */
};

struct diff_options {
	const char *const
		*rotate; /* globs of addresses whose secret values are sent again */
	size_t rotate_count;
	const char *digest_key; /* REIN_DIGEST_KEY, or NULL */
};

/*
 * Compare one entity with its live one in meaning: vendor defaults, order of
 * keys and tags, quoting and comments are no change; fields that neither desired
 * nor base declares are left alone, outside YAML bodies, which git owns whole.
 * `base` may be NULL: then every cause is git. Equal texts are not parsed.
 * Values live in `arena`, in the arenas of the entities, or in texts of theirs.
 */
void diff_entity(struct difference *difference, struct arena *arena,
	const struct entity *desired, const struct entity *base,
	const struct entity *live, const struct diff_options *options);
