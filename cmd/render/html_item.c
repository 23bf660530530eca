#include "cmd/render/html.h"

#include <string.h>

#include "cmd/render/markup.h"
#include "model/arena.h"
#include "model/entity.h"
#include "model/kind.h"
#include "model/source.h"
#include "model/text.h"

/* kind:scope/identifier, the identifier standing out: it is what one looks for. */
static void put_address(struct buf *out, const struct html_item *item)
{
	struct arena arena = { 0 };
	const char *rest = strchr(item->address, ':');
	const char *prefix = scope_prefix(&arena, item->scope);

	rest = rest != NULL ? rest + 1 : item->address;
	if (text_starts(rest, prefix))
		rest += strlen(prefix);
	buf_text(out, "<code>");
	markup_text(out, (struct slice){ item->address, (size_t)(rest - item->address) });
	buf_text(out, "<b>");
	html_text(out, rest);
	buf_text(out, "</b></code>");
	arena_release(&arena);
}

static void put_place(struct buf *out, const struct entity *declared)
{
	struct place place;

	if (declared == NULL || declared->source == NULL)
		return;
	place = source_place(declared->source, declared->offset);
	buf_text(out, " <code>");
	html_text(out, place.file);
	buf_format(out, ":%u</code>", place.line);
}

static void put_side(struct buf *out, const struct html_item *item)
{
	buf_text(out, "<span class=\"side\">");
	if (item->order > 0)
		buf_format(out, "step %zu ", item->order);
	if (item->change_count > 0)
		buf_format(out, "%s%zu field%s ", item->order > 0 ? "· " : "",
			item->change_count, item->change_count == 1 ? "" : "s");
	put_place(out, item->declared);
	buf_text(out, "</span>");
}

static void put_line(
	struct buf *out, const char *class, const char *words, const char *text)
{
	buf_format(out, "<span class=\"%s\">%s", class, words);
	html_text(out, text);
	buf_text(out, "</span>");
}

static void put_head(struct buf *out, const struct html_item *item, const char *tag)
{
	buf_format(out, "<%s class=\"head\"><span class=\"badge\">%s</span><h3>", tag,
		item->state);
	if (item->action != NULL)
		buf_format(out, "%s ", item->action);
	put_address(out, item);
	buf_text(out, "</h3>");
	put_side(out, item);
	if (item->remark != NULL)
		put_line(out, "who", item->remark, "");
	if (item->reason != NULL)
		put_line(out, "why", "", item->reason);
	for (size_t i = 0; i < countof(item->people); i++)
		if (item->people[i] != NULL)
			put_line(out, "who", "", item->people[i]);
	buf_format(out, "</%s>\n", tag);
}

void html_item(struct buf *out, const struct html_page *page, size_t i, bool open)
{
	const struct html_item *item = &page->items[i];
	const char *colon = strchr(item->address, ':');

	buf_format(out, "<li class=\"entity %s\" data-state=\"%s\" data-kind=\"",
		item->state, item->state);
	markup_text(out, (struct slice){ item->address,
				 colon != NULL ? (size_t)(colon - item->address) : 0 });
	buf_text(out, "\">");
	if (item->change_count > 0) {
		buf_format(out, "<details%s>", open ? " open" : "");
		put_head(out, item, "summary");
		html_diff(out, page, item);
		buf_text(out, "</details>");
	} else {
		put_head(out, item, "div");
	}
	buf_text(out, "</li>\n");
}
