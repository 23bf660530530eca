#include "cmd/render/markdown_step.h"

#include <stdbool.h>

#include "cmd/render/lines.h"
#include "cmd/render/markdown_text.h"
#include "cmd/render/terminal.h"
#include "cmd/render/wording.h"
#include "model/arena.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/source.h"
#include "reconcile/apply.h"
#include "reconcile/cascade.h"
#include "reconcile/plan.h"
#include "reconcile/report.h"

/* What of one step is shown at most: one that is long must not crowd out the rest. */
enum {
	VALUE_BYTES = 400,
	LINES_SHOWN = 60,
	REASON_BYTES = 600,
	FIELDS_BYTES = 8000,
};

/* Room for what is said of steps that are not shown. */
enum { REMARK_BYTES = 300 };

/* Details that are read at a glance stand open. */
enum { OPEN_BYTES = 800, OPEN_STEPS = 12 };

/* --- the line of a step -------------------------------------------------- */

/* A line of Markdown, or of the HTML that Markdown leaves alone. */
struct dialect {
	const char *bold, *plain;
	void (*code)(struct buf *out, struct slice text);
};
static const struct dialect in_markdown = { "**", "**", markdown_code };
static const struct dialect in_html = { "<b>", "</b>", markdown_html_code };

static void put_place(
	struct buf *out, const struct entity *entity, const struct dialect *dialect)
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

static struct slice cut_short(struct buf *buffer, struct slice text)
{
	markdown_cut(buffer, text, REASON_BYTES);
	return (struct slice){ buf_string(buffer), buffer->len };
}

/* Why it is blocked or replaced; after an apply, what became of it. */
static void put_fate(struct buf *out, const struct report *report, size_t i,
	const struct dialect *dialect)
{
	const struct step *step = &report->plan->steps[i];
	struct buf why, shown;

	buf_init(&why, LIMIT_TEXT_BYTES);
	buf_init(&shown, LIMIT_TEXT_BYTES);
	if (report->applied != NULL) {
		if (step->action != ACTION_BLOCKED)
			buf_format(out, " · %s%s%s", dialect->bold,
				wording_result(report, i), dialect->plain);
		wording_why(&why, report, i);
	} else if (step->reason != NULL) {
		buf_text(&why, step->reason);
	}
	if (why.len > 0) {
		buf_text(out, ": ");
		dialect->code(out, cut_short(&shown, (struct slice){ why.ptr, why.len }));
	}
	buf_release(&why);
	buf_release(&shown);
}

static void put_line(struct buf *out, const struct report *report, size_t i,
	const struct dialect *dialect)
{
	const struct step *step = &report->plan->steps[i];

	buf_format(
		out, "%s%s%s ", dialect->bold, action_name(step->action), dialect->plain);
	dialect->code(out, slice_of(step->address));
	if (step->adopted && report->base != NULL)
		buf_text(out, " (adopted: it exists in Harness already)");
	put_fate(out, report, i, dialect);
	if (step->change_count > 0)
		buf_format(out, " · %zu field%s", step->change_count,
			step->change_count == 1 ? "" : "s");
	if (step->cascade != NULL) {
		buf_text(out, " · ");
		wording_cascade(out, step->cascade);
	}
	put_place(out, step->desired, dialect);
}

static void put_brief(struct buf *out, const struct report *report, size_t i)
{
	buf_text(out, "- ");
	put_line(out, report, i, &in_markdown);
	buf_char(out, '\n');
}

/* --- its fields ---------------------------------------------------------- */

static void put_lines(struct buf *block, struct arena *arena, const struct change *change)
{
	static const char marks[] = {
		[LINE_KEPT] = ' ', [LINE_REMOVED] = '-', [LINE_ADDED] = '+'
	};
	size_t count, shown = 0;
	struct line *lines = lines_compare(arena, wording_lines(change->before),
		wording_lines(change->after), &count);

	for (size_t i = 0; i < count; i++) {
		if (!lines_shows(lines, count, i))
			continue;
		if (shown++ >= LINES_SHOWN)
			continue;
		if (i > 0 && !lines_shows(lines, count, i - 1))
			buf_text(block, "  ...\n");
		buf_format(block, "%c ", marks[lines[i].fate]);
		markdown_cut(block, lines[i].text, VALUE_BYTES);
		buf_char(block, '\n');
	}
	if (shown > LINES_SHOWN)
		buf_format(block, "  ... (%zu more lines)\n", shown - LINES_SHOWN);
}

static void put_side(struct buf *block, char mark, const struct value *value,
	const struct change *change)
{
	struct buf words;

	if (value == NULL)
		return;
	buf_init(&words, LIMIT_TEXT_BYTES);
	wording_value(&words, value, change->secret);
	buf_format(block, "%c ", mark);
	markdown_cut(block, (struct slice){ words.ptr, words.len }, VALUE_BYTES);
	buf_char(block, '\n');
	buf_release(&words);
}

/* As a hunk of a diff: forges colour those. */
static void put_field(struct buf *block, struct arena *arena, const struct step *step,
	const struct change *change, const char *base)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	wording_remarks(
		&words, step->desired, change, step->action == ACTION_REPLACE, base);
	buf_text(block, "@@ ");
	markdown_cut(block, slice_of(change->path), VALUE_BYTES);
	buf_text(block, " @@");
	if (words.len > 0)
		buf_char(block, ' ');
	markdown_cut(block, (struct slice){ buf_string(&words), words.len }, VALUE_BYTES);
	buf_char(block, '\n');
	buf_release(&words);
	if (change->secret) {
		buf_text(block, "! (secret)\n");
	} else if (wording_has_lines(change)) {
		put_lines(block, arena, change);
	} else {
		put_side(block, '-', change->before, change);
		put_side(block, '+', change->after, change);
	}
}

