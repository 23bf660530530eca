#include "cmd/asking.h"
#include "cmd/carrying.h"
#include "cmd/command.h"
#include "cmd/history.h"
#include "cmd/locking.h"
#include "cmd/narrow.h"
#include "cmd/output.h"
#include "cmd/render/terminal.h"
#include "cmd/session.h"
#include "model/kind.h"
#include "model/limits.h"

static const struct option rows[] = {
	{ .name = "auto-approve", .type = OPTION_FLAG, .help = "destroy without asking" },
	{ .name = "allow-mass-delete",
		.type = OPTION_FLAG,
		.help = "let it delete more than 20 entities, or more than 3 that are "
			"over a "
			"quarter of all" },
	{ .name = "allow-lockout",
		.type = OPTION_FLAG,
		.help = "let it delete an administrator's role assignment" },
	{ .name = "allow-rollback",
		.type = OPTION_FLAG,
		.help = "destroy what a commit declares that is older than the one "
			"applied "
			"last, or of another branch" },
	{ .name = "allow-dirty",
		.type = OPTION_FLAG,
		.help = "destroy what documents declare that are not committed, too" },
};
static const struct option_group own = { "Destroy", rows, countof(rows) };
static const struct option_group *const groups[] = { &own, &narrow_options,
	&history_options, &record_options, &locking_options, &settings_tree,
	&settings_account, &output_options };

/* --- consent --------------------------------------------------------------- */

static void ask(const struct session *session)
{
	struct buf account;

	buf_init(&account, LIMIT_MESSAGE_BYTES);
	terminal_text(&account, slice_of(session->settings.account));
	output_say("\nDestroy this in account %s at %s? It cannot be undone.\n"
		   "Only the account's id, typed in full, is taken as consent: ",
		buf_string(&account), session->settings.endpoint);
	buf_release(&account);
}

static bool agreed(const struct session *session)
{
	struct error_list *errs = session->context->errs;

	if (options_get(session->context->options, "auto-approve")->on)
		return true;
	if (!asking_is_possible())
		return asking_fails("destroy", errs);
	ask(session);
	if (asking_reads(session->settings.account))
		return true;
	error_add(errs, ERROR_INTERRUPTED, (struct place){ 0 },
		"nothing destroyed: the answer was not the account's id");
	return false;
}

/* What would go is seen before a brake says no: no other command shows it. */
static bool consent(struct session *session)
{
	bool asks = !options_get(session->context->options, "auto-approve")->on &&
		    asking_is_possible();

	return carrying_show(session, asks) &&
	       session_check_brakes(session, SEVERITY_ERROR) && agreed(session);
}

/* --- the command ------------------------------------------------------------- */

static bool plan(struct session *session)
{
	if (session_plan(session) && history_check(session, SEVERITY_ERROR))
		return true;
	session->report.plan = NULL;
	return false;
}

static const struct carrying destroying = { plan, consent, history_drop };

static enum status destroy(struct session *session)
{
	session->destroys = true;
	if (!session_load(session) ||
		!carrying_is_committed(session, "only what is in git is destroyed") ||
		!session_connect(session))
		return STATUS_FAULT;
	return carrying_run(session, &destroying);
}

static enum status run(struct context *context)
{
	struct session session;
	enum status status = STATUS_FAULT;

	if (session_open(&session, context) && locking_open(&session)) {
		status = destroy(&session);
		if (status == STATUS_FAULT && session.report.plan == NULL)
			output_failure(context->output, &session.report, context->errs);
	}
	session_close(&session);
	return status;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "all that the tree manages is gone" },
	{ STATUS_FAULT, "an error: nothing was deleted" },
	{ STATUS_PARTLY, "partly destroyed: steps failed, were skipped or are blocked" },
};

const struct command command_destroy = {
	.name = "destroy",
	.arguments = "",
	.help = "deletes all that the tree manages",
	.text = "Plans, shows what would go, asks for the account's id, and deletes all "
		"that the tree declares or declared when it was applied last, in the "
		"reverse order of its making. What an organization or project holds "
		"besides goes with it, and is listed before. What rein.yaml protects, "
		"what Git Experience keeps and what Harness makes itself stays. A "
		"selection narrows that to a part of the tree. When all of it is gone, "
		"so "
		"is the record of it.",
	.options = { groups, countof(groups) },
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
