#include "cmd/cost.h"

#include <assert.h>

#include "cmd/output.h"
#include "model/text.h"
#include "providers/cache.h"
#include "reconcile/load.h"
#include "reconcile/selection.h"

/* One kind, whose entities stand in a row in the set. */
struct tally {
	const struct kind *kind;
	size_t entities, scopes;
	size_t pages;  /* of lists of one scope each */
	size_t inside; /* entities of the scope at hand */
	size_t bodies; /* to be read one by one */
};

static size_t pages_of(const struct kind *kind, size_t entities)
{
	size_t size = kind->lists[0].page_size;

	return size == 0 || entities == 0 ? 1 : (entities + size - 1) / size;
}

static void end_scope(struct tally *tally)
{
	if (tally->inside > 0)
		tally->pages += pages_of(tally->kind, tally->inside);
	tally->inside = 0;
}

/* As live.c asks: one list for all scopes where there is one. */
static size_t requests_of(struct tally *tally)
{
	end_scope(tally);
	if (tally->entities == 0)
		return 0;
	if (tally->scopes > 1 && tally->kind->lists[0].span == SPAN_BELOW)
		return pages_of(tally->kind, tally->entities) + tally->bodies;
	return tally->pages + tally->bodies;
}

static void count(struct tally *tally, const struct entity *entity, bool same_scope,
	const struct cache *cache)
{
	assert(entity->kind != NULL);
	if (!same_scope) {
		end_scope(tally);
		tally->scopes++;
	}
	tally->entities++;
	tally->inside++;
	if (entity->kind->lists[0].summary && !cache_knows(cache, entity->address))
		tally->bodies++;
}

size_t cost_estimate(const struct declared *declared, const struct selection *selection,
	const struct cache *cache)
{
	const struct entity_set *set = &declared->set;
	struct tally tally = { 0 };
	struct scope last = { 0 };
	size_t requests = selection_is_whole(selection) ? declared->external_count : 0;

	for (size_t i = 0; i < set->count; i++) {
		const struct entity *entity = set->items[i];

		if (!kind_is_managed(entity->kind) ||
			!selection_holds(selection, entity->address))
			continue;
		if (entity->kind != tally.kind) {
			requests += requests_of(&tally);
			tally = (struct tally){ .kind = entity->kind };
		}
		count(&tally, entity,
			tally.entities > 0 && scope_equal(entity->scope, last), cache);
		last = entity->scope;
	}
	return requests + requests_of(&tally);
}

/* Whether the tree holds something of that kind in that scope, which plans list. */
static bool is_listed(
	const struct entity_set *set, const struct kind *kind, struct scope scope)
{
	struct arena scratch = { 0 };
	const char *prefix = entity_address(&scratch, kind, scope, "");
	bool listed = false;

	for (size_t i = entity_set_from(set, prefix);
		!listed && i < set->count && text_starts(set->items[i]->address, prefix);
		i++)
		listed = scope_equal(set->items[i]->scope, scope);
	arena_release(&scratch);
	return listed;
}

/* Lists of one kind that are made for their scope's own document alone. */
static size_t width_of_kind(const struct entity_set *set,
	const struct selection *selection, const struct kind *kind)
{
	struct arena scratch = { 0 };
	size_t scopes = 0, listed = 0;

	for (size_t i = 0; i < set->count; i++) {
		struct scope scope = entity_opens(set->items[i]);

		if (set->items[i]->kind->opens == 0 ||
			(scope_level(scope) & kind->scopes) == 0 ||
			!selection_reaches(selection,
				entity_address(&scratch, kind, scope, ""),
				kind->parent != NULL))
			continue;
		scopes++;
		listed += is_listed(set, kind, scope);
	}
	arena_release(&scratch);
	if (scopes < 2 || kind->lists[0].span != SPAN_BELOW)
		return scopes - listed;
	return listed == 0; /* one list for all of them */
}

size_t cost_of_width(const struct declared *declared, const struct selection *selection)
{
	size_t count, requests = 0;
	const struct kind *const *kinds = kind_all(&count);

	for (size_t i = 0; i < count; i++)
		if (kind_is_managed(kinds[i]))
			requests += width_of_kind(&declared->set, selection, kinds[i]);
	return requests;
}

void cost_tell(const char *command, size_t requests, int64_t rate)
{
	size_t limit = (size_t)rate;

	if (limit == 0 || requests <= limit)
		output_say("%s: about %zu request%s\n", command, requests,
			requests == 1 ? "" : "s");
	else
		output_say("%s: about %zu requests, %zu minutes at %zu a minute\n",
			command, requests, (requests + limit - 1) / limit, limit);
}
