#include "reconcile/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/digest.h"
#include "reconcile/body.h"

/* Bytes shown of a digest: of what decides, of what only names the place. */
enum { WHOLE_BYTES = 16, FIELD_BYTES = 8 };

static const char *digest_of(struct arena *arena, struct slice bytes, size_t shown)
{
	static const char use[] = "rein saved plan 1"; /* no secret: a name of the use */
	unsigned char digest[DIGEST_BYTES];
	struct buf text;
	const char *result;

	digest_make(digest, use, sizeof(use) - 1, bytes.ptr, bytes.len);
	buf_init(&text, (size_t)2 * DIGEST_BYTES);
	digest_format(&text, digest, shown);
	result = arena_text(arena, buf_string(&text));
	buf_release(&text);
	return result;
}

/* --- one way to write a value ------------------------------------------------- */

/* Lengths before bytes, so that no two values are written alike. */
static void put_text(struct buf *out, char sign, const char *text, size_t size)
{
	buf_format(out, "%c%zu:", sign, size);
	buf_put(out, text, size);
}

static int compare_keys(const void *a, const void *b)
{
	const struct value *left = *(const struct value *const *)a;
	const struct value *right = *(const struct value *const *)b;

	return strcmp(value_text(left), value_text(right));
}

/* What an entity need not say: a member of it may as well be missing (core.md 2.1). */
static bool says_nothing(const struct value *value)
{
	return value_type(value) == VALUE_NULL ||
	       (!value_is_scalar(value) && value_count(value) == 0);
}

static void put_value(struct buf *out, const struct value *value, bool lean);

/* A value stands behind its key (value.h). Lean: without what says nothing. */
static void put_map(struct buf *out, const struct value *map, bool lean)
{
	struct arena scratch = { 0 };
	const struct value **keys =
		arena_array(&scratch, value_count(map), sizeof(*keys));
	size_t count = 0;

	for (size_t i = 0; i < value_count(map); i++)
		if (!lean || !says_nothing(value_entry(map, i)))
			keys[count++] = value_key(map, i);
	if (count > 1)
		qsort(keys, count, sizeof(*keys), compare_keys);
	buf_format(out, "{%zu:", count);
	for (size_t i = 0; i < count; i++) {
		put_text(out, 'k', value_text(keys[i]), keys[i]->size);
		put_value(out, keys[i] + 1, lean);
	}
	arena_release(&scratch);
}

static void put_list(struct buf *out, const struct value *list, bool lean)
{
	buf_format(out, "[%zu:", value_count(list));
	for (size_t i = 0; i < value_count(list); i++)
		put_value(out, value_item(list, i), lean);
}

static void put_value(struct buf *out, const struct value *value, bool lean)
{
	static const char signs[] = {
		[VALUE_NULL] = '0',
		[VALUE_BOOL] = 'b',
		[VALUE_NUMBER] = 'n',
		[VALUE_TEXT] = 't',
		[VALUE_ENV] = 'e',
		[VALUE_FILE] = 'f',
	};
	enum value_type type = value_type(value);

	if (type == VALUE_MAP)
		put_map(out, value, lean);
	else if (type == VALUE_LIST)
		put_list(out, value, lean);
	else
		put_text(out, signs[type], value_text(value), value->size);
}

const char *fingerprint_value(struct arena *arena, const struct value *value)
{
	struct buf text;
	const char *result;

	buf_init(&text, LIMIT_TEXT_BYTES);
	put_value(&text, value, false);
	result = digest_of(
		arena, (struct slice){ buf_string(&text), text.len }, WHOLE_BYTES);
	buf_release(&text);
	return result;
}

/* --- the tree ------------------------------------------------------------------- */

const char *fingerprint_tree(struct arena *arena, const struct tree *tree)
{
	struct arena scratch = { 0 };
	struct buf text;
	const char *result;

	buf_init(&text, LIMIT_TEXT_BYTES);
	for (size_t i = 0; i < tree->file_count; i++) {
		const struct source *source = &tree->files[i].source;

		put_text(&text, 'p', source->path, strlen(source->path));
		buf_text(&text,
			digest_of(&scratch, source_read(source, &scratch), DIGEST_BYTES));
	}
	result = digest_of(
		arena, (struct slice){ buf_string(&text), text.len }, WHOLE_BYTES);
	buf_release(&text);
	arena_release(&scratch);
	return result;
}

/* --- the writes of a step -------------------------------------------------------- */

