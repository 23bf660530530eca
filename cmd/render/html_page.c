#include "cmd/render/html.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/render/html_assets.h"
#include "cmd/render/markup.h"
#include "cmd/render/wording.h"
#include "model/entity.h"
#include "model/error.h"
#include "model/text.h"
#include "reconcile/report.h"

/* Fields that stand open together; past it a reader opens what is of interest. */
enum { OPEN_FIELDS = 60 };

void html_text(struct buf *out, const char *text)
{
	markup_text(out, slice_of(text));
}

void html_code(struct buf *out, const char *text)
{
	buf_text(out, "<code>");
	html_text(out, text);
	buf_text(out, "</code>");
}

void html_scope(struct buf *out, struct scope scope)
{
	if (scope.org == NULL) {
		buf_text(out, "Account");
		return;
	}
	html_text(out, scope.org);
	if (scope.project != NULL) {
		buf_text(out, " / ");
		html_text(out, scope.project);
	}
	buf_format(out, " <small>%s</small>", scope_level_name(scope_level(scope)));
}

/* --- the head ------------------------------------------------------------ */

static void put_document_head(struct buf *out, const struct html_page *page)
{
	buf_text(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n"
		      "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
		      "content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"color-scheme\" content=\"light dark\">\n"
		      "<meta name=\"referrer\" content=\"no-referrer\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\""
		      "default-src 'none'; base-uri 'none'; form-action 'none'; "
		      "style-src '");
	html_digest(out, html_style);
	buf_text(out, "'; script-src '");
	html_digest(out, html_script);
	buf_text(out, "'\">\n<title>");
	html_text(out, page->title);
	buf_text(out, " - rein</title>\n<style>");
	html_style(out);
	buf_text(out, "</style>\n</head>\n<body>\n"
		      "<a class=\"skip\" href=\"#entities\">Skip to the entities</a>\n");
}

static void put_commit(struct buf *out, const char *commit)
{
	struct slice text = slice_of(commit);

	if (text.len > WORDING_COMMIT)
		text.len = WORDING_COMMIT;
	buf_text(out, "<code>");
	markup_text(out, text);
	buf_text(out, "</code>");
}

static void put_facts(struct buf *out, const struct report *report)
{
	buf_text(out, "<dl class=\"facts\">\n");
	if (report->account[0] != '\0') {
		buf_text(out, "<div><dt>Account</dt><dd>");
		html_code(out, report->account);
		buf_text(out, "</dd></div>\n");
	}
	buf_text(out, "<div><dt>Tree</dt><dd>");
	html_code(out, report->root);
	if (report->commit[0] != '\0') {
		buf_text(out, " at ");
		put_commit(out, report->commit);
	}
	buf_text(out, report->dirty ? ", with uncommitted changes</dd></div>\n"
				    : "</dd></div>\n");
	if (report->base != NULL) {
		buf_text(out, "<div><dt>Last applied</dt><dd>");
		put_commit(out, report->base);
		buf_text(out, "</dd></div>\n");
	}
	if (report->selection != NULL)
		buf_format(out,
			"<div><dt>Selected</dt><dd>%zu of %zu entities</dd></div>\n",
			report->selected, report->managed);
	buf_format(out, "<div><dt>Requests</dt><dd>%zu</dd></div>\n</dl>\n",
		report->requests);
}

static void put_header(struct buf *out, const struct html_page *page)
{
	buf_format(out, "<header>\n<p class=\"brand\">rein %s</p>\n<h1>",
		page->report->command);
	html_text(out, page->title);
	buf_text(out, "</h1>\n");
	put_facts(out, page->report);
	buf_text(out, "</header>\n<main>\n");
}

/* --- totals -------------------------------------------------------------- */

static void put_tiles(struct buf *out, const struct html_page *page)
{
	buf_text(out, "<section aria-label=\"Totals\">\n<ul class=\"tiles\">\n");
	for (size_t i = 0; i < page->total_count; i++) {
		const struct html_total *total = &page->totals[i];

		buf_format(out, "<li class=\"tile %s%s\"><b>", total->state,
			total->count == 0 && total->shown == NULL ? " zero" : "");
		if (total->shown != NULL)
			buf_text(out, total->shown);
		else
			buf_format(out, "%zu", total->count);
		buf_format(out, "</b> %s</li>\n", total->words);
	}
	buf_text(out, "</ul>\n");
}

/* The shares of the whole; the tiles say the same in numbers. */
static void put_bar(struct buf *out, const struct html_page *page)
{
	size_t all = 0, from = 0;

	for (size_t i = 0; i < page->total_count; i++)
		all += page->totals[i].count;
	if (all == 0)
		return;
	buf_format(out,
		"<svg class=\"bar\" viewBox=\"0 0 %zu 1\" preserveAspectRatio=\"none\" "
		"aria-hidden=\"true\">",
		all);
	for (size_t i = 0; i < page->total_count; i++) {
		const struct html_total *total = &page->totals[i];

		if (total->count > 0)
			buf_format(out,
				"<rect class=\"%s\" x=\"%zu\" width=\"%zu\" "
				"height=\"1\"/>",
				total->state, from, total->count);
		from += total->count;
	}
	buf_text(out, "</svg>\n");
}

