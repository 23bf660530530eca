#include "cmd/command.h"
#include "cmd/output.h"
#include "cmd/session.h"
#include "model/kind.h"

static const struct option rows[] = {
	{ .name = "strict",
		.type = OPTION_FLAG,
		.help = "let warnings fail as errors do" },
};
static const struct option_group own = { "Validation", rows, countof(rows) };
static const struct option_group *const groups[] = { &own, &settings_tree,
	&output_options_findings };

static bool passes(const struct error_list *errs, bool strict)
{
	return errs->failures == 0 && !(strict && errs->warnings > 0);
}

/* Findings are the result here: on stdout, in the format that was asked for. */
static enum status report(struct session *session)
{
	struct context *context = session->context;
	bool ok = passes(context->errs, options_get(context->options, "strict")->on);

	context->output->told = context->errs->count;
	if (!output_report(context->output, &session->report, context->errs))
		return STATUS_FAULT;
	return ok ? STATUS_DONE : STATUS_FAULT;
}

static enum status run(struct context *context)
{
	struct session session;
	enum status status = STATUS_FAULT;

	if (session_open(&session, context)) {
		session_load(&session);
		status = report(&session);
	}
	session_close(&session);
	return status;
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
