#include "providers/emulator/server.h"

#include <stdio.h>

#include "cmd/command.h"
#include "cmd/output.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"

static const struct option rows[] = {
	{ .name = "listen",
		.variable = "REIN_EMULATOR_LISTEN",
		.type = OPTION_TEXT,
		.value = "HOST:PORT",
		.help = "where to listen; port 0 is any free one",
		.usual = "127.0.0.1:0" },
	{ .name = "db",
		.variable = "REIN_EMULATOR_DB",
		.type = OPTION_TEXT,
		.value = "FILE",
		.help = "keep the state in FILE instead of in memory" },
	{ .name = "account",
		.variable = "REIN_EMULATOR_ACCOUNT",
		.type = OPTION_TEXT,
		.value = "ID",
		.help = "the account that it plays",
		.usual = "the keys' own" },
	{ .name = "api-key",
		.variable = "REIN_EMULATOR_API_KEY",
		.type = OPTION_LIST,
		.value = "KEY[:ROLE]",
		.help = "a key that it takes, and the role that it acts as; without "
			"one a key is made and printed",
		.usual = "role _account_admin" },
	{ .name = "rate-limit",
		.variable = "REIN_EMULATOR_RATE_LIMIT",
		.type = OPTION_NUMBER,
		.value = "N",
		.help = "answer 429 past N requests a minute and key",
		.usual = "none",
		.low = 0,
		.high = 1000000 },
	{ .name = "tls-cert",
		.variable = "REIN_EMULATOR_TLS_CERT",
		.type = OPTION_TEXT,
		.value = "FILE",
		.help = "serve https with this certificate (PEM)" },
	{ .name = "tls-key",
		.variable = "REIN_EMULATOR_TLS_KEY",
		.type = OPTION_TEXT,
		.value = "FILE",
		.help = "and this key" },
	{ .name = "request-log",
		.variable = "REIN_EMULATOR_REQUEST_LOG",
		.type = OPTION_TEXT,
		.value = "FILE",
		.help = "append a JSON line for each request to FILE" },
	{ .name = "fault",
		.variable = "REIN_EMULATOR_FAULT",
		.type = OPTION_LINES,
		.value = "RULE",
		.help = "make trouble: METHOD PATH-GLOB EFFECT [after=N] [times=N] "
			"[every=N]; EFFECT is status=CODE, html=CODE, latency=MS, "
			"reset, lose, truncate=BYTES, drip=BYTES_PER_SECOND or "
			"stale=MS" },
	{ .name = "quirk",
		.variable = "REIN_EMULATOR_QUIRK",
		.type = OPTION_LINES,
		.value = "NAME=VALUE",
		.help = "choose a reading of a fact that is not certain; "
			"'--quirk help' lists them" },
	{ .name = "execution-time",
		.variable = "REIN_EMULATOR_EXECUTION_TIME",
		.type = OPTION_NUMBER,
		.value = "MS",
		.help = "how long the run of a pipeline takes",
		.usual = "2000",
		.low = 1,
		.high = 86400000 },
};
static const struct option_group own = { "Emulator", rows, countof(rows) };
static const struct option_group *const groups[] = { &own };

static struct emulator_list list_of(const struct options *options, const char *name)
{
	const struct option_value *value = options_get(options, name);

	return (struct emulator_list){ value->items, value->count };
}

static struct emulator_options read_options(const struct options *options)
{
	return (struct emulator_options){
		.listen = options_get(options, "listen")->text,
		.db = options_get(options, "db")->text,
		.account = options_get(options, "account")->text,
		.keys = list_of(options, "api-key"),
		.faults = list_of(options, "fault"),
		.quirks = list_of(options, "quirk"),
		.rate_limit = options_get(options, "rate-limit")->number,
		.execution_ms = options_get(options, "execution-time")->number,
		.tls_cert = options_get(options, "tls-cert")->text,
		.tls_key = options_get(options, "tls-key")->text,
		.request_log = options_get(options, "request-log")->text,
	};
}

static void put_quirks(struct buf *out)
{
	size_t count;
	const struct emulator_quirk *quirks = emulator_quirks(&count);

	for (size_t i = 0; i < count; i++)
		buf_format(out, "%s=%s (default: %s)\n\t%s\n", quirks[i].name,
			quirks[i].values, quirks[i].usual, quirks[i].help);
}

static void put_more(struct buf *out)
{
	buf_text(out, "\nQuirks:\n");
	put_quirks(out);
}

static enum status list_quirks(struct context *context)
{
	struct buf text;
	bool ok;

	buf_init(&text, LIMIT_TEXT_BYTES);
	put_quirks(&text);
	ok = output_text(context->output, &text, context->errs);
	buf_release(&text);
	return ok ? STATUS_DONE : STATUS_FAULT;
}

/* The first line says that it serves; scripts wait for it. */
static bool announce(struct context *context, const struct emulator *emulator)
{
	struct buf text;
	bool ok;

	buf_init(&text, LIMIT_TEXT_BYTES);
	buf_format(&text, "rein emulator: listening on %s\n%s", emulator_url(emulator),
		emulator_exports(emulator));
	ok = output_text(context->output, &text, context->errs);
	buf_wipe(&text);
	return ok;
}

static enum status serve(struct context *context, struct emulator *emulator)
{
	context->interrupt->held = 1;
	if (!announce(context, emulator))
		return STATUS_FAULT;
	emulator_serve(emulator, &context->interrupt->seen);
	return STATUS_DONE;
}

static enum status run(struct context *context)
{
	struct emulator_options options = read_options(context->options);
	struct emulator *emulator;
	enum status status;

	if (options.quirks.count == 1 && text_equal(options.quirks.items[0], "help"))
		return list_quirks(context);
	emulator = emulator_open(&options, context->errs);
	if (emulator == NULL)
		return STATUS_FAULT;
	status = serve(context, emulator);
	emulator_close(emulator);
	return status;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "stopped by SIGINT or SIGTERM" },
	{ STATUS_FAULT, "it could not serve" },
};

const struct command command_emulator = {
	.name = "emulator",
	.arguments = "",
	.help = "serves the Harness API on loopback",
	.text = "Plays the Harness API for rehearsal and tests, until SIGINT or SIGTERM. "
		"Its first line on stdout says where it listens, once it serves; the "
		"lines after it are what to put into a shell to work against it.",
	.options = { groups, countof(groups) },
	.statuses = statuses,
	.status_count = countof(statuses),
	.more = put_more,
	.run = run,
};
