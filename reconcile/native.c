#include "reconcile/native.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "providers/secret_digest.h"
#include "providers/yaml.h"

/* What the walk over one entity needs. */
struct native {
	struct arena *arena;
	const struct entity *live;
	const char *variable; /* NULL: secret values are left out */
};

static const struct value *written(struct native *native, const char *path,
	const struct field *field, const struct value *value);

/* --- rows ------------------------------------------------------------------- */

/* What a row has below `path`, up to the next dot; NULL when it lies elsewhere. */
static const char *key_below(struct arena *arena, const char *row, const char *path)
{
	size_t size = strlen(path);

	if (size > 0 && (strncmp(row, path, size) != 0 || row[size] != '.'))
		return NULL;
	row += size + (size > 0);
	return arena_copy(arena, row, strcspn(row, ".["));
}

static bool has_rows_below(const struct kind *kind, const char *path)
{
	size_t size = strlen(path);

	for (size_t i = 0; i < kind->field_count; i++)
		if (strncmp(kind->fields[i].path, path, size) == 0 &&
			kind->fields[i].path[size] == '.')
			return true;
	return false;
}

static const struct field *row_of(const struct native *native, const char *path)
{
	return kind_field(native->live->kind, path, native->live->spec);
}

/* --- values ----------------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
	const struct value *left = *(const struct value *const *)a;
	const struct value *right = *(const struct value *const *)b;

	return strcmp(value_text(left), value_text(right));
}

/* The tag in which rein keeps what tells one value from another. */
static bool is_own_tag(const struct kind *kind, const char *key)
{
	bool secret = false;

	for (size_t i = 0; i < kind->field_count; i++)
		secret |= (kind->fields[i].traits & FIELD_SECRET) != 0;
	return secret && strcmp(key, SECRET_DIGEST_TAG) == 0;
}

/* A map that no row orders: by its keys, since the server promises no order. */
static const struct value *sorted(
	struct native *native, const struct field *field, const struct value *map)
{
	bool tags = field != NULL && field->type == FIELD_TAGS;
	size_t count = value_count(map);
	const struct value **keys = arena_array(native->arena, count, sizeof(*keys));
	struct value_builder builder = { .arena = native->arena };

	for (size_t i = 0; i < count; i++)
		keys[i] = value_key(map, i);
	if (count > 1)
		qsort(keys, count, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < count; i++) {
		const char *key = value_text(keys[i]);
		const struct value *entry = value_find(map, key);

		if (tags && is_own_tag(native->live->kind, key))
			continue;
		if (tags && value_type(entry) == VALUE_NULL)
			value_put(&builder, key, value_make(VALUE_TEXT, ""));
		else
			value_put(&builder, key, *written(native, NULL, NULL, entry));
	}
	return value_map_end(&builder);
}

static const struct value *listed(
	struct native *native, const char *path, const struct value *list)
{
	struct value_builder builder = { .arena = native->arena };
	const char *below = NULL;

	if (path != NULL)
		below = arena_format(native->arena, "%s[]", path);
	for (size_t i = 0; i < value_count(list); i++)
		value_add(&builder, *written(native, below, NULL, value_item(list, i)));
	return value_list_end(&builder);
}

static const struct value *made(
	struct native *native, enum value_type type, const char *text)
{
	struct value *value = arena_alloc(native->arena, sizeof(*value));

	*value = value_make(type, text);
	return value;
}

/* A bool or number is written as one, even where the server has it as a text. */
static const struct value *scalar(
	struct native *native, const struct field *field, const struct value *value)
{
	const char *text = value_text(value);
	bool is_text = value_type(value) == VALUE_TEXT && *text != '\0';

	if (is_text && field != NULL && field->type == FIELD_NUMBER &&
		strspn(text, "0123456789") == strlen(text))
		return made(native, VALUE_NUMBER, text);
	if (is_text && field != NULL && field->type == FIELD_BOOL &&
		(strcmp(text, "true") == 0 || strcmp(text, "false") == 0))
		return made(native, VALUE_BOOL, text);
	return value;
}

/* What the server would put there anyway, or says nothing. */
static bool is_usual(const struct field *field, const struct value *value)
{
	if (field->fallback != NULL && value_is(value, field->fallback))
		return true;
	return value_is_empty(value) && (field->traits & FIELD_REQUIRED) == 0;
}

