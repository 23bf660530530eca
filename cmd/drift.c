#include "reconcile/drift.h"

#include <string.h>
#include <time.h>

#include "cmd/adopt.h"
#include "cmd/command.h"
#include "cmd/cost.h"
#include "cmd/history.h"
#include "cmd/narrow.h"
#include "cmd/output.h"
#include "cmd/session.h"
#include "model/kind.h"
#include "model/text.h"
#include "providers/clock.h"
#include "providers/git.h"
#include "reconcile/authors.h"
#include "reconcile/origins.h"

static const struct option rows[] = {
	{ .name = "fail-on",
		.type = OPTION_TEXT,
		.value = "STATES",
		.usual = "drifted,missing,conflict",
		.help = "exit with 2 when something is in one of these states: conflict, "
			"drifted, missing, unmanaged, pending, with commas between them; "
			"all; none" },
	{ .name = "adopt",
		.type = OPTION_LIST,
		.value = "GLOB",
		.help = "write what was changed in Harness into the files that declare "
			"it, of entities whose address matches GLOB" },
	{ .name = "allow-dirty",
		.type = OPTION_FLAG,
		.help = "let --adopt write files with changes that are not committed" },
};
static const struct option_group own = { "Drift", rows, countof(rows) };
static const struct option_group *const groups[] = { &own, &narrow_options,
	&history_options, &record_options, &settings_tree, &settings_account,
	&output_options_drift };

/* --- what fails ------------------------------------------------------------------ */

static void unknown_state(
	const struct option_value *told, const char *name, struct error_list *errs)
{
	const char *names[DRIFT_STATES + 2] = { "all", "none" };
	const char *nearest;
	struct error *error;

	for (size_t i = 0; i < DRIFT_STATES; i++)
		names[i + 2] = drift_state_name((enum drift_state)i);
	nearest = text_nearest(name, names, countof(names));
	error = error_add(errs,
		told->origin == ORIGIN_COMMAND_LINE ? ERROR_USAGE : ERROR_SETTINGS,
		(struct place){ 0 }, "%s: unknown state '%s'", told->said, name);
	if (nearest != NULL)
		error_fix(errs, error, "did you mean '%s'?", nearest);
	else
		error_fix(errs, error,
			"states are conflict, drifted, missing, unmanaged and pending");
}

static void add_state(bool fails[DRIFT_STATES], const struct option_value *told,
	const char *name, struct error_list *errs)
{
	enum drift_state state;

	if (drift_state_find(name, &state))
		fails[state] = true;
	else if (strcmp(name, "all") == 0)
		memset(fails, true, DRIFT_STATES * sizeof(*fails));
	else if (strcmp(name, "none") != 0)
		unknown_state(told, name, errs);
}

/* Which states are an exit status of their own. */
static bool read_states(bool fails[DRIFT_STATES], const struct context *context)
{
	const struct option_value *told = options_get(context->options, "fail-on");
	const char *rest = told->text != NULL ? told->text : told->option->usual;
	size_t failures = context->errs->failures;
	struct arena scratch = { 0 };

	for (;;) {
		size_t size = strcspn(rest, ",");

		add_state(fails, told, arena_copy(&scratch, rest, size), context->errs);
		if (rest[size] == '\0')
			break;
		rest += size + 1;
	}
	arena_release(&scratch);
	return context->errs->failures == failures;
}

static enum status status_of(const struct drift *drift, const bool fails[DRIFT_STATES])
{
	for (size_t i = 0; i < DRIFT_STATES; i++)
		if (fails[i] && drift->counts.states[i] > 0)
			return STATUS_CHANGES;
	return STATUS_DONE;
}

/* --- the comparison -------------------------------------------------------------- */

/* Whoever applies or commits has another clock than the API. */
enum { CLOCKS_APART_S = 60 };

/* When the commit was made, in seconds since 1970; 0: that is not known. */
static int64_t commit_time(const struct session *session, const char *commit)
{
	struct error_list unsaid = { 0 };
	struct git_revision revision;
	struct arena scratch = { 0 };

	(void)git_describe(session->git, commit, &scratch, &revision, &unsaid);
	arena_release(&scratch);
	error_release(&unsaid);
	return revision.time;
}

static int64_t parse_time(const char *text)
{
	struct tm parts = { 0 };

	return strptime(text, "%Y-%m-%dT%H:%M:%S", &parts) != NULL ? timegm(&parts) : 0;
}

/* When the base was applied, or at least was made; 0: there is none. */
static int64_t since_ms(const struct session *session)
{
	const struct record *record = &session->keeper.record;
	const char *base = session->report.base;
	int64_t since = 0;

	if (base != NULL && session->keeper.state == KEEPER_FOUND &&
		text_equal(base, record->commit))
		since = parse_time(record->at);
	if (base != NULL && since == 0)
		since = commit_time(session, base);
	return since > CLOCKS_APART_S ? (since - CLOCKS_APART_S) * 1000 : 0;
}

static void find_people(struct session *session, struct drift *drift)
{
	drift_tell_rules(drift, session->context->errs);
	authors_find(drift, session->provider, since_ms(session), session->context->errs);
	session_count_requests(session);
	origins_find(drift, session->git, session->tree.commit);
}

