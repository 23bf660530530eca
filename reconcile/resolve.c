#include "reconcile/resolve.h"

#include <string.h>

#include "model/ref.h"

struct resolution {
	const struct declared *declared;
	bool closed;
	struct error_list *errs;
	struct arena scratch;
};

/* The first entity whose address is not before `text`. */
static size_t lower_bound(const struct entity_set *set, const char *text)
{
	size_t low = 0, high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(set->items[middle]->address, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool resolve_target(
	const struct declared *declared, const struct link *link, size_t *number)
{
	struct arena scratch = { 0 };
	const struct entity_set *set = &declared->set;
	const char *address;
	bool found;

	if (link->kind == NULL)
		return false;
	address = entity_address(&scratch, link->kind, link->scope, link->identifier);
	*number = lower_bound(set, address);
	found = *number < set->count &&
		strcmp(set->items[*number]->address, address) == 0;
	arena_release(&scratch);
	return found;
}

/* The tree says that it declares all that the scope has. */
static bool is_closed(struct resolution *resolution, struct scope scope)
{
	const struct entity_set *set = &resolution->declared->set;
	size_t count;
	const struct kind *const *kinds = kind_all(&count);

	if (!resolution->closed || scope.org == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		if (kinds[i]->opens == scope_level(scope)) {
			bool project = scope.project != NULL;
			struct scope outer = { .org = project ? scope.org : NULL };

			return entity_set_find(set, entity_address(&resolution->scratch,
							    kinds[i], outer,
							    project ? scope.project
								    : scope.org)) != NULL;
		}
	return false;
}

/* Whether the kind's references to such a target carry a prefix. */
static bool takes_prefix(const struct entity *entity, const struct link *link)
{
	size_t count;
	const struct reference *rows = kind_references(entity->kind, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].kind, link->kind_name) == 0)
			return rows[i].style == REFERENCE_SCOPED;
	return link->kind->opens == 0; /* an expression, or the scope itself */
}

/* Declared names of the kind in one scope. */
static const char **names_in(struct resolution *resolution, const struct kind *kind,
	struct scope scope, size_t *count)
{
	const struct entity_set *set = &resolution->declared->set;
	const char *prefix = entity_address(&resolution->scratch, kind, scope, "");
	const char **names = NULL;
	size_t room = 0;

	*count = 0;
	for (size_t i = lower_bound(set, prefix);
		i < set->count && text_starts(set->items[i]->address, prefix); i++) {
		if (!scope_equal(set->items[i]->scope, scope))
			continue;
		names = arena_grow(
			&resolution->scratch, names, *count, &room, sizeof(*names));
		names[(*count)++] = set->items[i]->identifier;
	}
	return names;
}

/* What the writer may have meant, as a reference, or NULL. */
static const char *suggest(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	struct scope scope = entity->scope;
	const char *nearest;
	const char **names;
	size_t count, number;
	bool prefix = takes_prefix(entity, link);

	names = names_in(resolution, link->kind, link->scope, &count);
	nearest = text_nearest(link->identifier, names, count);
	if (nearest != NULL)
		return prefix ? ref_format(&resolution->scratch, link->scope, nearest)
			      : nearest;
	for (enum scope_level level = SCOPE_PROJECT; prefix && level != 0;
		level = (enum scope_level)(level / 2)) {
		struct link other = *link;

		other.scope = scope_at(scope, level);
		if (resolve_target(resolution->declared, &other, &number))
			return ref_format(
				&resolution->scratch, other.scope, link->identifier);
	}
	return NULL;
}

/* The path has a folder for the scope, so it is external on purpose. */
static bool is_folder(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	const char *folder = arena_format(
		&resolution->scratch, "/%s/%s/", link->kind->folder, link->identifier);

	return strstr(entity->source->path, folder) != NULL;
}

static void report_unresolved(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	bool closed = kind_is_managed(link->kind) && is_closed(resolution, link->scope);
	const char *nearest;
	struct error *error;

	if (link->kind->opens != 0 && (!closed || is_folder(resolution, entity, link)))
		return; /* the scope itself is external */
	nearest = suggest(resolution, entity, link);
	error = source_error_as(resolution->errs, ERROR_REFERENCE_UNRESOLVED,
		closed ? SEVERITY_ERROR : SEVERITY_NOTE, entity->source, link->offset,
		"the tree has no %s '%s' in %s%s%s%s", link->kind_name, link->identifier,
		scope_words(&resolution->scratch, link->scope),
		nearest != NULL ? ", did you mean '" : "", nearest != NULL ? nearest : "",
		nearest != NULL ? "'?" : "");
	error_address(resolution->errs, error, entity->address);
	if (nearest != NULL)
		error_fix(resolution->errs, error, "%s", nearest);
}

static void resolve(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	struct arena_mark mark = arena_mark(&resolution->scratch);
	struct error *error;
	size_t number;

	if (link->kind == NULL) {
		error = source_error(resolution->errs, ERROR_REFERENCE_UNRESOLVED,
			entity->source, link->offset,
			"nobody checks '%s': rein does not know the kind '%s' yet",
			link->identifier, link->kind_name);
		error_address(resolution->errs, error, entity->address);
	} else if (!resolve_target(resolution->declared, link, &number) &&
		   !kind_is_builtin(link->kind, link->identifier) &&
		   !index_has(&resolution->declared->lost, link->identifier)) {
		report_unresolved(resolution, entity, link);
	}
	arena_rewind(&resolution->scratch, mark);
}

void resolve_check(const struct declared *declared, bool closed, struct error_list *errs)
{
	struct resolution resolution = { declared, closed, errs, { 0 } };
	const struct entity_set *set = &declared->set;

	for (size_t i = 0; i < set->count; i++)
		for (size_t j = 0; j < set->items[i]->link_count; j++)
			resolve(&resolution, set->items[i], &set->items[i]->links[j]);
	arena_release(&resolution.scratch);
}
