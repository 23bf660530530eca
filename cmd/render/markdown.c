#include "cmd/render/render.h"

#include <string.h>

#include "cmd/render/drift_words.h"
#include "cmd/render/markdown_drift.h"
#include "cmd/render/markdown_step.h"
#include "cmd/render/markdown_text.h"
#include "cmd/render/terminal.h"
#include "cmd/render/wording.h"
#include "model/limits.h"
#include "model/text.h"
#include "reconcile/apply.h"
#include "reconcile/plan.h"

/*
 * Markdown for a comment on a pull request: its first line says it all, and the whole
 * never exceeds what a forge takes. Each part has its share; what had no room in it is
 * said with its count, so nothing is cut in the midst.
 */

enum {
	FINDINGS_BYTES = 14000,
	ALONE_BYTES = 28000, /* where there is nothing else */
	PRUNABLE_BYTES = 6000,
	COVERAGE_BYTES = 8000,
	HIDDEN_BYTES = 4000,
	REQUESTS_BYTES = 24000, /* and what is left, where it is less */
	REQUEST_BYTES = 3000,   /* of one body */
	MESSAGE_BYTES = 1000,
	FRAME_BYTES = 300, /* what stands around the requests */
};

/* --- the head ------------------------------------------------------------ */

static void put_short_commit(struct buf *out, const char *commit)
{
	struct slice text = slice_of(commit);

	if (text.len > WORDING_COMMIT)
		text.len = WORDING_COMMIT;
	markdown_code(out, text);
}

/* "Account `acc` · commit `0123456` · since `3f2a91c`" */
static void put_origin(struct buf *out, const struct report *report)
{
	const char *between = "";

	buf_char(out, '\n');
	if (report->account[0] != '\0') {
		buf_text(out, "Account ");
		markdown_code(out, slice_of(report->account));
		between = " · ";
	}
	if (report->commit[0] != '\0') {
		buf_format(out, "%scommit ", between);
		put_short_commit(out, report->commit);
		buf_text(out, report->dirty ? " with uncommitted changes" : "");
		between = " · ";
	}
	if (report->base != NULL) {
		buf_format(out, "%slast applied ", between);
		put_short_commit(out, report->base);
		between = " · ";
	}
	if (between[0] != '\0')
		buf_char(out, '\n');
}

/* --- findings ------------------------------------------------------------ */

/* "file:line:column: error: message [code]", and what to do. */
static void put_finding(struct buf *block, const struct error *finding)
{
	const struct place *place = &finding->place;

	if (place->file != NULL) {
		markdown_cut(block, slice_of(place->file), MESSAGE_BYTES);
		if (place->line > 0)
			buf_format(block, ":%u", place->line);
		if (place->line > 0 && place->column > 0)
			buf_format(block, ":%u", place->column);
		buf_text(block, ": ");
	}
	buf_format(block, "%s: ", severity_name(finding->severity));
	markdown_cut(block, slice_of(finding->message), MESSAGE_BYTES);
	buf_format(block, " [%s]\n", error_info(finding->code)->name);
	if (finding->fix != NULL) {
		buf_text(block, "  help: ");
		markdown_cut(block, slice_of(finding->fix), MESSAGE_BYTES);
		buf_char(block, '\n');
	}
}

static void put_count(
	struct buf *out, const char **between, size_t count, const char *noun)
{
	if (count == 0)
		return;
	buf_format(out, "%s%zu %s%s", *between, count, noun, count == 1 ? "" : "s");
	*between = ", ";
}

static size_t count_notes(const struct error_list *findings)
{
	return findings->count + findings->dropped - findings->failures -
	       findings->warnings;
}

/* Move a piece to the end of the block, if that is within `room` then. */
static bool take_piece(struct buf *block, struct buf *piece, size_t room)
{
	bool fits = block->len + piece->len <= room;

	if (fits)
		buf_put(block, buf_string(piece), piece->len);
	buf_release(piece);
	return fits;
}

/* Those of one severity, as far as there is room; returns how many. */
static size_t collect(struct buf *block, const struct error_list *findings,
	enum severity severity, size_t room)
{
	size_t shown = 0;