/* What goes with it and has no step of its own. */
static void put_cascade(struct buf *block, const struct cascade *cascade)
{
	size_t shown = 0;

	if (cascade == NULL)
		return;
	for (size_t i = 0; i < cascade->count && block->len < FIELDS_BYTES; i++) {
		if (cascade->items[i].planned)
			continue;
		buf_text(block, "- ");
		markdown_cut(block, slice_of(cascade->items[i].address), VALUE_BYTES);
		buf_char(block, '\n');
		shown++;
	}
	if (shown < cascade->unplanned)
		buf_format(block, "... and %zu more\n", cascade->unplanned - shown);
}

static void put_fields(struct buf *block, const struct step *step, const char *base)
{
	struct arena arena = { 0 };
	size_t i = 0;

	put_cascade(block, step->cascade);
	for (; i < step->change_count && block->len < FIELDS_BYTES; i++) {
		struct arena_mark mark = arena_mark(&arena);

		put_field(block, &arena, step, &step->changes[i], base);
		arena_rewind(&arena, mark);
	}
	if (i < step->change_count)
		buf_format(block, "... and %zu more fields\n", step->change_count - i);
	arena_release(&arena);
}

static void put_whole(struct buf *out, const struct report *report, size_t i)
{
	const struct step *step = &report->plan->steps[i];
	struct buf block;
	bool open;

	buf_init(&block, LIMIT_TEXT_BYTES);
	put_fields(&block, step, report->base);
	open = block.len <= OPEN_BYTES && report->plan->count <= OPEN_STEPS;
	buf_format(out, "\n<details%s>\n<summary>", open ? " open" : "");
	put_line(out, report, i, &in_html);
	buf_text(out, "</summary>\n\n");
	markdown_block(out, "diff", &block);
	buf_text(out, "\n</details>\n\n");
	buf_release(&block);
}

/* --- what there is room for ---------------------------------------------- */

enum form { LEFT_OUT, BRIEF, WHOLE };

struct piece {
	size_t brief, whole; /* bytes; `whole` is 0 where the line says it all */
	bool urgent;
	enum form form;
};

static bool is_urgent(const struct report *report, size_t i)
{
	const struct step *step = &report->plan->steps[i];
	bool urgent = step->action != ACTION_CREATE && step->action != ACTION_UPDATE;

	if (report->applied != NULL && report->applied->results[i].result != RESULT_DONE)
		return true;
	for (size_t k = 0; k < step->change_count && !urgent; k++)
		urgent = step->changes[k].cause == CAUSE_BOTH;
	return urgent;
}

static size_t size_of(void (*put)(struct buf *out, const struct report *report, size_t i),
	const struct report *report, size_t i)
{
	struct buf text;
	size_t size;

	buf_init(&text, LIMIT_TEXT_BYTES);
	put(&text, report, i);
	size = text.len;
	buf_release(&text);
	return size;
}

static bool has_details(const struct step *step)
{
	return step->change_count > 0 ||
	       (step->cascade != NULL && step->cascade->unplanned > 0);
}

static void measure(struct piece *pieces, const struct report *report)
{
	for (size_t i = 0; i < report->plan->count; i++)
		pieces[i] = (struct piece){
			.brief = size_of(put_brief, report, i),
			.whole = has_details(&report->plan->steps[i])
					 ? size_of(put_whole, report, i)
					 : 0,
			.urgent = is_urgent(report, i),
		};
}

/* Show as much more of a piece, if it has it and there is room. */
static void take(struct piece *piece, enum form form, size_t *room)
{
	size_t cost = form == BRIEF ? piece->brief : piece->whole - piece->brief;

	if (form == WHOLE && (piece->form != BRIEF || piece->whole == 0))
		return;
	if (cost > *room)
		return;
	piece->form = form;
	*room -= cost;
}

/* Lines before details, and in either what is urgent before what is not. */
static void choose(struct piece *pieces, size_t count, size_t room)
{
	static const struct {
		enum form form;
		bool urgent;
	} passes[] = {
		{ BRIEF, true },
		{ BRIEF, false },
		{ WHOLE, true },
		{ WHOLE, false },
	};

	for (size_t k = 0; k < countof(passes); k++)
		for (size_t i = 0; i < count; i++)
			if (pieces[i].urgent == passes[k].urgent)
				take(&pieces[i], passes[k].form, &room);
}

static void put_left_out(
	struct buf *out, const struct piece *pieces, const struct report *report)
{
	size_t count = report->plan->count, left = 0, bare = 0;

	for (size_t i = 0; i < count; i++) {
		left += pieces[i].form == LEFT_OUT;
		bare += pieces[i].form == BRIEF && pieces[i].whole > 0;
	}
	if (left > 0)
		buf_format(out, "\n**%zu of %zu steps not shown.**", left, count);
	if (bare > 0)
		buf_format(out, "\n**Of %zu steps the fields are not shown.**", bare);
	if (left + bare > 0)
		buf_text(out, " A comment holds no more; the formats text, json and html "
			      "have all of it.\n");
}

void markdown_steps(struct buf *out, const struct report *report, size_t room)
{
	size_t count = report->plan->count;
	struct arena arena = { 0 };
	struct piece *pieces = arena_array(&arena, count, sizeof(*pieces));

	measure(pieces, report);
	choose(pieces, count, room > REMARK_BYTES ? room - REMARK_BYTES : 0);
	for (size_t i = 0; i < count; i++) {
		if (pieces[i].form == BRIEF)
			put_brief(out, report, i);
		else if (pieces[i].form == WHOLE)
			put_whole(out, report, i);
	}
	put_left_out(out, pieces, report);
	arena_release(&arena);
}
