#pragma once

#include <pthread.h>

#include "providers/emulator/server.h"

enum { PLAYING_LINES = 8 };

/*
 * An emulator in a thread of its own, on a free port of loopback, with an empty
 * database in memory, the account and the keys of facts.h.
 */
struct playing {
	struct emulator *emulator;
	pthread_t thread;
	char *options;
	const char *quirks[PLAYING_LINES], *faults[PLAYING_LINES], *keys[PLAYING_LINES];
	struct emulator_options given;
};

/* `options` as facts.h has them, and "log FILE"; NULL is none. Ends the test when it
 * cannot serve. */
void playing_start(struct playing *playing, const char *options);
int playing_port(const struct playing *playing);
void playing_stop(struct playing *playing);
