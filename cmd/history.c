#include "cmd/history.h"

#include <string.h>

#include "cmd/session.h"
#include "cmd/who.h"
#include "model/kind.h"
#include "model/text.h"
#include "providers/git.h"
#include "reconcile/keeper.h"
#include "reconcile/settle.h"

static const char *const records[] = { "variable", "none" };

static const struct option base_rows[] = {
	{ .name = "base",
		.type = OPTION_TEXT,
		.saved = OPTION_SAVED_REVISION,
		.value = "REV",
		.help = "compare with this commit instead of the one that was applied "
			"last",
		.usual = "the commit that the record names" },
};

static const struct option record_rows[] = {
	{ .name = "record",
		.type = OPTION_CHOICE,
		.saved = OPTION_SAVED,
		.value = "WHERE",
		.choices = records,
		.choice_count = countof(records),
		.help = "keep what was applied last in a Harness variable, or nowhere",
		.usual = "variable" },
	{ .name = "name",
		.type = OPTION_TEXT,
		.saved = OPTION_SAVED,
		.value = "NAME",
		.help = "what record and lock of this tree are called",
		.usual = "the remote's path and the tree's folder" },
	{ .name = "record-scope",
		.type = OPTION_TEXT,
		.saved = OPTION_SAVED,
		.value = "SCOPE",
		.help = "where record and lock are: account, ORG or ORG/PROJECT",
		.usual = "the narrowest scope that holds the tree" },
};

const struct option_group history_options = { "Base", base_rows, countof(base_rows) };
const struct option_group record_options = { "Record", record_rows,
	countof(record_rows) };

static const struct place nowhere = { 0 };

static bool keeps_record(const struct session *session)
{
	return !text_equal(session->settings.record, "none");
}

static const char *told_base(const struct session *session)
{
	const struct option_value *base = options_find(session->context->options, "base");

	return base != NULL ? base->text : NULL;
}

/* --- reading --------------------------------------------------------------------- */

static bool find_home(struct session *session, struct scope *home)
{
	const char *told = session->settings.record_scope;

	*home = keeper_home(&session->declared.set);
	if (told == NULL || keeper_parse_scope(home, &session->keeper.arena, told))
		return true;
	error_add(session->context->errs, ERROR_SETTINGS, nowhere,
		"the record's scope '%s' is neither 'account' nor ORG nor ORG/PROJECT",
		told);
	return false;
}

size_t history_cost(const struct session *session)
{
	return keeps_record(
		session); /* where it belongs; elsewhere only when not there */
}

static bool name_record(struct session *session)
{
	struct keeper *keeper = &session->keeper;

	keeper->provider = session->provider;
	record_name_make(&keeper->name, &keeper->arena, session->settings.name,
		session->tree.remote, git_home(session->git), session->tree.root);
	return find_home(session, &keeper->home);
}

static bool read_record(struct session *session)
{
	return keeper_read(
		&session->keeper, &session->record_troubles, session->context->errs);
}

bool history_read_record(struct session *session)
{
	return name_record(session) && read_record(session);
}

bool history_ask(struct session *session)
{
	if (!keeps_record(session))
		return true;
	if (!name_record(session))
		return false;
	keeper_ask(&session->keeper, session->ahead);
	return true;
}

/* Nobody says what git declared before. */
static bool needs_base(struct session *session)
{
	struct error_list *errs = session->context->errs;
	const struct option_value *prune =
		options_find(session->context->options, "prune");
	struct error *error;

	if (prune == NULL || !prune->on)
		return true;
	error = error_add(errs, ERROR_SETTINGS, nowhere,
		session->keeper.state == KEEPER_DENIED
			? "--prune deletes only what git once declared, and the record "
			  "that says what that was cannot be read with this key"
		: keeps_record(session)
			? "--prune deletes only what git once declared, and no record "
			  "says what that was: this tree was not applied yet"
			: "--prune deletes only what git once declared, and no base "
			  "says what that was");
	error_fix(errs, error,
		keeps_record(session) && session->keeper.state == KEEPER_ABSENT
			? "apply once without --prune, or say with --base REV which "
			  "commit was applied last"
			: "say with --base REV which commit was applied last");
	return false;
}

static bool read_past(struct session *session, const char *commit, const char *settled)
{
	session->report.base = commit;
	return past_read(&session->past, session->git, commit, settled, &session->tree,
		&session->declared, session->context->errs);
}

static bool read_recorded(struct session *session)
{
	const struct record *record = &session->keeper.record;
	bool ok = read_past(session, record->commit, record->settled);

	for (size_t i = 0; ok && i < record->unsettled_count; i++)
		ok = past_add(&session->past, session->git, record->unsettled[i].commit,
			record->unsettled[i].address, &session->tree, &session->declared,
			session->context->errs);
	return ok;
}

bool history_read(struct session *session)
{
	struct error_list *errs = session->context->errs;
	const char *base = told_base(session);

	if (keeps_record(session) && !read_record(session))
		return false;
	if (base != NULL) {
		base = git_resolve(session->git, base, &session->plan_arena, errs);
		return base != NULL && read_past(session, base, base);
	}
	switch (session->keeper.state) {
	case KEEPER_FOUND:
		return read_recorded(session);
	case KEEPER_BROKEN:
		error_move(errs, &session->record_troubles);
		return false;
	case KEEPER_UNREAD:
	case KEEPER_ABSENT:
	case KEEPER_DENIED:
		break;
	}
	return needs_base(session);
}

