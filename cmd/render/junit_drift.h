#pragma once

struct buf;
struct report;

/*
 * Drift as JUnit's XML: a suite a state, a case an entity; those in a state that fails
 * the command are failures, the others pass with their text. What is in sync is one
 * case that passes, with its count.
 */
void junit_drift(struct buf *out, const struct report *told);
