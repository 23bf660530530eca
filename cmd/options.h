#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/error.h"

/*
 * What a command can be told is a table: the command line, the environment,
 * --help, completion and the man pages all read the same rows.
 */

enum option_type {
	OPTION_FLAG,   /* --name, --name=false; variable: true or false */
	OPTION_TEXT,   /* --name TEXT, --name=TEXT */
	OPTION_NUMBER, /* a whole number from `low` to `high` */
	OPTION_CHOICE, /* one of `choices` */
	OPTION_LIST,   /* may be repeated; variable: separated by commas or line ends */
	OPTION_LINES,  /* may be repeated; variable: one a line */
};

/* What a saved plan does with an option that it was told (plan_file.h). */
enum option_saved {
	OPTION_NOT_SAVED,      /* it is about this run alone */
	OPTION_SAVED,          /* the plan keeps it; `apply PLAN` does not take another */
	OPTION_SAVED_REVISION, /* the same; kept as the commit that it names */
	OPTION_SAVED_CONSENT,  /* the plan keeps it, and `apply PLAN` may give it too */
};

struct option {
	const char *name;          /* without the dashes */
	char letter;               /* short form, or 0 */
	const char *variable;      /* NULL: REIN_ and the name in capitals */
	const char *const *others; /* variables that users have already, in order */
	size_t other_count;
	enum option_type type;
	const char *value; /* what stands for the value in help: "FILE" */
	const char *help;  /* one line, lower case, no full stop */
	const char *usual; /* what holds without it, for help; or NULL */
	int64_t low, high;
	const char *const *choices;
	size_t choice_count;
	enum option_saved saved;
};

struct option_group {
	const char *title; /* over its rows in help */
	const struct option *rows;
	size_t count;
};

/* Groups in the order of their help. */
struct option_table {
	const struct option_group *const *groups;
	size_t count;
};

enum option_origin { ORIGIN_NONE, ORIGIN_ENVIRONMENT, ORIGIN_COMMAND_LINE };

/* What an option was told: the member of its type is filled in. */
struct option_value {
	const struct option *option;
	enum option_origin origin;
	const char *said; /* by which name: "--rate", "REIN_RATE" */
	bool on;
	int64_t number;
	const char *text; /* NULL when not told */
	const char **items;
	size_t count, room;
};

/* All values of a table. Texts are borrowed from argv and the environment. */
struct options {
	struct arena arena;
	struct option_value *values;
	size_t count;
	const char **arguments; /* what is no option */
	size_t argument_count;
};

/*
 * Read argv[0..argc) (what stands behind the command's name), and the environment
 * for what it does not say; an empty variable says nothing. Mistakes are `usage`
 * errors, for variables `settings`; an unknown option names the nearest one and
 * never repeats what stands behind its `=`.
 */
bool options_read(struct options *options, const struct option_table *table, int argc,
	char *const *argv, struct error_list *errs);
void options_release(struct options *options);

/* The value of an option of the table; asking for another one is a mistake. */
const struct option_value *options_get(const struct options *options, const char *name);
/* The same, NULL when the table has no such option. */
const struct option_value *options_find(const struct options *options, const char *name);

bool option_takes_value(const struct option *option);
/* The name of its own variable: REIN_API_KEY_FILE. */
const char *option_variable(struct arena *arena, const struct option *option);
