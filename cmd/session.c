#include "cmd/session.h"

#include <string.h>

#include "cmd/buffer.h"
#include "cmd/history.h"
#include "cmd/narrow.h"
#include "cmd/output.h"
#include "model/kind.h"
#include "model/text.h"
#include "providers/cache.h"
#include "providers/clock.h"
#include "providers/git.h"
#include "providers/harness.h"
#include "providers/http.h"
#include "providers/pace.h"
#include "providers/parses.h"
#include "reconcile/ahead.h"
#include "reconcile/batch.h"
#include "reconcile/brakes.h"
#include "reconcile/cascade.h"
#include "reconcile/validate.h"

static const char *const conflicts[] = { "git", "fail" };

static const struct option plan_rows[] = {
	{ .name = "replace",
		.type = OPTION_LIST,
		.saved = OPTION_SAVED,
		.value = "ADDRESS",
		.help = "allow to delete and create ADDRESS anew where a field cannot "
			"be changed" },
	{ .name = "rotate-secrets",
		.type = OPTION_LIST,
		.saved = OPTION_SAVED,
		.value = "GLOB",
		.help = "send the values of existing secrets again whose address "
			"matches GLOB" },
	{ .name = "prune",
		.type = OPTION_FLAG,
		.saved = OPTION_SAVED,
		.help = "delete what git declared when it was applied last, or since, "
			"and declares no longer" },
	{ .name = "conflicts",
		.type = OPTION_CHOICE,
		.saved = OPTION_SAVED,
		.choices = conflicts,
		.choice_count = countof(conflicts),
		.value = "WHO",
		.help = "of a field changed both in git and in Harness since the last "
			"apply: git wins, or apply fails before its first write",
		.usual = "git" },
	{ .name = "allow-rollback",
		.type = OPTION_FLAG,
		.saved = OPTION_SAVED_CONSENT,
		.help = "let apply go back, or to another branch, from the commit that "
			"was applied last" },
	{ .name = "allow-mass-delete",
		.type = OPTION_FLAG,
		.saved = OPTION_SAVED_CONSENT,
		.help = "let apply delete more than 20 entities, or more than 3 that are "
			"over a quarter of all" },
	{ .name = "allow-lockout",
		.type = OPTION_FLAG,
		.saved = OPTION_SAVED_CONSENT,
		.help = "let apply delete or disable an administrator's role "
			"assignment" },
};

const struct option_group session_options = { "Plan", plan_rows, countof(plan_rows) };

/* --- the tree ------------------------------------------------------------ */

static void begin_report(struct session *session)
{
	const char *account = session->settings.account;

	if (account == NULL)
		account = session->settings.asserted;
	session->report = (struct report){
		.command = session->context->command->name,
		.account = account != NULL ? account : "",
		.commit = session->tree.commit,
		.dirty = session->tree.dirty,
		.root = session->tree.root,
		.findings = session->context->errs,
	};
}

/* The document on stdin, of commands that take one. */
static bool read_buffer(struct session *session)
{
	const struct option_value *told =
		options_find(session->context->options, "stdin-filename");

	if (told == NULL || told->text == NULL)
		return true;
	session->buffer = buffer_read(&session->tree, git_workdir(session->git),
		told->text, session->context->errs);
	return session->buffer != NULL;
}

static bool open_session(struct session *session, struct context *context, bool to_write)
{
	struct settings *settings = &session->settings;
	struct error_list *errs = context->errs;

	*session = (struct session){ .context = context };
	if (!settings_read(settings, context->options, errs))
		return false;
	session->git = to_write ? git_open_to_write(settings->dir, errs)
				: git_open(settings->dir, settings->rev, errs);
	if (session->git == NULL)
		return false;
	git_read_tree(session->git, settings->rev, &session->tree, errs);
	if (!session->tree.listed)
		return false;
	if (!read_buffer(session))
		return false;
	settings_read_tree(settings, &session->tree, errs);
	session->secrets =
		(struct secrets){ session->git, settings->rev, settings->secrets_dir };
	begin_report(session);
	return true;
}

bool session_open(struct session *session, struct context *context)
{
	return open_session(session, context, false);
}

bool session_open_to_write(struct session *session, struct context *context)
{
	return open_session(session, context, true);
}

static void no_documents(struct session *session)
{
	struct error_list *errs = session->context->errs;
	struct error *error =
		error_add(errs, ERROR_TREE, (struct place){ .file = session->tree.root },
			"the tree holds no document that git tracks");

	error_fix(errs, error, "add Harness YAML below it and run 'git add'");
}

/* What is amiss with the cache is of no result; the same is said once. */
static void tell_asides(struct session *session)
{
	struct output aside = *session->context->output;

	aside.told = session->asides_told;
	output_tell(&aside, &session->asides);
	session->asides_told = session->asides.count;
}

