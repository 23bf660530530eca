#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"
#include "reconcile/slot.h"

/* Who holds a lock: what its value says, or "" where it does not. */
struct lock_holder {
	const char *name;  /* the full one of the tree, of record_name.h */
	const char *who;   /* a person, or what a pipeline acts for */
	const char *where; /* a machine, or the pipeline's run */
	const char *at;    /* since when: RFC 3339 */
	const char *nonce; /* unlike that of any other holder */
};

/* As JSON on one line, free of what Harness would take for an expression. */
const char *lock_format(struct arena *arena, const struct lock_holder *holder);
/* The reverse, of anything at all. */
void lock_parse(struct lock_holder *holder, struct arena *arena, const char *text);
/* "alice at ci-7 since 2026-01-31T12:00:00Z", as far as it is known. */
const char *lock_words(struct arena *arena, const struct lock_holder *holder);

/* What lock_take() does while another one holds it. */
struct lock_wait {
	int64_t timeout_ms; /* 0: nothing */
	const volatile sig_atomic_t *stop;
	void (*report)(const struct lock_holder *holder); /* once; may be NULL */
};

/* One process at a time: nobody takes it over by itself. Zero is one not held. */
struct lock {
	struct slot slot;
	struct lock_holder holder;
	struct arena arena;
	bool held;
};

/*
 * Take it for lock->holder. False with an error: somebody else holds it (ERROR_LOCK,
 * with who, since when and where), or what the API said. It can be held all the same
 * after a stop, so it is given back in any case.
 */
bool lock_take(struct lock *lock, const struct lock_wait *wait, struct error_list *errs);
/* Somebody else holds it: false, with that error. */
bool lock_refuse(struct lock *lock, const struct lock_holder *other,
	const struct lock_wait *wait, struct error_list *errs);
/*
 * Give it back, if it is held, and if it still is one's own. False with an error when
 * it could not be given back.
 */
bool lock_give_back(struct lock *lock, struct error_list *errs);
void lock_release(struct lock *lock); /* its memory */
