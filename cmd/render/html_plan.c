#include "cmd/render/html.h"

#include <string.h>

#include "cmd/render/markup.h"
#include "cmd/render/terminal.h"
#include "cmd/render/wording.h"
#include "model/arena.h"
#include "model/entity.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"
#include "reconcile/apply.h"
#include "reconcile/cascade.h"
#include "reconcile/plan.h"
#include "reconcile/report.h"

/* --- steps --------------------------------------------------------------- */

static const char *reason_of(
	const struct html_page *page, const struct report *report, size_t i)
{
	struct buf why;
	const char *reason;

	if (report->applied == NULL)
		return report->plan->steps[i].reason;
	buf_init(&why, LIMIT_TEXT_BYTES);
	wording_why(&why, report, i);
	reason = why.len > 0 ? arena_copy(page->arena, why.ptr, why.len) : NULL;
	buf_release(&why);
	return reason;
}

static void add_step(struct html_page *page, size_t i)
{
	const struct report *report = page->report;
	const struct step *step = &report->plan->steps[i];
	bool applied = report->applied != NULL;

	page->items[page->count++] = (struct html_item){
		.state = applied ? wording_result(report, i) : action_name(step->action),
		.action = applied ? action_name(step->action) : NULL,
		.address = step->address,
		.scope =
			html_scope_of(step->desired != NULL ? step->desired : step->live),
		.rank = i,
		.order = i + 1,
		.declared = step->desired,
		.remark = step->adopted && report->base != NULL
				  ? "adopted: it exists in Harness already"
				  : NULL,
		.reason = reason_of(page, report, i),
		.changes = step->changes,
		.change_count = step->change_count,
		.replaced = step->action == ACTION_REPLACE,
		.before = applied ? "Before" : "In Harness",
		.after = applied ? "After" : "In git",
	};
}

/* --- totals -------------------------------------------------------------- */

static void add_total(
	struct html_page *page, const char *state, const char *words, size_t count)
{
	page->totals[page->total_count++] =
		(struct html_total){ .state = state, .words = words, .count = count };
}

static void add_planned(struct html_page *page, const struct plan_counts *counts)
{
	add_total(page, "create", "to create", counts->create);
	add_total(page, "update", "to update", counts->update);
	add_total(page, "replace", "to replace", counts->replace);
	add_total(page, "delete", "to delete", counts->remove);
	add_total(page, "blocked", "blocked", counts->blocked);
	add_total(page, "unchanged", "unchanged", counts->unchanged);
}

static void add_applied(struct html_page *page, const struct applied *applied,
	const struct plan_counts *counts)
{
	add_total(page, "done", "done", applied->done);
	add_total(page, "failed", "failed", applied->failed);
	add_total(page, "unknown", "unknown", applied->unknown);
	add_total(page, "skipped", "skipped", applied->skipped - counts->blocked);
	add_total(page, "blocked", "blocked", counts->blocked);
	add_total(page, "unchanged", "unchanged", counts->unchanged);
}

/* --- what stands behind the steps ---------------------------------------- */

static void put_prunable(struct buf *out, const struct plan *plan)
{
	if (plan->prunable_count == 0)
		return;
	buf_format(out,
		"<section aria-labelledby=\"prunable\">\n<h2 id=\"prunable\">No longer "
		"declared in git <small>%zu, deleted with --prune</small></h2>\n"
		"<ul class=\"plain card\">\n",
		plan->prunable_count);
	for (size_t i = 0; i < plan->prunable_count; i++) {
		buf_text(out, "<li>");
		html_code(out, plan->prunable[i]);
		buf_text(out, "</li>\n");
	}
	buf_text(out, "</ul>\n</section>\n");
}

/* What goes with an organization or project, and has no step of its own. */
static void put_cascades(struct buf *out, const struct plan *plan)
{
	if (plan->counts.cascaded == 0)
		return;
	buf_format(out,
		"<section aria-labelledby=\"cascades\">\n<h2 id=\"cascades\">Goes with "
		"what it lives in <small>%zu unmanaged</small></h2>\n"
		"<ul class=\"plain card\">\n",
		plan->counts.cascaded);
	for (size_t i = 0; i < plan->count; i++) {
		const struct cascade *cascade = plan->steps[i].cascade;

		for (size_t k = 0; cascade != NULL && k < cascade->count; k++) {
			if (cascade->items[k].planned || cascade->items[k].nested)
				continue;
			buf_text(out, "<li>");
			html_code(out, cascade->items[k].address);
			buf_text(out, " with ");
			html_code(out, plan->steps[i].address);
			buf_text(out, "</li>\n");
		}
	}
	buf_text(out, "</ul>\n</section>\n");
}

/* Lines of a body are lines of the page. */
static void put_body(struct buf *out, struct slice body)
{
	while (body.len > 0) {
		const char *end = memchr(body.ptr, '\n', body.len);
		size_t size = end != NULL ? (size_t)(end - body.ptr) : body.len;

		/* a page on stdout is lines of a log, too */
		if (terminal_line_commands((struct slice){ body.ptr, size }))
			buf_text(out, "<wbr>");
		markup_text(out, (struct slice){ body.ptr, size });
		buf_text(out, end != NULL ? "\n" : "");
		size += end != NULL;
		body.ptr += size;
		body.len -= size;
	}
}

static void put_send(struct buf *out, const struct report_send *send)
{
	buf_format(out, "<details><summary><code>%s ", send->method);
	html_text(out, send->target);
	buf_text(out, "</code></summary><pre>");
	for (size_t i = 0; i < send->header_count; i++) {
		buf_format(out, "%s: ", send->headers[i].name);
		html_text(out, send->headers[i].text);
		buf_char(out, '\n');
	}
	if (send->body.len > 0) {
		buf_char(out, '\n');
		put_body(out, send->body);
	}
	buf_text(out, "</pre></details>\n");
}

static void put_sends(struct buf *out, const struct report_sends *sends)
{
	if (sends == NULL || sends->count == 0)
		return;
	buf_format(out,
		"<section aria-labelledby=\"requests\">\n<h2 id=\"requests\">Requests "
		"<small>%zu, as apply would send them</small></h2>\n"
		"<div class=\"requests card\">\n",
		sends->count);
	for (size_t i = 0; i < sends->count; i++)
		put_send(out, &sends->items[i]);
	buf_text(out, "</div>\n</section>\n");
}

static void put_tail(struct buf *out, const struct html_page *page)
{
	put_cascades(out, page->report->plan);
	put_prunable(out, page->report->plan);
	put_sends(out, page->report->sends);
}

void html_plan(struct html_page *page)
{
	const struct report *report = page->report;
	const struct plan *plan = report->plan;
	struct buf title;

	buf_init(&title, LIMIT_MESSAGE_BYTES);
	wording_outcome(&title, report);
	page->title = arena_copy(page->arena, buf_string(&title), title.len);
	buf_release(&title);
	if (report->applied == NULL)
		add_planned(page, &plan->counts);
	else
		add_applied(page, report->applied, &plan->counts);
	page->items = arena_array(page->arena, plan->count, sizeof(*page->items));
	for (size_t i = 0; i < plan->count; i++)
		add_step(page, i);
	html_sort(page);
	page->tail = put_tail;
}