static void put_call(struct buf *out, const struct call *call)
{
	struct arena scratch = { 0 };
	const char *address =
		entity_address(&scratch, call->kind, call->scope, call->identifier);

	buf_format(out, "v%d:", (int)call->verb);
	put_text(out, 'a', address, strlen(address));
	put_text(out, 'y', call->text.ptr != NULL ? call->text.ptr : "", call->text.len);
	if (call->spec != NULL)
		put_value(out, call->spec, true);
	arena_release(&scratch);
}

const char *fingerprint_writes(struct arena *arena, const struct step *step)
{
	struct call calls[STEP_CALLS];
	size_t count = plan_calls(step, calls);
	struct buf text;
	const char *result = NULL;

	buf_init(&text, LIMIT_TEXT_BYTES);
	for (size_t i = 0; i < count; i++)
		put_call(&text, &calls[i]);
	if (count > 0)
		result = digest_of(arena, (struct slice){ buf_string(&text), text.len },
			WHOLE_BYTES);
	buf_release(&text);
	return result;
}

/* --- a live entity ----------------------------------------------------------------- */

/* How deep places have names: /stages/0/stage/name. */
enum { NAMED_DEPTH = 4 };

struct walk {
	struct fingerprint *print;
	struct arena *arena;
};

static void add_field(struct walk *walk, const char *path, struct slice bytes)
{
	struct fingerprint *print = walk->print;

	print->fields = arena_grow(walk->arena, print->fields, print->count, &print->room,
		sizeof(*print->fields));
	print->fields[print->count++] = (struct fingerprint_field){
		path,
		digest_of(walk->arena, bytes, FIELD_BYTES),
	};
}

static void walk_value(
	struct walk *walk, const char *path, const struct value *value, size_t depth);

static void walk_entries(
	struct walk *walk, const char *path, const struct value *map, size_t depth)
{
	for (size_t i = 0; i < value_count(map); i++) {
		const char *key = value_text(value_key(map, i));

		walk_value(walk, value_pointer(walk->arena, path, key),
			value_entry(map, i), depth + 1);
	}
}

static void walk_items(
	struct walk *walk, const char *path, const struct value *list, size_t depth)
{
	for (size_t i = 0; i < value_count(list); i++)
		walk_value(walk, arena_format(walk->arena, "%s/%zu", path, i),
			value_item(list, i), depth + 1);
}

static void walk_value(
	struct walk *walk, const char *path, const struct value *value, size_t depth)
{
	enum value_type type = value_type(value);
	bool container = type == VALUE_MAP || type == VALUE_LIST;
	struct buf text;

	if (says_nothing(value))
		return;
	if (container && depth < NAMED_DEPTH) {
		(type == VALUE_MAP ? walk_entries : walk_items)(walk, path, value, depth);
		return;
	}
	buf_init(&text, LIMIT_TEXT_BYTES);
	put_value(&text, value, true);
	add_field(walk, path, (struct slice){ buf_string(&text), text.len });
	buf_release(&text);
}

static int compare_fields(const void *a, const void *b)
{
	const struct fingerprint_field *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	return order != 0 ? order : strcmp(left->digest, right->digest);
}

/* A member that stands in the body and beside it has one place and one digest. */
static void join_fields(struct arena *arena, struct fingerprint *print)
{
	size_t kept = 0;

	for (size_t i = 0; i < print->count; i++) {
		struct fingerprint_field *field = &print->fields[i];
		struct fingerprint_field *last =
			kept > 0 ? &print->fields[kept - 1] : NULL;

		if (last == NULL || strcmp(last->path, field->path) != 0)
			print->fields[kept++] = *field;
		else if (strcmp(last->digest, field->digest) != 0)
			last->digest = digest_of(arena,
				slice_of(arena_join(
					arena, last->digest, " ", field->digest)),
				FIELD_BYTES);
	}
	print->count = kept;
}

void fingerprint_entity(
	struct fingerprint *print, struct arena *arena, const struct entity *live)
{
	struct walk walk = { print, arena };
	const struct value *fields = body_fields(arena, live);

	*print = (struct fingerprint){ 0 };
	if (fields != NULL)
		walk_entries(&walk, "", fields, 0);
	else if (live->text.len > 0)
		add_field(&walk, "", entity_text(live));
	if ((live->kind->traits & KIND_WHOLE) != 0 && live->spec != NULL)
		walk_entries(&walk, "", live->spec, 0);
	if (print->count > 1)
		qsort(print->fields, print->count, sizeof(*print->fields),
			compare_fields);
	join_fields(arena, print);
}
