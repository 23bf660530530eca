#include "reconcile/edit.h"

#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/yaml.h"

/* Above so many pairs items are told apart by their number alone. */
enum { PAIRS = 1 << 20 };

/* A list that is edited: which item becomes which. */
struct list {
	struct edit *edit;
	const struct yaml_place *place;
	const struct value *have, *want;
	size_t *becomes; /* beside `have`: a number of `want`, or NOWHERE */
};
#define NOWHERE ((size_t)-1)

/* --- pairs ------------------------------------------------------------------------ */

/* The map that tells who an item is: itself, or that of its one key (`stage:`). */
static const struct value *body_of(const struct value *item)
{
	if (value_type(item) == VALUE_MAP && value_count(item) == 1 &&
		value_type(value_entry(item, 0)) == VALUE_MAP)
		return value_entry(item, 0);
	return item;
}

static const char *name_of(const struct value *item)
{
	const struct value *body = body_of(item);
	const char *text;

	if (value_type(body) != VALUE_MAP)
		return NULL;
	text = value_text_at(body, "identifier");
	return text != NULL ? text : value_text_at(body, "name");
}

static bool is_one(const struct value *a, const struct value *b)
{
	const char *left = name_of(a), *right = name_of(b);

	if (left != NULL && right != NULL)
		return strcmp(left, right) == 0;
	return edit_same(a, b);
}

/* The longest row of pairs in the order of both. */
static void pair_common(struct list *list, struct arena *scratch)
{
	size_t rows = value_count(list->have), columns = value_count(list->want);
	uint32_t *best = arena_array(scratch, (rows + 1) * (columns + 1), sizeof(*best));
	size_t i, k;

#define BEST(row, column) best[(row) * (columns + 1) + (column)]
	for (i = rows; i-- > 0;) {
		for (k = columns; k-- > 0;) {
			uint32_t skip = BEST(i + 1, k) > BEST(i, k + 1) ? BEST(i + 1, k)
									: BEST(i, k + 1);

			BEST(i, k) = is_one(value_item(list->have, i),
					     value_item(list->want, k))
					     ? BEST(i + 1, k + 1) + 1
					     : skip;
		}
	}
	for (i = k = 0; i < rows && k < columns;) {
		if (is_one(value_item(list->have, i), value_item(list->want, k)))
			list->becomes[i++] = k++;
		else if (BEST(i + 1, k) >= BEST(i, k + 1))
			i++;
		else
			k++;
	}
#undef BEST
}

/* Between two pairs, maps in their order: they were edited rather than replaced. */
static void pair_rest(struct list *list)
{
	size_t next = 0;

	for (size_t i = 0; i < value_count(list->have); i++) {
		size_t limit = value_count(list->want);

		if (list->becomes[i] != NOWHERE) {
			next = list->becomes[i] + 1;
			continue;
		}
		for (size_t k = i + 1; k < value_count(list->have); k++) {
			if (list->becomes[k] != NOWHERE) {
				limit = list->becomes[k];
				break;
			}
		}
		if (next < limit)
			list->becomes[i] = next++;
	}
}

static void pair(struct list *list)
{
	size_t count = value_count(list->have);
	struct arena scratch = { 0 };

	list->becomes = arena_array(list->edit->arena, count, sizeof(size_t));
	for (size_t i = 0; i < count; i++)
		list->becomes[i] = NOWHERE;
	if (count * value_count(list->want) <= PAIRS)
		pair_common(list, &scratch);
	pair_rest(list);
	arena_release(&scratch);
}

/* --- items ------------------------------------------------------------------------ */

/* The '-' of an item; false when it is written in a way that is not told. */
static bool find_dash(const struct list *list, size_t i, uint32_t *dash)
{
	const char *bytes = source_bytes(list->edit->source).ptr;
	uint32_t at = list->place->items[i].from;

	while (at > list->place->from && strchr(" \r\n", bytes[at - 1]) != NULL)
		at--;
	if (at == 0 || bytes[at - 1] != '-')
		return false;
	*dash = at - 1;
	return true;
}

