#pragma once

#include <stdint.h>

#include "model/arena.h"
#include "reconcile/ignore.h"

struct source;
struct value;

/* `ignore` of rein.yaml, checked already (tree_file.h), as rules; `now_ms` tells which
 * are over. They live in the arena and point into the list. */
void ignore_rules_read(struct ignore *ignore, struct arena *arena,
	const struct value *list, const struct source *source, int64_t now_ms);

/* Whether the text is a day of the calendar: "2026-12-31". */
bool ignore_rules_is_day(const char *text);
