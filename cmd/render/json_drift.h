#pragma once

struct json_writer;
struct report;

/* The members of `drift` that stand between those of every command: what is not in
 * sync, how much git manages, what rules of rein.yaml hide. */
void json_drift(struct json_writer *writer, const struct report *report);