static size_t indent_of(const struct list *list, uint32_t dash)
{
	return dash - edit_line(list->edit, dash);
}

static bool change_item(struct list *list, size_t i)
{
	const struct yaml_place *place = &list->place->items[i];
	const struct value *want = value_item(list->want, list->becomes[i]);
	uint32_t dash;

	if (edit_node(list->edit, place, value_item(list->have, i), want))
		return true;
	if (list->place->flow) {
		edit_replace(list->edit, place, place->from, 0, true, want);
		return true;
	}
	if (!find_dash(list, i, &dash))
		return false;
	if (value_is_scalar(want) || value_count(want) == 0) {
		edit_replace(
			list->edit, place, dash + 1, indent_of(list, dash), false, want);
	} else {
		struct buf out;

		buf_init(&out, LIMIT_TEXT_BYTES);
		yaml_write_item(&out, want, indent_of(list, dash));
		edit_trim(list->edit, place->to, &out);
		edit_put(list->edit, dash, edit_line_end(list->edit, place->to) - dash,
			buf_string(&out));
		buf_release(&out);
	}
	return true;
}

static bool drop_item(struct list *list, size_t i)
{
	uint32_t dash;

	if (!find_dash(list, i, &dash) || !edit_begins_line(list->edit, dash))
		return false;
	edit_drop_lines(list->edit, dash, list->place->items[i].to);
	return true;
}

static bool is_taken(const struct list *list, size_t number)
{
	for (size_t i = 0; i < value_count(list->have); i++)
		if (list->becomes[i] == number)
			return true;
	return false;
}

/* Behind the item that `before` numbers from 1, or before all. */
static bool add_item(struct list *list, size_t before, const struct value *item)
{
	struct edit *edit = list->edit;
	uint32_t dash;
	struct buf out;

	if (!find_dash(list, 0, &dash) || !edit_begins_line(edit, dash))
		return false;
	buf_init(&out, LIMIT_TEXT_BYTES);
	for (size_t i = indent_of(list, dash); i > 0; i--)
		buf_char(&out, ' ');
	yaml_write_item(&out, item, indent_of(list, dash));
	if (before > 0)
		edit_add_lines(edit, list->place->items[before - 1].to, &out);
	else
		edit_put(edit, edit_line(edit, dash), 0, buf_string(&out));
	buf_release(&out);
	return true;
}

static size_t find_owner(const struct list *list, size_t number)
{
	size_t i = 0;

	while (list->becomes[i] != number)
		i++;
	return i;
}

static bool add_items(struct list *list)
{
	size_t before = 0;

	for (size_t k = 0; k < value_count(list->want); k++) {
		if (is_taken(list, k))
			before = find_owner(list, k) + 1;
		else if (!add_item(list, before, value_item(list->want, k)))
			return false;
	}
	return true;
}

static bool change_items(struct list *list)
{
	for (size_t i = 0; i < value_count(list->have); i++)
		if (list->becomes[i] != NOWHERE ? !change_item(list, i)
						: !drop_item(list, i))
			return false;
	return add_items(list);
}

static bool stays_in_number(const struct list *list)
{
	for (size_t i = 0; i < value_count(list->have); i++)
		if (list->becomes[i] != i)
			return false;
	return value_count(list->have) == value_count(list->want);
}

bool edit_list(struct edit *edit, const struct yaml_place *place,
	const struct value *have, const struct value *want)
{
	struct list list = { edit, place, have, want, NULL };
	size_t mark = edit->count;
	struct buf out;

	if (place->count == 0 || place->count != value_count(have))
		return false;
	pair(&list);
	if (place->flow && !stays_in_number(&list)) {
		buf_init(&out, LIMIT_TEXT_BYTES);
		yaml_write_flow(&out, want);
		edit_put(edit, place->from, place->to - place->from, buf_string(&out));
		buf_release(&out);
		return true;
	}
	if (change_items(&list))
		return true;
	edit->count = mark;
	return false;
}
