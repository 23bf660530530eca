#include "providers/item.h"

#include <string.h>

#include "model/arena.h"
#include "model/num.h"

/* --- who it is ------------------------------------------------------------- */

/* A text member; NULL when absent, null, empty or no scalar. */
static const char *text_at(const struct value *map, const char *dotted)
{
	const char *text = value_text_at(map, dotted);

	return text != NULL && *text != '\0' ? text : NULL;
}

/* The scope that a map names, as far as a kind lives in one. */
static struct scope scope_in(const struct value *map, const struct kind *kind)
{
	struct scope scope = { 0 };

	if (kind->scopes & (SCOPE_ORG | SCOPE_PROJECT))
		scope.org = text_at(map, "orgIdentifier");
	if (kind->scopes & SCOPE_PROJECT)
		scope.project = text_at(map, "projectIdentifier");
	return scope;
}

/* What a list's item says of its scope; an item may leave out what was asked for. */
static struct scope item_scope(const struct call *call, const struct listing *listing,
	const struct value *element, const struct value *members)
{
	struct scope scope;

	if (listing == NULL)
		return call->scope;
	scope = scope_in(
		listing->scope != NULL ? value_at(element, listing->scope) : members,
		call->kind);
	return call->below || scope.org != NULL ? scope : call->scope;
}

static bool is_scope_of(struct scope scope, const struct kind *kind)
{
	return (scope.project == NULL || scope.org != NULL) &&
	       (scope_level(scope) & kind->scopes) != 0;
}

static bool was_asked_for(const struct call *call, struct scope scope)
{
	return call->below ? scope_within(scope, call->scope)
			   : scope_equal(scope, call->scope);
}

/* --- what it holds --------------------------------------------------------- */

static bool is_hidden(const struct field *field)
{
	return field != NULL && field->traits & (FIELD_READ_ONLY | FIELD_SECRET);
}

static bool has_row_at_or_below(const struct kind *kind, const char *path)
{
	size_t size = strlen(path);

	for (size_t i = 0; i < kind->field_count; i++) {
		const char *row = kind->fields[i].path;

		if (*row == *path && strncmp(row, path, size) == 0 &&
			(row[size] == '\0' || row[size] == '.' || row[size] == '['))
			return true;
	}
	return false;
}

/* Whether a member is the entity's: some row speaks of it, and not as the server's. */
static bool is_kept(
	const struct kind *kind, const char *path, const struct value *members)
{
	const struct field *field = kind_field(kind, path, members);

	if (is_hidden(field))
		return false;
	if (kind->traits & KIND_WHOLE)
		return field != NULL && field->traits & (FIELD_BESIDE | FIELD_LIVE_ONLY);
	return field != NULL || has_row_at_or_below(kind, path);
}

/* What stands at `path`, less what must not be kept; scalars and lists are shared. */
static struct value strip(struct arena *scratch, const struct kind *kind,
	const char *path, const struct value *value, const struct value *members)
{
	struct value_builder builder = { .arena = scratch };

	if (value_type(value) != VALUE_MAP)
		return *value;
	for (size_t i = 0; i < value_count(value); i++) {
		const struct value *key = value_key(value, i);
		const char *below = arena_join(scratch, path, ".", value_text(key));

		if (is_hidden(kind_field(kind, below, members)))
			continue;
		value_add(&builder, *key);
		value_add(&builder, strip(scratch, kind, below, key + 1, members));
	}
	return *value_map_end(&builder);
}

/* Put together in the scratch arena, then copied: no growing leaves holes behind. */
static const struct value *read_spec(const struct call *call,
	const struct listing *listing, const struct value *element,
	const struct value *members, struct arena *scratch)
{
	struct value_builder builder = { .arena = scratch };

	for (size_t i = 0; i < value_count(members); i++) {
		const struct value *key = value_key(members, i);
		const char *path = value_text(key);

		if (!is_kept(call->kind, path, members))
			continue;
		value_add(&builder, *key);
		value_add(&builder, strip(scratch, call->kind, path, key + 1, members));
	}
	for (size_t i = 0; listing != NULL && i < listing->rename_count; i++) {
		const struct value *value = value_at(element, listing->renames[i].from);

		if (value != NULL)
			value_put(&builder, listing->renames[i].to, *value);
	}
	return value_copy_like(call->arena, value_map_end(&builder),
		call->found_count > 0 ? call->found[call->found_count - 1]->spec : NULL);
}

/* The text of its namesake where that has the same bytes, else a copy. */
static void take_text(const struct call *call, struct entity *entity,
	const struct entity *known, const struct value *text)
{
	struct slice bytes = { value_text(text), text->size };

	if (known != NULL && entity_has_text(known, bytes))
		entity_share_text(entity, known);
	else
		entity->text = (struct slice){
			arena_copy(call->arena, bytes.ptr, bytes.len),
			bytes.len,
		};
}

/* --- what the API says about it --------------------------------------------- */

