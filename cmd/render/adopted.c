#include "cmd/render/adopted.h"

#include <string.h>

#include "cmd/render/json_writer.h"
#include "cmd/render/render.h"
#include "cmd/render/terminal.h"
#include "model/text.h"
#include "reconcile/adopt.h"

static const struct adopted_file *find_file(
	const struct adopted *adopted, const struct adoption *item)
{
	for (size_t i = 0; i < adopted->count; i++)
		if (strcmp(adopted->files[i].path, item->desired->source->path) == 0)
			return &adopted->files[i];
	return NULL;
}

static bool is_written(const struct adopted *adopted, const struct adoption *item)
{
	const struct adopted_file *file = find_file(adopted, item);

	return !item->refused && file != NULL && file->written;
}

/* "service:o/p/api  /name, /tags/owner" */
static void put_item(struct buf *out, const struct adoption *item)
{
	buf_text(out, "      ");
	terminal_text(out, slice_of(item->desired->address));
	buf_text(out, item->live == NULL ? "  gone, as in Harness" : "  ");
	for (size_t i = 0; i < item->count; i++) {
		buf_text(out, i > 0 ? ", " : "");
		terminal_text(out, slice_of(item->changes[i].path));
	}
	buf_char(out, '\n');
}

static void put_file(struct buf *out, const struct adopted *adopted,
	const struct adopted_file *file, const struct style *style)
{
	terminal_colour(out, style->colour, file->removed ? COLOUR_RED : COLOUR_YELLOW);
	buf_text(out, file->removed ? "  - " : "  ~ ");
	terminal_plain(out, style->colour);
	terminal_text(out, slice_of(file->path));
	buf_char(out, '\n');
	for (size_t i = 0; i < adopted->item_count; i++)
		if (find_file(adopted, &adopted->items[i]) == file &&
			!adopted->items[i].refused)
			put_item(out, &adopted->items[i]);
}

void render_adopted(
	struct buf *out, const struct report *report, const struct style *style)
{
	const struct adopted *adopted = report->adopted;
	size_t files = 0, entities = 0;

	for (size_t i = 0; i < adopted->count; i++) {
		if (!adopted->files[i].written)
			continue;
		put_file(out, adopted, &adopted->files[i], style);
		files++;
	}
	for (size_t i = 0; i < adopted->item_count; i++)
		entities += is_written(adopted, &adopted->items[i]);
	if (files == 0) {
		buf_text(out, "Nothing to adopt.\n");
		return;
	}
	buf_char(out, '\n');
	terminal_colour(out, style->colour, COLOUR_BOLD);
	buf_text(out, "Adopted:");
	terminal_plain(out, style->colour);
	buf_format(out, " %zu entit%s in %zu file%s, not committed yet.\n", entities,
		entities == 1 ? "y" : "ies", files, files == 1 ? "" : "s");
}

void render_adopted_json(struct json_writer *writer, const struct report *report)
{
	const struct adopted *adopted = report->adopted;

	json_open(writer, "adopted", '[');
	for (size_t i = 0; i < adopted->item_count; i++) {
		const struct adoption *item = &adopted->items[i];
		const struct adopted_file *file = find_file(adopted, item);

		if (file == NULL || !is_written(adopted, item))
			continue;
		json_open(writer, NULL, '{');
		json_text(writer, "address", item->desired->address);
		json_text(writer, "file", item->desired->source->path);
		json_bool(writer, "document_removed", item->live == NULL);
		json_bool(writer, "file_removed", file->removed);
		json_open(writer, "fields", '[');
		for (size_t k = 0; k < item->count; k++)
			json_text(writer, NULL, item->changes[k].path);
		json_close(writer, ']');
		json_close(writer, '}');
	}
	json_close(writer, ']');
}
