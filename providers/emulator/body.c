#include "providers/emulator/body.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "model/arena.h"
#include "model/limits.h"

static struct json_object *keep(struct body_pool *pool, struct json_object *root)
{
	if (pool->count == pool->room) {
		pool->room = pool->room > 0 ? pool->room * 2 : 16;
		pool->roots = memory_resize(
			(void *)pool->roots, pool->room * sizeof(*pool->roots));
	}
	pool->roots[pool->count++] = root;
	return root;
}

void body_release(struct body_pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		json_object_put(pool->roots[i]);
	free((void *)pool->roots);
	*pool = (struct body_pool){ 0 };
}

/* json-c takes "\u0000" inside a text; what follows the NUL would be lost. */
static bool holds_nul(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL ||
	       memmem(text, size, "\\u0000", 6) != NULL;
}

struct json_object *body_parse(struct body_pool *pool, const char *text, size_t size)
{
	struct json_tokener *tokener = json_tokener_new_ex(LIMIT_DEPTH);
	struct json_object *root = NULL;

	assert(tokener != NULL);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	if (size > 0 && size < INT_MAX && !holds_nul(text, size)) {
		root = json_tokener_parse_ex(tokener, text, (int)size);
		if (json_tokener_get_error(tokener) == json_tokener_continue)
			root = json_tokener_parse_ex(tokener, "", -1); /* a bare number */
		if (json_tokener_get_error(tokener) != json_tokener_success) {
			json_object_put(root);
			root = NULL;
		}
	}
	json_tokener_free(tokener);
	return root != NULL ? keep(pool, root) : NULL;
}

struct json_object *body_new_object(struct body_pool *pool)
{
	return keep(pool, json_object_new_object());
}

struct json_object *body_new_list(struct body_pool *pool)
{
	return keep(pool, json_object_new_array());
}

struct json_object *body_new_text(struct body_pool *pool, const char *text)
{
	return keep(pool, json_object_new_string(text));
}

struct json_object *body_new_number(struct body_pool *pool, int64_t number)
{
	return keep(pool, json_object_new_int64(number));
}

struct json_object *body_new_bool(struct body_pool *pool, bool yes)
{
	return keep(pool, json_object_new_boolean(yes));
}

struct json_object *body_copy(struct body_pool *pool, struct json_object *node)
{
	struct json_object *copy = NULL;

	if (node != NULL)
		json_object_deep_copy(node, &copy, NULL);
	return copy != NULL ? keep(pool, copy) : NULL;
}

enum body_type body_type(const struct json_object *node)
{
	switch (json_object_get_type(node)) {
	case json_type_boolean:
		return BODY_BOOL;
	case json_type_double:
	case json_type_int:
		return BODY_NUMBER;
	case json_type_string:
		return BODY_TEXT;
	case json_type_array:
		return BODY_LIST;
	case json_type_object:
		return BODY_OBJECT;
	case json_type_null:
		break;
	}
	return BODY_ABSENT;
}

static struct json_object *member(
	const struct json_object *object, const char *name, size_t size)
{
	char key[256];
	struct json_object *value = NULL;

	if (json_object_get_type(object) != json_type_object || size >= sizeof(key))
		return NULL;
	memcpy(key, name, size);
	key[size] = '\0';
	json_object_object_get_ex(object, key, &value);
	return value;
}

struct json_object *body_at(const struct json_object *object, const char *path)
{
	for (;;) {
		size_t size = strcspn(path, ".");
		struct json_object *value = member(object, path, size);

		if (path[size] == '\0' || value == NULL)
			return value;
		object = value;
		path += size + 1;
	}
}

bool body_has(const struct json_object *object, const char *name)
{
	return json_object_get_type(object) == json_type_object &&
	       json_object_object_get_ex(object, name, NULL);
}

const char *body_scalar(struct json_object *node)
{
	enum body_type type = body_type(node);

	return type == BODY_TEXT || type == BODY_NUMBER || type == BODY_BOOL
		       ? json_object_get_string(node)
		       : NULL;
}

const char *body_text(const struct json_object *object, const char *path)
{
	return body_scalar(body_at(object, path));
}

int64_t body_number(const struct json_object *object, const char *path, int64_t absent)
{
	struct json_object *node = body_at(object, path);

	return node != NULL ? json_object_get_int64(node) : absent;
}

bool body_bool(const struct json_object *object, const char *path, bool absent)
{
	struct json_object *node = body_at(object, path);
	const char *text;

	if (body_type(node) == BODY_ABSENT)
		return absent;
	text = body_scalar(node);
	return text != NULL && strcmp(text, "true") == 0;
}

size_t body_count(const struct json_object *list)
{
	return json_object_get_type(list) == json_type_array
		       ? json_object_array_length(list)
		       : 0;
}

struct json_object *body_item(const struct json_object *list, size_t i)
{
	assert(i < body_count(list));
	return json_object_array_get_idx(list, i);
}

void body_append(struct json_object *list, struct json_object *item)
{
	json_object_array_add(list, json_object_get(item));
}

bool body_next(const struct json_object *object, struct body_walk *walk)
{
	const struct lh_entry *entry = walk->entry;

	if (json_object_get_type(object) != json_type_object)
		return false;
	entry = entry != NULL ? entry->next : json_object_get_object(object)->head;
	if (entry == NULL)
		return false;
	walk->entry = entry;
	walk->name = lh_entry_k(entry);
	walk->value = lh_entry_v(entry);
	return true;
}

size_t body_members(const struct json_object *object)
{
	return json_object_get_type(object) == json_type_object
		       ? (size_t)json_object_object_length(object)
		       : 0;
}

void body_put(struct json_object *object, const char *name, struct json_object *child)
{
	json_object_object_add(object, name, json_object_get(child));
}

void body_put_text(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(
		object, name, text != NULL ? json_object_new_string(text) : NULL);
}

void body_put_number(struct json_object *object, const char *name, int64_t number)
{
	json_object_object_add(object, name, json_object_new_int64(number));
}

void body_put_bool(struct json_object *object, const char *name, bool yes)
{
	json_object_object_add(object, name, json_object_new_boolean(yes));
}

void body_drop(struct json_object *object, const char *name)
{
	json_object_object_del(object, name);
}

bool body_equal(struct json_object *a, struct json_object *b)
{
	return json_object_equal(a, b) != 0;
}

const char *body_format(struct json_object *node)
{
	return json_object_to_json_string_ext(
		node, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}
