#include "cmd/render/render.h"

#include <string.h>

#include "cmd/render/terminal.h"
#include "model/limits.h"
#include "model/text.h"

/* Tabs of an excerpt run to the next of these. */
enum { TAB_STOP = 8 };

/* Places of a finding beside its own that people are shown. */
enum { RELATED_SHOWN = 5 };

static enum colour colour_of(enum severity severity)
{
	static const enum colour colours[] = {
		[SEVERITY_NOTE] = COLOUR_BLUE,
		[SEVERITY_WARNING] = COLOUR_YELLOW,
		[SEVERITY_ERROR] = COLOUR_RED,
	};

	return colours[severity];
}

/* "file:line:column: ", as far as it is known. */
static void put_place(struct buf *out, struct place place)
{
	if (place.file == NULL)
		return;
	terminal_text(out, slice_of(place.file));
	if (place.line > 0)
		buf_format(out, ":%u", place.line);
	if (place.line > 0 && place.column > 0)
		buf_format(out, ":%u", place.column);
	buf_text(out, ": ");
}

/* The line as a terminal shows it; returns the columns before character `column`,
 * or false when the line (it may be cut) does not reach so far. */
static bool put_line(struct buf *out, struct slice line, uint32_t column, size_t *before)
{
	size_t width = 0;
	uint32_t number = 1;

	for (; line.len > 0 && number < column; number++) {
		uint32_t code;
		size_t size = terminal_character(line, &code);
		size_t step =
			code == '\t' ? TAB_STOP - width % TAB_STOP : terminal_width(code);
		bool obeyed = terminal_commands(line);

		if (code == '\t')
			buf_format(out, "%*s", (int)step, "");
		else if (obeyed)
			buf_text(out, "\\x23");
		else
			terminal_text(out, (struct slice){ line.ptr, size });
		width += obeyed ? strlen("\\x23") : step;
		line.ptr += size;
		line.len -= size;
	}
	*before = width;
	for (struct slice rest = line; rest.len > 0;) {
		const char *tab = memchr(rest.ptr, '\t', rest.len);
		size_t size = tab != NULL ? (size_t)(tab - rest.ptr) : rest.len;

		terminal_text(out, (struct slice){ rest.ptr, size });
		if (tab != NULL)
			buf_char(out, ' ');
		size += tab != NULL;
		rest.ptr += size;
		rest.len -= size;
	}
	return number == column;
}

static void put_gutter(struct buf *out, const struct style *style, const char *number)
{
	terminal_colour(out, style->colour, COLOUR_FAINT);
	buf_format(out, "%5s | ", number);
	terminal_plain(out, style->colour);
}

static void put_excerpt(
	struct buf *out, const struct error *finding, const struct style *style)
{
	struct buf line, number;
	size_t before;
	bool reached;

	buf_init(&line, LIMIT_MESSAGE_BYTES);
	buf_init(&number, LIMIT_MESSAGE_BYTES);
	buf_format(&number, "%u", finding->place.line);
	reached = put_line(
		&line, slice_of(finding->excerpt), finding->place.column, &before);
	if (style->width > 10 && before + 10 < style->width)
		terminal_cut(&line, style->width - 9);
	put_gutter(out, style, buf_string(&number));
	buf_put(out, buf_string(&line), line.len);
	buf_char(out, '\n');
	if (reached) {
		put_gutter(out, style, "");
		buf_format(out, "%*s", (int)before, "");
		terminal_colour(out, style->colour, colour_of(finding->severity));
		buf_char(out, '^');
		terminal_plain(out, style->colour);
		buf_char(out, '\n');
	}
	buf_release(&number);
	buf_release(&line);
}

static void put_head(struct buf *out, const struct error *finding, size_t more,
	const struct style *style)
{
	if (finding->place.file != NULL) {
		terminal_colour(out, style->colour, COLOUR_BOLD);
		put_place(out, finding->place);
		terminal_plain(out, style->colour);
	}
	terminal_colour(out, style->colour, colour_of(finding->severity));
	buf_text(out, severity_name(finding->severity));
	terminal_plain(out, style->colour);
	buf_text(out, ": ");
	if (finding->place.file == NULL && finding->address != NULL) {
		terminal_text(out, slice_of(finding->address));
		buf_text(out, ": ");
	}
	terminal_text(out, slice_of(finding->message));
	if (more > 0)
		buf_format(out, ", and in %zu more place%s", more, more > 1 ? "s" : "");
	terminal_colour(out, style->colour, COLOUR_FAINT);
	buf_format(out, " [%s]", error_info(finding->code)->name);
	terminal_plain(out, style->colour);
	buf_char(out, '\n');
}

static void put_related(struct buf *out, const struct error *finding)
{
	size_t count = finding->related_count;

	for (size_t i = 0; i < count && i < RELATED_SHOWN; i++) {
		buf_text(out, "      ");
		put_place(out, finding->related[i].place);
		terminal_text(out, slice_of(finding->related[i].message));
		buf_char(out, '\n');
	}
	if (count > RELATED_SHOWN)
		buf_format(out, "      and %zu more places\n", count - RELATED_SHOWN);
}

static void put_call(struct buf *out, const struct error_call *call)
{
	if (call->correlation_id == NULL)
		return;
	buf_text(out, "      correlation id: ");
	terminal_text(out, slice_of(call->correlation_id));
	buf_char(out, '\n');
}

void render_note(
	struct buf *out, const struct error *note, size_t more, const struct style *style)
{
	put_head(out, note, more, style);
}

void render_finding(
	struct buf *out, const struct error *finding, const struct style *style)
{
	put_head(out, finding, 0, style);
	if (finding->excerpt != NULL && finding->place.line > 0)
		put_excerpt(out, finding, style);
	put_related(out, finding);
	if (finding->fix != NULL) {
		buf_text(out, "      fix: ");
		terminal_text(out, slice_of(finding->fix));
		buf_char(out, '\n');
	}
	put_call(out, &finding->call);
}
