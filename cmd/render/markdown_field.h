#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct change;
struct entity;

/* What differs in one entity. */
struct markdown_fields {
	const struct entity *desired; /* where the fields stand, or NULL */
	const struct change *changes;
	size_t count;
	bool replaced;    /* because of what cannot be changed */
	const char *base; /* a commit, or NULL */
};

/* As the lines of a diff, for markdown_block(): a hunk a field. What is too long to be
 * read in a comment is cut, and says so. */
void markdown_fields(struct buf *block, const struct markdown_fields *fields);
