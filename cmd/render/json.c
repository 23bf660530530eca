#include "cmd/render/render.h"

#include <string.h>

#include "cmd/render/adopted.h"
#include "cmd/render/json_drift.h"
#include "cmd/render/json_parts.h"
#include "cmd/render/json_plan.h"
#include "cmd/render/json_writer.h"
#include "cmd/render/pull.h"
#include "model/kind.h"
#include "model/source.h"
#include "model/text.h"
#include "reconcile/apply.h"
#include "reconcile/cascade.h"
#include "reconcile/mentions.h"
#include "reconcile/plan.h"
#include "reconcile/selection.h"

/* The names are the contract: DESIGN "Machine output", format_version 1.0. */

/* --- findings ------------------------------------------------------------ */

static void put_finding(struct json_writer *writer, const struct error *finding)
{
	json_open(writer, NULL, '{');
	json_text(writer, "code", error_info(finding->code)->name);
	json_text(writer, "severity", severity_name(finding->severity));
	json_text(writer, "message", finding->message);
	json_place(writer, finding->place);
	json_text(writer, "address", finding->address);
	json_open(writer, "related", '[');
	for (size_t i = 0; i < finding->related_count; i++) {
		json_open(writer, NULL, '{');
		json_place(writer, finding->related[i].place);
		json_text(writer, "message", finding->related[i].message);
		json_close(writer, '}');
	}
	json_close(writer, ']');
	json_text(writer, "fix", finding->fix);
	json_close(writer, '}');
}

static void put_findings(struct json_writer *writer, const struct error_list *findings)
{
	json_open(writer, "findings", '[');
	for (size_t i = 0; i < findings->count; i++)
		put_finding(writer, findings->items[i]);
	json_close(writer, ']');
}

static void put_findings_summary(struct json_writer *writer, const struct report *report)
{
	json_open(writer, "summary", '{');
	json_number(writer, "files", report->files);
	json_number(writer, "entities", report->entities);
	json_number(writer, "errors", report->findings->failures);
	json_number(writer, "warnings", report->findings->warnings);
	json_close(writer, '}');
}

/* --- references ---------------------------------------------------------- */

static void put_references(struct json_writer *writer, const struct mentions *mentions)
{
	json_open(writer, "references", '[');
	for (size_t i = 0; i < mentions->count; i++) {
		const struct mention *mention = &mentions->items[i];

		json_open(writer, NULL, '{');
		json_text(writer, "address", mention->address);
		json_text(writer, "path", mention->path);
		json_text(writer, "target", mention->target);
		json_text(writer, "state", mention_state_name(mention->state));
		json_place(writer, source_place(mention->source, mention->offset));
		json_close(writer, '}');
	}
	json_close(writer, ']');
}

/* --- steps --------------------------------------------------------------- */

static void put_waits(struct json_writer *writer, const struct plan *plan, size_t step)
{
	size_t count;
	const size_t *needs = graph_needs(&plan->graph, step, &count);

	json_open(writer, "waits_for", '[');
	for (size_t i = 0; i < count; i++)
		json_text(writer, NULL, plan->steps[needs[i]].address);
	json_close(writer, ']');
}

static void put_error(struct json_writer *writer, const struct error *error)
{
	const struct error_call *call = &error->call;

	json_open(writer, "error", '{');
	json_text(writer, "method", call->method);
	json_text(writer, "path", call->path);
	json_number(writer, "status", (size_t)call->status);
	json_text(writer, "code", call->code);
	json_text(writer, "message", error->message);
	json_text(writer, "correlation_id", call->correlation_id);
	json_close(writer, '}');
}

static void put_result(struct json_writer *writer, const struct step_result *result)
{
	json_text(writer, "result", result_name(result->result));
	if (result->error != NULL)
		put_error(writer, result->error);
	else
		json_text(writer, "error", NULL);
}

static void put_cascade(struct json_writer *writer, const struct cascade *cascade)
{
	json_open(writer, "cascades", '[');
	for (size_t i = 0; cascade != NULL && i < cascade->count; i++) {
		json_open(writer, NULL, '{');
		json_text(writer, "address", cascade->items[i].address);
		json_bool(writer, "managed", cascade->items[i].planned);
		json_close(writer, '}');
	}
	json_close(writer, ']');
}

void json_plan_step(struct json_writer *writer, const struct plan *plan, size_t i)
{
	const struct step *step = &plan->steps[i];

	json_text(writer, "address", step->address);
	json_text(writer, "action", action_name(step->action));
	json_bool(writer, "adopted", step->adopted);
	json_open(writer, "fields", '[');
	for (size_t k = 0; k < step->change_count; k++)
		json_change(writer, step->desired, &step->changes[k]);
	json_close(writer, ']');
	put_waits(writer, plan, i);
	json_text(writer, "reason", step->reason);
	put_cascade(writer, step->cascade);
}

