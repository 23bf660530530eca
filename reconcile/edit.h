#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/arena.h"
#include "model/source.h"
#include "model/value.h"
#include "providers/yaml_places.h"
#include "reconcile/fix.h"

/*
 * Splices that make a document say something else, and leave every line alone that
 * says nothing of it: comments, quoting, order and line ends are the author's.
 */
struct edit {
	struct arena *arena;
	const struct source *source;
	bool crlf; /* the line ends of the source */
	struct splice *items;
	size_t count, room;
};

void edit_init(struct edit *edit, struct arena *arena, const struct source *source);

/*
 * Collect what turns `have`, the node that was read at `place`, into `want`. What is
 * one node in both (the same data) is not looked at. False when that cannot be done
 * within the node: it is an alias, becomes empty, changes between scalar, map and
 * list, or is written in a way that is not told; then nothing was collected.
 * An entry that comes from a merge key cannot go.
 */
bool edit_node(struct edit *edit, const struct yaml_place *place,
	const struct value *have, const struct value *want);

/* The splices by their place, for fix_apply(). */
void edit_settle(struct edit *edit);

/* --- for edit_map.c and edit_list.c ------------------------------------------------ */

void edit_put(struct edit *edit, uint32_t at, uint32_t size, const char *text);
/* The first byte of the line; behind its last one, before its line end; the next line. */
uint32_t edit_line(const struct edit *edit, uint32_t at);
uint32_t edit_line_end(const struct edit *edit, uint32_t at);
uint32_t edit_next_line(const struct edit *edit, uint32_t at);
/* Take the last line end off lines that go to where a line ends already; one at the
 * end of a file without it keeps it, since it may be part of a text. */
void edit_trim(const struct edit *edit, uint32_t at, struct buf *lines);
/* Whether nothing but blanks stands before it in its line. */
bool edit_begins_line(const struct edit *edit, uint32_t at);
/* Lines (each with its line end) that come after the one of `at`. */
void edit_add_lines(struct edit *edit, uint32_t at, struct buf *lines);
/* Take away the lines from that of `from` to that of `to`. */
void edit_drop_lines(struct edit *edit, uint32_t from, uint32_t to);
/* Whether two values are written alike, empty entries and all. */
bool edit_same(const struct value *a, const struct value *b);
/*
 * Write `want` in the place of a node that stands behind a ':' or '-' which ends at
 * `sign`; `indent`: of its key or '-'. `flow`: within brackets.
 */
void edit_replace(struct edit *edit, const struct yaml_place *place, uint32_t sign,
	size_t indent, bool flow, const struct value *want);
bool edit_map(struct edit *edit, const struct yaml_place *place, const struct value *have,
	const struct value *want);
bool edit_list(struct edit *edit, const struct yaml_place *place,
	const struct value *have, const struct value *want);
