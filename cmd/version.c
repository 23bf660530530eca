#include "cmd/command.h"
#include "cmd/output.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"

static enum status run(struct context *context)
{
	struct buf text;
	bool ok;

	buf_init(&text, LIMIT_TEXT_BYTES);
	buf_format(&text, "%s %s\n", context->program->name, context->program->version);
	ok = output_text(context->output, &text, context->errs);
	buf_release(&text);
	return ok ? STATUS_DONE : STATUS_FAULT;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "printed" },
	{ STATUS_FAULT, "stdout cannot be written" },
};

const struct command command_version = {
	.name = "version",
	.arguments = "",
	.help = "prints the version",
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
