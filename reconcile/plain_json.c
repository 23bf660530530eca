#include "reconcile/plain_json.h"

#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"

const char *plain_json_write(struct arena *arena, const struct value *value)
{
	struct buf json, text;
	const char *copy;

	buf_init(&json, LIMIT_FILE_BYTES);
	buf_init(&text, LIMIT_FILE_BYTES);
	json_write(&json, value);
	for (size_t i = 0; i < json.len; i++) {
		if (json.ptr[i] == '<')
			buf_text(&text, "\\u003c");
		else
			buf_char(&text, json.ptr[i]);
	}
	copy = arena_copy(arena, buf_string(&text), text.len);
	buf_release(&json);
	buf_release(&text);
	return copy;
}

const struct value *plain_json_read(struct arena *arena, const char *text)
{
	const struct value *root = json_read(arena, text, strlen(text), NULL);

	return root != NULL && value_type(root) == VALUE_MAP ? root : NULL;
}

const char *plain_json_text(const struct value *map, const char *key)
{
	const struct value *value = value_find(map, key);

	if (value == NULL || value_type(value) != VALUE_TEXT || value_is_empty(value))
		return NULL;
	return value_text(value);
}
