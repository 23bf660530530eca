#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/index.h"
#include "providers/provider.h"
#include "reconcile/live.h"

/* Something to ask for, and the scopes to ask one by one if it is refused. */
struct live_task {
	struct call call;
	struct error_list errs;
	const struct scope *scopes;
	size_t scope_count;
	struct live_task *next;
};

/* A reading of what is live, on its way: what is still to be asked for, and of whom. */
struct live_reader {
	struct live *live;
	const struct declared *declared;
	const struct past *past; /* may be NULL */
	const struct live_options *options;
	struct provider *provider;
	struct arena *scratch; /* tasks live here */
	struct live_task *first, **last;
	struct index asked; /* addresses asked for one by one */
	bool assumes;       /* that each scope is there; nothing was read yet */
	struct error_list *errs;
	size_t failures; /* of errs, before the first read */
};

/* Ask for something with the next run; its call may be filled in further until then. */
struct live_task *live_add(struct live_reader *reader, enum verb verb,
	const struct kind *kind, struct scope scope);
/* Ask for one entity, once and no more. */
void live_add_get(struct live_reader *reader, const struct kind *kind, struct scope scope,
	const char *identifier);
/* Ask for all that was added, as many at once as the provider has room for, and put
 * what is found into the live set, in order. */
void live_run(struct live_reader *reader);
/* Whether something could not be read: then absence means nothing any more, and no plan
 * will come of what is read. */
bool live_has_failed(const struct live_reader *reader);
/* Whether the selection holds that entity. */
bool live_selects(const struct live_reader *reader, const struct entity *entity);
