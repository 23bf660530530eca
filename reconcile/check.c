#include "reconcile/check.h"

#include <string.h>

#include "reconcile/advice.h"
#include "reconcile/fields.h"
#include "reconcile/spelling.h"
#include "reconcile/stages.h"

/*
 * An absent one was filled in, where file name or name make a legal one. Kinds that
 * are only known may leave it to their path, or compute it.
 */
static void check_identifier(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	const struct value *identifier = value_find(fields, "identifier");
	const char *text;

	if (value_is_empty(identifier) || !value_is_scalar(identifier))
		return;
	text = value_text(identifier);
	if (kind_is_managed(entity->kind) || strstr(text, "<+") == NULL)
		spelling_check(text, entity->kind->identifier_rule, entity->kind->name,
			entity->source, identifier->offset, errs);
}

/* What rein keeps in the account is none of a tree's business. */
static void check_own(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	const struct value *identifier = value_find(fields, "identifier");

	if (kind_is_own(entity->kind, entity->identifier))
		source_error(errs, ERROR_IDENTIFIER_RESERVED, entity->source,
			identifier != NULL ? identifier->offset : entity->offset,
			"'%s' is a name of rein's own: it keeps there what was applied, "
			"and by whom",
			entity->identifier);
}

/* Expressions are allowed where the kind's YAML is the server's to read. */
static void check_name(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	const struct value *name = value_find(fields, "name");

	if (value_is_empty(name) || !value_is_scalar(name) ||
		name_check(value_text(name), entity->kind->name_rule) ||
		strstr(value_text(name), "<+") != NULL)
		return;
	source_error(errs, ERROR_NAME_INVALID, entity->source, name->offset,
		"the API may refuse this name: it takes %s",
		name_rule_words(entity->kind->name_rule));
}

/* A secret's value comes from elsewhere; the finding must not quote it. */
static void check_literals(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	for (size_t i = 0; i < entity->kind->field_count; i++) {
		const struct field *field = &entity->kind->fields[i];
		const struct value *value;
		struct error *error;

		if ((field->traits & FIELD_SECRET) == 0)
			continue;
		value = value_at(fields, field->path);
		if (value_is_empty(value) || value_type(value) == VALUE_ENV ||
			value_type(value) == VALUE_FILE || !value_is_scalar(value) ||
			!condition_holds(field->when, fields))
			continue;
		error = error_add(errs, ERROR_SECRET_LITERAL,
			source_place(entity->source, value->offset),
			"a secret value stands in the tree, where everybody can read it");
		error_fix(errs, error, "!env NAME or !file PATH");
	}
}

/* Whether a row that holds a secret value can be at this node. */
static bool takes_source(
	const struct entity *entity, const struct value *fields, const struct value *node)
{
	for (size_t i = 0; i < entity->kind->field_count; i++)
		if ((entity->kind->fields[i].traits & FIELD_SECRET) != 0 &&
			value_at(fields, entity->kind->fields[i].path) == node)
			return true;
	return false;
}

static void find_sources(const struct entity *entity, const struct value *fields,
	const struct value *node, struct error_list *errs)
{
	if ((value_type(node) == VALUE_ENV || value_type(node) == VALUE_FILE) &&
		!takes_source(entity, fields, node))
		source_error(errs, ERROR_FIELD_TYPE, entity->source, node->offset,
			"%s gives secret values alone, and this field holds none",
			value_type(node) == VALUE_ENV ? "!env" : "!file");
	for (size_t i = 0; i < value_count(node); i++)
		find_sources(entity, fields,
			value_type(node) == VALUE_LIST ? value_item(node, i)
						       : value_entry(node, i),
			errs);
}

static void check_sources(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	const char *document = source_bytes(entity->source).ptr + entity->document;

	/* a tag is what they are: most documents have none */
	if (entity->kind->field_count > 0 && /* else nobody knows which fields do */
		memchr(document, '!', entity->document_size) != NULL)
		find_sources(entity, fields, fields, errs);
}

static void check_stages(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	if ((entity->kind->traits & KIND_PIPELINE) != 0)
		stages_check(fields, entity->source, errs);
}

static void (*const checks[])(
	const struct entity *, const struct value *, struct error_list *) = {
	fields_check,
	check_identifier,
	check_own,
	check_name,
	check_literals,
	check_sources,
	check_stages,
	advice_check,
};

bool check_document(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	size_t failures = errs->failures;

	for (size_t i = 0; i < countof(checks); i++)
		checks[i](entity, fields, errs);
	return errs->failures == failures;
}
