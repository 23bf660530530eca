#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/error.h"
#include "providers/provider.h"
#include "reconcile/apply.h"
#include "reconcile/plan.h"

struct run;

/* Who is told that a call has come back: what its owner begins with. */
struct taker {
	void (*take)(struct taker *taker, struct call *call);
};

/* What all steps of an apply have in common. */
struct runner {
	const struct plan *plan;
	struct provider *provider;
	const volatile sig_atomic_t *stop;
	/* A step is about to send its first write. */
	void (*begun)(void *context, const struct run *run);
	/* It has come to its end; its errors and memory are still there. */
	void (*ended)(void *context, struct run *run, enum result result);
	void *context;
};

/*
 * A step under way: its writes in their order, and the look after a lost one. The
 * caller keeps it where it is until it has ended.
 */
struct run {
	struct taker taker;
	const struct runner *runner;
	size_t step;
	struct call calls[STEP_CALLS]; /* each has the run as its owner */
	size_t call_count, at;
	struct call look;
	unsigned sent; /* how often the write at hand has been sent */
	struct error_list errs;
	struct arena arena;
};

/* False when the step has nothing to write: it is blocked. */
bool run_init(struct run *run, const struct runner *runner, size_t step);
/* Send its first write. */
void run_start(struct run *run);

/* Its create went in company (batch.h) and is done. */
void run_created(struct run *run);
/* Or may have been done: one of the two below follows. */
void run_doubt(struct run *run);
/* Look it up, and send it alone if it is not there. */
void run_look(struct run *run);
/* The same, looked up by somebody else: what lives under its name, or NULL. */
void run_settle(struct run *run, const struct entity *live);
