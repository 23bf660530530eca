#pragma once

#include <signal.h>
#include <stddef.h>

#include "cmd/options.h"
#include "model/error.h"

struct buf;
struct output;
struct program;

/* Every exit status of the program. */
enum status {
	STATUS_DONE = 0,
	STATUS_FAULT = 1,
	STATUS_CHANGES = 2,
	STATUS_PARTLY = 3,
	STATUS_USAGE = 64,
	STATUS_INTERRUPTED = 130,
};

/*
 * SIGINT, SIGTERM and SIGHUP. Until a command holds them they end the program at once;
 * one that has something to finish sets `held`, looks at `seen`, and returns. A second
 * signal ends it in any case. What is said of that at once depends on the rest.
 */
struct interrupt {
	volatile sig_atomic_t seen, held;
	volatile sig_atomic_t
		writing; /* requests that change something may be under way */
	volatile sig_atomic_t locked; /* the lock is taken, or asked for */
	volatile sig_atomic_t
		watched; /* on a terminal, where a line may have been begun */
};

/* What a command runs with. */
struct context {
	const struct program *program;
	const struct command *command;
	const struct options *options;
	struct interrupt *interrupt;
	struct output *output;
	struct error_list *errs; /* told on stderr when the command returns */
};

/* What a status means for a command, for its help. */
struct status_help {
	enum status status;
	const char *help;
};

struct command {
	const char *name;
	const char *arguments; /* as in help: "SHELL", "[PLAN]"; "" for none */
	size_t least, most;    /* how many of them */
	const char *help;      /* one line, lower case, no full stop */
	const char *text;      /* what it does, in sentences, for help and the man page */
	struct option_table options;
	const struct status_help *statuses;
	size_t status_count;
	void (*more)(struct buf *out); /* what its help ends with; NULL: nothing */
	enum status (*run)(struct context *context);
};

struct program {
	const char *name, *version;
	const char *help; /* one line */
	const struct command *const *commands;
	size_t command_count;
};

extern const struct command command_validate;
extern const struct command command_plan;
extern const struct command command_apply;
extern const struct command command_drift;
extern const struct command command_pull;
extern const struct command command_destroy;
extern const struct command command_unlock;
extern const struct command command_emulator;
extern const struct command command_version;
extern const struct command command_completion;
