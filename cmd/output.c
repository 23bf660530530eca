#include "cmd/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"

static const char *const report_formats[] = { "text", "json", "markdown", "html",
	"github" };
static const char *const drift_formats[] = { "text", "json", "markdown", "html",
	"junit" };
static const char *const plain_formats[] = { "text", "json" };
static const char *const finding_formats[] = { "text", "json", "markdown", "sarif",
	"junit", "github" };

#define RESULT_ROWS(formats) \
	{ .name = "format", \
		.type = OPTION_CHOICE, \
		.value = "FORMAT", \
		.help = "how the result is written", \
		.usual = "text", \
		.choices = (formats), \
		.choice_count = countof(formats) }, \
	{ \
		.name = "output", .letter = 'o', .type = OPTION_TEXT, .value = "FILE", \
		.help = "write the result to FILE; - is stdout" \
	}

static const struct option report_rows[] = { RESULT_ROWS(report_formats) };
static const struct option drift_rows[] = { RESULT_ROWS(drift_formats) };
static const struct option plain_rows[] = { RESULT_ROWS(plain_formats) };
static const struct option finding_rows[] = { RESULT_ROWS(finding_formats) };

const struct option_group output_options_plain = { "Result", plain_rows,
	countof(plain_rows) };
const struct option_group output_options = { "Result", report_rows,
	countof(report_rows) };
const struct option_group output_options_drift = { "Result", drift_rows,
	countof(drift_rows) };
const struct option_group output_options_findings = { "Result", finding_rows,
	countof(finding_rows) };

/* Columns of the terminal behind a descriptor, 0 when it is none. */
static size_t columns_of(int descriptor)
{
	struct winsize size = { 0 };

	if (!isatty(descriptor))
		return 0;
	if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col < 40)
		return 80;
	return size.ws_col;
}

/* A terminal that knows no control sequences, such as a shell inside an editor. */
static bool is_dumb(void)
{
	const char *terminal = getenv("TERM");

	return terminal != NULL && strcmp(terminal, "dumb") == 0;
}

/* no-color.org: any value but an empty one. */
static bool wants_colour(void)
{
	const char *never = getenv("NO_COLOR");

	return (never == NULL || *never == '\0') && !is_dumb();
}

static struct style style_of(int descriptor)
{
	size_t width = columns_of(descriptor);

	return (struct style){ .colour = width > 0 && wants_colour(), .width = width };
}

void output_init(struct output *output, const struct options *options)
{
	const struct option_value *format = options_find(options, "format");
	const struct option_value *file = options_find(options, "output");

	*output = (struct output){ .format = format_find("text") };
	if (format != NULL && format->text != NULL)
		output->format = format_find(format->text);
	if (file != NULL && !text_equal(file->text, "-"))
		output->file = file->text;
	if (output->file == NULL)
		output->result = style_of(STDOUT_FILENO);
	output->messages = style_of(STDERR_FILENO);
	output->watched = output->messages.width > 0 && !is_dumb();
}

static bool write_all(FILE *stream, const struct buf *text)
{
	size_t done = fwrite(buf_string(text), 1, text->len, stream);

	return fflush(stream) == 0 && done == text->len;
}

static bool complain(struct error_list *errs, const char *file)
{
	error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 },
		"writing the result to %s: %s", file, strerror(errno));
	return false;
}

static bool write_file(const char *file, const struct buf *text, struct error_list *errs)
{
	FILE *stream = fopen(file, "we");
	bool ok;

	if (stream == NULL)
		return complain(errs, file);
	ok = write_all(stream, text);
	if (fclose(stream) != 0 || !ok)
		return complain(errs, file);
	return true;
}

static bool is_writable(int descriptor)
{
	int mode = fcntl(descriptor, F_GETFL);

	if (mode >= 0 && (mode & O_ACCMODE) != O_RDONLY)
		return true;
	errno = EBADF;
	return false;
}

bool output_check(const struct output *output, struct error_list *errs)
{
	FILE *stream;

	if (output->file == NULL)
		return is_writable(STDOUT_FILENO) || complain(errs, "stdout");
	stream = fopen(output->file, "ae"); /* what is in it may stay for now */
	if (stream == NULL)
		return complain(errs, output->file);
	(void)fclose(stream);
	return true;
}

bool output_text(
	const struct output *output, const struct buf *text, struct error_list *errs)
{
	if (text->full) {
		error_add(errs, ERROR_LIMIT_EXCEEDED, (struct place){ 0 },
			"the result is larger than %zu bytes", text->ceiling);
		return false;
	}
	if (output->file != NULL)
		return write_file(output->file, text, errs);
	if (write_all(stdout, text) || errno == EPIPE)
		return true;
	return complain(errs, "stdout");
}

bool output_report(
	struct output *output, const struct report *report, struct error_list *errs)
{
	struct buf text;
	bool ok;

	buf_init(&text, LIMIT_TEXT_BYTES);
	output->format->render(&text, report, &output->result);
	ok = output_text(output, &text, errs);
	buf_release(&text);
	return ok;
}

void output_failure(
	struct output *output, const struct report *report, struct error_list *errs)
{
	if (output->format->render != render_text)
		(void)output_report(output, report, errs);
}

void output_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vfprintf(stderr, format, args); /* nowhere left to complain */
	va_end(args);
	(void)fflush(stderr);
}

void output_tell(struct output *output, const struct error_list *errs)
{
	struct buf text;

	buf_init(&text, LIMIT_TEXT_BYTES);
	for (; output->told < errs->count; output->told++)
		if (errs->items[output->told]->severity != SEVERITY_NOTE)
			render_finding(
				&text, errs->items[output->told], &output->messages);
	if (text.len > 0)
		(void)write_all(stderr, &text); /* nowhere left to complain */
	buf_release(&text);
}
