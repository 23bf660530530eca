#include "cmd/carrying.h"

#include <unistd.h>

#include "cmd/history.h"
#include "cmd/locking.h"
#include "cmd/output.h"
#include "cmd/progress.h"
#include "cmd/session.h"
#include "model/limits.h"
#include "reconcile/apply.h"

/* --- before --------------------------------------------------------------- */

bool carrying_is_committed(const struct session *session, const char *why)
{
	struct error_list *errs = session->context->errs;

	if (!session->tree.dirty ||
		options_get(session->context->options, "allow-dirty")->on)
		return true;
	error_fix(errs,
		error_add(errs, ERROR_GIT, (struct place){ .file = session->tree.root },
			"the tree has changes that are not committed, and %s", why),
		"commit them, or say --allow-dirty");
	return false;
}

static void render_plan(
	struct buf *text, const struct session *session, const struct style *style)
{
	buf_init(text, LIMIT_TEXT_BYTES);
	render_text(text, &session->report, style);
}

/* Whether the plan stands on stdout before the result does: text that is read. */
static bool shows_plan(const struct output *output)
{
	return output->file == NULL && output->format->render == render_text;
}

bool carrying_show(const struct session *session, bool asks)
{
	const struct context *context = session->context;
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

/* --- stopped on request ---------------------------------------------------- */

static void tell_what_is_left(
	const struct session *session, const struct applied *applied)
{
	size_t count = session->plan.count, left = count - applied->done;
	struct error_list *errs = session->context->errs;

	if (left > 0)
		error_fix(errs,
			error_add(errs, ERROR_INTERRUPTED, (struct place){ 0 },
				"stopped on request: %zu of %zu step%s left", left, count,
				count == 1 ? " is" : "s are"),
			"run it again: it goes on from there");
	else if (count > 0 && session->keeper.state != KEEPER_UNREAD)
		error_fix(errs,
			error_add(errs, ERROR_INTERRUPTED, (struct place){ 0 },
				"stopped on request: every step is done, the record of "
				"it "
				"is not written"),
			"run it again: it has nothing else to do");
}

/* One sentence instead of each request that was not sent any more. */
static void tell_untouched(const struct context *context)
{
	error_forget(context->errs, context->output->told, ERROR_INTERRUPTED);
	error_add(context->errs, ERROR_INTERRUPTED, (struct place){ 0 },
		"stopped on request before the first write: nothing was changed");
}

/* --- carrying out ---------------------------------------------------------- */

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

static enum status carry_out(struct session *session, const struct carrying *carrying)
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
	interrupt->writing = 1;
	apply_plan(&applied, &session->plan, session->provider, &interrupt->seen, &told,
		context->errs);
	progress_end(&progress);
	session->report.applied = &applied;
	status = status_of(session, &applied);
	if (interrupt->seen)
		tell_what_is_left(session, &applied);
	else
		carrying->settle(session, &applied);
	locking_give_back(session);
	session_count_requests(session);
	output_tell(context->output, context->errs);
	if (!output_report(context->output, &session->report, context->errs))
		status = STATUS_FAULT;
	session->report.applied = NULL;
	applied_release(&applied);
	return status;
}

/* --- under the lock -------------------------------------------------------- */

/* Somebody applied between our plan and our lock. */
static bool plan_anew(struct session *session, const struct carrying *carrying)
{
	output_say("somebody applied since this plan was made: planning again\n");
	history_forget(session);
	if (!carrying->plan(session))
		return false;
	output_tell(session->context->output, session->context->errs);
	return !plan_has_work(&session->plan) || carrying->consent(session);
}

/* Nobody else writes from here on, and the plan is of what was applied last. */
static bool lock_plan(struct session *session, const struct carrying *carrying)
{
	bool unmoved = false;

	while (!unmoved) {
		if (!locking_take(session) || !locking_is_unmoved(session, &unmoved))
			return false;
		if (!unmoved && !plan_anew(session, carrying))
			return false;
	}
	return true;
}

enum status carrying_run(struct session *session, const struct carrying *carrying)
{
	struct context *context = session->context;
	enum status status = STATUS_FAULT;

	if (!carrying->plan(session))
		return STATUS_FAULT;
	output_tell(context->output, context->errs);
	if (!plan_has_work(&session->plan))
		return carry_out(session, carrying); /* nothing to consent to */
	if (!carrying->consent(session))
		return STATUS_FAULT;
	if (lock_plan(session, carrying))
		status = carry_out(session, carrying);
	else if (context->interrupt->seen)
		tell_untouched(context);
	locking_give_back(session);
	return context->interrupt->seen ? STATUS_INTERRUPTED : status;
}
