#pragma once

struct buf;
struct json_writer;
struct report;
struct style;

/* The text of `pull`: what was written, and how much of what was not. */
void render_pull(struct buf *out, const struct report *report, const struct style *style);
/* Its members of the JSON report. */
void render_pull_json(struct json_writer *writer, const struct report *report);
