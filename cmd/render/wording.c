#include "cmd/render/wording.h"

#include <string.h>

#include "cmd/render/terminal.h"
#include "model/error.h"
#include "model/limits.h"
#include "model/source.h"
#include "model/value.h"
#include "providers/json.h"
#include "reconcile/apply.h"
#include "reconcile/cascade.h"
#include "reconcile/report.h"

/* --- findings ------------------------------------------------------------ */

/* Warnings that stand open. */
enum { OPEN_WARNINGS = 5 };

bool wording_folds(const struct report *report)
{
	const struct error_list *findings = report->findings;

	return (report->plan != NULL || report->drift != NULL) &&
	       findings->failures == 0 && findings->warnings > OPEN_WARNINGS;
}

/* --- the sums ------------------------------------------------------------ */

/* Terraform's words: a replacement is an addition and a destruction. */
static void put_plan(struct buf *out, const struct plan_counts *counts)
{
	buf_format(out, "Plan: %zu to add, %zu to change, %zu to destroy",
		counts->create + counts->replace, counts->update,
		counts->remove + counts->replace);
	if (counts->blocked > 0)
		buf_format(out, ", %zu blocked", counts->blocked);
	buf_char(out, '.');
}

static void put_no_changes(struct buf *out, const struct report *report)
{
	size_t count = report->plan->counts.unchanged;

	if (report->plan->destroys) {
		buf_format(out, "Nothing to destroy. Nothing %s is in Harness.",
			report->selection != NULL ? "selected of the tree"
						  : "that the tree manages");
		return;
	}
	buf_format(out, "No changes. Harness matches %s: %zu %s.",
		report->selection != NULL ? "what is selected of the tree" : "the tree",
		count, count == 1 ? "entity" : "entities");
}

struct tally {
	size_t added, changed, destroyed, blocked, skipped;
};

static struct tally count_results(const struct report *report)
{
	struct tally tally = { 0 };

	for (size_t i = 0; i < report->plan->count; i++) {
		enum action action = report->plan->steps[i].action;
		enum result result = report->applied->results[i].result;
		bool done = result == RESULT_DONE;

		tally.added +=
			done && (action == ACTION_CREATE || action == ACTION_REPLACE);
		tally.changed += done && action == ACTION_UPDATE;
		tally.destroyed +=
			done && (action == ACTION_DELETE || action == ACTION_REPLACE);
		tally.blocked += action == ACTION_BLOCKED;
		tally.skipped += result == RESULT_SKIPPED && action != ACTION_BLOCKED;
	}
	return tally;
}

static void put_applied(struct buf *out, const struct report *report)
{
	const struct applied *applied = report->applied;
	struct tally tally = count_results(report);
	bool whole = applied->done == report->plan->count;

	if (report->plan->destroys)
		buf_format(out, "Destroy %s: %zu destroyed",
			whole ? "complete" : "incomplete", tally.destroyed);
	else
		buf_format(out, "Apply %s: %zu added, %zu changed, %zu destroyed",
			whole ? "complete" : "incomplete", tally.added, tally.changed,
			tally.destroyed);
	if (!whole)
		buf_format(out, ", %zu failed, %zu unknown, %zu skipped, %zu blocked",
			applied->failed, applied->unknown, tally.skipped, tally.blocked);
	buf_char(out, '.');
}

void wording_outcome(struct buf *out, const struct report *report)
{
	if (report->plan->count == 0)
		put_no_changes(out, report);
	else if (report->applied != NULL)
		put_applied(out, report);
	else
		put_plan(out, &report->plan->counts);
}

bool wording_selection(struct buf *out, const struct report *report)
{
	if (report->selection == NULL)
		return false;
	buf_format(
		out, "%zu of %zu entities selected.", report->selected, report->managed);
	return true;
}

void wording_cascade(struct buf *out, const struct cascade *cascade)
{
	size_t others = cascade->unplanned;

	if (cascade->count == 0) {
		buf_text(out, "nothing that rein can list lives in it");
		return;
	}
	buf_format(out, "all that lives in it goes with it: %zu %s", cascade->count,
		cascade->count == 1 ? "entity" : "entities");
	if (others > 0)
		buf_format(out, ", %zu of them unmanaged", others);
}

