#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/text.h"

enum line_fate { LINE_KEPT, LINE_REMOVED, LINE_ADDED };

struct line {
	enum line_fate fate;
	struct slice text; /* without its line end */
};

/*
 * How one text becomes another, line by line: a shortest edit for texts of a
 * sensible size; past it what differs in the middle is removed and added whole.
 * Lives in the arena and points into both texts.
 */
struct line *lines_compare(
	struct arena *arena, struct slice before, struct slice after, size_t *count);

/* Whether line i is shown: it changes, or stands within three lines of one that does. */
bool lines_shows(const struct line *lines, size_t count, size_t i);
