#include "reconcile/coverage.h"

#include <stdlib.h>
#include <string.h>

#include "model/kind.h"

bool coverage_is_whole(const struct entity_set *desired, struct scope scope)
{
	enum scope_level level = scope_level(scope);
	struct arena scratch = { 0 };
	const struct kind *kind;
	const char *address;
	bool whole;

	if (level == SCOPE_ACCOUNT)
		return false; /* no document declares the account */
	kind = kind_opening(level);
	address = entity_address(&scratch, kind,
		(struct scope){ .org = level == SCOPE_PROJECT ? scope.org : NULL },
		level == SCOPE_PROJECT ? scope.project : scope.org);
	whole = entity_set_find(desired, address) != NULL;
	arena_release(&scratch);
	return whole;
}

static int compare_rows(const void *a, const void *b)
{
	const struct drift_coverage *left = a, *right = b;
	int order = scope_compare(left->scope, right->scope);

	return order != 0 ? order : strcmp(left->kind->name, right->kind->name);
}

/* One row a kind and scope, out of one a live entity. */
static void fold_rows(struct drift *drift, const struct entity_set *desired,
	struct drift_coverage *rows, size_t count)
{
	qsort(rows, count, sizeof(*rows), compare_rows);
	drift->coverage = rows;
	for (size_t i = 0; i < count; i++) {
		struct drift_coverage *last = &rows[drift->coverage_count];

		if (drift->coverage_count > 0 && compare_rows(last - 1, &rows[i]) == 0) {
			last[-1].managed += rows[i].managed;
			last[-1].unmanaged += rows[i].unmanaged;
			continue;
		}
		*last = rows[i];
		last->whole = coverage_is_whole(desired, last->scope);
		drift->coverage_count++;
	}
}

void coverage_make(struct drift *drift, const struct entity_set *desired,
	const struct entity_set *live, const bool *known)
{
	struct drift_coverage *rows =
		arena_array(&drift->arena, live->count, sizeof(*rows));
	size_t count = 0;

	for (size_t i = 0; i < live->count; i++) {
		const struct entity *entity = live->items[i];

		if (known[i])
			rows[count++] = (struct drift_coverage){
				.scope = entity->scope,
				.kind = entity->kind,
				.managed = 1,
			};
	}
	drift->counts.covered = count;
	for (size_t i = 0; i < drift->count; i++)
		if (drift->items[i].state == DRIFT_UNMANAGED)
			rows[count++] = (struct drift_coverage){
				.scope = drift->items[i].scope,
				.kind = drift->items[i].kind,
				.unmanaged = 1,
			};
	if (count > 0)
		fold_rows(drift, desired, rows, count);
}
