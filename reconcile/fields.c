#include "reconcile/fields.h"

#include <assert.h>
#include <string.h>

#include "model/num.h"

struct fields {
	const struct kind *kind;
	const struct source *source;
	const struct value *all; /* below the root key: what conditions are about */
	struct error_list *errs;
	struct arena scratch;
	bool whole; /* a YAML body: expressions stand where they like */
};

/* A key of a row's path, and what follows: "parameters" of "parameters[].value". */
struct part {
	struct slice key;
	bool items;
	const char *rest; /* NULL at the end */
};

static struct part first_part(const char *path)
{
	size_t size = strcspn(path, ".[");
	struct part part = { .key = { path, size } };

	part.items = path[size] == '[';
	if (part.items)
		size += strlen("[]");
	part.rest = path[size] == '.' ? path + size + 1 : NULL;
	return part;
}

static const char *last_key(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL ? dot + 1 : path;
}

/* --- one value against its row ------------------------------------------- */

static size_t count_characters(const char *text)
{
	size_t count = 0;

	for (; *text != '\0'; text++)
		count += (*text & 0xc0) != 0x80;
	return count;
}

static bool is_bool(const struct value *value)
{
	return value_type(value) == VALUE_BOOL || value_is(value, "true") ||
	       value_is(value, "false");
}

static bool is_whole_number(const struct value *value)
{
	int64_t number;

	return value_is_scalar(value) &&
	       num_parse(value_text(value), INT64_MIN, INT64_MAX, &number);
}

static bool is_tags(const struct value *value)
{
	if (value_type(value) != VALUE_MAP)
		return false;
	for (size_t i = 0; i < value_count(value); i++)
		if (!value_is_scalar(value_entry(value, i)))
			return false;
	return true;
}

static bool has_type(const struct field *field, const struct value *value)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_ENUM:
		return value_is_scalar(value);
	case FIELD_BOOL:
		return is_bool(value);
	case FIELD_NUMBER:
		return is_whole_number(value);
	case FIELD_TAGS:
		return is_tags(value);
	case FIELD_MAP:
		return value_type(value) == VALUE_MAP;
	case FIELD_LIST:
		return value_type(value) == VALUE_LIST;
	}
	return false;
}

static const char *const type_words[] = {
	[FIELD_TEXT] = "a text",
	[FIELD_BOOL] = "true or false",
	[FIELD_NUMBER] = "a whole number",
	[FIELD_ENUM] = "a text",
	[FIELD_TAGS] = "a map of texts",
	[FIELD_MAP] = "a map",
	[FIELD_LIST] = "a list",
};

static void check_choice(
	struct fields *fields, const struct field *field, const struct value *value)
{
	const char *text = value_text(value);
	const char *nearest;
	struct error *error;
	struct buf choices;

	for (size_t i = 0; i < field->value_count; i++)
		if (strcmp(field->values[i], text) == 0)
			return;
	buf_init(&choices, 1 << 12);
	for (size_t i = 0; i < field->value_count; i++)
		buf_format(&choices, "%s%s", i > 0 ? ", " : "", field->values[i]);
	error = source_error(fields->errs, ERROR_FIELD_TYPE, fields->source,
		value->offset, "'%s' is no %s: it is one of %s", text,
		last_key(field->path), buf_string(&choices));
	buf_release(&choices);
	nearest = text_nearest(text, field->values, field->value_count);
	if (nearest != NULL)
		error_fix(fields->errs, error, "%s", nearest);
}

static void check_length(
	struct fields *fields, const struct field *field, const struct value *value)
{
	bool tags = field->type == FIELD_TAGS;
	size_t size = tags ? value_count(value) : count_characters(value_text(value));

	if (field->most > 0 && size > field->most)
		source_error(fields->errs, ERROR_FIELD_TOO_LONG, fields->source,
			value->offset, "%s has %zu %s, the API takes %zu",
			last_key(field->path), size, tags ? "entries" : "characters",
			field->most);
}

