#include "cmd/render/markdown_text.h"

#include <stdbool.h>
#include <stddef.h>

#include "cmd/render/markup.h"
#include "cmd/render/terminal.h"
#include "model/entity.h"
#include "model/limits.h"
#include "model/source.h"

static size_t longest_ticks(const struct buf *text)
{
	size_t longest = 0, run = 0;

	for (size_t i = 0; i < text->len; i++) {
		run = text->ptr[i] == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	return longest;
}

static void put_ticks(struct buf *out, size_t count)
{
	while (count-- > 0)
		buf_char(out, '`');
}

/* Where a span begins or ends with these, a space is put beside them that Markdown
 * takes off again. */
static bool wants_pad(const struct buf *text)
{
	char first = text->ptr[0], last = text->ptr[text->len - 1];

	return first == '`' || last == '`' || first == ' ' || last == ' ';
}

void markdown_code(struct buf *out, struct slice text)
{
	struct buf safe;
	size_t ticks;
	bool pad;

	if (text.len == 0)
		return;
	buf_init(&safe, LIMIT_TEXT_BYTES);
	terminal_text(&safe, text);
	ticks = longest_ticks(&safe) + 1;
	pad = wants_pad(&safe);
	put_ticks(out, ticks);
	buf_text(out, pad ? " " : "");
	buf_put(out, safe.ptr, safe.len);
	buf_text(out, pad ? " " : "");
	put_ticks(out, ticks);
	buf_release(&safe);
}

void markdown_html_code(struct buf *out, struct slice text)
{
	if (text.len == 0)
		return;
	buf_text(out, "<code>");
	markup_text(out, text);
	buf_text(out, "</code>");
}

void markdown_block(struct buf *out, const char *language, const struct buf *lines)
{
	size_t ticks = longest_ticks(lines);

	ticks = ticks < 3 ? 3 : ticks + 1;
	put_ticks(out, ticks);
	buf_format(out, "%s\n", language);
	buf_put(out, buf_string(lines), lines->len);
	put_ticks(out, ticks);
	buf_char(out, '\n');
}

void markdown_cut(struct buf *out, struct slice text, size_t most)
{
	size_t shown = text.len;

	if (shown > most)
		shown = text_utf8(text.ptr, most);
	terminal_line(out, (struct slice){ text.ptr, shown });
	if (shown < text.len)
		buf_format(out, " ... (%zu more bytes)", text.len - shown);
}

/* --- lines --------------------------------------------------------------- */

enum { SPAN_BYTES = 600 };

static void put_span(struct buf *out, struct slice text,
	void (*code)(struct buf *out, struct slice text))
{
	struct buf shown;

	buf_init(&shown, LIMIT_TEXT_BYTES);
	markdown_cut(&shown, text, SPAN_BYTES);
	code(out, (struct slice){ buf_string(&shown), shown.len });
	buf_release(&shown);
}

static void plain_span(struct buf *out, struct slice text)
{
	put_span(out, text, markdown_code);
}

static void html_span(struct buf *out, struct slice text)
{
	put_span(out, text, markdown_html_code);
}

const struct markdown_dialect markdown_plain = { "**", "**", plain_span };
const struct markdown_dialect markdown_html = { "<b>", "</b>", html_span };

void markdown_place(struct buf *out, const struct markdown_dialect *dialect,
	const struct entity *entity)
{
	struct buf place;

	if (entity == NULL || entity->source == NULL)
		return;
	buf_init(&place, LIMIT_TEXT_BYTES);
	buf_format(&place, "%s:%u", entity->source->path,
		source_place(entity->source, entity->offset).line);
	buf_text(out, " · ");
	dialect->code(out, (struct slice){ place.ptr, place.len });
	buf_release(&place);
}
