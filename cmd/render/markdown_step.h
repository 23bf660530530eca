#pragma once

#include <stddef.h>

struct buf;
struct report;

/*
 * The steps of a plan or an apply in Markdown, in the order of execution, in at most
 * `room` bytes: a line each, and below it what differs as far as there is room, first
 * of what is blocked, failed, deleted, replaced or in conflict. What had no room is
 * said with its count.
 */
void markdown_steps(struct buf *out, const struct report *report, size_t room);
