#pragma once

#include "model/arena.h"
#include "reconcile/lock.h"

/* The time now, in RFC 3339, to the second. */
const char *who_now(struct arena *arena);
/* This run: for whom, where, when, and a nonce. `name` is left alone. */
void who_holds(struct lock_holder *holder, struct arena *arena);
