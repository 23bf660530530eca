#pragma once

struct arena;
struct buf;
struct change;
struct step;
struct style;

/* One field of a step for people: path, before -> after, place; a text of several
 * lines as what changes in it, line by line; where `base` (a commit, or NULL) tells,
 * who changed it since. Secret values are never shown. */
void change_text(struct buf *out, struct arena *arena, const struct step *step,
	const struct change *change, const char *base, const struct style *style);
