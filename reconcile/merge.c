#include "reconcile/merge.h"

#include <string.h>

#include "reconcile/body.h"

static bool is_map(const struct value *value)
{
	return value != NULL && value_type(value) == VALUE_MAP;
}

/* Three-way: what base had and desired dropped on purpose does not come back. */
static struct value merge(struct arena *arena, const struct value *desired,
	const struct value *base, const struct value *live)
{
	struct value_builder builder = { .arena = arena };

	if (!is_map(desired) || !is_map(live) || value_variant_differs(desired, live))
		return *desired;
	for (size_t i = 0; i < value_count(live); i++) {
		const char *key = value_text(value_key(live, i));
		const struct value *mine = value_find(desired, key);

		if (mine != NULL)
			value_put(&builder, key,
				merge(arena, mine, value_find(base, key),
					value_entry(live, i)));
		else if (value_find(base, key) == NULL)
			value_put(&builder, key, *value_entry(live, i));
	}
	for (size_t i = 0; i < value_count(desired); i++) {
		const char *key = value_text(value_key(desired, i));

		if (value_find(live, key) == NULL)
			value_put(&builder, key, *value_entry(desired, i));
	}
	return *value_map_end(&builder);
}

/* `fields` without the entry at `dotted`. */
static struct value without(
	struct arena *arena, const struct value *map, const char *dotted)
{
	struct value_builder builder = { .arena = arena };
	size_t size = strcspn(dotted, ".");

	for (size_t i = 0; i < value_count(map); i++) {
		const char *key = value_text(value_key(map, i));
		const struct value *entry = value_entry(map, i);

		if (strlen(key) != size || strncmp(key, dotted, size) != 0)
			value_put(&builder, key, *entry);
		else if (dotted[size] == '.' && is_map(entry))
			value_put(
				&builder, key, without(arena, entry, dotted + size + 1));
	}
	return *value_map_end(&builder);
}

static struct value without_secrets(
	struct arena *arena, const struct kind *kind, struct value fields)
{
	for (size_t i = 0; i < kind->field_count; i++) {
		const struct field *field = &kind->fields[i];

		if ((field->traits & FIELD_SECRET) != 0 &&
			condition_holds(field->when, &fields))
			fields = without(arena, &fields, field->path);
	}
	return fields;
}

/* A YAML body says what goes beside it; what it leaves out stays as it is live. */
static struct value beside(struct arena *arena, const struct kind *kind,
	const struct value *fields, const struct value *live)
{
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; i < kind->field_count; i++) {
		const struct field *field = &kind->fields[i];
		const struct value *entry = value_find(fields, field->path);

		if ((field->traits & FIELD_BESIDE) == 0)
			continue;
		if (entry == NULL || (field->traits & FIELD_LIVE_ONLY) != 0)
			entry = value_find(live, field->path);
		if (entry != NULL)
			value_put(&builder, field->path, *entry);
	}
	return *value_map_end(&builder);
}

const struct value *merge_entity(struct arena *arena, const struct entity *desired,
	const struct entity *base, const struct entity *live, bool send_secret)
{
	const struct value *fields = body_fields(arena, desired);
	const struct value *live_fields = live != NULL ? live->spec : NULL;
	const struct value *base_fields = base != NULL ? base->spec : NULL;
	struct value *result = arena_alloc(arena, sizeof(*result));

	if ((desired->kind->traits & KIND_WHOLE) != 0)
		*result = beside(arena, desired->kind, fields, live_fields);
	else
		*result = merge(arena, fields, base_fields, live_fields);
	if (live != NULL && !send_secret)
		*result = without_secrets(arena, desired->kind, *result);
	return result;
}

/* The first step of a pointer ("/a~1b/c" gives "a/b") and what is left of it. */
static const char *take_key(struct arena *arena, const char **pointer)
{
	const char *from = *pointer + 1;
	size_t size = strcspn(from, "/");
	char *key = arena_copy(arena, from, size), *to = key;

	*pointer = from + size;
	for (const char *at = key; *at != '\0'; at++) {
		bool escape = at[0] == '~' && (at[1] == '0' || at[1] == '1');

		*to++ = escape ? "~/"[at[1] - '0'] : *at;
		at += escape;
	}
	*to = '\0';
	return key;
}

const struct value *merge_keep(struct arena *arena, const struct value *fields,
	const char *pointer, const struct value *live)
{
	struct value_builder builder = { .arena = arena };
	const char *rest = pointer;
	const char *key = take_key(arena, &rest);
	const struct value *entry = value_find(fields, key);

	if (*rest == '\0')
		entry = live;
	else if (is_map(entry))
		entry = merge_keep(arena, entry, rest, live);
	for (size_t i = 0; i < value_count(fields); i++) {
		const char *name = value_text(value_key(fields, i));

		if (strcmp(name, key) != 0)
			value_put(&builder, name, *value_entry(fields, i));
		else if (entry != NULL)
			value_put(&builder, key, *entry);
	}
	if (entry != NULL && value_find(fields, key) == NULL)
		value_put(&builder, key, *entry);
	return value_map_end(&builder);
}
