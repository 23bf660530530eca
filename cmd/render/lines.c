#include "cmd/render/lines.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "model/num.h"

/* Cells of the table of common lines: 16 MB, two texts of 2,000 lines. */
enum { TABLE_CELLS = 4000000 };
/* Kept lines shown around one that differs. */
enum { CONTEXT_LINES = 3 };

struct text {
	struct slice *lines;
	size_t count;
};

static size_t count_lines(struct slice bytes)
{
	size_t count = bytes.len > 0 && bytes.ptr[bytes.len - 1] != '\n';

	for (size_t i = 0; i < bytes.len; i++)
		count += bytes.ptr[i] == '\n';
	return count;
}

static struct text split(struct arena *arena, struct slice bytes)
{
	struct text text = { 0 };

	text.lines = arena_array(arena, count_lines(bytes), sizeof(*text.lines));
	while (bytes.len > 0) {
		const char *end = memchr(bytes.ptr, '\n', bytes.len);
		size_t size = end != NULL ? (size_t)(end - bytes.ptr) : bytes.len;

		text.lines[text.count++] = (struct slice){ bytes.ptr, size };
		size += end != NULL;
		bytes.ptr += size;
		bytes.len -= size;
	}
	return text;
}

static bool same(struct slice a, struct slice b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

struct edit {
	struct text a, b;
	struct line *lines;
	size_t count;
};

static void put(struct edit *edit, enum line_fate fate, struct slice text)
{
	edit->lines[edit->count++] = (struct line){ fate, text };
}

/* Row i, column k: the longest run of lines common to a[i..] and b[k..]. */
static uint32_t *common_table(struct arena *arena, const struct edit *edit,
	size_t a_start, size_t a_end, size_t b_start, size_t b_end)
{
	size_t rows = a_end - a_start, columns = b_end - b_start, width = columns + 1;
	uint32_t *table = arena_array(arena, (rows + 1) * width, sizeof(*table));

	for (size_t i = rows; i-- > 0;) {
		for (size_t k = columns; k-- > 0;) {
			uint32_t *cell = &table[i * width + k];
			uint32_t below = cell[width], right = cell[1];

			if (same(edit->a.lines[a_start + i], edit->b.lines[b_start + k]))
				*cell = cell[width + 1] + 1;
			else
				*cell = below > right ? below : right;
		}
	}
	return table;
}

/* Walk the table from its corner; removals before additions where it is a tie. */
static void walk(struct edit *edit, const uint32_t *table, size_t a, size_t a_end,
	size_t b, size_t b_end)
{
	size_t width = b_end - b + 1;

	while (a < a_end || b < b_end) {
		if (a < a_end && b < b_end && same(edit->a.lines[a], edit->b.lines[b])) {
			put(edit, LINE_KEPT, edit->b.lines[b++]);
			a++;
			table += width + 1;
		} else if (b == b_end || (a < a_end && table[width] >= table[1])) {
			put(edit, LINE_REMOVED, edit->a.lines[a++]);
			table += width;
		} else {
			put(edit, LINE_ADDED, edit->b.lines[b++]);
			table++;
		}
	}
}

static void replace(struct edit *edit, size_t a, size_t a_end, size_t b, size_t b_end)
{
	while (a < a_end)
		put(edit, LINE_REMOVED, edit->a.lines[a++]);
	while (b < b_end)
		put(edit, LINE_ADDED, edit->b.lines[b++]);
}

static bool is_small(size_t rows, size_t columns)
{
	return columns == 0 || rows < TABLE_CELLS / (columns + 1);
}

struct line *lines_compare(
	struct arena *arena, struct slice before, struct slice after, size_t *count)
{
	struct edit edit = { split(arena, before), split(arena, after), NULL, 0 };
	size_t a_end = edit.a.count, b_end = edit.b.count, start = 0;

	edit.lines = arena_array(arena, size_add(a_end, b_end), sizeof(*edit.lines));
	for (; start < a_end && start < b_end &&
		same(edit.a.lines[start], edit.b.lines[start]);
		start++)
		put(&edit, LINE_KEPT, edit.b.lines[start]);
	while (a_end > start && b_end > start &&
		same(edit.a.lines[a_end - 1], edit.b.lines[b_end - 1])) {
		a_end--;
		b_end--;
	}
	if (is_small(a_end - start, b_end - start))
		walk(&edit, common_table(arena, &edit, start, a_end, start, b_end), start,
			a_end, start, b_end);
	else
		replace(&edit, start, a_end, start, b_end);
	for (; b_end < edit.b.count; b_end++)
		put(&edit, LINE_KEPT, edit.b.lines[b_end]);
	*count = edit.count;
	return edit.lines;
}

bool lines_shows(const struct line *lines, size_t count, size_t i)
{
	size_t from = i > CONTEXT_LINES ? i - CONTEXT_LINES : 0;
	size_t to = i + CONTEXT_LINES < count ? i + CONTEXT_LINES : count - 1;

	for (size_t k = from; k <= to; k++)
		if (lines[k].fate != LINE_KEPT)
			return true;
	return false;
}
