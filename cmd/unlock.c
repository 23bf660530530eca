#include <string.h>

#include "cmd/asking.h"
#include "cmd/command.h"
#include "cmd/history.h"
#include "cmd/locking.h"
#include "cmd/output.h"
#include "cmd/render/terminal.h"
#include "cmd/session.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"

static const struct option rows[] = {
	{ .name = "auto-approve",
		.type = OPTION_FLAG,
		.help = "free the lock without asking" },
};
static const struct option_group own = { "Unlock", rows, countof(rows) };
static const struct option_group *const groups[] = { &own, &record_options,
	&settings_tree, &settings_account };

/* Texts of the lock come from the account. */
static void put_holder(struct buf *out, const struct lock_found *found)
{
	struct arena arena = { 0 };
	struct lock_holder holder;

	lock_parse(&holder, &arena, found->text);
	terminal_text(out, slice_of(lock_words(&arena, &holder)));
	buf_text(out, " holds the lock, ");
	terminal_text(out, slice_of(slot_name(&arena, &found->slot)));
	buf_char(out, '\n');
	arena_release(&arena);
}

static bool agreed(struct session *session, const struct lock_found *found)
{
	struct error_list *errs = session->context->errs;
	struct buf shown;

	if (options_get(session->context->options, "auto-approve")->on)
		return true;
	if (!asking_is_possible())
		return asking_fails("free the lock", errs);
	buf_init(&shown, LIMIT_MESSAGE_BYTES);
	put_holder(&shown, found);
	output_say("%sIf that apply still runs, it goes on beside the next one.\n"
		   "Free it?\nOnly 'yes' is taken as consent: ",
		buf_string(&shown));
	buf_release(&shown);
	return asking_agrees("not freed", errs);
}

static bool say(const struct session *session, const struct lock_found *found)
{
	struct context *context = session->context;
	struct buf text;
	bool ok;

	buf_init(&text, LIMIT_MESSAGE_BYTES);
	if (found->there) {
		put_holder(&text, found);
		buf_text(&text, "It is free now.\n");
	} else {
		buf_text(&text, "Nobody holds the lock.\n");
	}
	ok = output_text(context->output, &text, context->errs);
	buf_release(&text);
	return ok;
}

static bool unlock(struct session *session)
{
	struct lock_found found;

	if (!session_load(session) || !session_connect(session) ||
		!locking_find(session, &found))
		return false;
	if (!found.there)
		return say(session, &found);
	return agreed(session, &found) && locking_free(session, &found) &&
	       say(session, &found);
}

static enum status run(struct context *context)
{
	struct session session;
	enum status status = STATUS_FAULT;

	if (session_open(&session, context) && unlock(&session))
		status = STATUS_DONE;
	session_close(&session);
	return status;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "the lock is free" },
	{ STATUS_FAULT, "an error: nothing was changed" },
};

const struct command command_unlock = {
	.name = "unlock",
	.arguments = "",
	.help = "frees the lock of an apply that is gone",
	.text = "An apply holds the lock of its tree while it writes, and gives it back "
		"at the end, also when it is stopped. One that was killed cannot: then "
		"the next one names it and waits for a person who knows that it is gone. "
		"Nothing else is touched; the next apply goes on from there.",
	.options = { groups, countof(groups) },
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
