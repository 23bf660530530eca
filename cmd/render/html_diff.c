#include "cmd/render/html.h"

#include <string.h>

#include "cmd/render/lines.h"
#include "cmd/render/markup.h"
#include "cmd/render/wording.h"
#include "model/arena.h"
#include "model/limits.h"
#include "model/text.h"
#include "model/value.h"
#include "providers/json.h"
#include "reconcile/report.h"

/*
 * What differs in an entity, side by side: a table of two columns, and in it a group
 * of rows for each field, so that lines that belong together stay so when they wrap.
 */

/* --- a value as lines ---------------------------------------------------- */

static bool is_container(const struct value *value)
{
	return value_type(value) == VALUE_MAP || value_type(value) == VALUE_LIST;
}

static void put_indent(struct buf *text, size_t depth)
{
	buf_char(text, '\n');
	for (size_t i = 0; i < depth; i++)
		buf_text(text, "  ");
}

/* JSON, an entry a line; secrets are masked as json_write() does. */
static void put_spread(struct buf *text, const struct value *value, size_t depth)
{
	bool map;

	if (!is_container(value) || value_count(value) == 0) {
		json_write(text, value);
		return;
	}
	map = value_type(value) == VALUE_MAP;
	buf_char(text, map ? '{' : '[');
	for (size_t i = 0; i < value_count(value); i++) {
		put_indent(text, depth + 1);
		if (map) {
			json_write_text(text, value_text(value_key(value, i)));
			buf_text(text, ": ");
		}
		put_spread(text, map ? value_entry(value, i) : value_item(value, i),
			depth + 1);
		if (i + 1 < value_count(value))
			buf_char(text, ',');
	}
	put_indent(text, depth);
	buf_char(text, map ? '}' : ']');
}

/* Lists and maps that are too long to be read in one line. */
enum { LINE_BYTES = 50 };

static bool is_long(const struct value *value)
{
	struct buf json;
	bool is;

	if (value == NULL || !is_container(value))
		return false;
	buf_init(&json, LIMIT_TEXT_BYTES);
	json_write(&json, value);
	is = json.len > LINE_BYTES;
	buf_release(&json);
	return is;
}

static bool spreads(const struct change *change)
{
	return (is_long(change->before) || is_long(change->after)) &&
	       (change->before == NULL || is_container(change->before)) &&
	       (change->after == NULL || is_container(change->after));
}

/* --- lines side by side -------------------------------------------------- */

static void put_cell(struct buf *out, const char *class, struct slice text)
{
	buf_format(out, "<td class=\"%s\">", class);
	markup_text(out, text);
	buf_text(out, "</td>");
}

static void put_gap(struct buf *out, size_t lines)
{
	if (lines > 0)
		buf_format(out,
			"<tr><td class=\"none\" colspan=\"2\">%zu line%s as before"
			"</td></tr>\n",
			lines, lines == 1 ? "" : "s");
}

/* The next line of that fate in [i, end); `end` when there is none. */
static size_t next_of(const struct line *lines, size_t i, size_t end, enum line_fate fate)
{
	while (i < end && lines[i].fate != fate)
		i++;
	return i < end ? i : end;
}

static void put_half(struct buf *out, const char *class, const struct line *line)
{
	if (line != NULL)
		put_cell(out, class, line->text);
	else
		buf_text(out, "<td class=\"gap\"></td>");
}

/* One run of lines that differ, from `i`: removed ones beside added ones. */
static size_t put_run(struct buf *out, const struct line *lines, size_t count, size_t i)
{
	size_t end = next_of(lines, i, count, LINE_KEPT);
	size_t old = next_of(lines, i, end, LINE_REMOVED);
	size_t new = next_of(lines, i, end, LINE_ADDED);

	while (old < end || new < end) {
		buf_text(out, "<tr>");
		put_half(out, "old", old < end ? &lines[old] : NULL);
		put_half(out, "new", new < end ? &lines[new] : NULL);
		buf_text(out, "</tr>\n");
		old = next_of(lines, old + 1, end, LINE_REMOVED);
		new = next_of(lines, new + 1, end, LINE_ADDED);
	}
	return end;
}

static void put_lines(
	struct buf *out, struct arena *arena, struct slice before, struct slice after)
{
	size_t count, gap = 0;
	struct line *lines = lines_compare(arena, before, after, &count);

	for (size_t i = 0; i < count;) {
		if (!lines_shows(lines, count, i)) {
			gap++;
			i++;
			continue;
		}
		put_gap(out, gap);
		gap = 0;
		if (lines[i].fate != LINE_KEPT) {
			i = put_run(out, lines, count, i);
			continue;
		}
		buf_text(out, "<tr>");
		put_cell(out, "kept", lines[i].text);
		put_cell(out, "kept", lines[i].text);
		buf_text(out, "</tr>\n");
		i++;
	}
	put_gap(out, gap);
}

static void put_spread_lines(
	struct buf *out, struct arena *arena, const struct change *change)
{
	struct buf before, after;

