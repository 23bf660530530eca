#include "cmd/render/change.h"

#include "cmd/render/lines.h"
#include "cmd/render/render.h"
#include "cmd/render/terminal.h"
#include "cmd/render/wording.h"
#include "model/limits.h"
#include "reconcile/diff.h"
#include "reconcile/plan.h"

/* --- texts of several lines ---------------------------------------------- */

static void put_line(struct buf *out, const struct line *line, const struct style *style)
{
	static const struct {
		char mark;
		enum colour colour;
	} looks[] = {
		[LINE_KEPT] = { ' ', COLOUR_NONE },
		[LINE_REMOVED] = { '-', COLOUR_RED },
		[LINE_ADDED] = { '+', COLOUR_GREEN },
	};
	enum colour colour = looks[line->fate].colour;

	buf_text(out, "          ");
	terminal_colour(out, style->colour, colour);
	buf_char(out, looks[line->fate].mark);
	if (line->text.len > 0)
		buf_char(out, ' ');
	if (line->fate == LINE_KEPT)
		terminal_line(out, line->text);
	else
		terminal_text(out, line->text);
	terminal_plain(out, style->colour && colour != COLOUR_NONE);
	buf_char(out, '\n');
}

static void put_lines(struct buf *out, struct arena *arena, const struct change *change,
	const struct style *style)
{
	size_t count;
	struct line *lines = lines_compare(arena, wording_lines(change->before),
		wording_lines(change->after), &count);
	bool cut = false;

	for (size_t i = 0; i < count; i++) {
		if (lines_shows(lines, count, i)) {
			put_line(out, &lines[i], style);
			cut = false;
		} else if (!cut) {
			buf_text(out, "          ...\n");
			cut = true;
		}
	}
}

/* --- the field ----------------------------------------------------------- */

static void put_glyph(
	struct buf *out, const struct change *change, const struct style *style)
{
	enum colour colour = COLOUR_YELLOW;
	char glyph = '~';

	if (change->before == NULL && !change->secret) {
		colour = COLOUR_GREEN;
		glyph = '+';
	} else if (change->after == NULL) {
		colour = COLOUR_RED;
		glyph = '-';
	}
	terminal_colour(out, style->colour, colour);
	buf_char(out, glyph);
	terminal_plain(out, style->colour);
	buf_char(out, ' ');
}

static void put_remarks(struct buf *out, const struct step *step,
	const struct change *change, const char *base, const struct style *style)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	wording_remarks(
		&words, step->desired, change, step->action == ACTION_REPLACE, base);
	if (words.len > 0) {
		terminal_colour(out, style->colour, COLOUR_FAINT);
		buf_text(out, "  # ");
		terminal_text(out, (struct slice){ words.ptr, words.len });
		terminal_plain(out, style->colour);
	}
	buf_release(&words);
}

void change_text(struct buf *out, struct arena *arena, const struct step *step,
	const struct change *change, const char *base, const struct style *style)
{
	bool lines = wording_has_lines(change);

	buf_text(out, "      ");
	put_glyph(out, change, style);
	terminal_text(out, slice_of(change->path));
	buf_char(out, ':');
	if (change->secret) {
		buf_text(out, " (secret)");
	} else if (!lines) {
		buf_char(out, ' ');
		if (change->before != NULL)
			wording_value(out, change->before, false);
		if (change->before != NULL && change->after != NULL)
			buf_text(out, " -> ");
		if (change->after != NULL)
			wording_value(out, change->after, false);
	}
	put_remarks(out, step, change, base, style);
	buf_char(out, '\n');
	if (lines)
		put_lines(out, arena, change, style);
}