	for (size_t i = 0; i < findings->count; i++) {
		struct buf piece;

		if (findings->items[i]->severity != severity)
			continue;
		buf_init(&piece, LIMIT_TEXT_BYTES);
		put_finding(&piece, findings->items[i]);
		if (!take_piece(block, &piece, room))
			break;
		shown++;
	}
	return shown;
}

static void end_block(struct buf *out, struct buf *block, size_t left)
{
	if (left > 0)
		buf_format(block, "... and %zu more\n", left);
	markdown_block(out, "", block);
	buf_release(block);
}

/* What asks for something; warnings alone, where they would hide the rest, folded. */
static void put_findings(struct buf *out, const struct report *report, size_t room)
{
	const struct error_list *findings = report->findings;
	bool folded = wording_folds(report);
	const char *between = "";
	struct buf block;
	size_t shown;

	if (findings->failures + findings->warnings == 0)
		return;
	buf_text(out, folded ? "\n<details>\n<summary>" : "\n**");
	put_count(out, &between, findings->failures, "error");
	put_count(out, &between, findings->warnings, "warning");
	buf_text(out, folded ? "</summary>\n\n" : "**\n\n");
	buf_init(&block, LIMIT_TEXT_BYTES);
	shown = collect(&block, findings, SEVERITY_ERROR, room);
	shown += collect(&block, findings, SEVERITY_WARNING, room);
	end_block(out, &block, findings->failures + findings->warnings - shown);
	buf_text(out, folded ? "\n</details>\n" : "");
}

/* What asks for nothing, folded. */
static void put_notes(struct buf *out, const struct report *report, size_t room)
{
	size_t notes = count_notes(report->findings), shown;
	struct buf block;

	if (notes == 0)
		return;
	buf_format(out, "\n<details>\n<summary>%zu note%s</summary>\n\n", notes,
		notes == 1 ? "" : "s");
	buf_init(&block, LIMIT_TEXT_BYTES);
	shown = collect(&block, report->findings, SEVERITY_NOTE, room);
	end_block(out, &block, notes - shown);
	buf_text(out, "\n</details>\n");
}

/* --- the plan ------------------------------------------------------------ */

static void put_prunable(struct buf *out, const struct plan *plan)
{
	size_t i = 0, start = out->len;

	if (plan->prunable_count == 0)
		return;
	buf_format(out,
		"\n**No longer declared in git, deleted with `--prune`: %zu**\n\n",
		plan->prunable_count);
	for (; i < plan->prunable_count && out->len - start < PRUNABLE_BYTES; i++) {
		buf_text(out, "- ");
		markdown_code(out, slice_of(plan->prunable[i]));
		buf_char(out, '\n');
	}
	if (i < plan->prunable_count)
		buf_format(out, "- and %zu more\n", plan->prunable_count - i);
}

/* Line by line, as far as a body is shown. */
static void put_lines(struct buf *block, struct slice body)
{
	size_t left = body.len;

	if (body.len > REQUEST_BYTES)
		body.len = text_utf8(body.ptr, REQUEST_BYTES);
	left -= body.len;
	while (body.len > 0) {
		const char *end = memchr(body.ptr, '\n', body.len);
		size_t size = end != NULL ? (size_t)(end - body.ptr) : body.len;

		terminal_line(block, (struct slice){ body.ptr, size });
		buf_char(block, '\n');
		size += end != NULL;
		body.ptr += size;
		body.len -= size;
	}
	if (left > 0)
		buf_format(block, "... (%zu more bytes)\n", left);
}

static void put_send(struct buf *block, const struct report_send *send)
{
	buf_format(block, "%s ", send->method);
	markdown_cut(block, slice_of(send->target), MESSAGE_BYTES);
	buf_char(block, '\n');
	for (size_t i = 0; i < send->header_count; i++) {
		buf_format(block, "%s: ", send->headers[i].name);
		terminal_text(block, slice_of(send->headers[i].text));
		buf_char(block, '\n');
	}
	if (send->body.len > 0)
		buf_char(block, '\n');
	put_lines(block, send->body);
	buf_char(block, '\n');
}

