#include "reconcile/resolve.h"

#include <string.h>

#include "model/ref.h"

struct resolution {
	const struct declared *declared;
	bool closed;
	struct error_list *errs;
	struct arena scratch;
	struct index misplaced; /* identifiers of entities that belong to one that the
				   tree lacks: it may be the wrong one */
};

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

/* Names that the tree declares where the link looks for one. */
static const char **names_near(
	struct resolution *resolution, const struct link *link, size_t *count)
{
	const struct entity_set *set = &resolution->declared->set;
	struct link any = *link;
	const char **names = NULL;
	const char *prefix;
	size_t room = 0;

	any.identifier = "";
	prefix = link_address(&resolution->scratch, &any);
	*count = 0;
	for (size_t i = entity_set_from(set, prefix);
		i < set->count && text_starts(set->items[i]->address, prefix); i++) {
		if (!scope_equal(set->items[i]->scope, link->scope))
			continue;
		names = arena_grow(
			&resolution->scratch, names, *count, &room, sizeof(*names));
		names[(*count)++] = set->items[i]->identifier;
	}
	return names;
}

/* What the writer may have meant, as a reference, or NULL; `count` of equal worth. */
struct guess {
	const char *text;
	size_t count;
};

/* The same name in another scope that the writer sees, the nearest one. */
static struct guess find_elsewhere(struct resolution *resolution,
	const struct entity *entity, const struct link *link)
{
	struct guess guess = { 0 };
	size_t number;

	for (enum scope_level level = SCOPE_PROJECT; level != 0;
		level = (enum scope_level)(level / 2)) {
		struct link other = *link;

		other.scope = scope_at(entity->scope, level);
		if (level > scope_level(entity->scope) ||
			!entity_set_target(&resolution->declared->set, &other, &number))
			continue;
		if (guess.count++ == 0)
			guess.text = ref_format(
				&resolution->scratch, other.scope, link->identifier);
	}
	return guess;
}

static struct guess suggest(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	struct guess guess = { 0 };
	const char **names;
	size_t count;

	if (link->prefixed)
		guess = find_elsewhere(resolution, entity, link);
	if (guess.text != NULL)
		return guess;
	names = names_near(resolution, link, &count);
	guess.text = text_nearest(link->identifier, names, count);
	if (guess.text != NULL && link->prefixed)
		guess.text = ref_format(&resolution->scratch, link->scope, guess.text);
	guess.count = guess.text != NULL;
	return guess;
}

/* The path has a folder for the scope, so it is external on purpose. */
static bool is_folder(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	const char *folder = arena_format(
		&resolution->scratch, "/%s/%s/", link->kind->folder, link->identifier);

	return strstr(entity->source->path, folder) != NULL;
}

/*
 * Whether the tree should have it. Of a kind that is not managed it declares what it
 * likes: all of them where it has any.
 */
static bool should_be_there(struct resolution *resolution, const struct link *link)
{
	size_t count = 0;

	if (!is_closed(resolution, link->scope))
		return false;
	if (!kind_is_managed(link->kind))
		names_near(resolution, link, &count);
	return kind_is_managed(link->kind) || count > 0;
}

static void report_unresolved(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	bool closed = should_be_there(resolution, link);
	bool inside = link->parent != NULL;
	struct guess guess;
	struct error *error;

	if (link->kind->opens != 0 && (!closed || is_folder(resolution, entity, link)))
		return; /* the scope itself is external */
	guess = suggest(resolution, entity, link);
	error = source_error_as(resolution->errs, ERROR_REFERENCE_UNRESOLVED,
		closed ? SEVERITY_ERROR : SEVERITY_NOTE, entity->source, link->offset,
		"the tree has no %s '%s%s%s' in %s%s%s%s", link->kind_name,
		inside ? link->parent : "", inside ? "/" : "", link->identifier,
		scope_words(&resolution->scratch, link->scope),
		guess.text != NULL ? ", did you mean '" : "",
		guess.text != NULL ? guess.text : "", guess.text != NULL ? "'?" : "");
	error_address(resolution->errs, error, entity->address);
	if (guess.count == 1)
		error_fix(resolution->errs, error, "%s", guess.text);
}

static void report_unknown(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	struct error *error = source_error(resolution->errs, ERROR_REFERENCE_UNRESOLVED,
		entity->source, link->offset,
		"nobody checks '%s': rein does not know the kind '%s' yet",
		link->identifier, link->kind_name);

	error_address(resolution->errs, error, entity->address);
}

static bool is_declared(const struct link *link)
{
	size_t number;

	return link_target(link, &number);
}

/* The fault is said elsewhere: at what it belongs to, or where that is misspelt. */
static bool is_told(struct resolution *resolution, const struct link *link)
{
	const struct kind *kind = kind_parent(link->kind);
	struct link parent = { .kind = kind, .scope = link->scope };
	size_t number;

	if (index_has(&resolution->declared->lost, link->identifier))
		return true;
	if (link->parent == NULL || kind == NULL)
		return false;
	parent.kind_name = kind->name;
	parent.identifier = link->parent;
	return !entity_set_target(&resolution->declared->set, &parent, &number) ||
	       index_has(&resolution->misplaced, link->identifier);
}

static void resolve(struct resolution *resolution, const struct entity *entity,
	const struct link *link)
{
	struct arena_mark mark = arena_mark(&resolution->scratch);

	if (link->kind == NULL)
		report_unknown(resolution, entity, link);
	else if (!is_declared(link) && !kind_is_builtin(link->kind, link->identifier) &&
		 !is_told(resolution, link))
		report_unresolved(resolution, entity, link);
	arena_rewind(&resolution->scratch, mark);
}

static void find_misplaced(struct resolution *resolution, const struct entity *entity)
{
	const struct kind *parent = kind_parent(entity->kind);

	for (size_t i = 0; parent != NULL && i < entity->link_count; i++)
		if (entity->links[i].kind == parent && !is_declared(&entity->links[i]))
			*index_at(&resolution->misplaced, entity->identifier) = entity;
}

void resolve_check(const struct declared *declared, bool closed, struct error_list *errs)
{
	struct resolution resolution = {
		.declared = declared, .closed = closed, .errs = errs
	};
	const struct entity_set *set = &declared->set;
	struct arena names = { 0 };

	resolution.misplaced.arena = &names;
	for (size_t i = 0; i < set->count; i++)
		find_misplaced(&resolution, set->items[i]);
	for (size_t i = 0; i < set->count; i++)
		for (size_t j = 0; j < set->items[i]->link_count; j++)
			resolve(&resolution, set->items[i], &set->items[i]->links[j]);
	arena_release(&resolution.scratch);
	arena_release(&names);
}
