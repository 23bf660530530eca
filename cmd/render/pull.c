#include "cmd/render/pull.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/render/json_writer.h"
#include "cmd/render/render.h"
#include "cmd/render/terminal.h"
#include "model/text.h"
#include "reconcile/pull.h"

/* What became of a live entity, as programs are told. */
static const char *result_of(const struct pull_item *item)
{
	switch (item->state) {
	case PULL_NEW:
		return item->written ? "written" : "not_written";
	case PULL_DIFFERS:
		return item->written ? "overwritten" : "differs";
	case PULL_SAME:
		return "unchanged";
	case PULL_LEFT_OUT:
		break;
	}
	return "left_out";
}

static size_t count_written(const struct pull *pull, enum pull_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < pull->count; i++)
		count += pull->items[i].state == state && pull->items[i].written;
	return count;
}

static void put_item(
	struct buf *out, const struct pull_item *item, const struct style *style)
{
	bool is_new = item->state == PULL_NEW;

	terminal_colour(out, style->colour, is_new ? COLOUR_GREEN : COLOUR_YELLOW);
	buf_text(out, is_new ? "  + " : "  ~ ");
	terminal_plain(out, style->colour);
	terminal_text(out, slice_of(item->path));
	buf_char(out, '\n');
}

static int compare_paths(const void *a, const void *b)
{
	const struct pull_item *const *left = a, *const *right = b;

	return strcmp((*left)->path, (*right)->path);
}

/* By path, as a listing of the tree is. */
static void put_written(
	struct buf *out, const struct pull *pull, const struct style *style)
{
	struct arena arena = { 0 };
	const struct pull_item **items = arena_array(&arena, pull->count, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < pull->count; i++)
		if (pull->items[i].written)
			items[count++] = &pull->items[i];
	if (count > 1)
		qsort(items, count, sizeof(*items), compare_paths);
	for (size_t i = 0; i < count; i++)
		put_item(out, items[i], style);
	arena_release(&arena);
}

static void put_count(struct buf *out, size_t *said, size_t count, const char *words)
{
	if (count > 0)
		buf_format(out, "%s%zu %s", (*said)++ > 0 ? ", " : " ", count, words);
}

/* "4 left out (3 that Harness manages, 1 that ...)" */
static void put_left_out(struct buf *out, size_t *said, const struct pull *pull)
{
	size_t reasons = 0;

	if (pull->states[PULL_LEFT_OUT] == 0)
		return;
	put_count(out, said, pull->states[PULL_LEFT_OUT], "left out (");
	for (size_t i = 0; i < PULL_REASONS; i++)
		if (pull->reasons[i] > 0)
			buf_format(out, "%s%zu %s", reasons++ > 0 ? ", " : "",
				pull->reasons[i], pull_reason_words((enum pull_reason)i));
	buf_char(out, ')');
}

void render_pull(struct buf *out, const struct report *report, const struct style *style)
{
	const struct pull *pull = report->pull;
	size_t made = count_written(pull, PULL_NEW);
	size_t taken = count_written(pull, PULL_DIFFERS);
	size_t said = 0;

	put_written(out, pull, style);
	if (made + taken > 0)
		buf_char(out, '\n');
	terminal_colour(out, style->colour, COLOUR_BOLD);
	buf_text(out, made + taken > 0 ? "Pulled:" : "Nothing to pull:");
	terminal_plain(out, style->colour);
	put_count(out, &said, made, "written");
	put_count(out, &said, taken, "overwritten");
	put_count(out, &said, pull->states[PULL_SAME], "unchanged");
	put_left_out(out, &said, pull);
	buf_text(out, said > 0 ? ".\n" : " nothing lives there.\n");
}

static void put_item_json(struct json_writer *writer, const struct pull_item *item)
{
	static const char *const reasons[] = {
		[PULL_MANAGED] = "managed",
		[PULL_GENERATED] = "generated",
		[PULL_OWN] = "own",
		[PULL_REMOTE] = "remote",
		[PULL_HIDDEN] = "hidden",
		[PULL_UNREADABLE] = "unreadable",
	};
	bool left_out = item->state == PULL_LEFT_OUT;

	json_open(writer, NULL, '{');
	json_text(writer, "address", item->live->address);
	json_text(writer, "result", result_of(item));
	json_text(writer, "file", item->path);
	json_text(writer, "reason", left_out ? reasons[item->reason] : NULL);
	json_text(writer, "detail", item->detail);
	json_close(writer, '}');
}

void render_pull_json(struct json_writer *writer, const struct report *report)
{
	const struct pull *pull = report->pull;
	size_t taken = count_written(pull, PULL_DIFFERS);

	json_open(writer, "requests", '{');
	json_number(writer, "total", report->requests);
	json_close(writer, '}');
	json_open(writer, "summary", '{');
	json_number(writer, "written", count_written(pull, PULL_NEW));
	json_number(writer, "overwritten", taken);
	json_number(writer, "differs", pull->states[PULL_DIFFERS] - taken);
	json_number(writer, "unchanged", pull->states[PULL_SAME]);
	json_number(writer, "left_out", pull->states[PULL_LEFT_OUT]);
	json_close(writer, '}');
	json_open(writer, "entities", '[');
	for (size_t i = 0; i < pull->count; i++)
		put_item_json(writer, &pull->items[i]);
	json_close(writer, ']');
}
