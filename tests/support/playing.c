#include "tests/support/playing.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "model/error.h"
#include "tests/support/facts.h"
#include "tests/support/raw_http.h"

static void *serve(void *context)
{
	static const volatile sig_atomic_t never;

	emulator_serve(context, &never);
	return NULL;
}

static int64_t number(const char *text)
{
	return (int64_t)strtoll(text, NULL, 10);
}

static void add(struct emulator_list *list, const char **items, const char *text)
{
	assert_true(list->count < PLAYING_LINES);
	items[list->count++] = text;
	list->items = items;
}

static void take_option(struct playing *playing, char *line)
{
	struct emulator_options *options = &playing->given;
	char *value = strchr(line, ' ');

	assert_non_null(value);
	*value++ = '\0';
	if (strcmp(line, "quirk") == 0)
		add(&options->quirks, playing->quirks, value);
	else if (strcmp(line, "fault") == 0)
		add(&options->faults, playing->faults, value);
	else if (strcmp(line, "key") == 0)
		add(&options->keys, playing->keys, value);
	else if (strcmp(line, "rate") == 0)
		options->rate_limit = number(value);
	else if (strcmp(line, "execution") == 0)
		options->execution_ms = number(value);
	else if (strcmp(line, "db") == 0)
		options->db = value;
	else if (strcmp(line, "log") == 0)
		options->request_log = value;
	else
		fail_msg("no option '%s'", line);
}

void playing_start(struct playing *playing, const char *options)
{
	struct error_list errs = { 0 };
	char *rest;

	*playing = (struct playing){ .given = { .account = FACTS_ACCOUNT } };
	(void)signal(SIGPIPE, SIG_IGN);
	add(&playing->given.keys, playing->keys, FACTS_ADMIN);
	add(&playing->given.keys, playing->keys, FACTS_VIEWER ":_account_viewer");
	rest = playing->options = strdup(options == NULL ? "" : options);
	assert_non_null(rest);
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		if (*line != '\0')
			take_option(playing, line);
	playing->emulator = emulator_open(&playing->given, &errs);
	if (playing->emulator == NULL)
		fail_msg("%s", errs.items[0]->message);
	error_release(&errs);
	assert_int_equal(
		pthread_create(&playing->thread, NULL, serve, playing->emulator), 0);
}

int playing_port(const struct playing *playing)
{
	return emulator_port(playing->emulator);
}

void playing_stop(struct playing *playing)
{
	struct raw_client knock;

	/* The flag is looked at when something happens: a connection is that. */
	emulator_stop(playing->emulator);
	if (raw_open(&knock, playing_port(playing)))
		raw_close(&knock);
	pthread_join(playing->thread, NULL);
	emulator_close(playing->emulator);
	free(playing->options);
}
