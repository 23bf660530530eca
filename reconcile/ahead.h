#pragma once

#include "providers/provider.h"

/*
 * A provider in front of another one, for reads that are surely needed: they are asked
 * for at once, before whoever needs them comes to it, so that those that do not depend
 * on each other need not wait for each other either. Whoever starts such a call later is
 * given what came of it, errors as well, and the API is asked once. Of what nobody takes
 * nothing is heard. All other calls go through as they are.
 */
struct ahead;

/* Borrows the provider behind it. */
struct ahead *ahead_open(struct provider *behind);
/*
 * What was asked and nobody took is waited for, but not sent if it was not yet. NULL
 * safe. Entities that calls found are gone then, if those were asked ahead.
 */
void ahead_close(struct ahead *ahead);
/* Who is asked instead of the one behind. */
struct provider *ahead_provider(struct ahead *ahead);

/* Start a LIST or GET ahead, if there is room. What the call says is copied, but for
 * `known`; its arena, errors and owner are not looked at. */
void ahead_ask(struct ahead *ahead, const struct call *call);
/* What nobody took until now is not given to anybody: it may have changed. */
void ahead_forget(struct ahead *ahead);
