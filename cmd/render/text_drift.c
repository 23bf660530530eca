#include "cmd/render/text_drift.h"

#include <string.h>

#include "cmd/render/change.h"
#include "cmd/render/drift_words.h"
#include "cmd/render/render.h"
#include "cmd/render/terminal.h"
#include "model/arena.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/source.h"
#include "reconcile/ignore.h"
#include "reconcile/plan.h"

static const struct look {
	char glyph;
	enum colour colour;
} looks[DRIFT_STATES] = {
	[DRIFT_CONFLICT] = { '!', COLOUR_RED },
	[DRIFT_DRIFTED] = { '~', COLOUR_YELLOW },
	[DRIFT_MISSING] = { '-', COLOUR_RED },
	[DRIFT_UNMANAGED] = { '+', COLOUR_GREEN },
	[DRIFT_PENDING] = { '>', COLOUR_BLUE },
};

static void put_faint(struct buf *out, const char *before, const struct buf *words,
	const struct style *style)
{
	if (words->len == 0)
		return;
	terminal_colour(out, style->colour, COLOUR_FAINT);
	buf_text(out, before);
	terminal_text(out, (struct slice){ words->ptr, words->len });
	terminal_plain(out, style->colour);
}

/* --- one entity ---------------------------------------------------------------- */

static void put_where(
	struct buf *out, const struct entity *desired, const struct style *style)
{
	struct buf words;

	if (desired == NULL || desired->source == NULL)
		return;
	buf_init(&words, LIMIT_TEXT_BYTES);
	buf_format(&words, "%s:%u", desired->source->path,
		source_place(desired->source, desired->offset).line);
	put_faint(out, "  # ", &words, style);
	buf_release(&words);
}

/* What Harness made of what git says; of what is pending, what git makes of it. */
static void put_change(struct buf *out, struct arena *arena, const struct report *report,
	const struct drift_entity *entity, struct change change,
	const struct style *style)
{
	const struct step step = { .action = ACTION_UPDATE, .desired = entity->desired };
	const struct value *before = change.before;

	change.immutable = false; /* of what has happened nobody asks whether it may */
	if (entity->state != DRIFT_PENDING && !change.secret) {
		change.before = change.after;
		change.after = before;
	}
	change_text(out, arena, &step, &change, report->base, style);
}

static void put_line(struct buf *out, struct buf *words, const struct style *style)
{
	put_faint(out, "      ", words, style);
	if (words->len > 0)
		buf_char(out, '\n');
	buf_release(words);
}

static void put_people(struct buf *out, const struct report *report,
	const struct drift_entity *entity, const struct style *style)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_changed(&words, entity, report);
	put_line(out, &words, style);
	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_declared(&words, entity);
	put_line(out, &words, style);
}

static void put_entity(struct buf *out, const struct report *report,
	const struct drift_entity *entity, const struct style *style)
{
	const struct look *look = &looks[entity->state];
	struct arena arena = { 0 };

	buf_text(out, "  ");
	terminal_colour(out, style->colour, look->colour);
	buf_char(out, look->glyph);
	terminal_plain(out, style->colour);
	buf_char(out, ' ');
	terminal_text(out, slice_of(entity->address));
	put_where(out, entity->desired, style);
	buf_char(out, '\n');
	if (entity->reason != NULL) {
		buf_text(out, "      ");
		terminal_text(out, slice_of(entity->reason));
		buf_char(out, '\n');
	}
	for (size_t i = 0; i < entity->change_count; i++)
		put_change(out, &arena, report, entity, entity->changes[i], style);
	put_people(out, report, entity, style);
	arena_release(&arena);
}

static void put_state(struct buf *out, const struct report *report,
	enum drift_state state, const struct style *style)
{
	const struct drift *drift = report->drift;

	if (drift->counts.states[state] == 0)
		return;
	terminal_colour(out, style->colour, COLOUR_BOLD);
	buf_text(out, drift_words_title(state, report));
	terminal_plain(out, style->colour);
	if (state == DRIFT_CONFLICT || state == DRIFT_DRIFTED)
		buf_text(out, " (git -> Harness)");
	if (state == DRIFT_PENDING)
		buf_text(out, " (Harness -> git)");
	buf_text(out, ":\n\n");
	for (size_t i = 0; i < drift->count; i++)
		if (drift->items[i].state == state)
			put_entity(out, report, &drift->items[i], style);
	buf_char(out, '\n');
}

/* --- what rules hide ------------------------------------------------------------ */

/* Entities and fields that are told of one rule. */
enum { HIDDEN_SHOWN = 10 };

static void put_hidden(struct buf *out, const struct drift_hidden *hidden)
{
	buf_text(out, "      ");
	terminal_text(out, slice_of(hidden->address));
	if (hidden->path != NULL) {
		buf_char(out, ' ');
		terminal_text(out, slice_of(hidden->path));
	}
	buf_format(out, " (%s)\n", drift_state_name(hidden->state));
}

