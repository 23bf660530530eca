#include "cmd/render/json_drift.h"

#include <time.h>

#include "cmd/render/json_parts.h"
#include "cmd/render/json_writer.h"
#include "model/arena.h"
#include "model/kind.h"
#include "reconcile/drift.h"
#include "reconcile/ignore.h"
#include "reconcile/report.h"

/* A share of four digits, cut: it is 1 only when all is managed. */
static void put_share(struct json_writer *writer, size_t managed, size_t unmanaged)
{
	size_t parts;

	if (managed + unmanaged == 0) {
		json_text(writer, "coverage", NULL);
		return;
	}
	parts = (size_t)(drift_share(managed, unmanaged) * 10000 + 1e-9);
	json_member(writer, "coverage");
	buf_format(&writer->out, "%g", (double)parts / 10000);
}

static void put_summary(struct json_writer *writer, const struct drift_counts *counts)
{
	static const enum drift_state order[] = { DRIFT_PENDING, DRIFT_DRIFTED,
		DRIFT_MISSING, DRIFT_CONFLICT, DRIFT_UNMANAGED };

	json_open(writer, "summary", '{');
	json_number(writer, "managed", counts->managed);
	json_number(writer, "in_sync", counts->in_sync);
	for (size_t i = 0; i < countof(order); i++)
		json_number(writer, drift_state_name(order[i]), counts->states[order[i]]);
	put_share(writer, counts->covered, counts->states[DRIFT_UNMANAGED]);
	json_close(writer, '}');
}

static void put_time(struct json_writer *writer, const char *key, int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm parts;
	char text[40];

	if (ms <= 0 || gmtime_r(&seconds, &parts) == NULL ||
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
		json_text(writer, key, NULL);
	else
		json_text(writer, key, text);
}

static void put_author(struct json_writer *writer, const struct drift_author *author)
{
	if (author == NULL) {
		json_text(writer, "changed_by", NULL);
		return;
	}
	json_open(writer, "changed_by", '{');
	json_text(writer, "name", author->name);
	json_text(writer, "kind", author->kind);
	json_text(writer, "id", author->id);
	put_time(writer, "at", author->at_ms);
	json_text(writer, "via", author->via);
	json_text(writer, "action", author->action);
	json_close(writer, '}');
}

static void put_commit(struct json_writer *writer, const struct drift_commit *commit)
{
	if (commit == NULL) {
		json_text(writer, "declared_by", NULL);
		return;
	}
	json_open(writer, "declared_by", '{');
	json_text(writer, "commit", commit->commit[0] != '\0' ? commit->commit : NULL);
	json_text(writer, "author", commit->author);
	put_time(writer, "at", commit->at * 1000);
	json_text(writer, "file", commit->file);
	json_number(writer, "line", commit->line);
	json_close(writer, '}');
}

static void put_entity(struct json_writer *writer, const struct drift_entity *entity)
{
	json_open(writer, NULL, '{');
	json_text(writer, "address", entity->address);
	json_text(writer, "state", drift_state_name(entity->state));
	json_open(writer, "fields", '[');
	for (size_t i = 0; i < entity->change_count; i++)
		json_change(writer, entity->desired, &entity->changes[i]);
	json_close(writer, ']');
	json_text(writer, "reason", entity->reason);
	put_author(writer, entity->changed_by);
	put_commit(writer, entity->declared_by);
	json_close(writer, '}');
}

static void put_coverage(struct json_writer *writer, const struct drift_coverage *row)
{
	struct arena arena = { 0 };

	json_open(writer, NULL, '{');
	json_text(writer, "scope", scope_name(&arena, row->scope));
	json_text(writer, "kind", row->kind->name);
	json_number(writer, "managed", row->managed);
	if (row->whole) {
		json_number(writer, "unmanaged", row->unmanaged);
		put_share(writer, row->managed, row->unmanaged);
	} else {
		json_text(writer, "unmanaged", NULL);
		json_text(writer, "coverage", NULL);
	}
	json_close(writer, '}');
	arena_release(&arena);
}

/* Where a rule stands, and what it hid: those of one rule stand in a row. */
static void put_rule(struct json_writer *writer, const struct ignore_rule *rule,
	const struct drift *drift)
{
	json_open(writer, NULL, '{');
	json_text(writer, "address", rule->address);
	json_open(writer, "fields", '[');
	for (size_t i = 0; i < rule->field_count; i++)
		json_text(writer, NULL, rule->fields[i]);
	json_close(writer, ']');
	json_text(writer, "until", rule->until);
	json_text(writer, "reason", rule->reason);
	json_bool(writer, "expired", rule->expired);
	json_text(writer, "file", rule->place.file);
	json_number(writer, "line", rule->place.line);
	json_open(writer, "hidden", '[');
	for (size_t i = 0; i < drift->hidden_count; i++) {
		const struct drift_hidden *hidden = &drift->hidden[i];

		if (hidden->rule != rule)
			continue;
		json_open(writer, NULL, '{');
		json_text(writer, "address", hidden->address);
		json_text(writer, "path", hidden->path);
		json_text(writer, "state", drift_state_name(hidden->state));
		json_close(writer, '}');
	}
	json_close(writer, ']');
	json_close(writer, '}');
}

static void put_rules(struct json_writer *writer, const struct drift *drift)
{
	json_open(writer, "ignored", '[');
	for (size_t i = 0; drift->ignore != NULL && i < drift->ignore->count; i++)
		put_rule(writer, &drift->ignore->rules[i], drift);
	json_close(writer, ']');
}

void json_drift(struct json_writer *writer, const struct report *report)
{
	const struct drift *drift = report->drift;

	json_text(writer, "base", report->base);
	json_open(writer, "requests", '{');
	json_number(writer, "total", report->requests);
	json_close(writer, '}');
	put_summary(writer, &drift->counts);
	json_open(writer, "entities", '[');
	for (size_t i = 0; i < drift->count; i++)
		put_entity(writer, &drift->items[i]);
	json_close(writer, ']');
	json_open(writer, "coverage", '[');
	for (size_t i = 0; i < drift->coverage_count; i++)
		put_coverage(writer, &drift->coverage[i]);
	json_close(writer, ']');
	put_rules(writer, drift);
}
