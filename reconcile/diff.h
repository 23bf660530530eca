#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "model/value.h"

enum cause { CAUSE_GIT, CAUSE_LIVE, CAUSE_BOTH };
const char *cause_name(enum cause cause);

/* One field that differs. Values are NULL where the field is absent, or not known. */
struct change {
	const char *path;                   /* JSON pointer below the root key */
	const struct value *before, *after; /* live, desired */
	const struct value *base;           /* what both moved away from */
	enum cause cause;
	const char *commit; /* git's part: the newest since base that changed its file;
			       NULL where that is not known */
	uint32_t offset; /* of the desired value in its source; of what held it if removed
			  */
	bool secret;     /* the values must not be shown */
	bool immutable;  /* the API refuses to change it */
};

/* What differs between one desired entity and its live one, in document order. */
struct difference {
	struct change *changes;
	size_t count, room;
};

struct diff_options {
	bool send_secret; /* its secret value is to be sent again, whatever it was */
};

/*
 * Compare one entity with its live one in meaning: vendor defaults, order of
 * keys and tags, quoting and comments are no change. Fields that neither desired
 * nor base declares are left alone, outside YAML bodies, which git owns whole.
 * `base` may be NULL: then every cause is git. Equal texts are not parsed. A
 * secret value is a change only when it is to be sent. What the difference points
 * at lives in `arena` or with the entities.
 */
void diff_entity(struct difference *difference, struct arena *arena,
	const struct entity *desired, const struct entity *base,
	const struct entity *live, const struct diff_options *options);
