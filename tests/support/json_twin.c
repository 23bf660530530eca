#include "tests/support/json_twin.h"

#include <regex.h>
#include <stdint.h>
#include <string.h>

#include <json-c/json.h>

#include "model/limits.h"
#include "providers/json.h"

/* What json-c takes although RFC 8259, or we, do not. */
static const char *const laxities[] = {
	"a control character in a text; or the text does not end on its line",
	"a text with a NUL in it",
	"bytes that are not UTF-8",
};

/* It takes NaN, Infinity, and numbers such as -01, 1. and -.5. */
static bool is_lax_number(const char *text)
{
	static const char number[] = "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?"
				     "([],:} \t\r\n]|$)";
	bool strict;
	regex_t regex;

	if (strspn(text, "-0123456789NI") == 0 ||
		regcomp(&regex, number, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	strict = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return !strict;
}

static bool is_lax(const char *bytes, size_t size, const struct json_fault *fault)
{
	struct arena arena = { 0 };
	bool lax = fault->code == ERROR_LIMIT_EXCEEDED;

	for (size_t i = 0; i < sizeof(laxities) / sizeof(laxities[0]); i++)
		lax |= strcmp(fault->reason, laxities[i]) == 0;
	if (strcmp(fault->reason, "this is no JSON value") == 0)
		lax = is_lax_number(
			arena_copy(&arena, bytes + fault->at, size - fault->at));
	arena_release(&arena);
	return lax;
}

static bool is_blank(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (memchr(" \t\r\n", bytes[i], 4) == NULL)
			return false;
	return true;
}

/* All of it, strictly; false when json-c refuses it. NULL is JSON's null. */
static bool parse(struct json_object **object, const char *bytes, size_t size)
{
	struct json_tokener *tokener = json_tokener_new_ex(LIMIT_DEPTH + 1);
	size_t used;
	bool ok;

	json_tokener_set_flags(
		tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
	*object = json_tokener_parse_ex(tokener, bytes, (int)size);
	used = json_tokener_get_parse_end(tokener);
	if (json_tokener_get_error(tokener) == json_tokener_continue) {
		*object = json_tokener_parse_ex(tokener, "", 1); /* ends a number */
		used = size;
	}
	ok = json_tokener_get_error(tokener) == json_tokener_success &&
	     is_blank(bytes + used, size - used);
	json_tokener_free(tokener);
	return ok;
}

static bool same_text(const struct value *value, const char *text, size_t size)
{
	return value->size == size && memcmp(value_text(value), text, size) == 0;
}

/* json-c has 64 bits for an integer and says the widest for all that are wider. */
static bool same_integer(const struct value *value, struct json_object *object)
{
	const char *text = json_object_to_json_string(object);

	if (json_object_get_uint64(object) == UINT64_MAX ||
		json_object_get_int64(object) == INT64_MIN)
		return true;
	return same_text(value, text, strlen(text)) || value_is(value, "-0");
}

static bool same(const struct value *value, struct json_object *object);

static bool same_list(const struct value *list, struct json_object *object)
{
	if (value_count(list) != json_object_array_length(object))
		return false;
	for (size_t i = 0; i < value_count(list); i++)
		if (!same(value_item(list, i), json_object_array_get_idx(object, i)))
			return false;
	return true;
}

/* The same entries in the same order. */
static bool same_map(const struct value *map, struct json_object *object)
{
	size_t i = 0;

	if (value_count(map) != (size_t)json_object_object_length(object))
		return false;
	json_object_object_foreach(object, key, entry)
	{
		if (!same_text(value_key(map, i), key, strlen(key)) ||
			!same(value_entry(map, i), entry))
			return false;
		i++;
	}
	return true;
}

static bool same(const struct value *value, struct json_object *object)
{
	const char *text;

	switch (value_type(value)) {
	case VALUE_NULL:
		return object == NULL;
	case VALUE_BOOL:
		return json_object_is_type(object, json_type_boolean) &&
		       value_is(
			       value, json_object_get_boolean(object) ? "true" : "false");
	case VALUE_NUMBER:
		if (json_object_is_type(object, json_type_int))
			return same_integer(value, object);
		text = json_object_to_json_string(object);
		return json_object_is_type(object, json_type_double) &&
		       same_text(value, text, strlen(text));
	case VALUE_TEXT:
		return json_object_is_type(object, json_type_string) && value->quoted &&
		       same_text(value, json_object_get_string(object),
			       (size_t)json_object_get_string_len(object));
	case VALUE_LIST:
		return json_object_is_type(object, json_type_array) &&
		       same_list(value, object);
	case VALUE_MAP:
		return json_object_is_type(object, json_type_object) &&
		       same_map(value, object);
	default:
		return false;
	}
}

bool json_twin_agrees(const char *bytes, size_t size)
{
	struct arena arena = { 0 };
	struct json_fault fault;
	struct json_object *object = NULL;
	const struct value *value = json_read(&arena, bytes, size, &fault);
	bool read = parse(&object, bytes, size);
	bool agrees;

	if (value != NULL)
		agrees = read && same(value, object);
	else
		agrees = !read || is_lax(bytes, size, &fault);
	json_object_put(object);
	arena_release(&arena);
	return agrees;
}