static void put_step(struct json_writer *writer, const struct report *report, size_t i)
{
	json_open(writer, NULL, '{');
	json_plan_step(writer, report->plan, i);
	if (report->applied != NULL)
		put_result(writer, &report->applied->results[i]);
	json_close(writer, '}');
}

void json_plan_counts(struct json_writer *writer, const struct plan_counts *counts)
{
	json_number(writer, "create", counts->create);
	json_number(writer, "update", counts->update);
	json_number(writer, "delete", counts->remove);
	json_number(writer, "replace", counts->replace);
	json_number(writer, "unchanged", counts->unchanged);
	json_number(writer, "blocked", counts->blocked);
	json_number(writer, "adopted", counts->adopted);
}

static void put_plan_summary(struct json_writer *writer, const struct report *report)
{
	const struct applied *applied = report->applied;

	json_open(writer, "summary", '{');
	json_plan_counts(writer, &report->plan->counts);
	if (applied != NULL) {
		json_number(writer, "done", applied->done);
		json_number(writer, "failed", applied->failed);
		json_number(writer, "skipped", applied->skipped);
		json_number(writer, "unknown", applied->unknown);
	}
	json_close(writer, '}');
}

static void put_headers(struct json_writer *writer, const struct report_send *send)
{
	json_open(writer, "headers", '{');
	for (size_t i = 0; i < send->header_count; i++)
		json_text(writer, send->headers[i].name, send->headers[i].text);
	json_close(writer, '}');
}

static void put_texts(struct json_writer *writer, const char *key,
	const char *const *texts, size_t count)
{
	json_open(writer, key, '[');
	for (size_t i = 0; i < count; i++)
		json_text(writer, NULL, texts[i]);
	json_close(writer, ']');
}

/* One that carries out several steps has no address of its own. */
static void put_addresses(struct json_writer *writer, const struct report_send *send)
{
	if (send->address_count == 1)
		json_text(writer, "address", send->addresses[0]);
	else
		put_texts(writer, "addresses", send->addresses, send->address_count);
}

static void put_requests(struct json_writer *writer, const struct report *report)
{
	const struct report_sends *sends = report->sends;

	json_open(writer, "requests", '{');
	json_number(writer, "total", report->requests);
	if (sends != NULL) {
		json_open(writer, "writes", '[');
		for (size_t i = 0; i < sends->count; i++) {
			const struct report_send *send = &sends->items[i];

			json_open(writer, NULL, '{');
			put_addresses(writer, send);
			json_text(writer, "method", send->method);
			json_text(writer, "target", send->target);
			put_headers(writer, send);
			json_text(writer, "body",
				send->body.len > 0 ? send->body.ptr : NULL);
			json_close(writer, '}');
		}
		json_close(writer, ']');
	}
	json_close(writer, '}');
}

static void put_selection(struct json_writer *writer, const struct report *report)
{
	const struct selection *selection = report->selection;

	if (selection == NULL) {
		json_text(writer, "selection", NULL);
		return;
	}
	json_open(writer, "selection", '{');
	put_texts(writer, "select", selection->select, selection->select_count);
	put_texts(writer, "exclude", selection->exclude, selection->exclude_count);
	json_text(writer, "changed_since", selection->since);
	json_number(writer, "selected", report->selected);
	json_number(writer, "entities", report->managed);
	json_close(writer, '}');
}

static void put_plan(struct json_writer *writer, const struct report *report)
{
	json_text(writer, "base", report->base);
	put_selection(writer, report);
	put_requests(writer, report);
	put_plan_summary(writer, report);
	json_open(writer, "steps", '[');
	for (size_t i = 0; i < report->plan->count; i++)
		put_step(writer, report, i);
	json_close(writer, ']');
	put_texts(
		writer, "prunable", report->plan->prunable, report->plan->prunable_count);
}

/* --- the whole ----------------------------------------------------------- */

static const char *or_null(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

void render_json(struct buf *out, const struct report *report, const struct style *style)
{
	struct json_writer writer;

	(void)style; /* for programs it looks the same everywhere */
	json_begin(&writer);
	json_open(&writer, NULL, '{');
	json_text(&writer, "format_version", "1.0");
	json_text(&writer, "command", report->command);
	json_text(&writer, "account", or_null(report->account));
	json_text(&writer, "commit", or_null(report->commit));
	json_bool(&writer, "dirty", report->dirty);
	if (report->plan != NULL)
		put_plan(&writer, report);
	if (report->drift != NULL)
		json_drift(&writer, report);
	if (report->adopted != NULL)
		render_adopted_json(&writer, report);
	if (report->references != NULL)
		put_references(&writer, report->references);
	put_findings(&writer, report->findings);
	if (report->pull != NULL)
		render_pull_json(&writer, report);
	else if (report->plan == NULL && report->drift == NULL)
		put_findings_summary(&writer, report);
	json_close(&writer, '}');
	json_end(&writer, out);
}
