#include "cmd/render/drift_words.h"

#include <string.h>
#include <time.h>

#include "cmd/render/wording.h"
#include "model/arena.h"
#include "model/kind.h"
#include "model/text.h"
#include "reconcile/ignore.h"
#include "reconcile/report.h"

const char *drift_words_title(enum drift_state state, const struct report *report)
{
	static const char *const titles[DRIFT_STATES] = {
		[DRIFT_CONFLICT] = "Changed in git and in Harness",
		[DRIFT_DRIFTED] = "Changed in Harness",
		[DRIFT_MISSING] = "Deleted in Harness",
		[DRIFT_UNMANAGED] = "Made in Harness, not in git",
		[DRIFT_PENDING] = "Changed in git, not applied yet",
	};

	if (report->base == NULL && state == DRIFT_DRIFTED)
		return "Differs from git";
	if (report->base == NULL && state == DRIFT_MISSING)
		return "Not in Harness";
	return titles[state];
}

/* --- sums ---------------------------------------------------------------------- */

void drift_words_share(struct buf *out, size_t managed, size_t unmanaged)
{
	size_t tenths;

	if (managed + unmanaged == 0) {
		buf_char(out, '-');
		return;
	}
	tenths = (size_t)(drift_share(managed, unmanaged) * 1000 + 1e-9);
	if (tenths % 10 == 0)
		buf_format(out, "%zu %%", tenths / 10);
	else
		buf_format(out, "%zu.%zu %%", tenths / 10, tenths % 10);
}

const struct drift_counted drift_counted[DRIFT_COUNTED] = {
	{ DRIFT_CONFLICT, "in conflict" },
	{ DRIFT_DRIFTED, "drifted" },
	{ DRIFT_MISSING, "missing" },
	{ DRIFT_UNMANAGED, "unmanaged" },
	{ DRIFT_PENDING, "pending" },
};

static void put_states(struct buf *out, const struct drift_counts *counts)
{
	const char *before = " ";

	for (size_t i = 0; i < DRIFT_COUNTED; i++) {
		size_t count = counts->states[drift_counted[i].state];

		if (count == 0)
			continue;
		buf_format(out, "%s%zu %s", before, count, drift_counted[i].words);
		before = ", ";
	}
	buf_char(out, before[0] == ',' ? '.' : ' ');
}

void drift_words_outcome(struct buf *out, const struct report *report)
{
	const struct drift_counts *counts = &report->drift->counts;
	size_t drifted = counts->states[DRIFT_CONFLICT] + counts->states[DRIFT_DRIFTED] +
			 counts->states[DRIFT_MISSING];

	buf_text(out, drifted > 0 ? "Drift:" : "No drift.");
	if (report->drift->count > 0) {
		put_states(out, counts);
		buf_format(out, " %zu of %zu in sync", counts->in_sync, counts->managed);
	} else {
		buf_format(out, " Harness is as git says: %zu %s", counts->in_sync,
			counts->in_sync == 1 ? "entity" : "entities");
	}
	if (counts->covered + counts->states[DRIFT_UNMANAGED] > 0) {
		buf_text(out, ", coverage ");
		drift_words_share(out, counts->covered, counts->states[DRIFT_UNMANAGED]);
	}
	buf_char(out, '.');
}

/* --- fields -------------------------------------------------------------------- */

const struct change *drift_words_fields(
	struct arena *arena, const struct drift_entity *entity)
{
	struct change *changes =
		arena_array(arena, entity->change_count, sizeof(*changes));

	for (size_t i = 0; i < entity->change_count; i++) {
		const struct change *change = &entity->changes[i];

		changes[i] = *change;
		changes[i].immutable = false; /* what has happened may happen */
		if (entity->state == DRIFT_PENDING || change->secret)
			continue;
		changes[i].before = change->after;
		changes[i].after = change->before;
	}
	return changes;
}

/* --- who and when -------------------------------------------------------------- */

void drift_words_time(struct buf *out, int64_t seconds)
{
	time_t time = (time_t)seconds;
	struct tm parts;
	char text[40];

	if (gmtime_r(&time, &parts) == NULL ||
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &parts) == 0)
		buf_text(out, "at a time that is none");
	else
		buf_text(out, text);
}

/* In the largest unit of which there are two; nothing of what is to come. */
static void put_age(struct buf *out, int64_t ms)
{
	static const struct {
		int64_t ms;
		const char *name;
	} units[] = {
		{ 365LL * 24 * 3600 * 1000, "years" },
		{ 24LL * 3600 * 1000, "days" },
		{ 3600LL * 1000, "hours" },
		{ 60LL * 1000, "minutes" },
	};

	if (ms < 0)
		return;
	for (size_t i = 0; i < countof(units); i++) {
		if (ms < 2 * units[i].ms)
			continue;
		buf_format(out, ", %lld %s ago", (long long)(ms / units[i].ms),
			units[i].name);
		return;
	}
	buf_text(out, ", just now");
}

void drift_words_changed(
	struct buf *out, const struct drift_entity *entity, const struct report *report)
{
	static const char *const verbs[DRIFT_STATES] = {
		[DRIFT_CONFLICT] = "changed",
		[DRIFT_DRIFTED] = "changed",
		[DRIFT_MISSING] = "deleted",
		[DRIFT_UNMANAGED] = "made",
		[DRIFT_PENDING] = "changed",
	};
	const struct drift_author *author = entity->changed_by;

	if (author == NULL || (author->via == NULL && report->base == NULL &&
				      entity->state != DRIFT_UNMANAGED))
		return; /* without a base it may never have been there */
	buf_format(out, "%s in Harness by ", verbs[entity->state]);
	if (author->via == NULL) {
		buf_text(out, "somebody unknown");
		return;
	}
	buf_text(out, author->name);
	if (author->id != NULL && !text_equal(author->id, author->name))
		buf_format(out, " <%s>", author->id);
	buf_format(out, " (%s), ", author->via);
	drift_words_time(out, author->at_ms / 1000);
	if (report->now_ms > 0)
		put_age(out, report->now_ms - author->at_ms);
}

void drift_words_rule(struct buf *out, const struct ignore_rule *rule)
{
	for (size_t i = 0; i < rule->field_count; i++)
		buf_format(out, "%s%s", i > 0 ? ", " : "", rule->fields[i]);
	if (rule->field_count > 0)
		buf_text(out, " of ");
	buf_text(out, rule->address);
	if (rule->until != NULL)
		buf_format(out, " until %s", rule->until);
	if (rule->reason != NULL)
		buf_format(out, ": %s", rule->reason);
}

void drift_words_declared(struct buf *out, const struct drift_entity *entity)
{
	const struct drift_commit *commit = entity->declared_by;
	const char *name; /* the folder stands in the entity's own line */

	if (commit == NULL)
		return;
	name = strrchr(commit->file, '/');
	name = name != NULL ? name + 1 : commit->file;
	if (commit->commit[0] == '\0') {
		buf_format(out, "declared in git at %s:%u, not committed yet", name,
			commit->line);
		return;
	}
	buf_format(out, "declared in git by %s in %.*s (%s:%u), ", commit->author,
		WORDING_COMMIT, commit->commit, name, commit->line);
	drift_words_time(out, commit->at);
}
