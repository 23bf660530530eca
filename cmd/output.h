#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "cmd/options.h"
#include "cmd/render/render.h"
#include "model/error.h"

struct buf;

/* Where a command's words go: the result to stdout or a file, the rest to stderr. */
struct output {
	const struct format *format;
	const char *file;      /* -o, or NULL: stdout */
	struct style result;   /* how the result may look */
	struct style messages; /* how what goes to stderr may look */
	bool watched;          /* stderr is a terminal where a line can be written anew */
	size_t told;           /* errors that were printed already */
};

/* The rows --format and -o, of commands with a plan and of those with findings. */
extern const struct option_group output_options;
extern const struct option_group output_options_findings;
extern const struct option_group output_options_drift;
extern const struct option_group output_options_plain; /* text and json */

/* Without the rows above in `options`: text to stdout. */
void output_init(struct output *output, const struct options *options);

/* Whether a result can go where it is to go, as far as that can be told before. */
bool output_check(const struct output *output, struct error_list *errs);
/* Render the report and write it to where the result goes. */
bool output_report(
	struct output *output, const struct report *report, struct error_list *errs);
/*
 * There is no result, and errors say why. A program that reads the result gets
 * them too: the report with its findings alone. People have them on stderr.
 */
void output_failure(
	struct output *output, const struct report *report, struct error_list *errs);
/* Write a result that is text already. A reader who went away is no error. */
bool output_text(
	const struct output *output, const struct buf *text, struct error_list *errs);
/* What is neither result nor error, to stderr: questions, costs, progress. */
void output_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Print the errors and warnings added to `errs` since the last time, on stderr. */
void output_tell(struct output *output, const struct error_list *errs);