static void put_totals(struct buf *out, const struct html_page *page)
{
	if (page->total_count == 0)
		return;
	put_tiles(out, page);
	put_bar(out, page);
	buf_text(out, "</section>\n");
}

/* --- findings ------------------------------------------------------------ */

static void put_finding(struct buf *out, const struct error *finding)
{
	const struct place *place = &finding->place;
	const char *severity = severity_name(finding->severity);

	buf_format(out, "<li class=\"%s\"><span class=\"badge\">%s</span>", severity,
		severity);
	html_text(out, finding->message);
	if (finding->fix != NULL) {
		buf_text(out, "<p>Help: ");
		html_text(out, finding->fix);
		buf_text(out, "</p>");
	}
	buf_text(out, "<p>");
	if (place->file != NULL) {
		buf_text(out, "<code>");
		html_text(out, place->file);
		if (place->line > 0)
			buf_format(out, ":%u", place->line);
		buf_text(out, "</code> · ");
	}
	buf_format(out, "%s</p></li>\n", error_info(finding->code)->name);
}

static void put_findings_of(
	struct buf *out, const struct error_list *findings, enum severity severity)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i]->severity == severity)
			put_finding(out, findings->items[i]);
}

/* Notes ask for nothing: they are there for who looks for them. */
static void put_notes(struct buf *out, const struct error_list *findings)
{
	size_t kept = 0;

	for (size_t i = 0; i < findings->count; i++)
		kept += findings->items[i]->severity == SEVERITY_NOTE;
	if (kept == 0)
		return;
	buf_format(out,
		"<div class=\"findings card\"><details><summary>%zu "
		"note%s</summary><ul>\n",
		kept, kept == 1 ? "" : "s");
	put_findings_of(out, findings, SEVERITY_NOTE);
	buf_text(out, "</ul></details></div>\n");
}

/* Warnings alone, where they would push the entities off the page. */
static void put_folded(struct buf *out, const struct error_list *findings)
{
	buf_format(out,
		"<div class=\"findings card\"><details><summary>%zu "
		"warnings</summary><ul>\n",
		findings->warnings);
	put_findings_of(out, findings, SEVERITY_WARNING);
	buf_text(out, "</ul></details></div>\n");
}

static void put_findings(struct buf *out, const struct report *report)
{
	const struct error_list *findings = report->findings;

	if (findings->count == 0)
		return;
	buf_text(out, "<section aria-labelledby=\"findings\">\n"
		      "<h2 id=\"findings\">Findings</h2>\n");
	if (wording_folds(report)) {
		put_folded(out, findings);
	} else if (findings->failures + findings->warnings > 0) {
		buf_text(out, "<ul class=\"findings card\">\n");
		put_findings_of(out, findings, SEVERITY_ERROR);
		put_findings_of(out, findings, SEVERITY_WARNING);
		buf_text(out, "</ul>\n");
	}
	put_notes(out, findings);
	if (findings->dropped > 0)
		buf_format(out, "<p class=\"nothing\">%zu more are not kept.</p>\n",
			findings->dropped);
	buf_text(out, "</section>\n");
}

/* --- the filter ---------------------------------------------------------- */

static void count_items(struct html_page *page)
{
	for (size_t i = 0; i < page->count; i++)
		for (size_t k = 0; k < page->total_count; k++)
			page->totals[k].items +=
				strcmp(page->items[i].state, page->totals[k].state) == 0;
}

static void put_chips(struct buf *out, const struct html_page *page)
{
	buf_text(out, "<fieldset class=\"chips\"><legend class=\"sr\">Only</legend>\n");
	for (size_t i = 0; i < page->total_count; i++) {
		const char *state = page->totals[i].state;
		size_t count = page->totals[i].items;

		if (count > 0)
			buf_format(out,
				"<button type=\"button\" class=\"chip %s\" "
				"data-state=\"%s\" aria-pressed=\"false\">%s "
				"<b>%zu</b></button>\n",
				state, state, state, count);
	}
	buf_text(out, "</fieldset>\n");
}

/* The script shows it, and fills in the kinds. */
static void put_filter(struct buf *out, const struct html_page *page)
{
	buf_text(out, "<div id=\"filter\" class=\"filter\" role=\"search\" "
		      "aria-label=\"Filter the entities\" hidden>\n");
	put_chips(out, page);
	buf_text(out, "<label><span class=\"sr\">Kind</span><select id=\"kind\">"
		      "<option value=\"\">All kinds</option></select></label>\n"
		      "<input id=\"text\" type=\"search\" autocomplete=\"off\" "
		      "spellcheck=\"false\" aria-label=\"Text\" "
		      "aria-keyshortcuts=\"/\" "
		      "placeholder=\"Address, field, value\">\n"
		      "<button type=\"button\" id=\"reset\">Show all</button>\n"
		      "<button type=\"button\" id=\"unfold\">Open all</button>\n"
		      "<span id=\"count\" role=\"status\"></span>\n</div>\n");
}

