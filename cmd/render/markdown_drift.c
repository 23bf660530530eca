#include "cmd/render/markdown_drift.h"

#include <stdbool.h>

#include "cmd/render/drift_words.h"
#include "cmd/render/markdown_field.h"
#include "cmd/render/markdown_list.h"
#include "cmd/render/markdown_text.h"
#include "cmd/render/terminal.h"
#include "model/arena.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/scope.h"
#include "reconcile/ignore.h"
#include "reconcile/report.h"

/* The entities, worst first. */
struct order {
	const struct report *report;
	const struct drift_entity **items;
};

/* --- an entity ----------------------------------------------------------- */

static void put_line(struct buf *out, const struct drift_entity *entity,
	const struct markdown_dialect *dialect)
{
	buf_format(out, "%s%s%s ", dialect->bold, drift_state_name(entity->state),
		dialect->plain);
	dialect->code(out, slice_of(entity->address));
	if (entity->reason != NULL) {
		buf_text(out, ": ");
		dialect->code(out, slice_of(entity->reason));
	}
	if (entity->change_count > 0)
		buf_format(out, " · %zu field%s", entity->change_count,
			entity->change_count == 1 ? "" : "s");
	markdown_place(out, dialect, entity->desired);
}

/* Names are anybody's: they stand in code as well. */
static void put_brief(struct buf *out, const void *context, size_t i)
{
	const struct order *order = context;
	struct buf words;

	buf_text(out, "- ");
	put_line(out, order->items[i], &markdown_plain);
	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_changed(&words, order->items[i], order->report);
	if (words.len > 0)
		buf_text(out, " · ");
	markdown_plain.code(out, (struct slice){ buf_string(&words), words.len });
	buf_release(&words);
	buf_char(out, '\n');
}

static void put_words(struct buf *block, struct buf *words)
{
	if (words->len > 0) {
		buf_text(block, "# ");
		terminal_text(block, (struct slice){ words->ptr, words->len });
		buf_char(block, '\n');
	}
	buf_release(words);
}

static void put_people(
	struct buf *block, const struct report *report, const struct drift_entity *entity)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_changed(&words, entity, report);
	put_words(block, &words);
	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_declared(&words, entity);
	put_words(block, &words);
}

static void put_whole(struct buf *out, const void *context, size_t i)
{
	const struct order *order = context;
	const struct drift_entity *entity = order->items[i];
	struct arena arena = { 0 };
	const struct markdown_fields fields = {
		.desired = entity->desired,
		.changes = drift_words_fields(&arena, entity),
		.count = entity->change_count,
		.base = order->report->base,
	};
	struct buf block;
	bool open;

	buf_init(&block, LIMIT_TEXT_BYTES);
	put_people(&block, order->report, entity);
	markdown_fields(&block, &fields);
	open = markdown_stands_open(block.len, order->report->drift->count);
	buf_format(out, "<details%s>\n<summary>", open ? " open" : "");
	put_line(out, entity, &markdown_html);
	buf_text(out, "</summary>\n\n");
	markdown_block(out, "diff", &block);
	buf_text(out, "\n</details>\n");
	buf_release(&block);
	arena_release(&arena);
}

static bool has_details(const void *context, size_t i)
{
	const struct order *order = context;

	return order->items[i]->change_count > 0;
}

static bool is_urgent(const void *context, size_t i)
{
	const struct order *order = context;

	return order->items[i]->state <= DRIFT_MISSING;
}

/* --- all of them --------------------------------------------------------- */

void markdown_drift(struct buf *out, const struct report *report, size_t room)
{
	const struct drift *drift = report->drift;
	struct arena arena = { 0 };
	struct order order = { .report = report,
		.items = arena_array(
			&arena, drift->count, sizeof(struct drift_entity *)) };
	const struct markdown_list list = {
		.noun = "entities",
		.count = drift->count,
		.context = &order,
		.brief = put_brief,
		.whole = put_whole,
		.has_details = has_details,
		.is_urgent = is_urgent,
	};
	size_t count = 0;

	for (int state = 0; state < DRIFT_STATES; state++)
		for (size_t i = 0; i < drift->count; i++)
			if ((int)drift->items[i].state == state)
				order.items[count++] = &drift->items[i];
	markdown_list(out, &list, room);
	arena_release(&arena);
}

void markdown_coverage(struct buf *out, const struct report *report, size_t room)
{
	const struct drift *drift = report->drift;
	struct arena arena = { 0 };
	size_t left = 0;
	struct buf block;

	buf_init(&block, LIMIT_TEXT_BYTES);
	for (size_t i = 0; i < drift->coverage_count; i++) {
		const struct drift_coverage *row = &drift->coverage[i];

		if (!row->whole)
			continue;
		if (block.len > room) {
			left++;
			continue;
		}
		buf_format(&block, "%6zu of %6zu  %s ", row->managed,
			row->managed + row->unmanaged, row->kind->name);
		terminal_text(&block, slice_of(scope_name(&arena, row->scope)));
		buf_char(&block, '\n');
	}
	if (left > 0)
		buf_format(&block, "... and %zu more\n", left);
	if (block.len > 0) {
		buf_text(out, "\n<details>\n<summary>What git manages, by kind and "
			      "scope</summary>\n\n");
		markdown_block(out, "", &block);
		buf_text(out, "\n</details>\n");
	}
	buf_release(&block);
	arena_release(&arena);
}

/* --- what rules hide ----------------------------------------------------- */

/* Of one rule, or one field. */
enum { RULE_BYTES = 600 };

static void put_rule(struct buf *block, const struct ignore_rule *rule)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	drift_words_rule(&words, rule);
	if (rule->place.file != NULL)
		buf_format(&words, "  # %s:%u", rule->place.file, rule->place.line);
	markdown_cut(block, (struct slice){ buf_string(&words), words.len }, RULE_BYTES);
	buf_char(block, '\n');
	buf_release(&words);
}

static void put_hidden(struct buf *block, const struct drift_hidden *hidden)
{
	buf_text(block, "  ");
	terminal_text(block, slice_of(hidden->address));
	if (hidden->path != NULL) {
		buf_char(block, ' ');
		markdown_cut(block, slice_of(hidden->path), RULE_BYTES);
	}
	buf_format(block, " (%s)\n", drift_state_name(hidden->state));
}

void markdown_hidden(struct buf *out, const struct report *report, size_t room)
{
	const struct drift *drift = report->drift;
	const struct ignore_rule *rule = NULL;
	struct buf block;
	size_t i = 0;

	if (drift->hidden_count == 0)
		return;
	buf_init(&block, LIMIT_TEXT_BYTES);
	for (; i < drift->hidden_count && block.len <= room; i++) {
		if (drift->hidden[i].rule != rule)
			put_rule(&block, drift->hidden[i].rule);
		rule = drift->hidden[i].rule;
		put_hidden(&block, &drift->hidden[i]);
	}
	if (i < drift->hidden_count)
		buf_format(&block, "... and %zu more\n", drift->hidden_count - i);
	buf_format(out,
		"\n<details>\n<summary>%zu ignored, as rein.yaml says</summary>\n\n",
		drift->hidden_count);
	markdown_block(out, "", &block);
	buf_text(out, "\n</details>\n");
	buf_release(&block);
}
