#include "cmd/render/markdown_step.h"

#include <stdbool.h>

#include "cmd/render/markdown_field.h"
#include "cmd/render/markdown_list.h"
#include "cmd/render/markdown_text.h"
#include "cmd/render/terminal.h"
#include "cmd/render/wording.h"
#include "model/limits.h"
#include "reconcile/apply.h"
#include "reconcile/cascade.h"
#include "reconcile/plan.h"
#include "reconcile/report.h"

/* --- the line of a step -------------------------------------------------- */

/* Why it is blocked or replaced; after an apply, what became of it. */
static void put_fate(struct buf *out, const struct report *report, size_t i,
	const struct markdown_dialect *dialect)
{
	const struct step *step = &report->plan->steps[i];
	struct buf why;

	buf_init(&why, LIMIT_TEXT_BYTES);
	if (report->applied != NULL) {
		if (step->action != ACTION_BLOCKED)
			buf_format(out, " · %s%s%s", dialect->bold,
				wording_result(report, i), dialect->plain);
		wording_why(&why, report, i);
	} else if (step->reason != NULL) {
		buf_text(&why, step->reason);
	}
	if (why.len > 0)
		buf_text(out, ": ");
	dialect->code(out, (struct slice){ buf_string(&why), why.len });
	buf_release(&why);
}

static void put_line(struct buf *out, const struct report *report, size_t i,
	const struct markdown_dialect *dialect)
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
	markdown_place(out, dialect, step->desired);
}

static void put_brief(struct buf *out, const void *report, size_t i)
{
	buf_text(out, "- ");
	put_line(out, report, i, &markdown_plain);
	buf_char(out, '\n');
}

/* Of what goes with it, this is shown at most. */
enum { CASCADE_BYTES = 8000 };

/* What goes with it and has no step of its own. */
static void put_cascade(struct buf *block, const struct cascade *cascade)
{
	size_t shown = 0;

	if (cascade == NULL)
		return;
	for (size_t i = 0; i < cascade->count && block->len < CASCADE_BYTES; i++) {
		if (cascade->items[i].planned || cascade->items[i].nested)
			continue;
		buf_text(block, "- ");
		terminal_text(block, slice_of(cascade->items[i].address));
		buf_char(block, '\n');
		shown++;
	}
	if (shown < cascade->told)
		buf_format(block, "... and %zu more\n", cascade->told - shown);
}

static bool has_details(const void *context, size_t i)
{
	const struct report *report = context;
	const struct step *step = &report->plan->steps[i];

	return step->change_count > 0 ||
	       (step->cascade != NULL && step->cascade->told > 0);
}

static void put_whole(struct buf *out, const void *context, size_t i)
{
	const struct report *report = context;
	const struct step *step = &report->plan->steps[i];
	const struct markdown_fields fields = {
		.desired = step->desired,
		.changes = step->changes,
		.count = step->change_count,
		.replaced = step->action == ACTION_REPLACE,
		.base = report->base,
	};
	struct buf block;
	bool open;

	buf_init(&block, LIMIT_TEXT_BYTES);
	put_cascade(&block, step->cascade);
	markdown_fields(&block, &fields);
	open = markdown_stands_open(block.len, report->plan->count);
	buf_format(out, "<details%s>\n<summary>", open ? " open" : "");
	put_line(out, report, i, &markdown_html);
	buf_text(out, "</summary>\n\n");
	markdown_block(out, "diff", &block);
	buf_text(out, "\n</details>\n");
	buf_release(&block);
}

/* Whatever is no plain create or update, or was not done. */
static bool is_urgent(const void *context, size_t i)
{
	const struct report *report = context;
	const struct step *step = &report->plan->steps[i];
	bool urgent = step->action != ACTION_CREATE && step->action != ACTION_UPDATE;

	if (report->applied != NULL && report->applied->results[i].result != RESULT_DONE)
		return true;
	for (size_t k = 0; k < step->change_count && !urgent; k++)
		urgent = step->changes[k].cause == CAUSE_BOTH;
	return urgent;
}

void markdown_steps(struct buf *out, const struct report *report, size_t room)
{
	const struct markdown_list list = {
		.noun = "steps",
		.count = report->plan->count,
		.context = report,
		.brief = put_brief,
		.whole = put_whole,
		.has_details = has_details,
		.is_urgent = is_urgent,
	};

	markdown_list(out, &list, room);
}
