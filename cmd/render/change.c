#include "cmd/render/change.h"

#include <string.h>

#include "cmd/render/lines.h"
#include "cmd/render/render.h"
#include "cmd/render/terminal.h"
#include "model/limits.h"
#include "model/source.h"
#include "model/value.h"
#include "providers/json.h"
#include "reconcile/diff.h"
#include "reconcile/plan.h"

/* Kept lines shown around one that differs. */
enum { CONTEXT_LINES = 3 };

/* --- values -------------------------------------------------------------- */

static void put_quoted(struct buf *out, const char *text)
{
	buf_char(out, '"');
	while (*text != '\0') {
		size_t size = strcspn(text, "\"\\\n\t");

		terminal_text(out, (struct slice){ text, size });
		text += size;
		if (*text == '\0')
			break;
		buf_char(out, '\\');
		buf_char(out, *text == '\n' ? 'n' : *text == '\t' ? 't' : *text);
		text++;
	}
	buf_char(out, '"');
}

static void put_json(struct buf *out, const struct value *value)
{
	struct buf json;

	buf_init(&json, LIMIT_TEXT_BYTES);
	json_write(&json, value);
	terminal_text(out, (struct slice){ buf_string(&json), json.len });
	buf_release(&json);
}

static void put_value(struct buf *out, const struct value *value, bool secret)
{
	if (value == NULL)
		buf_text(out, "(none)");
	else if (secret || value_type(value) == VALUE_ENV ||
		 value_type(value) == VALUE_FILE)
		buf_text(out, "(secret)");
	else if (value_type(value) == VALUE_TEXT)
		put_quoted(out, value_text(value));
	else
		put_json(out, value);
}

/* --- texts of several lines ---------------------------------------------- */

static bool is_text(const struct value *value)
{
	return value != NULL && value_type(value) == VALUE_TEXT;
}

static bool has_lines(const struct value *value)
{
	const char *end = is_text(value) ? strchr(value_text(value), '\n') : NULL;

	return end != NULL && end[1] != '\0';
}

static bool shows_lines(const struct change *change)
{
	return !change->secret &&
	       (has_lines(change->before) || has_lines(change->after)) &&
	       (change->before == NULL || is_text(change->before)) &&
	       (change->after == NULL || is_text(change->after));
}

static struct slice bytes_of(const struct value *value)
{
	return slice_of(value != NULL ? value_text(value) : "");
}

/* Whether a line that differs stands within CONTEXT_LINES of line i. */
static bool is_near(const struct line *lines, size_t count, size_t i)
{
	size_t from = i > CONTEXT_LINES ? i - CONTEXT_LINES : 0;
	size_t to = i + CONTEXT_LINES < count ? i + CONTEXT_LINES : count - 1;

	for (size_t k = from; k <= to; k++)
		if (lines[k].fate != LINE_KEPT)
			return true;
	return false;
}

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
	terminal_text(out, line->text);
	terminal_plain(out, style->colour && colour != COLOUR_NONE);
	buf_char(out, '\n');
}

static void put_lines(struct buf *out, struct arena *arena, const struct change *change,
	const struct style *style)
{
	size_t count;
	struct line *lines = lines_compare(
		arena, bytes_of(change->before), bytes_of(change->after), &count);
	bool cut = false;

	for (size_t i = 0; i < count; i++) {
		if (is_near(lines, count, i)) {
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

/* The folder stands in the step's own line. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Who moved, where a base tells. */
static void put_cause(struct buf *out, enum cause cause, const char *base)
{
	static const char *const causes[] = {
		[CAUSE_GIT] = "git",
		[CAUSE_LIVE] = "Harness",
		[CAUSE_BOTH] = "git and in Harness",
	};

	if (base != NULL)
		buf_format(out, ", changed in %s since %.7s", causes[cause], base);
}

/* "# file:line, changed in Harness since 3f2a91c, forces replacement" */
static void put_remarks(struct buf *out, const struct step *step,
	const struct change *change, const char *base, const struct style *style)
{
	const struct source *source =
		step->desired != NULL ? step->desired->source : NULL;

	if (source == NULL)
		return;
	terminal_colour(out, style->colour, COLOUR_FAINT);
	buf_text(out, "  # ");
	terminal_text(out, slice_of(file_name(source->path)));
	buf_format(out, ":%u", source_place(source, change->offset).line);
	put_cause(out, change->cause, base);
	if (change->immutable)
		buf_text(out, step->action == ACTION_REPLACE ? ", forces replacement"
							     : ", cannot be changed");
	terminal_plain(out, style->colour);
}

void change_text(struct buf *out, struct arena *arena, const struct step *step,
	const struct change *change, const char *base, const struct style *style)
{
	bool lines = shows_lines(change);

	buf_text(out, "      ");
	put_glyph(out, change, style);
	terminal_text(out, slice_of(change->path));
	buf_char(out, ':');
	if (change->secret) {
		buf_text(out, " (secret)");
	} else if (!lines) {
		buf_char(out, ' ');
		if (change->before != NULL)
			put_value(out, change->before, false);
		if (change->before != NULL && change->after != NULL)
			buf_text(out, " -> ");
		if (change->after != NULL)
			put_value(out, change->after, false);
	}
	put_remarks(out, step, change, base, style);
	buf_char(out, '\n');
	if (lines)
		put_lines(out, arena, change, style);
}
