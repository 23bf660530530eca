#include "cmd/command.h"

#include <string.h>

#include "cmd/buffer.h"
#include "cmd/mend.h"
#include "cmd/output.h"
#include "cmd/session.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"
#include "reconcile/explain.h"
#include "reconcile/mentions.h"

static const struct option rows[] = {
	{ .name = "strict",
		.type = OPTION_FLAG,
		.help = "let warnings fail as errors do" },
	{ .name = "fix",
		.type = OPTION_FLAG,
		.help = "write missing identifiers and prefixes of references into the "
			"files" },
	{ .name = "references",
		.type = OPTION_FLAG,
		.help = "list every reference of the tree: where it stands, what it "
			"names, and whether the tree declares that (text and json)" },
	{ .name = "stdin-filename",
		.type = OPTION_TEXT,
		.value = "PATH",
		.help = "check the text on stdin as the document at PATH, and report "
			"what is wrong with it alone: for editors" },
	{ .name = "explain",
		.type = OPTION_TEXT,
		.value = "CODE",
		.help = "say what findings of that code mean, with examples, and stop" },
};
static const struct option_group own = { "Validation", rows, countof(rows) };
static const struct option_group *const groups[] = { &own, &settings_tree,
	&output_options_findings };

static bool passes(const struct error_list *errs, bool strict)
{
	return errs->failures == 0 && !(strict && errs->warnings > 0);
}

/* Of the document on stdin alone, where there is one. */
static void list_references(
	struct mentions *mentions, struct arena *arena, const struct session *session)
{
	size_t kept = 0;

	mentions_collect(mentions, arena, &session->declared);
	for (size_t i = 0; i < mentions->count; i++)
		if (session->buffer == NULL ||
			text_equal(mentions->items[i].source->path, session->buffer))
			mentions->items[kept++] = mentions->items[i];
	mentions->count = kept;
}

/* Findings are the result here: on stdout, in the format that was asked for. */
static enum status report(struct session *session)
{
	struct context *context = session->context;
	struct mentions mentions;
	struct arena arena = { 0 };
	bool ok;

	if (session->buffer != NULL)
		buffer_keep_findings(context->errs, session->buffer);
	if (options_get(context->options, "references")->on) {
		list_references(&mentions, &arena, session);
		session->report.references = &mentions;
	}
	ok = passes(context->errs, options_get(context->options, "strict")->on);
	context->output->told = context->errs->count;
	ok = output_report(context->output, &session->report, context->errs) && ok;
	session->report.references = NULL;
	arena_release(&arena);
	return ok ? STATUS_DONE : STATUS_FAULT;
}

/* Mend the files, then look at them again; what is left is the result. */
static bool mend(struct session *session)
{
	struct context *context = session->context;
	bool changed;

	if (!mend_tree(session, &changed))
		return false;
	if (!changed)
		return true;
	session_close(session);
	error_release(context->errs);
	if (!session_open(session, context))
		return false;
	session_load(session);
	return true;
}

static enum status check(struct context *context)
{
	struct session session;
	enum status status = STATUS_FAULT;

	if (session_open(&session, context)) {
		session_load(&session);
		if (!options_get(context->options, "fix")->on || mend(&session))
			status = report(&session);
	}
	session_close(&session);
	return status;
}

static void report_code(struct error_list *errs, const char *code)
{
	const char *names[ERROR_EMULATOR + 1];
	const char *nearest;
	struct error *error = error_add(errs, ERROR_USAGE, (struct place){ 0 },
		"no finding has the code '%s'", code);

	for (size_t i = 0; i < explanation_count; i++)
		names[i] = error_info(explanations[i].code)->name;
	nearest = text_nearest(code, names, explanation_count);
	if (nearest != NULL)
		error_fix(errs, error, "%s", nearest);
}

static enum status explain(struct context *context, const char *name)
{
	const struct explanation *explanation = NULL;
	enum error_code code;
	struct buf text;
	bool ok;

	if (error_find(name, &code))
		explanation = explain_find(code);
	if (explanation == NULL) {
		report_code(context->errs, name);
		return STATUS_USAGE;
	}
	buf_init(&text, LIMIT_TEXT_BYTES);
	explain_write(&text, explanation);
	ok = output_text(context->output, &text, context->errs);
	buf_release(&text);
	return ok ? STATUS_DONE : STATUS_FAULT;
}

/* Options that cannot stand together. */
static bool fits(struct context *context)
{
	const struct options *told = context->options;
	const char *format = context->output->format->name;
	struct place nowhere = { 0 };

	if (options_get(told, "fix")->on && options_get(told, "stdin-filename")->text)
		error_add(context->errs, ERROR_USAGE, nowhere,
			"--fix writes files, and --stdin-filename checks a text that is "
			"in none");
	if (options_get(told, "references")->on && strcmp(format, "text") != 0 &&
		strcmp(format, "json") != 0)
		error_add(context->errs, ERROR_USAGE, nowhere,
			"--references is listed as text and json; the format %s has only "
			"findings",
			format);
	return context->errs->failures == 0;
}

static enum status run(struct context *context)
{
	const char *code = options_get(context->options, "explain")->text;

	if (!fits(context))
		return STATUS_USAGE;
	return code != NULL ? explain(context, code) : check(context);
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "no errors; warnings pass unless --strict" },
	{ STATUS_FAULT, "errors" },
};

const struct command command_validate = {
	.name = "validate",
	.arguments = "",
	.help = "says everything that is wrong with the tree, offline",
	.text = "Loads every document of the tree that git tracks and checks it: YAML, "
		"kinds, fields, identifiers, scopes, references, secrets. All findings "
		"come at once, each with its place. No request is made and no key is "
		"needed.",
	.options = { groups, countof(groups) },
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