	buf_init(&before, LIMIT_TEXT_BYTES);
	buf_init(&after, LIMIT_TEXT_BYTES);
	if (change->before != NULL)
		put_spread(&before, change->before, 0);
	if (change->after != NULL)
		put_spread(&after, change->after, 0);
	put_lines(out, arena, (struct slice){ buf_string(&before), before.len },
		(struct slice){ buf_string(&after), after.len });
	buf_release(&before);
	buf_release(&after);
}

/* --- values side by side ------------------------------------------------- */

static bool is_within_character(const char *text, size_t at)
{
	return ((unsigned char)text[at] & 0xc0) == 0x80;
}

/* How many bytes two texts have in common at their start, in whole characters. */
static size_t common_start(const struct buf *a, const struct buf *b)
{
	size_t size = 0;

	while (size < a->len && size < b->len && a->ptr[size] == b->ptr[size])
		size++;
	while (size > 0 && size < a->len && is_within_character(a->ptr, size))
		size--;
	return size;
}

/* The same at their end, behind the first `start` bytes. */
static size_t common_end(const struct buf *a, const struct buf *b, size_t start)
{
	size_t size = 0;

	while (start + size < a->len && start + size < b->len &&
		a->ptr[a->len - size - 1] == b->ptr[b->len - size - 1])
		size++;
	while (size > 0 && is_within_character(a->ptr, a->len - size))
		size--;
	return size;
}

/* A side, and in it what the other side has not, where they have enough in common
 * for that to be of help. */
static void put_side(struct buf *out, const char *class, const struct buf *text,
	const struct buf *other)
{
	size_t start = 0, end = 0;

	if (other->len > 0)
		start = common_start(text, other);
	if (other->len > 0)
		end = common_end(text, other, start);
	buf_format(out, "<td class=\"%s\">", class);
	if (text->len == 0) {
		buf_text(out, "not there");
	} else if (start + end < 6 || start + end == text->len) {
		markup_text(out, (struct slice){ text->ptr, text->len });
	} else {
		markup_text(out, (struct slice){ text->ptr, start });
		buf_text(out, "<mark>");
		markup_text(out,
			(struct slice){ text->ptr + start, text->len - start - end });
		buf_text(out, "</mark>");
		markup_text(out, (struct slice){ text->ptr + text->len - end, end });
	}
	buf_text(out, "</td>");
}

static void put_sides(struct buf *out, const struct change *change)
{
	struct buf before, after;

	buf_init(&before, LIMIT_TEXT_BYTES);
	buf_init(&after, LIMIT_TEXT_BYTES);
	if (change->before != NULL)
		wording_value(&before, change->before, false);
	if (change->after != NULL)
		wording_value(&after, change->after, false);
	buf_text(out, "<tr>");
	put_side(out, before.len > 0 ? "old" : "none", &before, &after);
	put_side(out, after.len > 0 ? "new" : "none", &after, &before);
	buf_text(out, "</tr>\n");
	buf_release(&before);
	buf_release(&after);
}

/* --- fields -------------------------------------------------------------- */

static void put_field(struct buf *out, struct arena *arena, const struct html_page *page,
	const struct html_item *item, const struct change *change)
{
	struct buf remarks;

	buf_init(&remarks, LIMIT_TEXT_BYTES);
	wording_remarks(
		&remarks, item->declared, change, item->replaced, page->report->base);
	buf_text(out, "<tbody><tr><th colspan=\"2\" scope=\"rowgroup\"><div>");
	html_code(out, change->path);
	if (remarks.len > 0) {
		buf_text(out, change->cause == CAUSE_BOTH ? " <span class=\"both\">"
							  : " <span>");
		html_text(out, buf_string(&remarks));
		buf_text(out, "</span>");
	}
	buf_text(out, "</div></th></tr>\n");
	buf_release(&remarks);
	if (change->secret)
		buf_text(out,
			"<tr><td class=\"none\" colspan=\"2\">a secret value, which "
			"is never shown</td></tr>\n");
	else if (wording_has_lines(change))
		put_lines(out, arena, wording_lines(change->before),
			wording_lines(change->after));
	else if (spreads(change))
		put_spread_lines(out, arena, change);
	else
		put_sides(out, change);
	buf_text(out, "</tbody>\n");
}

void html_diff(
	struct buf *out, const struct html_page *page, const struct html_item *item)
{
	struct arena arena = { 0 };

	buf_format(out,
		"<table class=\"diff\"><thead><tr><th scope=\"col\">%s</th>"
		"<th scope=\"col\">%s</th></tr></thead>\n",
		item->before, item->after);
	for (size_t i = 0; i < item->change_count; i++) {
		struct arena_mark mark = arena_mark(&arena);

		put_field(out, &arena, page, item, &item->changes[i]);
		arena_rewind(&arena, mark);
	}
	buf_text(out, "</table>\n");
	arena_release(&arena);
}
