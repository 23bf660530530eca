#include "cmd/render/render.h"

#include <string.h>

#include "cmd/render/adopted.h"
#include "cmd/render/change.h"
#include "cmd/render/pull.h"
#include "cmd/render/terminal.h"
#include "cmd/render/text_drift.h"
#include "cmd/render/wording.h"
#include "model/arena.h"
#include "model/limits.h"
#include "model/source.h"
#include "model/text.h"
#include "reconcile/apply.h"
#include "reconcile/cascade.h"
#include "reconcile/plan.h"

/* --- plan ---------------------------------------------------------------- */

static const struct look {
	const char *glyph;
	enum colour colour;
} looks[] = {
	[ACTION_CREATE] = { "  +", COLOUR_GREEN },
	[ACTION_UPDATE] = { "  ~", COLOUR_YELLOW },
	[ACTION_DELETE] = { "  -", COLOUR_RED },
	[ACTION_REPLACE] = { "-/+", COLOUR_RED },
	[ACTION_BLOCKED] = { "  !", COLOUR_RED },
};

/* More are counted alone. */
enum { CASCADE_LINES = 100 };

static void put_where(
	struct buf *out, const struct entity *entity, const struct style *style)
{
	if (entity == NULL || entity->source == NULL)
		return;
	terminal_colour(out, style->colour, COLOUR_FAINT);
	buf_text(out, "  # ");
	terminal_text(out, slice_of(entity->source->path));
	buf_format(out, ":%u", source_place(entity->source, entity->offset).line);
	terminal_plain(out, style->colour);
}

/* Those that have steps of their own are seen there. */
static void put_cascade(struct buf *out, const struct step *step)
{
	const struct cascade *cascade = step->cascade;
	size_t shown = 0;

	if (cascade == NULL)
		return;
	buf_text(out, "      ");
	wording_cascade(out, cascade);
	buf_char(out, '\n');
	for (size_t i = 0; i < cascade->count && shown < CASCADE_LINES; i++) {
		if (cascade->items[i].planned || cascade->items[i].nested)
			continue;
		buf_text(out, "        - ");
		terminal_text(out, slice_of(cascade->items[i].address));
		buf_char(out, '\n');
		shown++;
	}
	if (shown < cascade->told)
		buf_format(out, "        and %zu more; --format json names them all\n",
			cascade->told - shown);
}

static void put_step(struct buf *out, struct arena *arena, const struct report *report,
	const struct step *step, const struct style *style)
{
	const struct look *look = &looks[step->action];

	terminal_colour(out, style->colour, look->colour);
	buf_text(out, look->glyph);
	terminal_plain(out, style->colour);
	buf_char(out, ' ');
	terminal_text(out, slice_of(step->address));
	if (step->adopted && report->base != NULL)
		buf_text(out, " (adopted: it exists in Harness already)");
	put_where(out, step->desired, style);
	buf_char(out, '\n');
	if (step->reason != NULL) {
		buf_format(out, "      %s: ", action_name(step->action));
		terminal_text(out, slice_of(step->reason));
		buf_char(out, '\n');
	}
	put_cascade(out, step);
	for (size_t i = 0; i < step->change_count; i++)
		change_text(out, arena, step, &step->changes[i], report->base, style);
}

static void put_outcome(struct buf *out, const struct report *report)
{
	wording_outcome(out, report);
	buf_char(out, '\n');
	if (wording_selection(out, report))
		buf_char(out, '\n');
}

static void put_send(
	struct buf *out, const struct report_send *send, const struct style *style)
{
	struct slice body = send->body;

	terminal_colour(out, style->colour, COLOUR_BOLD);
	buf_format(out, "\n%s ", send->method);
	terminal_text(out, slice_of(send->target));
	terminal_plain(out, style->colour);
	buf_char(out, '\n');
	for (size_t i = 0; i < send->header_count; i++) {
		buf_format(out, "%s: ", send->headers[i].name);
		terminal_text(out, slice_of(send->headers[i].text));
		buf_char(out, '\n');
	}
	if (body.len > 0)
		buf_char(out, '\n');
	while (body.len > 0) {
		const char *end = memchr(body.ptr, '\n', body.len);
		size_t size = end != NULL ? (size_t)(end - body.ptr) : body.len;

		terminal_line(out, (struct slice){ body.ptr, size });
		buf_char(out, '\n');
		size += end != NULL;
		body.ptr += size;
		body.len -= size;
	}
}

static void put_sends(
	struct buf *out, const struct report_sends *sends, const struct style *style)
{
	if (sends == NULL)
		return;
	buf_format(out, "\nRequests: %zu\n", sends->count);
	for (size_t i = 0; i < sends->count; i++)
		put_send(out, &sends->items[i], style);
}

/* What git dropped and nobody allowed to delete yet. */
static void put_prunable(struct buf *out, const struct plan *plan)
{
	if (plan->prunable_count == 0)
		return;
	buf_text(out, "\nNo longer declared in git, deleted with --prune:\n\n");
	for (size_t i = 0; i < plan->prunable_count; i++) {
		buf_text(out, "    ");
		terminal_text(out, slice_of(plan->prunable[i]));
		buf_char(out, '\n');
	}
}

static void put_plan(
	struct buf *out, const struct report *report, const struct style *style)
{
	const struct plan *plan = report->plan;
	struct arena arena = { 0 };

	if (plan->count == 0) {
		put_outcome(out, report);
	} else {
		buf_text(out, "The steps, in the order of execution:\n\n");
		for (size_t i = 0; i < plan->count; i++) {
			struct arena_mark mark = arena_mark(&arena);

			put_step(out, &arena, report, &plan->steps[i], style);
			arena_rewind(&arena, mark);
		}
		buf_char(out, '\n');
		put_outcome(out, report);
	}
	put_prunable(out, plan);
	put_sends(out, report->sends, style);
	arena_release(&arena);
}

/* --- apply --------------------------------------------------------------- */

/* A step that was not done. */
static void put_result(
	struct buf *out, const struct report *report, size_t i, const struct style *style)
{
	const struct step *step = &report->plan->steps[i];
	struct buf why;

	buf_init(&why, LIMIT_TEXT_BYTES);
	wording_why(&why, report, i);
	terminal_colour(out, style->colour, COLOUR_RED);
	buf_format(out, "  %-8s", wording_result(report, i));
	terminal_plain(out, style->colour);
	terminal_text(out, slice_of(step->address));
	if (why.len > 0)
		buf_text(out, ": ");
	terminal_text(out, (struct slice){ buf_string(&why), why.len });
	buf_char(out, '\n');
	buf_release(&why);
}

static void put_applied(
	struct buf *out, const struct report *report, const struct style *style)
{
	const struct applied *applied = report->applied;
	const struct plan *plan = report->plan;

	if (plan->count > 0)
		buf_char(out, '\n');
	for (size_t i = 0; i < plan->count; i++)
		if (applied->results[i].result != RESULT_DONE)
			put_result(out, report, i, style);
	put_outcome(out, report);
	if (!plan_has_work(plan))
		put_prunable(out, plan); /* no plan was shown that says it */
}

void render_text(struct buf *out, const struct report *report, const struct style *style)
{
	if (report->pull != NULL)
		render_pull(out, report, style);
	else if (report->applied != NULL)
		put_applied(out, report, style);
	else if (report->adopted != NULL)
		render_adopted(out, report, style);
	else if (report->drift != NULL)
		text_drift(out, report, style);
	else if (report->plan != NULL)
		put_plan(out, report, style);
	else
		render_findings(out, report, style);
}
