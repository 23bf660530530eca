#include "cmd/asking.h"
#include "cmd/carrying.h"
#include "cmd/command.h"
#include "cmd/history.h"
#include "cmd/locking.h"
#include "cmd/narrow.h"
#include "cmd/output.h"
#include "cmd/plan_file.h"
#include "cmd/render/terminal.h"
#include "cmd/session.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"

static const struct option rows[] = {
	{ .name = "auto-approve", .type = OPTION_FLAG, .help = "apply without asking" },
	{ .name = "allow-dirty",
		.type = OPTION_FLAG,
		.help = "apply changes that are not committed; the record does not move "
			"then" },
};
static const struct option_group own = { "Apply", rows, countof(rows) };
static const struct option_group *const groups[] = { &own, &session_options,
	&narrow_options, &history_options, &record_options, &locking_options,
	&settings_tree, &settings_account, &output_options };

/* --- asking -------------------------------------------------------------- */

static void ask(const struct session *session)
{
	struct buf account;

	buf_init(&account, LIMIT_MESSAGE_BYTES);
	terminal_text(&account, slice_of(session->settings.account));
	output_say("\nApply this to account %s at %s?\nOnly 'yes' is taken as consent: ",
		buf_string(&account), session->settings.endpoint);
	buf_release(&account);
}

/* Consent, before anything is written; false has its error. */
static bool agreed(const struct session *session)
{
	struct error_list *errs = session->context->errs;

	if (session->saved != NULL)
		return true; /* that was the answer */
	if (options_get(session->context->options, "auto-approve")->on)
		return true;
	if (!asking_is_possible())
		return asking_fails("apply", errs);
	ask(session);
	return asking_agrees("not applied", errs);
}

static bool consented(struct session *session)
{
	bool asks = session->saved == NULL &&
		    !options_get(session->context->options, "auto-approve")->on &&
		    asking_is_possible();

	return session_check_secrets(session, SEVERITY_ERROR) &&
	       session_check_brakes(session, SEVERITY_ERROR) &&
	       carrying_show(session, asks) && agreed(session);
}

/* --- applying ------------------------------------------------------------ */

/* The plan, or the saved one made again, which must come out the same. */
static bool make_plan(struct session *session)
{
	if (session_plan(session) && history_check(session, SEVERITY_ERROR) &&
		(session->saved == NULL || plan_file_holds(session->saved, session)))
		return true;
	session->report.plan = NULL; /* it is not the one that was asked for */
	return false;
}

static const struct carrying applying = { make_plan, consented, history_save };

static bool open_plan(struct session *session)
{
	const struct saved *saved = session->saved;
	struct error_list *errs = session->context->errs;

	if (saved != NULL && !saved_check_tree(saved, &session->tree, errs))
		return false;
	return session_load(session) &&
	       carrying_is_committed(session, "apply records a commit") &&
	       session_connect(session) &&
	       (saved == NULL || saved_check_account(saved, session->settings.account,
					 session->settings.endpoint, errs));
}

static enum status run_session(struct context *context, struct saved *saved)
{
	struct session session;
	enum status status = STATUS_FAULT;

	if (session_open(&session, context) && locking_open(&session)) {
		session.saved = saved;
		if (saved != NULL)
			saved_select(saved, &session.steps);
		if (open_plan(&session))
			status = carrying_run(&session, &applying);
		if (status == STATUS_FAULT && session.report.plan == NULL)
			output_failure(context->output, &session.report, context->errs);
	}
	session_close(&session);
	return status;
}

static enum status run(struct context *context)
{
	const struct options *options = context->options;
	struct plan_file file;
	enum status status = STATUS_FAULT;

	if (options->argument_count == 0)
		return run_session(context, NULL);
	if (plan_file_open(&file, options->arguments[0], context))
		status = run_session(&file.context, &file.saved);
	plan_file_close(&file);
	return status;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "done, or nothing to do" },
	{ STATUS_FAULT, "an error: nothing was written" },
	{ STATUS_PARTLY, "partly applied: steps failed, were skipped or are blocked" },
};

const struct command command_apply = {
	.name = "apply",
	.arguments = "[PLAN]",
	.most = 1,
	.help = "makes the account match the tree",
	.text = "Plans, shows the plan, asks, and carries it out: what others need "
		"first, independent steps side by side. A step that fails stops what "
		"waits for it and nothing else; the next apply goes on from there. A "
		"selection narrows that to a part of the tree; what it refers to is "
		"looked at and never changed. With PLAN, which `plan --out PLAN` saved, "
		"it makes exactly the changes of that plan without asking again, or "
		"none: when the account, the tree or an entity that the plan changes is "
		"not what it was, it says what moved.",
	.options = { groups, countof(groups) },
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
