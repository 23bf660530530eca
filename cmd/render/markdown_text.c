#include "cmd/render/markdown_text.h"

#include <stdbool.h>
#include <stddef.h>

#include "cmd/render/markup.h"
#include "cmd/render/terminal.h"
#include "model/limits.h"

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
	terminal_text(out, (struct slice){ text.ptr, shown });
	if (shown < text.len)
		buf_format(out, " ... (%zu more bytes)", text.len - shown);
}
