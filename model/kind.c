#include "model/kind.h"

#include <string.h>

#include "model/kinds/kinds.h"
#include "model/text.h"

static const struct kind *const kinds[] = {
#define KIND_ROW(id) &kind_##id,
	KIND_LIST(KIND_ROW)
#undef KIND_ROW
};

const char *method_name(enum method method)
{
	static const char *const methods[] = { "", "GET", "POST", "PUT", "DELETE" };

	return methods[method];
}

const struct kind *const *kind_all(size_t *count)
{
	*count = countof(kinds);
	return kinds;
}

const struct kind *kind_find(const char *name)
{
	for (size_t i = 0; i < countof(kinds); i++)
		if (*kinds[i]->name == *name && strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}

const struct kind *kind_opening(enum scope_level level)
{
	for (size_t i = 0; i < countof(kinds); i++)
		if (kinds[i]->opens == level)
			return kinds[i];
	return NULL;
}

const char *kind_nearest(const char *name)
{
	const char *all[countof(kinds)];

	for (size_t i = 0; i < countof(kinds); i++)
		all[i] = kinds[i]->name;
	return text_nearest(name, all, countof(kinds));
}

const struct reference *kind_reference(const struct kind *kind, size_t number)
{
	if (number < kind->reference_count)
		return &kind->references[number];
	number -= kind->reference_count;
	if ((kind->traits & KIND_BODY) == 0 || number >= body_reference_count)
		return NULL;
	return &body_references[number];
}

const struct kind *kind_parent(const struct kind *kind)
{
	const struct reference *row = NULL;

	for (size_t i = 0; kind->parent != NULL && i < kind->reference_count; i++)
		if (strcmp(kind->references[i].path, kind->parent) == 0)
			row = &kind->references[i];
	return row != NULL ? kind_find(row->kind) : NULL;
}

bool kind_is_managed(const struct kind *kind)
{
	return kind->family != NULL;
}

bool kind_is_builtin(const struct kind *kind, const char *identifier)
{
	for (size_t i = 0; i < kind->builtin_count; i++)
		if (text_glob(kind->builtins[i], identifier))
			return true;
	return false;
}

static bool is_like(const struct generated *generated, const char *identifier,
	const struct value *spec)
{
	if (!text_glob(generated->identifier, identifier))
		return false;
	for (size_t i = 0; i < countof(generated->conditions); i++)
		if (!condition_holds(generated->conditions[i], spec))
			return false;
	return true;
}

const struct generated *kind_find_generated(
	const struct kind *kind, const char *identifier, const struct value *spec)
{
	for (size_t i = 0; i < kind->generated_count; i++)
		if (is_like(&kind->generated[i], identifier, spec))
			return &kind->generated[i];
	return NULL;
}

bool kind_is_own(const struct kind *kind, const char *identifier)
{
	return kind->record != NULL && (text_starts(identifier, kind->record) ||
					       text_starts(identifier, kind->lock));
}

const struct kind *kind_of_record(void)
{
	for (size_t i = 0; i < countof(kinds); i++)
		if (kinds[i]->record != NULL)
			return kinds[i];
	return NULL;
}

bool condition_holds(struct condition condition, const struct value *spec)
{
	return condition.path == NULL ||
	       value_is(value_at(spec, condition.path), condition.is);
}

const struct field *kind_field(
	const struct kind *kind, const char *path, const struct value *spec)
{
	for (size_t i = 0; i < kind->field_count; i++)
		if (kind->fields[i].path[0] == path[0] &&
			strcmp(kind->fields[i].path, path) == 0 &&
			condition_holds(kind->fields[i].when, spec))
			return &kind->fields[i];
	return NULL;
}

const struct operation *operation_for(
	const struct operation *operations, size_t count, const struct value *spec)
{
	for (size_t i = 0; i < count; i++)
		if (condition_holds(operations[i].when, spec))
			return &operations[i];
	return NULL;
}
