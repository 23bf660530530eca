#include "reconcile/pull.h"

#include <string.h>

#include "cmd/adopt.h"
#include "cmd/command.h"
#include "cmd/output.h"
#include "cmd/session.h"
#include "model/identifier.h"
#include "model/kind.h"
#include "providers/git.h"
#include "providers/overwrite.h"
#include "reconcile/live_scopes.h"
#include "reconcile/selection.h"

static const struct option rows[] = {
	{ .name = "select",
		.type = OPTION_LIST,
		.value = "GLOB",
		.help = "only entities whose address matches GLOB: "
			"'service:payments/*'" },
	{ .name = "exclude",
		.type = OPTION_LIST,
		.value = "GLOB",
		.help = "all but entities whose address matches GLOB" },
	{ .name = "overwrite",
		.type = OPTION_FLAG,
		.help = "let documents that say something else than the account say what "
			"lives" },
};
static const struct option_group own = { "Pull", rows, countof(rows) };
static const struct option_group *const groups[] = { &own, &settings_work_tree,
	&settings_account, &output_options_plain };

/* --- what is asked for ------------------------------------------------------------ */

static bool is_identifier(const char *text, enum identifier_rule rule)
{
	return identifier_check(text, rule) == IDENTIFIER_OK;
}

/* ORG or ORG/PROJECT; nothing is the account. */
static bool read_scope(struct session *session, struct arena *arena, struct scope *scope)
{
	const struct options *told = session->context->options;
	const char *text, *slash;
	bool ok;

	*scope = (struct scope){ 0 };
	if (told->argument_count == 0)
		return true;
	text = told->arguments[0];
	slash = strchr(text, '/');
	scope->org = arena_copy(
		arena, text, slash != NULL ? (size_t)(slash - text) : strlen(text));
	scope->project = slash != NULL ? slash + 1 : NULL;
	ok = is_identifier(scope->org, kind_opening(SCOPE_ORG)->identifier_rule) &&
	     (slash == NULL || is_identifier(scope->project,
				       kind_opening(SCOPE_PROJECT)->identifier_rule));
	if (!ok)
		error_fix(session->context->errs,
			error_add(session->context->errs, ERROR_USAGE,
				(struct place){ 0 }, "'%s' names no scope", text),
			"say ORGANIZATION or ORGANIZATION/PROJECT by their identifiers, "
			"or nothing for the whole account");
	return ok;
}

static struct selection selection_of(const struct options *told)
{
	const struct option_value *select = options_get(told, "select");
	const struct option_value *exclude = options_get(told, "exclude");

	return (struct selection){
		.select = select->items,
		.select_count = select->count,
		.exclude = exclude->items,
		.exclude_count = exclude->count,
	};
}

/* --- what is there ------------------------------------------------------------------ */

/* Only what makes it unreadable matters here: validate says the rest. */
static bool load(struct session *session)
{
	struct error_list *errs = session->context->errs, found = { 0 };
	size_t failures = errs->failures;

	git_read_untracked(session->git, &session->tree, errs);
	load_tree(&session->declared, &session->tree, &found);
	for (size_t i = 0; i < found.count; i++)
		if (found.items[i]->severity == SEVERITY_ERROR)
			error_copy(errs, found.items[i]);
	error_release(&found);
	session->report.files = session->declared.file_count;
	session->report.entities = session->declared.set.count;
	return errs->failures == failures;
}

static bool check_scope(struct session *session, struct scope scope)
{
	struct arena scratch = { 0 };
	struct error_list *errs = session->context->errs;

	if (live_scopes_exist(&session->live.set, scope))
		return true;
	error_fix(errs,
		error_add(errs, ERROR_EXTERNAL_MISSING, (struct place){ 0 },
			"%s is not in account %s, or not for this key to see",
			scope_words(&scratch, scope), session->settings.account),
		"identifiers are case-sensitive, and not the names");
	arena_release(&scratch);
	return false;
}

/* --- what is written ---------------------------------------------------------------- */

static void refuse(struct session *session, const struct pull_item *item)
{
	struct error_list *errs = session->context->errs;
	const struct entity *declared = item->declared;
	const struct change *change = &item->difference.changes[0];
	size_t others = item->difference.count - 1;
	struct arena scratch = { 0 };
	struct error *error = source_error(errs, ERROR_FILE_DIFFERS, declared->source,
		change->offset, "%s says something else than the account: %s%s",
		declared->address, change->path,
		others == 0 ? ""
			    : arena_format(&scratch, " and %zu other%s", others,
				      others == 1 ? "" : "s"));

	error_address(errs, error, declared->address);
	error_fix(errs, error,
		"take what is live with --overwrite, or leave it as it is with "
		"--exclude '%s'",
		declared->address);
	arena_release(&scratch);
}

