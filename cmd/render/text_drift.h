#pragma once

struct buf;
struct report;
struct style;

/* Drift for people: entities by state, the worst first, each with what differs and
 * through whom; how much git manages; one line that sums up. */
void text_drift(struct buf *out, const struct report *report, const struct style *style);
