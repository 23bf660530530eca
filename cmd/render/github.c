#include "cmd/render/render.h"

#include <string.h>

#include "cmd/render/terminal.h"
#include "cmd/render/wording.h"
#include "model/limits.h"
#include "model/source.h"
#include "model/text.h"
#include "reconcile/apply.h"
#include "reconcile/plan.h"

/*
 * Workflow commands of GitHub Actions: `::error file=,line=,col=,title=::message`.
 * What would end a command or a property is written as %XX, other control
 * characters as on a terminal.
 */

static void put_escaped(struct buf *out, const char *text, const char *special)
{
	while (*text != '\0') {
		size_t size = strcspn(text, special);

		terminal_text(out, (struct slice){ text, size });
		text += size;
		if (*text != '\0')
			buf_format(out, "%%%02X", (unsigned char)*text++);
	}
}

static void put_property(struct buf *out, const char *text)
{
	put_escaped(out, text, "%\r\n:,");
}

static void put_message(struct buf *out, const char *text)
{
	put_escaped(out, text, "%\r\n");
}

/* `::error file=,line=,col=,title=::` as far as the place is known. */
static void begin(
	struct buf *out, enum severity severity, struct place place, const char *title)
{
	static const char *const commands[] = {
		[SEVERITY_NOTE] = "notice",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	buf_format(out, "::%s ", commands[severity]);
	if (place.file != NULL) {
		buf_text(out, "file=");
		put_property(out, place.file);
		if (place.line > 0)
			buf_format(out, ",line=%u", place.line);
		if (place.line > 0 && place.column > 0)
			buf_format(out, ",col=%u", place.column);
		buf_char(out, ',');
	}
	buf_format(out, "title=%s::", title);
}

static void put_finding(struct buf *out, const struct error *finding)
{
	begin(out, finding->severity, finding->place, error_info(finding->code)->name);
	put_message(out, finding->message);
	if (finding->fix != NULL) {
		buf_text(out, "%0Afix: ");
		put_message(out, finding->fix);
	}
	buf_char(out, '\n');
}

/* --- the steps that a reviewer must see ---------------------------------- */

static struct place place_of(const struct step *step, uint32_t offset)
{
	if (step->desired == NULL || step->desired->source == NULL)
		return (struct place){ 0 };
	return source_place(step->desired->source, offset);
}

static struct place place_of_step(const struct step *step)
{
	return place_of(step, step->desired != NULL ? step->desired->offset : 0);
}

static void put_step(
	struct buf *out, enum severity severity, const struct step *step, const char *why)
{
	begin(out, severity, place_of_step(step), action_name(step->action));
	put_message(out, step->address);
	if (why != NULL) {
		buf_text(out, ": ");
		put_message(out, why);
	}
	buf_char(out, '\n');
}

static void put_conflict(struct buf *out, const struct step *step,
	const struct change *change, const char *base)
{
	begin(out, SEVERITY_WARNING, place_of(step, change->offset), "conflict");
	put_message(out, step->address);
	buf_char(out, ' ');
	put_message(out, change->path);
	buf_text(out, ": changed in git and in Harness");
	if (base != NULL)
		buf_format(out, " since %.*s", WORDING_COMMIT, base);
	buf_char(out, '\n');
}

static void put_planned(struct buf *out, const struct report *report, size_t i)
{
	const struct step *step = &report->plan->steps[i];

	if (step->action == ACTION_BLOCKED)
		put_step(out, SEVERITY_ERROR, step, step->reason);
	else if (step->action == ACTION_DELETE)
		put_step(out, SEVERITY_WARNING, step, "git declares it no longer");
	else if (step->action == ACTION_REPLACE)
		put_step(out, SEVERITY_WARNING, step, step->reason);
	for (size_t k = 0; k < step->change_count; k++)
		if (step->changes[k].cause == CAUSE_BOTH)
			put_conflict(out, step, &step->changes[k], report->base);
}

/* A step that an apply did not do. */
static void put_undone(struct buf *out, const struct report *report, size_t i)
{
	const struct step *step = &report->plan->steps[i];
	const struct step_result *result = &report->applied->results[i];
	bool waits = result->result == RESULT_SKIPPED && step->action != ACTION_BLOCKED;
	struct buf why;

	if (result->result == RESULT_DONE)
		return;
	buf_init(&why, LIMIT_TEXT_BYTES);
	if (result->error != NULL)
		buf_text(&why, result->error->message);
	else
		wording_why(&why, report, i);
	begin(out, waits ? SEVERITY_WARNING : SEVERITY_ERROR, place_of_step(step),
		wording_result(report, i));
	put_message(out, step->address);
	buf_text(out, why.len > 0 ? ": " : "");
	put_message(out, buf_string(&why));
	buf_char(out, '\n');
	buf_release(&why);
}

/* A service shows ten annotations of a kind: the sum comes first. */
static void put_plan(struct buf *out, const struct report *report)
{
	begin(out, SEVERITY_NOTE, (struct place){ 0 }, report->command);
	wording_outcome(out, report);
	buf_char(out, '\n');
	for (size_t i = 0; i < report->plan->count; i++) {
		if (report->applied != NULL)
			put_undone(out, report, i);
		else
			put_planned(out, report, i);
	}
}

/* Whether the annotation of a step says it already. */
static bool is_of_step(const struct report *report, const struct error *finding)
{
	if (report->applied == NULL)
		return false;
	for (size_t i = 0; i < report->plan->count; i++)
		if (report->applied->results[i].error == finding)
			return true;
	return false;
}

/* Notes are what `validate` has to say, and would crowd out the steps of a plan. */
static bool is_shown(const struct report *report, const struct error *finding)
{
	return report->plan == NULL ||
	       (finding->severity != SEVERITY_NOTE && !is_of_step(report, finding));
}

void render_github(
	struct buf *out, const struct report *report, const struct style *style)
{
	(void)style; /* the log is no terminal */
	if (report->plan != NULL)
		put_plan(out, report);
	for (size_t i = 0; i < report->findings->count; i++)
		if (is_shown(report, report->findings->items[i]))
			put_finding(out, report->findings->items[i]);
}
