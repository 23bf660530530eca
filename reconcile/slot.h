#pragma once

#include <stdbool.h>

#include "model/entity.h"
#include "model/error.h"
#include "providers/provider.h"

struct ahead;

/*
 * A place in the account where rein keeps one text of its own: a variable, whose
 * creation is atomic. Each function makes its calls one after the other and comes
 * back when they are done; nothing else may be under way. OUTCOME_REFUSED and
 * OUTCOME_FAILED have said why in `errs`, the others add nothing there.
 */
struct slot {
	struct provider *provider;
	struct scope scope;
	const char *identifier;
	const char *words; /* what it is for, for people who find it */
};

/* Ask ahead for what slot_read() reads. */
void slot_ask(const struct slot *slot, struct ahead *ahead);
/* DONE with what it holds ("" where that cannot be told), or ABSENT. `pause_ms` is
 * how long to wait before. */
enum outcome slot_read(const struct slot *slot, int64_t pause_ms, struct arena *arena,
	const char **text, struct error_list *errs);
/*
 * DONE when this call, and no other, put `text` there, which must be unlike any
 * other; EXISTS with what is there instead.
 */
enum outcome slot_claim(const struct slot *slot, struct arena *arena, const char *text,
	const char **other, struct error_list *errs);
/* Let it hold `text`; `there` tells whether it held something before. */
enum outcome slot_write(const struct slot *slot, struct arena *arena, const char *text,
	bool there, struct error_list *errs);
/* DONE also when there is nothing. */
enum outcome slot_clear(
	const struct slot *slot, struct arena *arena, struct error_list *errs);

/* Where it is, for messages: "variable rein_lock_x of organization payments". */
const char *slot_name(struct arena *arena, const struct slot *slot);
/* What an entity of its kind holds; "" where that cannot be told. */
const char *slot_text(struct arena *arena, const struct entity *entity);