/* Computed at run time, or a secret's source, which another check looks at. */
static bool is_elsewhere(const struct fields *fields, const struct value *value)
{
	return value_type(value) == VALUE_ENV || value_type(value) == VALUE_FILE ||
	       (fields->whole && value_is_scalar(value) &&
		       strstr(value_text(value), "<+") != NULL);
}

static void check_value(
	struct fields *fields, const struct field *field, const struct value *value)
{
	assert(value != NULL);
	if (is_elsewhere(fields, value))
		return;
	if (!has_type(field, value)) {
		source_error(fields->errs, ERROR_FIELD_TYPE, fields->source,
			value->offset, "%s must be %s", last_key(field->path),
			type_words[field->type]);
		return;
	}
	if (field->type == FIELD_ENUM)
		check_choice(fields, field, value);
	if (field->type == FIELD_TEXT || field->type == FIELD_TAGS)
		check_length(fields, field, value);
}

/* --- what the rows have -------------------------------------------------- */

/* Whether a row has this path, or the path is on the way to one. */
static bool is_known(const struct kind *kind, const char *path)
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

/* Whether rows say what is below the path; otherwise anything may be. */
static bool is_described(const struct kind *kind, const char *path)
{
	size_t size = strlen(path);

	for (size_t i = 0; i < kind->field_count; i++)
		if (*kind->fields[i].path == *path &&
			strncmp(kind->fields[i].path, path, size) == 0 &&
			(kind->fields[i].path[size] == '.' ||
				kind->fields[i].path[size] == '['))
			return true;
	return false;
}

/* The field that a key below `path` (with its dot) was to be, or NULL. */
static const struct field *nearest_field(
	struct fields *fields, const char *path, const char *key)
{
	const struct kind *kind = fields->kind;
	const char **names =
		arena_array(&fields->scratch, kind->field_count, sizeof(*names));
	const char *nearest;
	size_t count = 0;

	for (size_t i = 0; i < kind->field_count; i++)
		if (strncmp(kind->fields[i].path, path, strlen(path)) == 0 &&
			strpbrk(kind->fields[i].path + strlen(path), ".[") == NULL &&
			condition_holds(kind->fields[i].when, fields->all))
			names[count++] = kind->fields[i].path + strlen(path);
	nearest = text_nearest(key, names, count);
	if (nearest == NULL)
		return NULL;
	return kind_field(
		kind, arena_format(&fields->scratch, "%s%s", path, nearest), fields->all);
}

/* A key of `map` that is unknown and nearly `field`. */
static const struct value *find_mistyped(
	struct fields *fields, const struct field *field, const struct value *map)
{
	size_t size = (size_t)(last_key(field->path) - field->path);
	const char *path = arena_copy(&fields->scratch, field->path, size);

	for (size_t i = 0; i < value_count(map); i++) {
		const char *key = value_text(value_key(map, i));

		if (!is_known(fields->kind,
			    arena_format(&fields->scratch, "%s%s", path, key)) &&
			nearest_field(fields, path, key) == field)
			return value_key(map, i);
	}
	return NULL;
}

static void report_missing(struct fields *fields, const struct field *field,
	const struct value *map, uint32_t place)
{
	const char *name = last_key(field->path);
	const struct value *mistyped =
		fields->whole ? NULL : find_mistyped(fields, field, map);
	bool is_made =
		strcmp(field->path, "identifier") == 0 && value_find(map, name) == NULL;
	struct error *error;

	if (mistyped == NULL) {
		source_error(fields->errs, ERROR_FIELD_REQUIRED, fields->source, place,
			"%s is required%s%s", name,
			value_find(map, name) != NULL ? " and has no value" : "",
			is_made ? ": the file's name makes no legal one" : "");
		return;
	}
	error = source_error(fields->errs, ERROR_FIELD_REQUIRED, fields->source,
		mistyped->offset, "%s is required, and '%s' is no field", name,
		value_text(mistyped));
	error_fix(fields->errs, error, "%s", name);
}

