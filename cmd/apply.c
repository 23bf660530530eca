#include "reconcile/apply.h"

#include <unistd.h>

#include "cmd/asking.h"
#include "cmd/command.h"
#include "cmd/history.h"
#include "cmd/locking.h"
#include "cmd/narrow.h"
#include "cmd/output.h"
#include "cmd/plan_file.h"
#include "cmd/progress.h"
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

static void render_plan(
	struct buf *text, const struct session *session, const struct style *style)
{
	buf_init(text, LIMIT_TEXT_BYTES);
	render_text(text, &session->report, style);
}

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

/* --- applying ------------------------------------------------------------ */

/* Refused for want of a permission, each of them: nothing was written. */
static bool only_denied(const struct session *session, const struct applied *applied)
{
	for (size_t i = 0; i < session->plan.count; i++) {
		const struct step_result *result = &applied->results[i];

		if (result->result == RESULT_FAILED &&
			(result->error == NULL ||
				(result->error->call.status != 401 &&
					result->error->call.status != 403)))
			return false;
	}
	return applied->failed > 0 && applied->done == 0 && applied->unknown == 0;
}

static enum status status_of(const struct session *session, const struct applied *applied)
{
	if (session->context->interrupt->seen)
		return STATUS_INTERRUPTED;
	if (only_denied(session, applied))
		return STATUS_FAULT;
	return applied->done == session->plan.count ? STATUS_DONE : STATUS_PARTLY;
}

static enum status carry_out(struct session *session)
{
	struct context *context = session->context;
	struct interrupt *interrupt = context->interrupt;
	struct applied applied = { 0 };
	struct progress progress;
	struct apply_progress told;
	enum status status;

	progress_init(&progress, context->output);
	told = (struct apply_progress){ progress_report, &progress };
	interrupt->held = 1;
	apply_plan(&applied, &session->plan, session->provider, &interrupt->seen, &told,
		context->errs);
	progress_end(&progress);
	session->report.applied = &applied;
	status = status_of(session, &applied);
	if (!interrupt->seen)
		history_save(session, &applied);
	locking_give_back(session);
	session_count_requests(session);
	output_tell(context->output, context->errs);
	if (!output_report(context->output, &session->report, context->errs))
		status = STATUS_FAULT;
	session->report.applied = NULL;
	applied_release(&applied);
	return status;
}

/* Whether the plan stands on stdout before the result does: text that is read. */
static bool shows_plan(const struct output *output)
{
	return output->file == NULL && output->format->render == render_text;
}

/*
 * On stdout where the result is for people, and wherever a person is asked. False
 * when the plan, or later the result, cannot be written: then nothing else is.
 */
static bool show(const struct session *session)
{
	const struct context *context = session->context;
	bool asks = session->saved == NULL &&
		    !options_get(context->options, "auto-approve")->on &&
		    asking_is_possible();
	bool shown = shows_plan(context->output), ok;
	struct buf text;

	ok = output_check(context->output, context->errs);
	if (ok && shown) {
		render_plan(&text, session, &context->output->result);
		ok = output_text(context->output, &text, context->errs);
		buf_release(&text);
	}
	if (ok && asks && !(shown && isatty(STDOUT_FILENO))) {
		render_plan(&text, session, &context->output->messages);
		output_say("%s", buf_string(&text));
		buf_release(&text);
	}
	return ok;
}

/* What is applied can be found again: it is a commit. */
static bool is_committed(const struct session *session)
{
	struct error_list *errs = session->context->errs;

	if (!session->tree.dirty ||
		options_get(session->context->options, "allow-dirty")->on)
		return true;
	error_fix(errs,
		error_add(errs, ERROR_GIT, (struct place){ .file = session->tree.root },
			"the tree has changes that are not committed, and apply records "
			"a commit"),
		"commit them, or say --allow-dirty");
	return false;
}

/* The plan, or the saved one made again, which must come out the same. */
static bool make_plan(struct session *session)
{
	if (session_plan(session) && history_check(session, SEVERITY_ERROR) &&
		(session->saved == NULL || plan_file_holds(session->saved, session)))
		return true;
	session->report.plan = NULL; /* it is not the one that was asked for */
	return false;
}

static bool open_plan(struct session *session)
{
	const struct saved *saved = session->saved;
	struct error_list *errs = session->context->errs;

	if (saved != NULL && !saved_check_tree(saved, &session->tree, errs))
		return false;
	if (!session_load(session) || !is_committed(session) || !session_connect(session))
		return false;
	if (saved != NULL && !saved_check_account(saved, session->settings.account,
				     session->settings.endpoint, errs))
		return false;
	return make_plan(session);
}

static bool consented(struct session *session)
{
	return session_check_secrets(session, SEVERITY_ERROR) &&
	       session_check_brakes(session, SEVERITY_ERROR) && show(session) &&
	       agreed(session);
}

/* Somebody applied between our plan and our lock. */
static bool plan_anew(struct session *session)
{
	output_say("somebody applied since this plan was made: planning again\n");
	history_forget(session);
	if (!make_plan(session))
		return false;
	output_tell(session->context->output, session->context->errs);
	return !plan_has_work(&session->plan) || consented(session);
}

/* Nobody else writes from here on, and the plan is of what was applied last. */
static bool lock_plan(struct session *session)
{
	bool unmoved = false;

	while (!unmoved) {
		if (!locking_take(session) || !locking_is_unmoved(session, &unmoved))
			return false;
		if (!unmoved && !plan_anew(session))
			return false;
	}
	return true;
}

static enum status apply(struct session *session)
{
	struct context *context = session->context;
	enum status status = STATUS_FAULT;

	if (!open_plan(session))
		return STATUS_FAULT;
	output_tell(context->output, context->errs);
	if (!plan_has_work(&session->plan))
		return carry_out(session); /* nothing to consent to, and no lock */
	if (!consented(session))
		return STATUS_FAULT;
	if (lock_plan(session))
		status = carry_out(session);
	locking_give_back(session);
	return context->interrupt->seen ? STATUS_INTERRUPTED : status;
}

static enum status run_session(struct context *context, struct saved *saved)
{
	struct session session;
	enum status status = STATUS_FAULT;

	if (session_open(&session, context) && locking_open(&session)) {
		session.saved = saved;
		if (saved != NULL)
			saved_select(saved, &session.steps);
		status = apply(&session);
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
