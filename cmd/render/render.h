#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/error.h"
#include "reconcile/report.h"

struct buf;

/* How a result may look: where it goes decides. */
struct style {
	bool colour;
	size_t width; /* columns of the terminal; 0: nobody looks, do not cut */
};

/* A renderer adds the whole result of a command to `out`. */
struct format {
	const char *name; /* "json" */
	void (*render)(
		struct buf *out, const struct report *report, const struct style *style);
};

/* The format of that name, or NULL. */
const struct format *format_find(const char *name);

/* For people: a finding as file:line:column, its line and a caret (text.c). */
void render_finding(
	struct buf *out, const struct error *finding, const struct style *style);

/* A note is one line, since it asks for nothing; `more` places say the same. */
void render_note(struct buf *out, const struct error *note, size_t more,
	const struct style *style);
/* All findings of a report and their count: the text of `validate` (findings.c). */
void render_findings(
	struct buf *out, const struct report *report, const struct style *style);

void render_text(struct buf *out, const struct report *report, const struct style *style);
void render_json(struct buf *out, const struct report *report, const struct style *style);
void render_sarif(
	struct buf *out, const struct report *report, const struct style *style);
void render_junit(
	struct buf *out, const struct report *report, const struct style *style);
void render_github(
	struct buf *out, const struct report *report, const struct style *style);
void render_markdown(
	struct buf *out, const struct report *report, const struct style *style);
void render_html(struct buf *out, const struct report *report, const struct style *style);