static void check_row(struct fields *fields, const struct field *field, const char *path,
	const struct value *map, uint32_t place);

/* Each item of a list, as far as they are maps. */
static void check_items(struct fields *fields, const struct field *field,
	const char *path, const struct value *list)
{
	for (size_t i = 0; value_type(list) == VALUE_LIST && i < value_count(list); i++) {
		const struct value *item = value_item(list, i);

		if (value_type(item) == VALUE_MAP)
			check_row(fields, field, path, item, item->offset);
	}
}

/* Follow the row's path down from `map`, which stands at `place`. */
static void check_row(struct fields *fields, const struct field *field, const char *path,
	const struct value *map, uint32_t place)
{
	struct part part = first_part(path);
	const struct value *node = value_find_node(map, part.key.ptr, part.key.len);
	const struct value *value = node != NULL ? node + 1 : NULL;

	if (part.rest == NULL) {
		if (value != NULL && !value_is_empty(value))
			check_value(fields, field, value);
		else if ((field->traits & FIELD_REQUIRED) != 0)
			report_missing(fields, field, map,
				value != NULL ? value->offset : place);
		return;
	}
	if (value == NULL)
		return; /* the missing map is its own row's business */
	if (part.items)
		check_items(fields, field, part.rest, value);
	else if (value_type(value) == VALUE_MAP)
		check_row(fields, field, part.rest, value, node->offset);
}

/* --- what no row has ----------------------------------------------------- */

static void report_unknown(struct fields *fields, const char *path,
	const struct value *map, const struct value *key)
{
	const struct field *nearest = nearest_field(fields, path, value_text(key));
	struct error *error;

	if (nearest != NULL && (nearest->traits & FIELD_REQUIRED) != 0 &&
		value_is_empty(value_find(map, last_key(nearest->path))))
		return; /* said where the field is missed */
	error = source_error(fields->errs, ERROR_FIELD_UNKNOWN, fields->source,
		key->offset, "%s has no field '%s'", fields->kind->name, value_text(key));
	if (nearest != NULL)
		error_fix(fields->errs, error, "%s", last_key(nearest->path));
}

/* `path` ends in a dot, or is empty at the top. */
static void find_unknown(struct fields *fields, const char *path, const struct value *map)
{
	for (size_t i = 0; i < value_count(map); i++) {
		const struct value *key = value_key(map, i), *entry = value_entry(map, i);
		const char *here =
			arena_join(&fields->scratch, path, value_text(key), "");

		if (!is_known(fields->kind, here)) {
			report_unknown(fields, path, map, key);
			continue;
		}
		if (!is_described(fields->kind, here))
			continue;
		if (value_type(entry) == VALUE_MAP)
			find_unknown(fields, arena_join(&fields->scratch, here, ".", ""),
				entry);
		for (size_t j = 0;
			value_type(entry) == VALUE_LIST && j < value_count(entry); j++)
			if (value_type(value_item(entry, j)) == VALUE_MAP)
				find_unknown(fields,
					arena_join(&fields->scratch, here, "[].", ""),
					value_item(entry, j));
	}
}

void fields_check(
	const struct entity *entity, const struct value *fields, struct error_list *errs)
{
	struct fields check = {
		.kind = entity->kind,
		.source = entity->source,
		.all = fields,
		.errs = errs,
		.whole = (entity->kind->traits & KIND_WHOLE) != 0,
	};

	for (size_t i = 0; i < entity->kind->field_count; i++)
		if (condition_holds(entity->kind->fields[i].when, fields))
			check_row(&check, &entity->kind->fields[i],
				entity->kind->fields[i].path, fields, entity->offset);
	if (!check.whole && entity->kind->field_count > 0)
		find_unknown(&check, "", fields);
	arena_release(&check.scratch);
}
