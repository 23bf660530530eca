#include "reconcile/record.h"

#include <string.h>

#include "reconcile/plain_json.h"

/* Of the text; a program that knows a later one alone must not guess. */
#define FORMAT "1"

/* --- writing ------------------------------------------------------------------ */

static struct value text_value(const char *text)
{
	return value_make(VALUE_TEXT, text);
}

static struct value unsettled_value(struct arena *arena, const struct record *record)
{
	struct value_builder list = { .arena = arena };

	for (size_t i = 0; i < record->unsettled_count; i++) {
		struct value_builder map = { .arena = arena };

		value_put(&map, "address", text_value(record->unsettled[i].address));
		value_put(&map, "commit", text_value(record->unsettled[i].commit));
		value_add(&list, *value_map_end(&map));
	}
	return *value_list_end(&list);
}

const char *record_format(struct arena *arena, const struct record *record)
{
	struct value_builder map = { .arena = arena };

	value_put(&map, "format", value_make(VALUE_NUMBER, FORMAT));
	value_put(&map, "name", text_value(record->name));
	value_put(&map, "commit", text_value(record->commit));
	value_put(&map, "settled", text_value(record->settled));
	value_put(&map, "at", text_value(record->at));
	value_put(&map, "version", text_value(record->version));
	if (record->unsettled_count > 0)
		value_put(&map, "unsettled", unsettled_value(arena, record));
	return plain_json_write(arena, value_map_end(&map));
}

/* --- reading ------------------------------------------------------------------ */

/* A full hash, as git writes it, or NULL. */
static const char *commit_at(const struct value *map, const char *key)
{
	const char *text = plain_json_text(map, key);

	if (text == NULL || strlen(text) != 40 || strspn(text, "0123456789abcdef") != 40)
		return NULL;
	return text;
}

static const char *parse_unsettled(
	struct record *record, struct arena *arena, const struct value *list)
{
	if (list == NULL)
		return NULL;
	if (value_type(list) != VALUE_LIST)
		return "its 'unsettled' is no list";
	record->unsettled =
		arena_array(arena, value_count(list), sizeof(*record->unsettled));
	for (size_t i = 0; i < value_count(list); i++) {
		struct record_unsettled *unsettled = &record->unsettled[i];

		unsettled->address = plain_json_text(value_item(list, i), "address");
		unsettled->commit = commit_at(value_item(list, i), "commit");
		if (unsettled->address == NULL || unsettled->commit == NULL)
			return "its 'unsettled' holds something else than addresses "
			       "and commits";
	}
	record->unsettled_count = value_count(list);
	return NULL;
}

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

const char *record_parse(struct record *record, struct arena *arena, const char *text)
{
	const struct value *root = plain_json_read(arena, text);

	*record = (struct record){ 0 };
	if (root == NULL)
		return "it is no JSON object";
	if (!value_is(value_find(root, "format"), FORMAT))
		return "its format is none that this version of rein knows";
	record->name = plain_json_text(root, "name");
	record->commit = commit_at(root, "commit");
	record->settled = commit_at(root, "settled");
	record->at = or_empty(plain_json_text(root, "at"));
	record->version = or_empty(plain_json_text(root, "version"));
	if (record->name == NULL)
		return "it has no 'name'";
	if (record->commit == NULL || record->settled == NULL)
		return "its 'commit' or 'settled' is no full commit hash";
	return parse_unsettled(record, arena, value_find(root, "unsettled"));
}
