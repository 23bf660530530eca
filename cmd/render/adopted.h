#pragma once

struct buf;
struct json_writer;
struct report;
struct style;

/* The text of `drift --adopt`: the files that were written, and what in them. */
void render_adopted(
	struct buf *out, const struct report *report, const struct style *style);
/* Its member of the JSON report. */
void render_adopted_json(struct json_writer *writer, const struct report *report);
