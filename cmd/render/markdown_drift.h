#pragma once

#include <stddef.h>

struct buf;
struct report;

/*
 * What drifted in Markdown, worst first, in at most `room` bytes: a line each, and
 * below it what differs as far as there is room.
 */
void markdown_drift(struct buf *out, const struct report *report, size_t room);
/* How much git manages, scope by scope, folded. */
void markdown_coverage(struct buf *out, const struct report *report, size_t room);
/* What rules of rein.yaml hide, rule by rule, folded. */
void markdown_hidden(struct buf *out, const struct report *report, size_t room);