static void put_sends(struct buf *out, const struct report_sends *sends, size_t room)
{
	struct buf block;
	size_t i = 0;

	if (sends == NULL || room < REQUEST_BYTES)
		return;
	room -= FRAME_BYTES;
	buf_init(&block, LIMIT_TEXT_BYTES);
	for (; i < sends->count; i++) {
		struct buf piece;

		buf_init(&piece, LIMIT_TEXT_BYTES);
		put_send(&piece, &sends->items[i]);
		if (!take_piece(&block, &piece, room))
			break;
	}
	if (i < sends->count)
		buf_format(&block, "... and %zu more\n", sends->count - i);
	buf_format(out,
		"\n<details>\n<summary>%zu requests that apply would send</summary>\n\n",
		sends->count);
	markdown_block(out, "http", &block);
	buf_text(out, "\n</details>\n");
	buf_release(&block);
}

/* What it cost, and of a plan what apply would. */
static void put_cost(struct buf *out, const struct report *report)
{
	buf_format(out, "\n%zu request%s", report->requests,
		report->requests == 1 ? "" : "s");
	if (report->applied != NULL)
		buf_text(out, " sent.\n");
	else
		buf_format(out, " read the account; apply would send %zu.\n",
			report->writes);
}

static size_t room_left(const struct buf *out)
{
	return out->len < LIMIT_COMMENT_BYTES ? LIMIT_COMMENT_BYTES - out->len : 0;
}

static void put_head(struct buf *out, const struct report *report)
{
	buf_text(out, "## ");
	if (report->drift != NULL)
		drift_words_outcome(out, report);
	else
		wording_outcome(out, report);
	buf_char(out, '\n');
	if (report->selection != NULL)
		buf_char(out, '\n');
	if (wording_selection(out, report))
		buf_char(out, '\n');
	put_origin(out, report);
	put_findings(out, report, FINDINGS_BYTES);
	buf_char(out, '\n');
}

/* What there is room for beside `tail`, which is written behind it. */
static void put_body(struct buf *out, const struct report *report, struct buf *tail,
	void (*body)(struct buf *out, const struct report *report, size_t room))
{
	size_t room = room_left(out);

	body(out, report, room > tail->len ? room - tail->len : 0);
	buf_put(out, buf_string(tail), tail->len);
	buf_release(tail);
}

static void put_plan(struct buf *out, const struct report *report)
{
	struct buf tail;
	size_t room;

	put_head(out, report);
	buf_init(&tail, LIMIT_TEXT_BYTES);
	put_prunable(&tail, report->plan);
	put_cost(&tail, report);
	put_body(out, report, &tail, markdown_steps);
	room = room_left(out);
	put_sends(out, report->sends, room < REQUESTS_BYTES ? room : REQUESTS_BYTES);
}

static void put_drift(struct buf *out, const struct report *report)
{
	struct buf tail;

	put_head(out, report);
	buf_init(&tail, LIMIT_TEXT_BYTES);
	markdown_hidden(&tail, report, HIDDEN_BYTES);
	markdown_coverage(&tail, report, COVERAGE_BYTES);
	put_body(out, report, &tail, markdown_drift);
}

/* --- findings alone ------------------------------------------------------ */

static void put_validation(struct buf *out, const struct report *report)
{
	const struct error_list *findings = report->findings;

	if (findings->failures > 0)
		buf_format(out, "## %s failed\n", report->command);
	else if (findings->warnings > 0)
		buf_format(out, "## %s passed, with warnings\n", report->command);
	else
		buf_format(out, "## %s passed\n", report->command);
	buf_format(out, "\n%zu %s in %zu %s.\n", report->entities,
		report->entities == 1 ? "entity" : "entities", report->files,
		report->files == 1 ? "file" : "files");
	put_findings(out, report, ALONE_BYTES);
	put_notes(out, report, ALONE_BYTES);
}

void render_markdown(
	struct buf *out, const struct report *report, const struct style *style)
{
	struct report kept = *report;

	(void)style;     /* a forge says how it looks */
	kept.now_ms = 0; /* "an hour ago" is wrong when it is read */
	if (report->drift != NULL)
		put_drift(out, &kept);
	else if (report->plan != NULL)
		put_plan(out, &kept);
	else
		put_validation(out, &kept);
}