static void put_rule(struct buf *out, const struct drift *drift,
	const struct ignore_rule *rule, const struct style *style)
{
	size_t count = 0;
	struct buf words;

	for (size_t i = 0; i < drift->hidden_count; i++)
		count += drift->hidden[i].rule == rule;
	if (count == 0)
		return;
	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_rule(&words, rule);
	buf_text(out, "  * ");
	terminal_text(out, (struct slice){ buf_string(&words), words.len });
	buf_release(&words);
	terminal_colour(out, style->colour, COLOUR_FAINT);
	buf_text(out, "  # ");
	terminal_text(out, slice_of(rule->place.file));
	buf_format(out, ":%u", rule->place.line);
	terminal_plain(out, style->colour);
	buf_char(out, '\n');
	for (size_t i = 0, shown = 0; shown < count && shown < HIDDEN_SHOWN; i++) {
		if (drift->hidden[i].rule != rule)
			continue;
		put_hidden(out, &drift->hidden[i]);
		shown++;
	}
	if (count > HIDDEN_SHOWN)
		buf_format(out, "      and %zu more\n", count - HIDDEN_SHOWN);
}

static void put_rules(
	struct buf *out, const struct drift *drift, const struct style *style)
{
	if (drift->hidden_count == 0)
		return;
	terminal_colour(out, style->colour, COLOUR_BOLD);
	buf_text(out, "Ignored, as rein.yaml says");
	terminal_plain(out, style->colour);
	buf_text(out, ":\n\n");
	for (size_t i = 0; i < drift->ignore->count; i++)
		put_rule(out, drift, &drift->ignore->rules[i], style);
	buf_char(out, '\n');
}

/* --- coverage ------------------------------------------------------------------ */

/* Rows of which a person takes in all; of more, those that are not whole. */
enum { ALL_ROWS = 24 };

static bool is_shown(const struct drift *drift, const struct drift_coverage *row)
{
	return row->whole && (drift->coverage_count <= ALL_ROWS || row->unmanaged > 0);
}

struct widths {
	size_t scope, kind;
};

static struct widths measure(const struct drift *drift)
{
	struct widths widths = { strlen("SCOPE"), strlen("KIND") };
	struct arena arena = { 0 };

	for (size_t i = 0; i < drift->coverage_count; i++) {
		const struct drift_coverage *row = &drift->coverage[i];
		size_t scope = strlen(scope_name(&arena, row->scope));

		if (!is_shown(drift, row))
			continue;
		if (scope > widths.scope)
			widths.scope = scope;
		if (strlen(row->kind->name) > widths.kind)
			widths.kind = strlen(row->kind->name);
	}
	arena_release(&arena);
	return widths;
}

static void put_row(
	struct buf *out, const struct drift_coverage *row, const struct widths *widths)
{
	struct arena arena = { 0 };
	const char *scope = scope_name(&arena, row->scope);
	struct buf share;

	buf_text(out, "  ");
	terminal_text(out, slice_of(scope));
	buf_format(out, "%*s  %-*s  %7zu  %9zu  ", (int)(widths->scope - strlen(scope)),
		"", (int)widths->kind, row->kind->name, row->managed, row->unmanaged);
	buf_init(&share, 100);
	drift_words_share(&share, row->managed, row->unmanaged);
	buf_format(out, "%8s\n", buf_string(&share));
	buf_release(&share);
	arena_release(&arena);
}

static void put_coverage(
	struct buf *out, const struct drift *drift, const struct style *style)
{
	struct widths widths = measure(drift);
	size_t whole = 0, shown = 0;

	for (size_t i = 0; i < drift->coverage_count; i++) {
		whole += drift->coverage[i].whole;
		shown += is_shown(drift, &drift->coverage[i]);
	}
	if (shown == 0)
		return; /* of all that was read whole the outcome says 100 % */
	terminal_colour(out, style->colour, COLOUR_BOLD);
	buf_format(out, "  %-*s  %-*s  MANAGED  UNMANAGED  COVERAGE", (int)widths.scope,
		"SCOPE", (int)widths.kind, "KIND");
	terminal_plain(out, style->colour);
	buf_char(out, '\n');
	for (size_t i = 0; i < drift->coverage_count; i++) {
		if (is_shown(drift, &drift->coverage[i]))
			put_row(out, &drift->coverage[i], &widths);
	}
	if (shown < whole)
		buf_format(out, "  %zu more, all of it managed\n", whole - shown);
	buf_char(out, '\n');
}

/* --- all of it ----------------------------------------------------------------- */

void text_drift(struct buf *out, const struct report *report, const struct style *style)
{
	for (size_t i = 0; i < DRIFT_STATES; i++)
		put_state(out, report, (enum drift_state)i, style);
	put_rules(out, report->drift, style);
	put_coverage(out, report->drift, style);
	drift_words_outcome(out, report);
	buf_char(out, '\n');
}