static void load(struct session *session)
{
	const struct settings *settings = &session->settings;
	struct parses *parses = NULL;

	if (!settings->no_cache)
		parses = parses_open(settings->cache, clock_system(), &session->asides);
	load_tree_kept(
		&session->declared, &session->tree, parses, session->context->errs);
	parses_close(parses, &session->asides);
	tell_asides(session);
}

bool session_load(struct session *session)
{
	struct error_list *errs = session->context->errs;
	struct validate_options options = {
		.closed = session->settings.closed,
		.secrets = &session->secrets,
	};

	load(session);
	session->report.files = session->declared.file_count;
	session->report.entities = session->declared.set.count;
	validate_declared(&session->declared, &session->tree, &options, errs);
	tree_is_whole(&session->tree, errs);
	if (errs->failures == 0 && session->declared.document_count == 0)
		no_documents(session);
	error_sort(errs);
	return errs->failures == 0 && narrow_read(session);
}

/* --- the account --------------------------------------------------------- */

/* The vendor's minute, and a little more: it counts arrivals, we departures. */
enum { WINDOW_MS = 61000, DEADLINE_MS = 60000 };

bool session_connect(struct session *session)
{
	struct settings *settings = &session->settings;
	struct error_list *errs = session->context->errs;
	struct http_options options;

	if (!settings_read_key(settings, errs))
		return false;
	session->report.account = settings->account;
	limiter_init(&session->limiter, (size_t)settings->rate, WINDOW_MS);
	session->pace = pace_open(
		&session->limiter, buf_string(&settings->key), clock_system(), errs);
	options = (struct http_options){
		.base = settings->endpoint,
		.key = buf_string(&settings->key),
		.account = settings->account,
		.user_agent = SESSION_USER_AGENT,
		.ca_file = settings->ca_cert,
		.parallelism = (size_t)settings->parallelism,
		.tries = (unsigned)settings->tries,
		.deadline_ms = DEADLINE_MS,
		.clock = clock_system(),
		.limiter = &session->limiter,
		.heard = progress_heard,
		.listener = &session->reading,
		.stop = &session->context->interrupt->seen,
	};
	session->http = http_open(&options, errs);
	if (session->http == NULL)
		return false;
	session->harness = harness_open(
		session->http, settings->account, &session->secrets, clock_system());
	session->ahead = ahead_open(session->harness);
	session->provider = ahead_provider(session->ahead);
	if (!settings->no_cache)
		session->cache = cache_open(settings->cache, settings->endpoint,
			settings->account, clock_system(), &session->asides);
	tell_asides(session);
	harness_remember(session->harness, session->cache);
	return true;
}

void session_count_requests(struct session *session)
{
	session->report.requests = http_sent(session->http);
}

/* --- the plan ------------------------------------------------------------ */

/* What rein.yaml protects cannot be replaced by a flag either. */
static bool check_protected(
	const struct session *session, const struct option_value *replace)
{
	const struct settings *settings = &session->settings;
	bool ok = true;

	for (size_t i = 0; i < replace->count; i++) {
		for (size_t k = 0; k < settings->protect_count; k++) {
			if (!text_glob(settings->protect[k], replace->items[i]))
				continue;
			error_add(session->context->errs, ERROR_BLOCKED,
				(struct place){ 0 },
				"%s is protected by '%s' in %s/rein.yaml and is never "
				"replaced",
				replace->items[i], settings->protect[k],
				session->tree.root);
			ok = false;
		}
	}
	return ok;
}

/* Where the request went that met no API: most often it is the wrong place. */
static void name_endpoint(const struct session *session, size_t mark)
{
	struct error_list *errs = session->context->errs;

	for (size_t i = mark; i < errs->count; i++)
		if (errs->items[i]->code == ERROR_HTTP ||
			errs->items[i]->code == ERROR_API_ANSWER)
			error_relate(errs, errs->items[i], (struct place){ 0 },
				"the endpoint is %s", session->settings.endpoint);
}

/* What is read and planned: of a saved plan what it changes, whatever it was told. */
static const struct selection *selection_of(const struct session *session)
{
	return session->saved != NULL ? &session->steps : &session->selection;
}

/* Whether a body is remembered: there is an organization, then, or was. */
static bool was_read_before(const struct session *session)
{
	const struct entity_set *set = &session->declared.set;
	bool known = false;

	for (size_t i = 0; !known && i < set->count; i++)
		known = set->items[i]->kind->lists[0].summary &&
			cache_knows(session->cache, set->items[i]->address);
	return known;
}

