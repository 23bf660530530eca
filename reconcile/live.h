#pragma once

#include <stdbool.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/error.h"
#include "providers/provider.h"
#include "reconcile/load.h"
#include "reconcile/past.h"

/*
 * The live side of what is declared. Entities and messages live in its arena;
 * texts equal to declared ones are shared with those.
 */
struct live {
	struct arena arena;
	struct entity_set set;
};

struct ahead;
struct selection;

/* What is asked for; zero is a plan of the whole tree. */
struct live_options {
	const struct selection *selection; /* NULL: all that is declared */
	const struct scope *all; /* not NULL: every managed kind in it and in every scope
				    that lives below, and nothing that the tree alone
				    names */
	bool brief; /* summaries will do: no body is read that a list leaves out */
	bool wide;  /* every managed kind in the scopes whose own document is in the tree,
		       too: what lives there and git never declared */
};

/*
 * Ask ahead for the organizations, and with `projects` for the projects, that
 * live_read() will look at: they need not wait for each other, nor for what tells the
 * past. Projects are asked for in vain where no organization is there.
 */
void live_ask(const struct declared *declared, const struct live_options *options,
	bool projects, struct ahead *ahead);

/*
 * Read the kinds that `declared` holds in the scopes that it touches, with the
 * fewest lists: one that spans scopes where the kind has one and more than one
 * scope is touched, else one a scope; when the wide one is refused (401, 403, 404,
 * 405), one a scope. Externals that the references name are asked for one by one.
 * Under a selection nothing is asked that only the rest of the tree needs.
 * `options` may be NULL. `past` (NULL: none) is what git declared once: what no list held
 * of it is asked for one by one, since lists leave out what the token may not see. False
 * when anything could not be read: nothing may be concluded from absence then.
 */
bool live_read(struct live *live, const struct declared *declared,
	const struct past *past, const struct live_options *options,
	struct provider *provider, struct error_list *errs);
void live_release(struct live *live);
