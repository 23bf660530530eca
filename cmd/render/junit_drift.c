#include "cmd/render/junit_drift.h"

#include <stddef.h>

#include "cmd/render/drift_words.h"
#include "cmd/render/markup.h"
#include "cmd/render/wording.h"
#include "model/arena.h"
#include "model/limits.h"
#include "model/text.h"
#include "reconcile/report.h"

static void put_attribute(struct buf *out, const char *name, const char *text)
{
	buf_format(out, " %s=\"", name);
	markup_text(out, slice_of(text));
	buf_char(out, '"');
}

/* --- a case -------------------------------------------------------------- */

static void put_line(struct buf *out, struct buf *words)
{
	if (words->len > 0) {
		markup_text(out, (struct slice){ words->ptr, words->len });
		buf_char(out, '\n');
	}
	buf_release(words);
}

/* "/description: "old" -> "new"  # api.yaml:3, changed in Harness since 3f2a91c" */
static void put_field(struct buf *out, const struct report *report,
	const struct drift_entity *entity, const struct change *change)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	buf_format(&words, "%s: ", change->path);
	if (change->secret) {
		buf_text(&words, "(secret)");
	} else {
		wording_value(&words, change->before, false);
		buf_text(&words, " -> ");
		wording_value(&words, change->after, false);
	}
	if (entity->desired != NULL && entity->desired->source != NULL)
		buf_text(&words, "  # ");
	wording_remarks(&words, entity->desired, change, false, report->base);
	put_line(out, &words);
}

static void put_words(
	struct buf *out, const struct report *report, const struct drift_entity *entity)
{
	struct arena arena = { 0 };
	const struct change *changes = drift_words_fields(&arena, entity);
	struct buf words;

	buf_text(out, drift_words_title(entity->state, report));
	buf_char(out, '\n');
	buf_init(&words, LIMIT_TEXT_BYTES);
	buf_text(&words, entity->reason != NULL ? entity->reason : "");
	put_line(out, &words);
	for (size_t i = 0; i < entity->change_count; i++)
		put_field(out, report, entity, &changes[i]);
	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_changed(&words, entity, report);
	put_line(out, &words);
	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_declared(&words, entity);
	put_line(out, &words);
	arena_release(&arena);
}

static bool is_failure(const struct report *report, enum drift_state state)
{
	return report->drift_fails != NULL && report->drift_fails[state];
}

static void put_case(
	struct buf *out, const struct report *report, const struct drift_entity *entity)
{
	bool failure = is_failure(report, entity->state);
	const char *state = drift_state_name(entity->state);

	buf_format(out, "    <testcase classname=\"%s\"", state);
	put_attribute(out, "name", entity->address);
	buf_text(out, ">\n      ");
	if (failure) {
		buf_format(out, "<failure type=\"%s\"", state);
		put_attribute(out, "message", drift_words_title(entity->state, report));
		buf_char(out, '>');
	} else {
		buf_text(out, "<system-out>");
	}
	put_words(out, report, entity);
	buf_format(out, "</%s>\n    </testcase>\n", failure ? "failure" : "system-out");
}

/* --- all of them --------------------------------------------------------- */

static void put_suite(
	struct buf *out, const struct report *report, enum drift_state state)
{
	const struct drift *drift = report->drift;
	size_t count = drift->counts.states[state];

	if (count == 0)
		return;
	buf_format(out, "  <testsuite name=\"%s\" tests=\"%zu\" failures=\"%zu\">\n",
		drift_state_name(state), count, is_failure(report, state) ? count : 0);
	for (size_t i = 0; i < drift->count; i++)
		if (drift->items[i].state == state)
			put_case(out, report, &drift->items[i]);
	buf_text(out, "  </testsuite>\n");
}

void junit_drift(struct buf *out, const struct report *told)
{
	const struct drift_counts *counts = &told->drift->counts;
	struct report kept = *told;
	const struct report *report = &kept;
	size_t failures = 0;

	kept.now_ms = 0; /* "an hour ago" is wrong when it is read */
	for (int state = 0; state < DRIFT_STATES; state++)
		if (is_failure(report, (enum drift_state)state))
			failures += counts->states[state];
	buf_format(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"rein drift\" tests=\"%zu\" failures=\"%zu\">\n",
		report->drift->count + 1, failures);
	for (int state = 0; state < DRIFT_STATES; state++)
		put_suite(out, report, (enum drift_state)state);
	buf_format(out,
		"  <testsuite name=\"in sync\" tests=\"1\" failures=\"0\">\n"
		"    <testcase classname=\"in sync\" name=\"%zu of %zu in sync\"/>\n"
		"  </testsuite>\n</testsuites>\n",
		counts->in_sync, counts->managed);
}
