#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct error_list;

/*
 * Scripted trouble: `METHOD PATH-GLOB EFFECT [after=N] [times=N] [every=N]`, as
 * DESIGN.md "The emulator" says. Pure: the HTTP face does what the effect asks.
 */
enum fault_effect {
	FAULT_NONE,
	FAULT_STATUS,   /* a JSON error with that status, nothing stored */
	FAULT_HTML,     /* an HTML page with that status, nothing stored */
	FAULT_LATENCY,  /* that many milliseconds before anything is done */
	FAULT_RESET,    /* closed without an answer, nothing stored */
	FAULT_LOSE,     /* stored, then closed without an answer */
	FAULT_TRUNCATE, /* closed after that many bytes of the body */
	FAULT_DRIP,     /* the body at that many bytes a second */
	FAULT_STALE,    /* a read sees the state of that many milliseconds ago */
};

struct fault {
	const char *method, *glob; /* "*" is any method */
	enum fault_effect effect;
	int64_t number;
	int64_t after, times, every;
	int64_t matched, fired;
};

bool fault_parse(struct fault *fault, struct arena *arena, const char *text,
	struct error_list *errs);

/* The first rule that fires for this request; counts it in all that match.
 * `path` is without /gateway. NULL when none fires. */
const struct fault *fault_pick(
	struct fault *faults, size_t count, const char *method, const char *path);
