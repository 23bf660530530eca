#include "reconcile/edit.h"

#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/yaml.h"

/* A map that is edited: what becomes of each entry that stands in it. */
struct map {
	struct edit *edit;
	const struct yaml_place *place;
	const struct value *have, *want;
	size_t count; /* of entries as written */
	bool *gone;   /* beside them */
};

static const struct yaml_place *key_at(const struct map *map, size_t i)
{
	return &map->place->items[2 * i];
}

static const struct yaml_place *value_at_place(const struct map *map, size_t i)
{
	return &map->place->items[2 * i + 1];
}

static const char *name_at(const struct map *map, size_t i)
{
	const char *text = key_at(map, i)->text;

	return text != NULL ? text : "";
}

/* Where that entry stands; the count when it stands nowhere: a merge key has it, or
 * the path says it. */
static size_t find(const struct map *map, const char *key)
{
	size_t i = 0;

	while (i < map->count && strcmp(name_at(map, i), key) != 0)
		i++;
	return i;
}

static size_t indent_of(const struct map *map, size_t i)
{
	uint32_t from = key_at(map, i)->from;

	return from - edit_line(map->edit, from);
}

/* Behind the ':' of a key; 0 when it is written otherwise. */
static uint32_t find_sign(const struct map *map, size_t i)
{
	const char *bytes = source_bytes(map->edit->source).ptr;
	uint32_t at = key_at(map, i)->to;

	while (bytes[at] == ' ')
		at++;
	return bytes[at] == ':' ? at + 1 : 0;
}

/* --- entries ---------------------------------------------------------------------- */

static bool change_entries(struct map *map)
{
	for (size_t i = 0; i < map->count; i++) {
		const struct value *have = value_find(map->have, name_at(map, i));
		const struct value *want = value_find(map->want, name_at(map, i));
		uint32_t sign = find_sign(map, i);

		if (map->gone[i] || have == NULL || want == NULL ||
			edit_node(map->edit, value_at_place(map, i), have, want))
			continue;
		if (sign == 0)
			return false;
		edit_replace(map->edit, value_at_place(map, i), sign, indent_of(map, i),
			map->place->flow, want);
	}
	return true;
}

/* False when one goes that stands nowhere, or none stays. */
static bool mark_gone(struct map *map, bool *any)
{
	size_t stays = map->count;

	*any = false;
	for (size_t i = 0; i < value_count(map->have); i++) {
		const char *key = value_text(value_key(map->have, i));
		size_t at = find(map, key);

		if (value_find(map->want, key) != NULL)
			continue;
		if (at == map->count)
			return false;
		map->gone[at] = *any = true;
		stays--;
	}
	return stays > 0;
}

/* The first of a list's item shares its line with the '-': the next takes its place. */
static bool drop_entries(struct map *map)
{
	size_t first = 0;

	if (!edit_begins_line(map->edit, key_at(map, 0)->from))
		while (map->gone[first])
			first++;
	if (first > 0)
		edit_put(map->edit, key_at(map, 0)->from,
			key_at(map, first)->from - key_at(map, 0)->from, "");
	for (size_t i = first; i < map->count; i++) {
		if (!map->gone[i])
			continue;
		if (!edit_begins_line(map->edit, key_at(map, i)->from))
			return false;
		edit_drop_lines(
			map->edit, key_at(map, i)->from, value_at_place(map, i)->to);
	}
	return true;
}

static void put_indent(struct buf *out, size_t count)
{
	while (count-- > 0)
		buf_char(out, ' ');
}

/* Behind the entry that `want` has before it, or at the head of the map. */
static void add_entry(
	struct map *map, size_t before, const char *key, const struct value *value)
{
	size_t indent = indent_of(map, 0);
	struct buf out;

	buf_init(&out, LIMIT_TEXT_BYTES);
	if (before < map->count) {
		put_indent(&out, indent);
		yaml_write_entry(&out, key, value, indent);
		edit_add_lines(map->edit, value_at_place(map, before)->to, &out);
	} else {
		yaml_write_entry(&out, key, value, indent);
		put_indent(&out, indent);
		edit_put(map->edit, key_at(map, 0)->from, 0, buf_string(&out));
	}
	buf_release(&out);
}

static bool is_new(const struct map *map, size_t i)
{
	const char *key = value_text(value_key(map->want, i));
	const struct value *have = value_find(map->have, key);

	return find(map, key) == map->count &&
	       (have == NULL || !edit_same(have, value_entry(map->want, i)));
}

static void add_entries(struct map *map)
{
	size_t before = map->count;

	for (size_t i = 0; i < value_count(map->want); i++) {
		const char *key = value_text(value_key(map->want, i));
		size_t at = find(map, key);

		if (at < map->count)
			before = at;
		else if (is_new(map, i))
			add_entry(map, before, key, value_entry(map->want, i));
	}
}

static bool adds_any(const struct map *map)
{
	for (size_t i = 0; i < value_count(map->want); i++)
		if (is_new(map, i))
			return true;
	return false;
}

/* Between brackets, entries that come or go are worth no art: all are written. */
static void rewrite_flow(struct map *map)
{
	const struct yaml_place *place = map->place;
	struct buf out;

	buf_init(&out, LIMIT_TEXT_BYTES);
	yaml_write_flow(&out, map->want);
	edit_put(map->edit, place->from, place->to - place->from, buf_string(&out));
	buf_release(&out);
}

bool edit_map(struct edit *edit, const struct yaml_place *place, const struct value *have,
	const struct value *want)
{
	struct map map = { edit, place, have, want, place->count / 2, NULL };
	size_t mark = edit->count;
	bool drops;

	map.gone = arena_array(edit->arena, map.count + 1, sizeof(*map.gone));
	if (map.count == 0 || !mark_gone(&map, &drops))
		return false;
	if (place->flow && (drops || adds_any(&map))) {
		rewrite_flow(&map);
		return true;
	}
	if (change_entries(&map) && (!drops || drop_entries(&map))) {
		add_entries(&map);
		return true;
	}
	edit->count = mark;
	return false;
}
