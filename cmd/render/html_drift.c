#include "cmd/render/html.h"

#include "cmd/render/drift_words.h"
#include "model/arena.h"
#include "model/entity.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"
#include "reconcile/ignore.h"
#include "reconcile/report.h"

/* --- entities ------------------------------------------------------------ */

/* What a function of drift_words.h says, or NULL when it says nothing. */
static const char *keep(struct arena *arena, struct buf *words)
{
	const char *text =
		words->len > 0 ? arena_copy(arena, words->ptr, words->len) : NULL;

	buf_release(words);
	return text;
}

static const char *changed_by(
	const struct html_page *page, const struct drift_entity *entity)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_changed(&words, entity, page->report);
	return keep(page->arena, &words);
}

static const char *declared_by(
	const struct html_page *page, const struct drift_entity *entity)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_declared(&words, entity);
	return keep(page->arena, &words);
}

static struct scope scope_of(const struct drift_entity *entity)
{
	const struct entity *either =
		entity->desired != NULL ? entity->desired : entity->live;

	return either != NULL ? html_scope_of(either) : entity->scope;
}

static void add_entity(struct html_page *page, const struct drift_entity *entity)
{
	bool pending = entity->state == DRIFT_PENDING;

	page->items[page->count++] = (struct html_item){
		.state = drift_state_name(entity->state),
		.address = entity->address,
		.scope = scope_of(entity),
		.declared = entity->desired,
		.reason = entity->reason,
		.changes = drift_words_fields(page->arena, entity),
		.change_count = entity->change_count,
		.before = pending ? "In Harness" : "In git",
		.after = pending ? "In git" : "In Harness",
		.people = { changed_by(page, entity), declared_by(page, entity) },
	};
}

/* Worst first inside a scope; those of one state keep their order, by address. */
static void add_entities(struct html_page *page)
{
	const struct drift *drift = page->report->drift;

	page->items = arena_array(page->arena, drift->count, sizeof(*page->items));
	for (int state = 0; state < DRIFT_STATES; state++)
		for (size_t i = 0; i < drift->count; i++)
			if ((int)drift->items[i].state == state)
				add_entity(page, &drift->items[i]);
	for (size_t i = 0; i < page->count; i++)
		page->items[i].rank = i;
	html_sort(page);
}

/* --- totals and coverage ------------------------------------------------- */

static void add_totals(struct html_page *page)
{
	const struct drift_counts *counts = &page->report->drift->counts;
	size_t unmanaged = counts->states[DRIFT_UNMANAGED];
	struct buf share;

	for (size_t i = 0; i < DRIFT_COUNTED; i++)
		page->totals[page->total_count++] = (struct html_total){
			.state = drift_state_name(drift_counted[i].state),
			.words = drift_counted[i].words,
			.count = counts->states[drift_counted[i].state],
		};
	page->totals[page->total_count++] = (struct html_total){
		.state = "in-sync", .words = "in sync", .count = counts->in_sync
	};
	buf_init(&share, LIMIT_MESSAGE_BYTES);
	drift_words_share(&share, counts->covered, unmanaged);
	page->totals[page->total_count++] = (struct html_total){ .state = "covered",
		.words = "coverage",
		.shown = keep(page->arena, &share) };
}

static void put_share(struct buf *out, const struct drift_coverage *row)
{
	size_t all = row->managed + row->unmanaged;

	if (all > 0)
		buf_format(out,
			"<svg class=\"bar\" viewBox=\"0 0 %zu 1\" "
			"preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect "
			"class=\"done\" width=\"%zu\" height=\"1\"/></svg>",
			all, row->managed);
	buf_text(out, "<span>");
	drift_words_share(out, row->managed, row->unmanaged);
	buf_text(out, "</span>");
}

static void put_row(struct buf *out, const struct drift_coverage *row)
{
	buf_text(out, "<tr><th scope=\"row\">");
	html_scope(out, row->scope);
	buf_format(out,
		"</th><td>%s</td><td class=\"n\">%zu</td><td class=\"n%s\">%zu</td>"
		"<td class=\"n share\">",
		row->kind->name, row->managed, row->unmanaged == 0 ? " zero" : "",
		row->unmanaged);
	put_share(out, row);
	buf_text(out, "</td></tr>\n");
}

/* More rows than this are folded: they would push the entities off the page. */
enum { OPEN_ROWS = 12 };

/* Only of scopes that were read whole can one say what git does not manage. */
static void put_coverage(struct buf *out, const struct html_page *page)
{
	const struct drift *drift = page->report->drift;
	size_t whole = 0, partly = 0;

	for (size_t i = 0; i < drift->coverage_count; i++) {
		whole += drift->coverage[i].whole;
		partly += drift->coverage[i].whole && drift->coverage[i].unmanaged > 0;
	}
	if (whole == 0)
		return;
	buf_format(out,
		"<section aria-labelledby=\"coverage\">\n"
		"<h2 id=\"coverage\">Coverage</h2>\n"
		"<details class=\"card fold\"%s><summary>What git manages, by scope and "
		"kind: %zu of %zu whole</summary>",
		whole <= OPEN_ROWS ? " open" : "", whole - partly, whole);
	buf_text(out,
		"<div class=\"scroll\"><table class=\"list\"><thead><tr>"
		"<th scope=\"col\">Scope</th><th scope=\"col\">Kind</th>"
		"<th scope=\"col\" class=\"n\">Managed</th>"
		"<th scope=\"col\" class=\"n\">Unmanaged</th>"
		"<th scope=\"col\" class=\"n\">Coverage</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < drift->coverage_count; i++)
		if (drift->coverage[i].whole)
			put_row(out, &drift->coverage[i]);
	buf_text(out, "</tbody></table></div></details>\n</section>\n");
}

/* --- what rules hide ----------------------------------------------------- */

static void put_rule(struct buf *out, const struct ignore_rule *rule)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_rule(&words, rule);
	buf_text(out, "<li><b>");
	html_text(out, buf_string(&words));
	buf_text(out, "</b>");
	buf_release(&words);
	if (rule->place.file != NULL) {
		buf_text(out, " <code>");
		html_text(out, rule->place.file);
		buf_format(out, ":%u</code>", rule->place.line);
	}
}

static void put_hidden(struct buf *out, const struct html_page *page)
{
	const struct drift *drift = page->report->drift;
	const struct ignore_rule *rule = NULL;

	if (drift->hidden_count == 0)
		return;
	buf_format(out,
		"<section aria-labelledby=\"hidden\">\n<h2 id=\"hidden\">Ignored "
		"<small>%zu, as rein.yaml says</small></h2>\n"
		"<ul class=\"findings card\">\n",
		drift->hidden_count);
	for (size_t i = 0; i < drift->hidden_count; i++) {
		const struct drift_hidden *hidden = &drift->hidden[i];

		if (hidden->rule != rule) {
			buf_text(out, rule != NULL ? "</li>\n" : "");
			put_rule(out, hidden->rule);
		}
		rule = hidden->rule;
		buf_text(out, "<p>");
		html_code(out, hidden->address);
		buf_char(out, ' ');
		if (hidden->path != NULL)
			html_code(out, hidden->path);
		buf_format(out, " %s</p>", drift_state_name(hidden->state));
	}
	buf_text(out, "</li>\n</ul>\n</section>\n");
}

void html_drift(struct html_page *page)
{
	struct buf title;

	buf_init(&title, LIMIT_MESSAGE_BYTES);
	drift_words_outcome(&title, page->report);
	page->title = keep(page->arena, &title);
	add_totals(page);
	add_entities(page);
	page->lead = put_coverage;
	page->tail = put_hidden;
}
