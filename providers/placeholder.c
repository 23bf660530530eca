#include "providers/placeholder.h"

#include <assert.h>
#include <string.h>

#include "model/kind.h"
#include "model/text.h"
#include "providers/json.h"

struct fill {
	const char *account;
	struct scope scope;
};

/* Whether `value` is a placeholder; then *text is what it stands for, or NULL. */
static bool is_placeholder(
	const struct fill *fill, const struct value *value, const char **text)
{
	const struct {
		const char *name, *text;
	} places[] = {
		{ "{account}", fill->account },
		{ "{org}", fill->scope.org },
		{ "{project}", fill->scope.project },
	};

	for (size_t i = 0; i < countof(places); i++) {
		if (value_is(value, places[i].name)) {
			*text = places[i].text;
			return true;
		}
	}
	return false;
}

static void fill_value(
	struct buf *out, const struct fill *fill, const struct value *value);

static void put_key(struct buf *out, const struct value *map, size_t i, bool first)
{
	if (!first)
		buf_char(out, ',');
	json_write_text(out, value_text(value_key(map, i)));
	buf_char(out, ':');
}

static void fill_map(struct buf *out, const struct fill *fill, const struct value *map,
	const struct value *more)
{
	bool first = true;

	buf_char(out, '{');
	for (size_t i = 0; i < value_count(map); i++) {
		const struct value *entry = value_entry(map, i);
		const char *text = NULL;
		bool placeholder = is_placeholder(fill, entry, &text);

		if (placeholder && text == NULL)
			continue;
		put_key(out, map, i, first);
		first = false;
		if (placeholder)
			json_write_text(out, text);
		else
			fill_value(out, fill, entry);
	}
	for (size_t i = 0; i < value_count(more); i++) {
		put_key(out, more, i, first && i == 0);
		json_write(out, value_entry(more, i));
	}
	buf_char(out, '}');
}

static void fill_value(
	struct buf *out, const struct fill *fill, const struct value *value)
{
	if (value_is_scalar(value)) {
		json_write(out, value);
		return;
	}
	if (value_type(value) == VALUE_MAP) {
		fill_map(out, fill, value, NULL);
		return;
	}
	buf_char(out, '[');
	for (size_t i = 0; i < value_count(value); i++) {
		if (i > 0)
			buf_char(out, ',');
		fill_value(out, fill, value_item(value, i));
	}
	buf_char(out, ']');
}

void placeholder_fill(struct buf *out, const char *json, const char *account,
	struct scope scope, const struct value *more, struct arena *arena)
{
	const struct value *value = json_read(arena, json, strlen(json), NULL);
	struct fill fill = { account, scope };

	assert(value != NULL && value_type(value) == VALUE_MAP); /* a row of ours */
	fill_map(out, &fill, value, more);
}