/* --- what became of a step ----------------------------------------------- */

const char *wording_result(const struct report *report, size_t step)
{
	if (report->plan->steps[step].action == ACTION_BLOCKED)
		return action_name(ACTION_BLOCKED);
	return result_name(report->applied->results[step].result);
}

/* What a skipped step waits for in vain, or NULL. */
static const char *unmet_need(const struct report *report, size_t step)
{
	size_t count;
	const size_t *needs = graph_needs(&report->plan->graph, step, &count);

	for (size_t i = 0; i < count; i++)
		if (report->applied->results[needs[i]].result != RESULT_DONE)
			return report->plan->steps[needs[i]].address;
	return NULL;
}

void wording_why(struct buf *out, const struct report *report, size_t step)
{
	const struct error *error = report->applied->results[step].error;
	const char *why;

	if (error != NULL && error->call.status > 0) {
		buf_format(out, "%d", error->call.status);
		if (error->call.code != NULL)
			buf_format(out, " %s", error->call.code);
	} else if (error != NULL) {
		buf_text(out, error->message);
	} else if (report->plan->steps[step].action == ACTION_BLOCKED) {
		why = report->plan->steps[step].reason;
		buf_text(out, why != NULL ? why : "");
	} else {
		why = unmet_need(report, step);
		if (why != NULL)
			buf_format(out, "waits for %s", why);
	}
}

/* --- a field ------------------------------------------------------------- */

/* The folder stands in the step's own line. */
static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Bytes of a base value that a remark has room for. */
enum { BASE_BYTES = 160 };

/* Of a conflict: what both sides moved away from. */
static void put_base(struct buf *out, const struct change *change)
{
	struct buf words;

	if (change->base == NULL) {
		buf_text(out, ", where it was not set");
		return;
	}
	buf_init(&words, LIMIT_TEXT_BYTES);
	wording_value(&words, change->base, change->secret);
	buf_text(out, ", where it was ");
	buf_put(out, words.ptr,
		words.len > BASE_BYTES ? text_utf8(words.ptr, BASE_BYTES) : words.len);
	buf_text(out, words.len > BASE_BYTES ? " ..." : "");
	buf_release(&words);
}

void wording_remarks(struct buf *out, const struct entity *desired,
	const struct change *change, bool replaces, const char *base)
{
	static const char *const causes[] = {
		[CAUSE_GIT] = "git",
		[CAUSE_LIVE] = "Harness",
		[CAUSE_BOTH] = "git and in Harness",
	};
	const struct source *source = desired != NULL ? desired->source : NULL;

	if (source == NULL)
		return;
	buf_text(out, file_name(source->path));
	buf_format(out, ":%u", source_place(source, change->offset).line);
	if (base != NULL && change->cause == CAUSE_GIT && change->commit != NULL)
		buf_format(out, ", changed in git by commit %.*s", WORDING_COMMIT,
			change->commit);
	else if (base != NULL)
		buf_format(out, ", changed in %s since %.*s", causes[change->cause],
			WORDING_COMMIT, base);
	if (base != NULL && change->cause == CAUSE_BOTH)
		put_base(out, change);
	if (change->immutable)
		buf_text(out, replaces ? ", forces replacement" : ", cannot be changed");
}

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

void wording_value(struct buf *out, const struct value *value, bool secret)
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

static bool is_text(const struct value *value)
{
	return value != NULL && value_type(value) == VALUE_TEXT;
}

static bool has_lines(const struct value *value)
{
	const char *end = is_text(value) ? strchr(value_text(value), '\n') : NULL;

	return end != NULL && end[1] != '\0';
}

bool wording_has_lines(const struct change *change)
{
	return !change->secret &&
	       (has_lines(change->before) || has_lines(change->after)) &&
	       (change->before == NULL || is_text(change->before)) &&
	       (change->after == NULL || is_text(change->after));
}

struct slice wording_lines(const struct value *value)
{
	return slice_of(value != NULL ? value_text(value) : "");
}
