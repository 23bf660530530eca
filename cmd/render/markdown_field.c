#include "cmd/render/markdown_field.h"

#include "cmd/render/lines.h"
#include "cmd/render/markdown_text.h"
#include "cmd/render/wording.h"
#include "model/arena.h"
#include "model/limits.h"

/* What of one entity is shown at most: one that is long must not crowd out the rest. */
enum {
	VALUE_BYTES = 400,
	LINES_SHOWN = 60,
	FIELDS_BYTES = 8000,
};

static void put_lines(struct buf *block, struct arena *arena, const struct change *change)
{
	static const char marks[] = {
		[LINE_KEPT] = ' ', [LINE_REMOVED] = '-', [LINE_ADDED] = '+'
	};
	size_t count, shown = 0;
	struct line *lines = lines_compare(arena, wording_lines(change->before),
		wording_lines(change->after), &count);

	for (size_t i = 0; i < count; i++) {
		if (!lines_shows(lines, count, i))
			continue;
		if (shown++ >= LINES_SHOWN)
			continue;
		if (i > 0 && !lines_shows(lines, count, i - 1))
			buf_text(block, "  ...\n");
		buf_format(block, "%c ", marks[lines[i].fate]);
		markdown_cut(block, lines[i].text, VALUE_BYTES);
		buf_char(block, '\n');
	}
	if (shown > LINES_SHOWN)
		buf_format(block, "  ... (%zu more lines)\n", shown - LINES_SHOWN);
}

static void put_side(struct buf *block, char mark, const struct value *value,
	const struct change *change)
{
	struct buf words;

	if (value == NULL)
		return;
	buf_init(&words, LIMIT_TEXT_BYTES);
	wording_value(&words, value, change->secret);
	buf_format(block, "%c ", mark);
	markdown_cut(block, (struct slice){ words.ptr, words.len }, VALUE_BYTES);
	buf_char(block, '\n');
	buf_release(&words);
}

/* As a hunk of a diff: forges colour those. */
static void put_field(struct buf *block, struct arena *arena,
	const struct markdown_fields *fields, const struct change *change)
{
	struct buf words;

	buf_init(&words, LIMIT_TEXT_BYTES);
	wording_remarks(&words, fields->desired, change, fields->replaced, fields->base);
	buf_text(block, "@@ ");
	markdown_cut(block, slice_of(change->path), VALUE_BYTES);
	buf_text(block, " @@");
	if (words.len > 0)
		buf_char(block, ' ');
	markdown_cut(block, (struct slice){ buf_string(&words), words.len }, VALUE_BYTES);
	buf_char(block, '\n');
	buf_release(&words);
	if (change->secret) {
		buf_text(block, "! (secret)\n");
	} else if (wording_has_lines(change)) {
		put_lines(block, arena, change);
	} else {
		put_side(block, '-', change->before, change);
		put_side(block, '+', change->after, change);
	}
}

void markdown_fields(struct buf *block, const struct markdown_fields *fields)
{
	struct arena arena = { 0 };
	size_t i = 0;

	for (; i < fields->count && block->len < FIELDS_BYTES; i++) {
		struct arena_mark mark = arena_mark(&arena);

		put_field(block, &arena, fields, &fields->changes[i]);
		arena_rewind(&arena, mark);
	}
	if (i < fields->count)
		buf_format(block, "... and %zu more fields\n", fields->count - i);
	arena_release(&arena);
}