static bool check(struct session *session, const struct pull *pull)
{
	size_t failures = session->context->errs->failures;

	if (options_get(session->context->options, "overwrite")->on)
		return true;
	for (size_t i = 0; i < pull->count; i++)
		if (pull->items[i].state == PULL_DIFFERS)
			refuse(session, &pull->items[i]);
	return session->context->errs->failures == failures;
}

/* Documents that are there already: the lines that say something else. */
static bool change_files(struct session *session, struct pull *pull)
{
	struct adoption *items = arena_array(&pull->arena, pull->count, sizeof(*items));
	struct adopted adopted;
	size_t count = 0;
	bool ok;

	for (size_t i = 0; i < pull->count; i++) {
		const struct pull_item *item = &pull->items[i];

		if (item->state == PULL_DIFFERS)
			items[count++] = (struct adoption){ item->declared, item->live,
				item->difference.changes, item->difference.count,
				.whole = true };
	}
	ok = adopt_make(&adopted, &session->tree, items, count, session->context->errs) &&
	     adopt_write(session, &adopted);
	for (size_t i = 0; i < pull->count; i++)
		for (size_t k = 0;
			pull->items[i].state == PULL_DIFFERS && k < adopted.count; k++)
			if (strcmp(adopted.files[k].path, pull->items[i].path) == 0)
				pull->items[i].written = adopted.files[k].written;
	adopt_release(&adopted);
	return ok;
}

/* What could not be written is an error; the rest is written all the same. */
static bool write_files(struct session *session, struct pull *pull)
{
	bool ok = true;

	for (size_t i = 0; i < pull->count; i++) {
		struct pull_item *item = &pull->items[i];

		if (item->state != PULL_NEW)
			continue;
		item->written = create_file(git_workdir(session->git), item->path,
			item->bytes.ptr, item->bytes.len, session->context->errs);
		ok &= item->written;
	}
	return ok;
}

static bool has_written(const struct pull *pull)
{
	for (size_t i = 0; i < pull->count; i++)
		if (pull->items[i].written)
			return true;
	return false;
}

static void tell_next(const struct session *session, const struct pull *pull)
{
	if (has_written(pull))
		output_say("%zu request%s read the account; next: git add %s, git "
			   "commit, rein plan\n",
			session->report.requests,
			session->report.requests == 1 ? "" : "s", session->tree.root);
}

static enum status write_tree(
	struct session *session, struct pull *pull, const struct pull_options *options)
{
	struct context *context = session->context;
	bool ok;

	pull_make(pull, &session->live, &session->declared, options, context->errs);
	session->report.pull = pull;
	ok = check(session, pull) && change_files(session, pull) &&
	     write_files(session, pull);
	error_sort(context->errs);
	output_tell(context->output, context->errs);
	if (!ok && !has_written(pull)) {
		output_failure(context->output, &session->report, context->errs);
		return STATUS_FAULT;
	}
	if (!output_report(context->output, &session->report, context->errs))
		return STATUS_FAULT;
	tell_next(session, pull);
	return ok ? STATUS_DONE : STATUS_FAULT;
}

static enum status pull(struct session *session)
{
	struct arena arena = { 0 };
	struct selection selection = selection_of(session->context->options);
	struct pull_options options = {
		.root = session->tree.root,
		.selection = &selection,
	};
	struct live_options reading = { .all = &options.scope, .selection = &selection };
	struct pull made = { 0 };
	enum status status = STATUS_FAULT;

	if (!read_scope(session, &arena, &options.scope))
		status = STATUS_USAGE;
	else if (load(session) && session_connect(session) &&
		 session_read_live(session, &reading) &&
		 check_scope(session, options.scope))
		status = write_tree(session, &made, &options);
	if (status == STATUS_FAULT && session->report.pull == NULL)
		output_failure(session->context->output, &session->report,
			session->context->errs);
	session->report.pull = NULL;
	pull_release(&made);
	arena_release(&arena);
	return status;
}

static enum status run(struct context *context)
{
	struct session session;
	enum status status = STATUS_FAULT;

	if (session_open_to_write(&session, context))
		status = pull(&session);
	session_close(&session);
	return status;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "the tree has what lives" },
	{ STATUS_FAULT, "an error: nothing was written, save what is listed" },
};

const struct command command_pull = {
	.name = "pull",
	.arguments = "[ORG[/PROJECT]]",
	.most = 1,
	.help = "writes what lives in Harness as a tree, ready to commit",
	.text = "Reads the account, or one organization or project of it, and writes a "
		"document for each entity that no file declares yet, in native YAML and "
		"the documented layout. Where there is no .harness folder, one is made "
		"in the working directory. What a file declares already stays where it "
		"is, and is compared in meaning: a file that says something else than "
		"the account is an error, and then nothing is written; with --overwrite "
		"its lines that differ say what lives. Secret values, which Harness "
		"never gives back, are !env variables that need a value only where a "
		"secret is made anew. Left out is what Harness manages or "
		"made by itself, and what Git Experience keeps in another repository. "
		"Nothing in Harness is changed.",
	.options = { groups, countof(groups) },
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