/* Read wide, and compare as a plan that may delete would. */
static bool compare(struct session *session, struct drift *drift)
{
	const struct live_options wide = { .selection = &session->selection,
		.wide = true };
	const struct plan_options options = {
		.rotation = { .digest_key = session->settings.digest_key,
			.secrets = &session->secrets },
		.prune = true,
		.selection = &session->selection,
		.protect = session->settings.protect,
		.protect_count = session->settings.protect_count,
	};
	struct error_list *errs = session->context->errs;
	bool ok = session_read(session, &wide) &&
		  plan_make(&session->plan, &session->declared, &session->past,
			  &session->live, &options, errs);

	if (ok)
		drift_make(drift, &session->plan, &session->declared, &session->past,
			&session->live,
			&(struct drift_options){ .ignore = &session->settings.ignore,
				.selection = &session->selection });
	if (ok)
		find_people(session, drift);
	ok = ok && tree_is_whole(&session->tree, errs);
	error_sort(errs);
	return ok;
}

static void tell_cost(const struct session *session)
{
	size_t requests = session->report.requests;

	output_say(
		"%zu request%s read the account\n", requests, requests == 1 ? "" : "s");
}

static enum status report(struct session *session, const struct drift *drift,
	const bool fails[DRIFT_STATES])
{
	struct context *context = session->context;
	bool ok;

	session->report.drift = drift;
	session->report.drift_fails = fails;
	session->report.now_ms = clock_system()->wall_ms(clock_system());
	output_tell(context->output, context->errs);
	ok = output_report(context->output, &session->report, context->errs);
	tell_cost(session);
	session->report.drift = NULL;
	session->report.drift_fails = NULL;
	return ok ? status_of(drift, fails) : STATUS_FAULT;
}

/* What lives goes into the files; nothing of it fails, since git says it now. */
static enum status adopt(struct session *session, const struct drift *drift)
{
	struct context *context = session->context;
	const struct option_value *globs = options_get(context->options, "adopt");
	struct arena arena = { 0 };
	struct adoption *items;
	struct adopted adopted;
	size_t count =
		adopt_collect(&items, &arena, session, drift, globs->items, globs->count);
	bool ok = adopt_make(&adopted, &session->tree, items, count, context->errs) &&
		  (options_get(context->options, "allow-dirty")->on ||
			  adopt_check_clean(session, &adopted)) &&
		  adopt_write(session, &adopted);
	bool written = false;

	for (size_t i = 0; i < adopted.count; i++)
		written |= adopted.files[i].written;
	error_sort(context->errs);
	if (ok || written) {
		session->report.adopted = &adopted;
		report(session, drift, (const bool[DRIFT_STATES]){ false });
	}
	if (ok && written)
		output_say("next: git diff, git commit, rein plan\n");
	session->report.adopted = NULL;
	adopt_release(&adopted);
	arena_release(&arena);
	return ok ? STATUS_DONE : STATUS_FAULT;
}

static bool adopts(const struct session *session)
{
	return options_get(session->context->options, "adopt")->count > 0;
}

/* What was adopted is a list of files; pages and comments are of reports. */
static bool format_fits(const struct session *session)
{
	const char *format = session->context->output->format->name;

	if (strcmp(format, "text") == 0 || strcmp(format, "json") == 0)
		return true;
	error_add(session->context->errs, ERROR_USAGE, (struct place){ 0 },
		"--adopt says what it wrote as text and json; the format %s is for a "
		"report of drift",
		format);
	return false;
}

static enum status drift(struct session *session, const bool fails[DRIFT_STATES])
{
	struct drift drift = { 0 };
	enum status status = STATUS_FAULT;

	if (adopts(session) &&
		!(format_fits(session) && adopt_can_write(session, "--adopt")))
		return STATUS_USAGE;
	if (!session_load(session) || !session_connect(session))
		return STATUS_FAULT;
	cost_tell("drift",
		history_cost(session) +
			cost_estimate(
				&session->declared, &session->selection, session->cache) +
			cost_of_width(&session->declared, &session->selection),
		session->settings.rate);
	if (!compare(session, &drift))
		output_failure(session->context->output, &session->report,
			session->context->errs);
	else if (adopts(session))
		status = adopt(session, &drift);
	else
		status = report(session, &drift, fails);
	drift_release(&drift);
	return status;
}

static enum status run(struct context *context)
{
	bool fails[DRIFT_STATES] = { false };
	struct session session;
	enum status status = STATUS_FAULT;

	if (!read_states(fails, context))
		return STATUS_FAULT;
	if (session_open(&session, context))
		status = drift(&session, fails);
	session_close(&session);
	return status;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "nothing is in a state that --fail-on names" },
	{ STATUS_FAULT, "an error: nothing can be said" },
	{ STATUS_CHANGES, "something is in a state that --fail-on names" },
};

const struct command command_drift = {
	.name = "drift",
	.arguments = "",
	.help = "reports what was changed in Harness and not in git",
	.text = "Compares the account with the tree and with what git said when it was "
		"last applied, and reports what was changed, deleted or made in Harness, "
		"what is not applied yet, and how much of the account git manages. "
		"Nothing is written, unless --adopt says so: then files of the work tree "
		"say what lives, ready to commit.",
	.options = { groups, countof(groups) },
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
