#include "cmd/render/render.h"

#include <string.h>

#include "cmd/render/junit_drift.h"
#include "cmd/render/markup.h"
#include "model/text.h"

/*
 * JUnit's XML as CI servers read it: a suite a file, a case a finding; errors are
 * failures, warnings and notes are cases that pass with their text. A tree without
 * findings is one case that passes.
 */

static void put_text(struct buf *out, const char *text)
{
	markup_text(out, slice_of(text));
}

static void put_attribute(struct buf *out, const char *name, const char *text)
{
	buf_format(out, " %s=\"", name);
	put_text(out, text);
	buf_char(out, '"');
}

static const char *file_of(const struct report *report, const struct error *finding)
{
	return finding->place.file != NULL ? finding->place.file : report->root;
}

/* Messages for people say the place as well: not all viewers show attributes. */
static void put_words(
	struct buf *out, const struct report *report, const struct error *finding)
{
	put_text(out, file_of(report, finding));
	buf_format(out, ":%u:%u: %s: ", finding->place.line, finding->place.column,
		severity_name(finding->severity));
	put_text(out, finding->message);
	for (size_t i = 0; i < finding->related_count; i++) {
		const struct error_related *related = &finding->related[i];

		buf_text(out, "\n");
		put_text(out, related->place.file != NULL ? related->place.file : "");
		buf_format(out, ":%u:%u: ", related->place.line, related->place.column);
		put_text(out, related->message);
	}
	if (finding->fix != NULL) {
		buf_text(out, "\nfix: ");
		put_text(out, finding->fix);
	}
}

static void put_case(
	struct buf *out, const struct report *report, const struct error *finding)
{
	bool failure = finding->severity == SEVERITY_ERROR;
	const char *code = error_info(finding->code)->name;

	buf_text(out, "    <testcase");
	put_attribute(out, "classname", file_of(report, finding));
	buf_format(out, " name=\"%s %u:%u\">\n      ", code, finding->place.line,
		finding->place.column);
	if (failure) {
		buf_format(out, "<failure type=\"%s\"", code);
		put_attribute(out, "message", finding->message);
		buf_char(out, '>');
	} else {
		buf_text(out, "<system-out>");
	}
	put_words(out, report, finding);
	buf_format(out, "</%s>\n    </testcase>\n", failure ? "failure" : "system-out");
}

/* The findings of one file: they stand together, since the list is sorted. */
static size_t put_suite(struct buf *out, const struct report *report, size_t first)
{
	const struct error_list *findings = report->findings;
	const char *file = file_of(report, findings->items[first]);
	size_t end = first, failures = 0;

	for (; end < findings->count &&
		strcmp(file, file_of(report, findings->items[end])) == 0;
		end++)
		failures += findings->items[end]->severity == SEVERITY_ERROR;
	buf_text(out, "  <testsuite");
	put_attribute(out, "name", file);
	buf_format(out, " tests=\"%zu\" failures=\"%zu\">\n", end - first, failures);
	for (size_t i = first; i < end; i++)
		put_case(out, report, findings->items[i]);
	buf_text(out, "  </testsuite>\n");
	return end;
}

void render_junit(struct buf *out, const struct report *report, const struct style *style)
{
	const struct error_list *findings = report->findings;

	(void)style; /* for programs */
	if (report->drift != NULL) {
		junit_drift(out, report);
		return;
	}
	buf_format(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"rein %s\" tests=\"%zu\" failures=\"%zu\">\n",
		report->command, findings->count > 0 ? findings->count : 1,
		findings->failures);
	for (size_t i = 0; i < findings->count;)
		i = put_suite(out, report, i);
	if (findings->count == 0) {
		buf_text(out, "  <testsuite");
		put_attribute(out, "name", report->root);
		buf_text(out, " tests=\"1\" failures=\"0\">\n    <testcase");
		put_attribute(out, "classname", report->root);
		buf_format(out, " name=\"%s\"/>\n  </testsuite>\n", report->command);
	}
	buf_text(out, "</testsuites>\n");
}
