#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;

/*
 * Things of which each has a line, and some have details below it. What there is no
 * room for is left out whole: details before lines, and in either what is not urgent
 * before what is.
 */
struct markdown_list {
	const char *noun; /* of many: "steps" */
	size_t count;
	const void *context;
	void (*brief)(struct buf *out, const void *context, size_t i);
	/* The line with its details; of what has_details() is true. */
	void (*whole)(struct buf *out, const void *context, size_t i);
	bool (*has_details)(const void *context, size_t i);
	bool (*is_urgent)(const void *context, size_t i);
};

/* In their order, in at most `room` bytes; what was left out is said with its count. */
void markdown_list(struct buf *out, const struct markdown_list *list, size_t room);

/* Whether details of that size, among that many things, are read at a glance. */
bool markdown_stands_open(size_t size, size_t count);
