#include "reconcile/validate.h"

#include <string.h>

#include "model/index.h"
#include "providers/secrets.h"
#include "providers/tree.h"
#include "reconcile/body.h"
#include "reconcile/cycles.h"
#include "reconcile/resolve.h"

struct validation {
	const struct declared *declared;
	const struct tree *tree;
	const struct validate_options *options;
	struct error_list *errs;
	struct arena scratch;
};

/* --- duplicates ---------------------------------------------------------- */

/* Where the identifier's value stands; the root key when the document has none. */
static uint32_t identifier_offset(
	struct validation *validation, const struct entity *entity)
{
	const struct value *fields = body_fields(&validation->scratch, entity);
	const struct value *identifier = value_find(fields, "identifier");

	return identifier != NULL ? identifier->offset : entity->offset;
}

/* A stands before B: which of two is the later one. */
static bool is_earlier(const struct entity *a, const struct entity *b)
{
	int order = strcmp(a->source->path, b->source->path);

	return order != 0 ? order < 0 : a->offset < b->offset;
}

static void report_duplicate(struct validation *validation, const struct entity *first,
	const struct entity *second, const char *wording)
{
	struct error *error = source_error(validation->errs, ERROR_IDENTIFIER_DUPLICATE,
		second->source, identifier_offset(validation, second), "%s %s in %s",
		second->address, wording,
		scope_words(&validation->scratch, second->scope));

	error_address(validation->errs, error, second->address);
	error_relate(validation->errs, error,
		source_place(first->source, identifier_offset(validation, first)),
		"the other one: %s", first->address);
}

/* Not of one that says another name than its folder: that is its fault already. And
 * what a kind that is only known is called by its file may be another thing in each. */
static bool says_its_name(struct validation *validation, const struct entity *entity)
{
	struct body_edit edit;
	const char *text;

	if (kind_is_managed(entity->kind)) {
		text = value_text_at(
			body_fields(&validation->scratch, entity), "identifier");
		return entity->kind->opens == 0 || text == NULL ||
		       text_equal(text, entity->identifier);
	}
	return !body_add_identifier(&validation->scratch, entity, "x", &edit);
}

/* Whether the entity is the first to have that key. */
static bool claim(struct validation *validation, struct index *index, const char *key,
	const struct entity *entity, const char *wording)
{
	const void **slot = index_at(index, key);
	const struct entity *other = *slot;

	if (other == NULL || is_earlier(entity, other))
		*slot = entity;
	if (other == NULL || !says_its_name(validation, entity) ||
		!says_its_name(validation, other))
		return true;
	if (is_earlier(entity, other))
		report_duplicate(validation, entity, other, wording);
	else
		report_duplicate(validation, other, entity, wording);
	return false;
}

static const char *fold(struct arena *arena, const char *text)
{
	char *folded = arena_copy(arena, text, strlen(text));

	for (char *c = folded; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return folded;
}

/* The address, ignoring case where the kind does, and the label. */
static const char *key_of(struct validation *validation, const struct entity *entity)
{
	struct arena *arena = &validation->scratch;
	const char *label = NULL;

	if (entity->kind->label != NULL)
		label = value_text_at(body_fields(arena, entity), entity->kind->label);
	if (label != NULL)
		return arena_format(arena, "%s@%s", entity->address, label);
	return (entity->kind->traits & KIND_NOCASE) != 0 ? fold(arena, entity->address)
							 : entity->address;
}

static void find_duplicates(struct validation *validation)
{
	struct index addresses = { .arena = &validation->scratch };
	struct index tuples = { .arena = &validation->scratch };

	for (size_t i = 0; i < validation->declared->set.count; i++) {
		struct entity *entity = validation->declared->set.items[i];
		unsigned traits = entity->kind->traits;

		if (claim(validation, &addresses, key_of(validation, entity), entity,
			    "stands twice") &&
			(traits & KIND_TUPLE) != 0)
			claim(validation, &tuples,
				entity_tuple(&validation->scratch, entity), entity,
				"grants what another one grants");
	}
}

/* --- secret values, untracked files -------------------------------------- */

static void check_sources(struct validation *validation, const struct entity *entity,
	const struct value *value)
{
	size_t mark = validation->errs->count;

	if (value_type(value) == VALUE_ENV || value_type(value) == VALUE_FILE)
		secrets_check(validation->options->secrets, value, entity->source,
			validation->errs);
	for (size_t i = mark; i < validation->errs->count; i++)
		error_address(
			validation->errs, validation->errs->items[i], entity->address);
	for (size_t i = 0; i < value_count(value); i++)
		check_sources(validation, entity,
			value_type(value) == VALUE_LIST ? value_item(value, i)
							: value_entry(value, i));
}

static void check_secrets(struct validation *validation)
{
	const struct entity_set *set = &validation->declared->set;

	if (validation->options->secrets == NULL)
		return;
	for (size_t i = 0; i < set->count; i++)
		if (set->items[i]->spec != NULL)
			check_sources(validation, set->items[i], set->items[i]->spec);
}

static void find_untracked(struct validation *validation)
{
	for (size_t i = 0; i < validation->tree->untracked_count; i++) {
		const char *path = validation->tree->untracked[i];
		struct error *error = error_add(validation->errs, ERROR_UNTRACKED_FILE,
			(struct place){ .file = path, .line = 1, .column = 1 },
			"git does not track this document, so it is not read");

		error_fix(validation->errs, error, "git add %s", path);
	}
}

static bool is_about_secret(const struct error *error)
{
	return error->code == ERROR_SECRET_LITERAL || error->code == ERROR_CREDENTIAL;
}

/* A line with a secret value in it is shown by no finding. */
static void hide_secrets(struct error_list *errs)
{
	for (size_t i = 0; i < errs->count; i++) {
		const struct place *secret = &errs->items[i]->place;

		for (size_t j = 0; is_about_secret(errs->items[i]) && j < errs->count;
			j++)
			if (errs->items[j]->place.line == secret->line &&
				text_equal(errs->items[j]->place.file, secret->file))
				errs->items[j]->excerpt = NULL;
	}
}

bool validate_declared(const struct declared *declared, const struct tree *tree,
	const struct validate_options *options, struct error_list *errs)
{
	size_t failures = errs->failures;
	struct validation validation = {
		.declared = declared, .tree = tree, .options = options, .errs = errs
	};

	find_duplicates(&validation);
	resolve_check(declared, options->closed, errs);
	cycles_check(declared, errs);
	check_secrets(&validation);
	find_untracked(&validation);
	hide_secrets(errs);
	error_sort(errs);
	arena_release(&validation.scratch);
	return errs->failures == failures;
}