static void tell_denied(struct session *session)
{
	struct error_list *errs = session->context->errs;
	const struct error_list *said = &session->record_troubles;
	struct error *error = error_add_as(errs, ERROR_RECORD, SEVERITY_WARNING, nowhere,
		"this key may not read the record of what was applied last: who changed "
		"what cannot be told, and nothing can be pruned");

	for (size_t i = 0; i < said->count; i++)
		error_relate(errs, error, nowhere, "%s", said->items[i]->message);
	error_fix(errs, error,
		"let the key view variables there, name another place with "
		"--record-scope, or do without: --record none");
}

static void warn(struct session *session, struct error_list *said)
{
	for (size_t i = 0; i < said->count; i++)
		said->items[i]->severity = SEVERITY_WARNING;
	error_move(session->context->errs, said);
}

void history_tell(struct session *session)
{
	struct error_list *said = &session->record_troubles;

	if (session->keeper.state == KEEPER_DENIED) {
		tell_denied(session);
		error_release(said);
		return;
	}
	warn(session, said);
}

/* --- forward ---------------------------------------------------------------------- */

static void report_backward(struct session *session, enum severity severity)
{
	struct error_list *errs = session->context->errs;
	const struct record *record = &session->keeper.record;
	const char *to = session->tree.commit;
	bool older = git_is_ancestor(session->git, to, record->commit) == GIT_YES;
	struct error *error;

	if (older)
		error = error_add_as(errs, ERROR_RECORD, severity, nowhere,
			"commit %.12s is older than %.12s, which was applied last (%s): "
			"applying it would undo what was done since",
			to, record->commit, record->at);
	else
		error = error_add_as(errs, ERROR_RECORD, severity, nowhere,
			"commit %.12s, which was applied last (%s), is not in the "
			"history of %.12s: it is of another branch, or history was "
			"rewritten",
			record->commit, record->at, to);
	error_fix(errs, error, "say --allow-rollback if that is meant");
}

static bool goes_forward(const struct session *session)
{
	const struct keeper *keeper = &session->keeper;

	return keeper->state != KEEPER_FOUND ||
	       git_is_ancestor(session->git, keeper->record.commit,
		       session->tree.commit) == GIT_YES;
}

bool history_check(struct session *session, enum severity severity)
{
	if (options_get(session->context->options, "allow-rollback")->on ||
		goes_forward(session))
		return true;
	report_backward(session, severity);
	return false;
}

/* --- writing ---------------------------------------------------------------------- */

/* Up to where deletions were settled before, as this plan took it. */
static const char *settled_before(const struct session *session)
{
	if (told_base(session) != NULL)
		return session->report.base;
	return session->keeper.state == KEEPER_FOUND ? session->keeper.record.settled
						     : NULL;
}

/* Said again and again, it would be worth a request and nothing else. */
static bool is_news(const struct keeper *keeper, const struct record *record, bool move)
{
	const struct record *old = &keeper->record;
	bool same = keeper->state == KEEPER_FOUND &&
		    text_equal(old->commit, record->commit) &&
		    text_equal(old->settled, record->settled) &&
		    old->unsettled_count == record->unsettled_count;

	for (size_t i = 0; same && i < record->unsettled_count; i++)
		same = text_equal(
			old->unsettled[i].address, record->unsettled[i].address);
	return !same || (move && !scope_equal(keeper->scope, keeper->home));
}

/* Without the lock somebody else may have written meanwhile: theirs stands. */
static bool may_write(struct session *session, struct error_list *errs)
{
	bool unmoved;

	if (session->lock.held)
		return true;
	return keeper_is_unmoved(&session->keeper, &unmoved, errs) && unmoved;
}

static void write_record(
	struct session *session, struct record *record, struct error_list *errs)
{
	struct keeper *keeper = &session->keeper;
	size_t mark = errs->count;

	record->name = keeper->name.full;
	record->at = who_now(&keeper->arena);
	record->version = session->context->program->version;
	if (may_write(session, errs))
		keeper_write(keeper, record, session->lock.held, errs);
	error_wrap(errs, mark,
		"all is applied, but the record does not say so, and the next plan "
		"compares with what was applied before");
}

void history_save(struct session *session, const struct applied *applied)
{
	struct keeper *keeper = &session->keeper;
	struct settlement settlement = {
		.commit = session->tree.commit,
		.dirty = session->tree.dirty,
		.partial = !selection_is_whole(&session->selection),
		.backward = !goes_forward(session),
		.settled = settled_before(session),
		.old = keeper->state == KEEPER_FOUND ? &keeper->record : NULL,
		.past = &session->past,
		.plan = &session->plan,
		.applied = applied,
	};
	struct error_list said = { 0 };
	struct record record;

	if (keeper->state == KEEPER_UNREAD || keeper->state == KEEPER_DENIED ||
		!settle_record(&record, &keeper->arena, &settlement) ||
		!is_news(keeper, &record, session->lock.held))
		return;
	write_record(session, &record, &said);
	warn(session, &said);
}

void history_drop(struct session *session, const struct applied *applied)
{
	struct keeper *keeper = &session->keeper;
	struct error_list said = { 0 };

	if (!selection_is_whole(&session->selection) ||
		applied->done < session->plan.count || keeper->state != KEEPER_FOUND)
		return;
	if (may_write(session, &said))
		keeper_clear(keeper, &said);
	error_wrap(
		&said, 0, "all is destroyed, but the record of what was applied is left");
	warn(session, &said);
}

void history_forget(struct session *session)
{
	plan_release(&session->plan);
	live_release(&session->live);
	past_release(&session->past);
	error_release(&session->record_troubles);
	session->report.plan = NULL;
	session->report.base = NULL;
}
