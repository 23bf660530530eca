#include "cmd/progress.h"

#include "cmd/output.h"
#include "cmd/render/terminal.h"
#include "model/limits.h"
#include "model/text.h"
#include "reconcile/apply.h"
#include "reconcile/plan.h"

static const char clear_line[] = "\r\x1b[K";

void progress_init(struct progress *progress, const struct output *output)
{
	*progress = (struct progress){ output->watched, output->messages.width, 0 };
}

void progress_report(void *context, const struct plan *plan, size_t step, bool ended,
	const struct applied *applied)
{
	struct progress *progress = context;
	struct buf line;

	progress->begun += ended ? (size_t)-1 : 1;
	if (!progress->shown)
		return;
	buf_init(&line, LIMIT_MESSAGE_BYTES);
	buf_format(&line, "%zu of %zu done, %zu under way: %s ",
		applied->done + applied->failed + applied->unknown, plan->count,
		progress->begun, action_name(plan->steps[step].action));
	terminal_text(&line, slice_of(plan->steps[step].address));
	terminal_cut(&line, progress->width - 1);
	output_say("%s%s", clear_line, buf_string(&line));
	buf_release(&line);
}

/* A listing tells an early reader nothing: the line comes with the second request. */
void progress_heard(void *listener, size_t sent)
{
	const struct progress *progress = listener;

	if (progress->shown && sent > 1)
		output_say("%sreading the account: %zu requests", clear_line, sent);
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		output_say("%s", clear_line);
	progress->shown = false;
}