/* The record, organizations and projects are asked for at once. */
static bool read_history(struct session *session, const struct live_options *options)
{
	size_t mark = session->context->errs->count;
	bool ok = history_ask(session);

	if (ok) {
		live_ask(&session->declared, options, was_read_before(session),
			session->ahead);
		ok = history_read(session);
	}
	if (!ok)
		name_endpoint(session, mark);
	session_count_requests(session);
	return ok;
}

bool session_read(struct session *session, const struct live_options *options)
{
	const struct live_options selected = { .selection = selection_of(session) };
	bool ok;

	if (options == NULL)
		options = &selected;
	ok = read_history(session, options);
	if (ok && session->destroys)
		past_drop_all(&session->past, &session->declared);
	ok = ok && narrow_check(session) && session_read_live(session, options);
	ahead_forget(session->ahead);
	return ok;
}

bool session_read_live(struct session *session, const struct live_options *options)
{
	struct error_list *errs = session->context->errs;
	size_t mark = errs->count;
	bool ok;

	progress_init(&session->reading, session->context->output);
	ok = live_read(&session->live, &session->declared, &session->past, options,
		session->provider, errs);
	progress_end(&session->reading);
	session_count_requests(session);
	name_endpoint(session, mark);
	if (ok)
		history_tell(session);
	error_sort(errs);
	return ok;
}

/* What goes with the organizations and projects that the plan deletes. */
static bool read_cascades(struct session *session, const struct plan_options *options)
{
	bool ok = cascade_read(
		&session->plan, options, session->provider, session->context->errs);

	session_count_requests(session);
	return ok;
}

/* Of an option that not every command that plans has. */
static const struct option_value *told_or_none(
	const struct options *options, const char *name)
{
	static const struct option_value none;
	const struct option_value *told = options_find(options, name);

	return told != NULL ? told : &none;
}

/* Whether the tree declares what an option names. */
static bool check_named(const struct session *session, const struct option_value *named)
{
	return named->count == 0 ||
	       selection_check_globs(named->option->name, named->items, named->count,
		       &session->declared, session->context->errs);
}

bool session_plan(struct session *session)
{
	struct error_list *errs = session->context->errs;
	const struct options *told = session->context->options;
	const struct option_value *replace = told_or_none(told, "replace");
	const struct option_value *rotate = told_or_none(told, "rotate-secrets");
	struct plan_options options = {
		.replace = replace->items,
		.replace_count = replace->count,
		.rotation = { rotate->items, rotate->count, session->settings.digest_key,
			&session->secrets },
		.prune = session->destroys || told_or_none(told, "prune")->on,
		.destroy = session->destroys,
		.protect = session->settings.protect,
		.protect_count = session->settings.protect_count,
		.ignore = &session->settings.ignore,
		.selection = selection_of(session),
	};

	ignore_tell_expired(&session->settings.ignore, errs);
	if (!check_protected(session, replace) || !check_named(session, replace) ||
		!check_named(session, rotate) || !session_read(session, NULL) ||
		!plan_make(&session->plan, &session->declared, &session->past,
			&session->live, &options, errs) ||
		!read_cascades(session, &options) ||
		!tree_is_whole(&session->tree, errs)) {
		error_sort(errs);
		return false;
	}
	error_sort(errs);
	session->report.plan = &session->plan;
	session->report.writes = batches_requests(&session->plan);
	return true;
}

/* False of a command that has no such option. */
static bool is_told(const struct options *told, const char *name, const char *word)
{
	const struct option_value *value = options_find(told, name);

	return value != NULL && value->text != NULL && strcmp(value->text, word) == 0;
}

bool session_check_brakes(struct session *session, enum severity severity)
{
	const struct options *told = session->context->options;
	const struct brakes brakes = {
		.mass_delete = !options_get(told, "allow-mass-delete")->on,
		.lockout = !options_get(told, "allow-lockout")->on,
		.conflicts = is_told(told, "conflicts", "fail"),
		.managed = session->declared.set.count,
	};

	return brakes_check(&brakes, &session->plan, severity, session->context->errs);
}

void session_close(struct session *session)
{
	plan_release(&session->plan);
	live_release(&session->live);
	past_release(&session->past);
	lock_release(&session->lock);
	keeper_release(&session->keeper);
	error_release(&session->record_troubles);
	arena_release(&session->plan_arena);
	ahead_close(session->ahead);
	harness_close(session->harness);
	cache_close(session->cache, &session->asides);
	http_close(session->http);
	pace_close(session->pace, session->context->errs);
	limiter_release(&session->limiter);
	declared_release(&session->declared);
	tree_release(&session->tree);
	git_close(session->git);
	settings_release(&session->settings);
	if (session->asides.count > 0)
		tell_asides(session);
	error_release(&session->asides);
}
