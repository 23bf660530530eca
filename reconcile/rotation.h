#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "model/value.h"

struct secrets;

/*
 * Secret values cannot be read back, so nothing live says whether the one in git
 * is the one that is there. A value is sent when it is created, when it was asked
 * for, when live holds another variant, and when a digest in the secret's tags
 * (digest.h) says that it changed.
 */
struct rotation {
	const char *const *globs; /* --rotate-secrets: addresses */
	size_t glob_count;
	const char *digest_key;        /* REIN_DIGEST_KEY, or NULL: no digests */
	const struct secrets *secrets; /* to make digests; NULL: none are made */
};

/* Whether an update of `live` sends the value of `desired`. */
bool rotation_sends(const struct rotation *rotation, const struct entity *desired,
	const struct entity *live, struct error_list *errs);

/* Whether the entity, as `live` (NULL: not at all) is, needs a value git has not. */
bool rotation_lacks_value(const struct entity *desired, const struct entity *live);

/*
 * `sent` with the digest of the value that is sent with it in its tags; without a
 * key a digest that live may hold is taken out, since it is of an older value.
 */
const struct value *rotation_mark(const struct rotation *rotation, struct arena *arena,
	const struct entity *desired, const struct value *sent);