/* --- scopes -------------------------------------------------------------- */

static size_t end_of_scope(const struct html_page *page, size_t start)
{
	size_t end = start;

	while (end < page->count &&
		scope_equal(page->items[end].scope, page->items[start].scope))
		end++;
	return end;
}

static size_t count_in(
	const struct html_page *page, size_t start, size_t end, const char *state)
{
	size_t count = 0;

	for (size_t i = start; i < end; i++)
		count += strcmp(page->items[i].state, state) == 0;
	return count;
}

/* One row of the overview: a link to the section, and its sums. */
static void put_row(
	struct buf *out, const struct html_page *page, size_t start, size_t end)
{
	buf_format(out, "<tr><th scope=\"row\"><a href=\"#at-%zu\">", start);
	html_scope(out, page->items[start].scope);
	buf_text(out, "</a></th>");
	for (size_t i = 0; i < page->total_count; i++) {
		size_t count = count_in(page, start, end, page->totals[i].state);

		if (page->totals[i].items > 0)
			buf_format(out, "<td class=\"n%s\">%zu</td>",
				count == 0 ? " zero" : "", count);
	}
	buf_text(out, "</tr>\n");
}

/* Where there is more than one scope, what is where. */
static void put_overview(struct buf *out, const struct html_page *page)
{
	if (page->count == 0 || end_of_scope(page, 0) == page->count)
		return;
	buf_text(out, "<nav aria-labelledby=\"scopes\">\n<h2 id=\"scopes\">Scopes</h2>\n"
		      "<div class=\"card scroll\"><table class=\"list\"><thead><tr>"
		      "<th scope=\"col\">Scope</th>");
	for (size_t i = 0; i < page->total_count; i++)
		if (page->totals[i].items > 0)
			buf_format(out, "<th scope=\"col\" class=\"n\">%s</th>",
				page->totals[i].state);
	buf_text(out, "</tr></thead><tbody>\n");
	for (size_t start = 0; start < page->count; start = end_of_scope(page, start))
		put_row(out, page, start, end_of_scope(page, start));
	buf_text(out, "</tbody></table></div>\n</nav>\n");
}

static bool stands_open(const struct html_page *page)
{
	size_t fields = 0;

	for (size_t i = 0; i < page->count; i++)
		fields += page->items[i].change_count;
	return fields <= OPEN_FIELDS;
}

static void put_sections(struct buf *out, const struct html_page *page)
{
	bool open = stands_open(page);

	for (size_t i = 0; i < page->count;) {
		size_t end = end_of_scope(page, i);

		buf_format(out,
			"<section class=\"scope\" aria-labelledby=\"at-%zu\">\n"
			"<h2 id=\"at-%zu\">",
			i, i);
		html_scope(out, page->items[i].scope);
		buf_text(out, "</h2>\n<ul class=\"entities card\">\n");
		for (; i < end; i++)
			html_item(out, page, i, open);
		buf_text(out, "</ul>\n</section>\n");
	}
}

static void put_entities(struct buf *out, const struct html_page *page)
{
	buf_text(out, "<div id=\"entities\" tabindex=\"-1\">\n");
	if (page->count > 0) {
		put_filter(out, page);
		buf_text(out, "<p id=\"nothing\" class=\"nothing\" hidden>Nothing fits "
			      "the filter.</p>\n");
		put_sections(out, page);
	}
	buf_text(out, "</div>\n");
}

/* --- the whole ----------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
	const struct html_item *left = a, *right = b;
	int order = scope_compare(left->scope, right->scope);

	if (order != 0)
		return order;
	return (left->rank > right->rank) - (left->rank < right->rank);
}

void html_sort(struct html_page *page)
{
	if (page->count > 0)
		qsort(page->items, page->count, sizeof(*page->items), compare);
}

struct scope html_scope_of(const struct entity *entity)
{
	if (entity == NULL)
		return (struct scope){ 0 };
	return entity->kind != NULL ? entity_opens(entity) : entity->scope;
}

void html_write(struct buf *out, struct html_page *page)
{
	count_items(page);
	put_document_head(out, page);
	put_header(out, page);
	put_totals(out, page);
	if (page->lead != NULL)
		page->lead(out, page);
	put_findings(out, page->report);
	put_overview(out, page);
	put_entities(out, page);
	if (page->tail != NULL)
		page->tail(out, page);
	buf_text(out, "</main>\n<footer><p>Made by rein " REIN_VERSION
		      ". Values of secrets are never shown.</p></footer>\n<script>");
	html_script(out);
	buf_text(out, "</script>\n</body>\n</html>\n");
}
