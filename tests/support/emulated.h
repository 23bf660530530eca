#pragma once

#include <pthread.h>

#include "providers/http.h"
#include "providers/provider.h"
#include "providers/secrets.h"

struct emulator;

/* An emulator, in a thread of its own, and the client's provider that asks it. */
struct emulated {
	struct emulator *emulator;
	pthread_t thread;
	struct http *http;
	struct provider *provider;
	struct error_list errs;
	struct secrets secrets;
};

void emulated_open(struct emulated *emulated); /* must succeed */
void emulated_close(struct emulated *emulated);

/* What calls are made from, and what comes of them. */
struct emulated_talk {
	struct arena arena;
	struct error_list errs;
	struct source source;
};

void emulated_talk_release(struct emulated_talk *talk);

/* A spec from YAML, as the tree's is; NULL of NULL. */
const struct value *emulated_spec(struct emulated_talk *talk, const char *yaml);

/* Run a call; what went wrong is printed, since it came over a wire. */
enum outcome emulated_run(
	struct emulated *emulated, struct emulated_talk *talk, struct call *call);

/* Create what the test stands on; must succeed. `yaml` and `text` may be NULL. */
void emulated_create(struct emulated *emulated, const struct kind *kind,
	struct scope scope, const char *identifier, const char *yaml, const char *text);
