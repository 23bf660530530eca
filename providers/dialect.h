#pragma once

#include "model/kind.h"

/*
 * How a family of lists is cut into pages: the names in its queries and answers.
 * Pages count from 0 in all of them. Members of the answer are dotted, below
 * `data`; NULL where the dialect has no such thing.
 */
struct dialect {
	const char *index, *size; /* query: which page, how many items */
	const char *content;      /* the items; "" is `data` itself */
	const char *pages;        /* how many pages there are in all */
	const char *last;         /* true on the last one */
};

const struct dialect *dialect_of(enum paging paging);
