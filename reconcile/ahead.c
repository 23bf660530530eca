#include "reconcile/ahead.h"

#include <assert.h>
#include <stdlib.h>

#include "model/arena.h"
#include "model/text.h"

/* A call of ours, and who wants what comes of it. */
struct asked {
	struct call call;
	struct error_list errs;
	bool done, forgotten;
	struct call *taker; /* NULL: nobody yet */
	struct asked *next;
};

struct ahead {
	struct provider provider;
	struct provider *behind;
	struct arena arena;
	struct asked *first;
	size_t wanted; /* calls that others started and have not been given back */
};

static struct ahead *ahead_of(struct provider *provider)
{
	return (struct ahead *)provider; /* its first member */
}

/* --- who takes what ---------------------------------------------------------- */

static bool is_same(const struct call *a, const struct call *b)
{
	return a->verb == b->verb && a->kind == b->kind &&
	       scope_equal(a->scope, b->scope) && a->below == b->below &&
	       a->brief == b->brief && a->known == b->known && a->filter == b->filter &&
	       a->pause_ms == b->pause_ms && text_equal(a->identifier, b->identifier);
}

static struct asked *find_asked(const struct ahead *ahead, const struct call *call)
{
	struct asked *asked = ahead->first;

	while (asked != NULL && (asked->taker != NULL || asked->forgotten ||
					!is_same(&asked->call, call)))
		asked = asked->next;
	return asked;
}

/* One that is answered and wanted. */
static struct asked *find_ready(const struct ahead *ahead)
{
	struct asked *asked = ahead->first;

	while (asked != NULL && (!asked->done || asked->taker == NULL))
		asked = asked->next;
	return asked;
}

static void drop(struct ahead *ahead, struct asked *asked)
{
	struct asked **link = &ahead->first;

	while (*link != asked)
		link = &(*link)->next;
	*link = asked->next;
	error_release(&asked->errs);
}

static struct call *hand_over(struct ahead *ahead, struct asked *asked)
{
	struct call *taker = asked->taker;

	taker->outcome = asked->call.outcome;
	taker->found = asked->call.found;
	taker->found_count = asked->call.found_count;
	error_move(taker->errs, &asked->errs);
	drop(ahead, asked);
	ahead->wanted--;
	return taker;
}

/* The next call that the one behind has done; NULL when it was one of ours. */
static struct call *receive(struct ahead *ahead)
{
	struct call *call = provider_wait(ahead->behind);
	struct asked *asked = ahead->first;

	assert(call != NULL);
	while (asked != NULL && &asked->call != call)
		asked = asked->next;
	if (asked == NULL) {
		ahead->wanted--;
		return call;
	}
	asked->done = true;
	if (asked->forgotten)
		drop(ahead, asked);
	return NULL;
}

/* --- as a provider ------------------------------------------------------------- */

/* Ours may take all the room there is: whoever has nothing under way waits for them,
 * else nobody did. */
static bool ahead_has_room(struct provider *provider)
{
	struct ahead *ahead = ahead_of(provider);

	while (ahead->wanted == 0 && !provider_has_room(ahead->behind))
		(void)receive(ahead);
	return provider_has_room(ahead->behind);
}

static void ahead_start(struct provider *provider, struct call *call)
{
	struct ahead *ahead = ahead_of(provider);
	struct asked *asked = find_asked(ahead, call);

	ahead->wanted++;
	if (asked != NULL)
		asked->taker = call;
	else
		provider_start(ahead->behind, call);
}

static struct call *ahead_wait(struct provider *provider)
{
	struct ahead *ahead = ahead_of(provider);
	struct call *call = NULL;

	while (call == NULL && ahead->wanted > 0) {
		struct asked *ready = find_ready(ahead);

		call = ready != NULL ? hand_over(ahead, ready) : receive(ahead);
	}
	return call;
}

static void ahead_stop(struct provider *provider)
{
	ahead_of(provider)->behind->stop(ahead_of(provider)->behind);
}

/* --- asking ---------------------------------------------------------------------- */

struct ahead *ahead_open(struct provider *behind)
{
	struct ahead *ahead = memory_resize(NULL, sizeof(*ahead));

	*ahead = (struct ahead){
		.provider = { ahead_has_room, ahead_start, ahead_wait, ahead_stop },
		.behind = behind,
	};
	return ahead;
}

struct provider *ahead_provider(struct ahead *ahead)
{
	return &ahead->provider;
}

static const char *copy_text(struct ahead *ahead, const char *text)
{
	return text != NULL ? arena_text(&ahead->arena, text) : NULL;
}

void ahead_ask(struct ahead *ahead, const struct call *call)
{
	struct asked *asked;

	assert(call->verb == VERB_LIST || call->verb == VERB_GET);
	if (!provider_has_room(ahead->behind))
		return;
	asked = arena_alloc(&ahead->arena, sizeof(*asked));
	asked->call = *call;
	asked->call.identifier = copy_text(ahead, call->identifier);
	asked->call.scope.org = copy_text(ahead, call->scope.org);
	asked->call.scope.project = copy_text(ahead, call->scope.project);
	asked->call.arena = &ahead->arena;
	asked->call.errs = &asked->errs;
	asked->next = ahead->first;
	ahead->first = asked;
	provider_start(ahead->behind, &asked->call);
}

void ahead_forget(struct ahead *ahead)
{
	struct asked *next;

	for (struct asked *asked = ahead->first; asked != NULL; asked = next) {
		next = asked->next;
		asked->forgotten = asked->taker == NULL;
		if (asked->forgotten && asked->done)
			drop(ahead, asked);
	}
}

void ahead_close(struct ahead *ahead)
{
	if (ahead == NULL)
		return;
	assert(ahead->wanted == 0);
	ahead_forget(ahead);
	if (ahead->first != NULL)
		ahead_stop(&ahead->provider);
	while (ahead->first != NULL)
		(void)receive(ahead);
	arena_release(&ahead->arena);
	free(ahead);
}
