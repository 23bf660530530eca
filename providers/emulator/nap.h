#pragma once

#include <stdint.h>

/*
 * Who waits until when: the next to wake comes first, those of one time as they came.
 * A nap lives in what waits, and is in at most one list. Zero is a valid empty.
 */
struct nap {
	int64_t wake; /* on the clock that naps_take() is asked by */
	struct nap *next;
};

struct naps {
	struct nap *first;
};

void naps_add(struct naps *naps, struct nap *nap);
/* The next whose time has come, taken out; NULL: none yet. */
struct nap *naps_take(struct naps *naps, int64_t now);
/* Take one out before its time, if it is there. */
void naps_drop(struct naps *naps, const struct nap *nap);
/* How long until naps_take() finds one, at most `most`. */
int64_t naps_wait(const struct naps *naps, int64_t now, int64_t most);