/* What stands in the document at `path`, or NULL. */
static const struct value *member(
	struct native *native, const char *path, const struct value *value)
{
	const struct field *field = row_of(native, path);
	const struct value *result;

	if (field == NULL && !has_rows_below(native->live->kind, path))
		return NULL;
	if (field != NULL && (field->traits & FIELD_READ_ONLY) != 0)
		return NULL;
	if (field != NULL && (field->traits & FIELD_SECRET) != 0)
		return native->variable != NULL
			       ? made(native, VALUE_ENV, native->variable)
			       : NULL;
	if (value == NULL || value_type(value) == VALUE_NULL)
		return NULL;
	result = written(native, path, field, value);
	if (field == NULL ? value_is_empty(result) : is_usual(field, result))
		return NULL;
	return result;
}

/* Keys in the order in which rows name them; what no row knows is not the tree's. */
static const struct value *ordered(
	struct native *native, const char *path, const struct value *map)
{
	const struct kind *kind = native->live->kind;
	struct value_builder builder = { .arena = native->arena };

	for (size_t i = 0; i < kind->field_count; i++) {
		const char *key = key_below(native->arena, kind->fields[i].path, path);
		const struct value *value;

		if (key == NULL || *key == '\0')
			continue;
		value = member(native,
			*path == '\0' ? key : arena_join(native->arena, path, ".", key),
			value_find(map, key));
		if (value != NULL)
			value_put(&builder, key, *value);
	}
	return value_map_end(&builder);
}

static const struct value *written(struct native *native, const char *path,
	const struct field *field, const struct value *value)
{
	if (value_type(value) == VALUE_LIST)
		return listed(native, path, value);
	if (value_type(value) != VALUE_MAP)
		return scalar(native, field, value);
	if (path != NULL && has_rows_below(native->live->kind, path))
		return ordered(native, path, value);
	return sorted(native, field, value);
}

/* --- the document ------------------------------------------------------------ */

/* Lists may leave out what was asked for: who it is, its scope and identifier say. */
static const struct value *with_identity(struct arena *arena, const struct entity *live)
{
	const struct {
		const char *key, *text;
	} members[] = {
		{ "identifier", live->identifier },
		{ "orgIdentifier", live->scope.org },
		{ "projectIdentifier", live->scope.project },
	};
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; i < value_count(live->spec); i++)
		value_put(&builder, value_text(value_key(live->spec, i)),
			*value_entry(live->spec, i));
	for (size_t i = 0; i < countof(members); i++)
		if (members[i].text != NULL)
			value_put(&builder, members[i].key,
				value_make(VALUE_TEXT, members[i].text));
	return value_map_end(&builder);
}

const struct value *native_fields(
	struct arena *arena, const struct entity *live, const char *variable)
{
	struct native native = { arena, live, variable };

	return ordered(&native, "", with_identity(arena, live));
}

void native_write(struct buf *out, const struct entity *live, const char *variable)
{
	struct arena scratch = { 0 };

	if ((live->kind->traits & KIND_WHOLE) != 0) {
		struct slice text = entity_text(live);

		buf_put(out, text.ptr, text.len);
	} else {
		yaml_write(
			out, live->kind->name, native_fields(&scratch, live, variable));
	}
	arena_release(&scratch);
}

/* --- secret values ------------------------------------------------------------ */

bool native_has_secret(const struct entity *live)
{
	const struct kind *kind = live->kind;

	for (size_t i = 0; i < kind->field_count; i++)
		if ((kind->fields[i].traits & FIELD_SECRET) != 0 &&
			condition_holds(kind->fields[i].when, live->spec))
			return true;
	return false;
}

const char *native_variable(struct arena *arena, const char *address, bool apart)
{
	uint64_t hash = text_hash(address, strlen(address));
	char *name = arena_text(arena, address);

	for (char *at = name; *at != '\0'; at++) {
		bool digit = *at >= '0' && *at <= '9';

		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
		else if (!digit && !(*at >= 'A' && *at <= 'Z'))
			*at = '_';
	}
	if (!apart)
		return name;
	return arena_format(arena, "%s_%08X", name, (unsigned)(hash & 0xffffffff));
}