/* A member of the entity, or of what stands around it. */
static const char *about(
	const struct value *element, const struct value *members, const char *dotted)
{
	const char *text = text_at(members, dotted);

	return text != NULL ? text : text_at(element, dotted);
}

static int64_t number_about(const struct value *element, const struct value *members,
	const char *const *names, size_t count)
{
	int64_t number = 0;

	for (size_t i = 0; i < count; i++) {
		const char *text = about(element, members, names[i]);

		if (text != NULL && num_parse(text, 0, INT64_MAX, &number))
			return number;
	}
	return 0;
}

static const char *or_words(const char *text, const char *words)
{
	return text != NULL ? text : words;
}

/* Source: core.md 7, 8 (entityGitDetails), 9.2 (gitDetails). */
static const char *read_place(
	struct arena *arena, const struct value *element, const struct value *members)
{
	static const char *const homes[] = { "entityGitDetails", "gitDetails" };

	for (size_t i = 0; i < countof(homes); i++) {
		const struct value *git = value_find(members, homes[i]);
		const char *file, *repository;

		if (git == NULL || value_type(git) != VALUE_MAP)
			git = value_find(element, homes[i]);
		file = text_at(git, "filePath");
		repository = text_at(git, "repoName");
		if (file != NULL || repository != NULL)
			return arena_format(arena, "repository %s, branch %s, file %s",
				or_words(repository, "(unnamed)"),
				or_words(text_at(git, "branch"), "(default)"),
				or_words(file, "(unnamed)"));
	}
	return NULL;
}

static void read_marks(struct entity *entity, const struct call *call,
	const struct value *element, const struct value *members)
{
	static const char *const versions[] = { "version" };
	static const char *const births[] = { "createdAt" };
	static const char *const times[] = { "lastModifiedAt", "updatedAt",
		"lastUpdatedAt" };

	entity->managed = text_equal(about(element, members, "harnessManaged"), "true") ||
			  kind_is_builtin(call->kind, entity->identifier) ||
			  kind_is_own(call->kind, entity->identifier);
	entity->generated =
		kind_find_generated(call->kind, entity->identifier, entity->spec) != NULL;
	entity->remote = text_equal(about(element, members, "storeType"), "REMOTE");
	if (entity->remote)
		entity->remote_place = read_place(call->arena, element, members);
	entity->version = number_about(element, members, versions, countof(versions));
	entity->created_at = number_about(element, members, births, countof(births));
	entity->modified_at = number_about(element, members, times, countof(times));
}

/* --- all of it -------------------------------------------------------------- */

/* Items of a list mostly share their scope's names with the one before. */
static const char *share_name(struct arena *arena, const char *name, const char *before)
{
	return text_equal(name, before) ? before : arena_text(arena, name);
}

/* Who it is, in the words of its namesake or, without one, in words of its own. */
static struct entity *make(const struct call *call, struct scope scope,
	const char *address, const char *identifier, const struct entity *known)
{
	struct entity *entity = arena_alloc(call->arena, sizeof(*entity));
	struct scope before = { 0 };

	entity->kind = call->kind;
	if (known != NULL) {
		entity->scope = known->scope;
		entity->address = known->address;
		entity->identifier = known->identifier;
		return entity;
	}
	if (call->found_count > 0)
		before = call->found[call->found_count - 1]->scope;
	entity->scope.org = share_name(call->arena, scope.org, before.org);
	entity->scope.project = share_name(call->arena, scope.project, before.project);
	entity->address = arena_text(call->arena, address);
	entity->identifier =
		entity->address + strlen(entity->address) - strlen(identifier);
	return entity;
}

bool item_read(struct entity **entity, const struct call *call,
	const struct listing *listing, const struct value *element, const char *at,
	struct arena *scratch)
{
	const struct value *members = *at != '\0' ? value_at(element, at) : element;
	const struct value *text;
	const char *name = listing != NULL ? listing->identifier : NULL;
	const char *identifier = text_at(members, name != NULL ? name : "identifier");
	const char *address;
	const struct entity *known = NULL;
	struct scope scope;

	*entity = NULL;
	if (members == NULL || value_type(members) != VALUE_MAP)
		return false;
	if (identifier == NULL && listing == NULL)
		identifier = call->identifier; /* a pipeline's GET does not say it */
	scope = item_scope(call, listing, element, members);
	if (identifier == NULL || !is_scope_of(scope, call->kind))
		return false;
	if (!was_asked_for(call, scope))
		return true;
	address = entity_address(scratch, call->kind, scope, identifier);
	if (call->known != NULL)
		known = entity_set_find(call->known, address);
	*entity = make(call, scope, address, identifier, known);
	(*entity)->spec = read_spec(call, listing, element, members, scratch);
	text = call->kind->text != NULL ? value_find(members, call->kind->text) : NULL;
	if (text != NULL && value_type(text) == VALUE_TEXT)
		take_text(call, *entity, known, text);
	read_marks(*entity, call, element, members);
	return true;
}
