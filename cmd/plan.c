#include "cmd/command.h"
#include "cmd/cost.h"
#include "cmd/history.h"
#include "cmd/narrow.h"
#include "cmd/output.h"
#include "cmd/plan_file.h"
#include "cmd/requests.h"
#include "cmd/session.h"
#include "model/kind.h"

static const struct option rows[] = {
	{ .name = "exit-zero",
		.type = OPTION_FLAG,
		.help = "exit with 0 where there are changes, too" },
	{ .name = "show-requests",
		.type = OPTION_FLAG,
		.help = "print the exact requests that apply would send, secrets "
			"masked" },
	{ .name = "out",
		.type = OPTION_TEXT,
		.value = "PLAN",
		.help = "save the plan in the file PLAN, for `apply PLAN`" },
};
static const struct option_group own = { "Plan output", rows, countof(rows) };
static const struct option_group *const groups[] = { &own, &session_options,
	&narrow_options, &history_options, &record_options, &settings_tree,
	&settings_account, &output_options };

static bool report(struct session *session)
{
	struct context *context = session->context;
	struct requests requests = { 0 };
	bool ok = true;

	if (options_get(context->options, "show-requests")->on) {
		ok = requests_collect(&requests, session, context->errs);
		session->report.sends = &requests.list;
	}
	output_tell(context->output, context->errs);
	ok = output_report(context->output, &session->report, context->errs) && ok;
	session->report.sends = NULL;
	requests_release(&requests);
	return ok;
}

/* What it cost, and what apply would: the vendor limits requests by the minute. */
static void tell_cost(const struct session *session)
{
	output_say("%zu request%s read the account; apply would send %zu\n",
		session->report.requests, session->report.requests == 1 ? "" : "s",
		session->report.writes);
}

/* Whether the plan is where --out wants it. */
static bool save(const struct session *session, const char *out)
{
	if (out == NULL)
		return true;
	if (!plan_file_save(out, session, session->context->errs))
		return false;
	if (session->plan.count > 0)
		output_say("saved in %s; `rein apply %s` makes exactly these changes\n",
			out, out);
	else
		output_say("saved in %s\n", out);
	return true;
}

static enum status plan(struct session *session)
{
	struct context *context = session->context;
	const struct plan *made = &session->plan;
	const char *out = options_get(context->options, "out")->text;

	if (out != NULL && !plan_file_check(out, context->errs))
		return STATUS_FAULT;
	if (!session_load(session) || !session_connect(session))
		return STATUS_FAULT;
	cost_tell("plan",
		history_cost(session) + cost_estimate(&session->declared,
						&session->selection, session->cache),
		session->settings.rate);
	if (!session_plan(session))
		return STATUS_FAULT;
	history_check(session, SEVERITY_WARNING);
	session_check_secrets(session, SEVERITY_WARNING);
	session_check_brakes(session, SEVERITY_WARNING);
	if (!report(session))
		return STATUS_FAULT;
	tell_cost(session);
	if (!save(session, out))
		return STATUS_FAULT;
	if (made->count == 0 || options_get(context->options, "exit-zero")->on)
		return STATUS_DONE;
	return STATUS_CHANGES;
}

static enum status run(struct context *context)
{
	struct session session;
	enum status status = STATUS_FAULT;

	if (session_open(&session, context)) {
		status = plan(&session);
		if (status == STATUS_FAULT && session.report.plan == NULL)
			output_failure(context->output, &session.report, context->errs);
	}
	session_close(&session);
	return status;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "nothing to do" },
	{ STATUS_FAULT, "an error: there is no plan" },
	{ STATUS_CHANGES, "there are changes, or steps that are blocked" },
};

const struct command command_plan = {
	.name = "plan",
	.arguments = "",
	.help = "shows what apply would do",
	.text = "Compares the tree with the account and shows each step in the order in "
		"which apply would take it, with the fields that differ. Nothing is "
		"written. A selection narrows that to a part of the tree; what it refers "
		"to is looked at, and the whole tree is still validated.",
	.options = { groups, countof(groups) },
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
