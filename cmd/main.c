#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/help.h"
#include "cmd/output.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"

static const struct command *const commands[] = {
	&command_validate,
	&command_plan,
	&command_apply,
	&command_drift,
	&command_pull,
	&command_destroy,
	&command_unlock,
	&command_emulator,
	&command_version,
	&command_completion,
};

static const struct program program = {
	.name = "rein",
	.version = REIN_VERSION,
	.help = "make a Harness account match a git repository",
	.commands = commands,
	.command_count = countof(commands),
};

/* --- signals ------------------------------------------------------------- */

static struct interrupt interrupt; /* the one writable global: a handler's */

/* In a handler: with what POSIX lets it call. */
static void say(const char *text)
{
	ssize_t written = write(STDERR_FILENO, text, strlen(text));

	(void)written; /* nowhere left to complain */
}

static void say_what_is_left_behind(void)
{
	if (!interrupt.writing && !interrupt.locked)
		return;
	say("stopped at once: what was under way may be done or not");
	say(interrupt.locked ? "; the lock stays, 'rein unlock' frees it\n" : "\n");
}

/* A second signal ends what a command still wanted to finish. */
static void on_signal(int number)
{
	int before = errno;

	(void)number;
	if (interrupt.watched)
		say("\n");
	if (!interrupt.held || interrupt.seen) {
		say_what_is_left_behind();
		_exit(STATUS_INTERRUPTED);
	}
	if (interrupt.writing)
		say("stopping: what is under way is finished first; a second signal "
		    "stops "
		    "at once\n");
	interrupt.seen = 1;
	errno = before;
}

static void catch_signals(void)
{
	struct sigaction stop = { .sa_handler = on_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction hangup;

	sigemptyset(&stop.sa_mask);
	sigemptyset(&ignore.sa_mask);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &stop, NULL); /* nohup wants it ignored */
	sigaction(SIGPIPE, &ignore, NULL);      /* write() says it as well */
}

/* --- descriptors --------------------------------------------------------- */

/*
 * Closed ones are taken by something that cannot be written, or read: else the
 * next file or connection got the number, and our result with it.
 */
static void keep_standard_descriptors(void)
{
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		if (fcntl(i, F_GETFD) < 0)
			(void)open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* --- help ---------------------------------------------------------------- */

/* The word that asks for help, or NULL; what stands behind `--` does not. */
static const char *find_help(int argc, char *const *argv)
{
	static const char *const words[] = { "-h", "--help", "--help=man" };

	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		for (size_t k = 0; k < countof(words); k++)
			if (strcmp(argv[i], words[k]) == 0)
				return words[k];
	return NULL;
}

static bool print_help(
	const struct command *command, const char *word, struct error_list *errs)
{
	struct output output = { 0 };
	struct buf text;
	bool ok;

	buf_init(&text, LIMIT_TEXT_BYTES);
	if (command == NULL)
		help_program(&text, &program);
	else if (text_ends(word, "man"))
		help_man(&text, &program, command);
	else
		help_command(&text, &program, command);
	ok = output_text(&output, &text, errs);
	buf_release(&text);
	return ok;
}

/* --- commands ------------------------------------------------------------ */

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < countof(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static void unknown_command(const char *name, struct error_list *errs)
{
	const char *names[countof(commands)];
	const char *nearest;
	struct error *error;

	for (size_t i = 0; i < countof(commands); i++)
		names[i] = commands[i]->name;
	nearest = text_nearest(name, names, countof(commands));
	error = error_add(errs, ERROR_USAGE, (struct place){ 0 }, "unknown %s '%s'",
		name[0] == '-' ? "option" : "command", name);
	if (nearest != NULL)
		error_fix(errs, error, "did you mean '%s'?", nearest);
	else if (name[0] == '-')
		error_fix(errs, error, "options stand behind the command");
	else
		error_fix(errs, error, "'rein --help' lists the commands");
}

static bool arguments_fit(const struct command *command, const struct options *options,
	struct error_list *errs)
{
	if (options->argument_count > command->most) {
		error_add(errs, ERROR_USAGE, (struct place){ 0 },
			"unexpected argument '%s'", options->arguments[command->most]);
		return false;
	}
	if (options->argument_count < command->least) {
		error_add(errs, ERROR_USAGE, (struct place){ 0 }, "rein %s wants %s",
			command->name, command->arguments);
		return false;
	}
	return true;
}

/* Mistakes of the command line are 64, all others 1. */
static enum status status_of_fault(const struct error_list *errs)
{
	for (size_t i = 0; i < errs->count; i++)
		if (errs->items[i]->code == ERROR_USAGE)
			return STATUS_USAGE;
	return STATUS_FAULT;
}

static enum status run_command(const struct command *command, int argc, char *const *argv,
	struct error_list *errs)
{
	struct options options;
	struct output output;
	struct context context = { &program, command, &options, &interrupt, &output,
		errs };
	enum status status = STATUS_FAULT;

	if (options_read(&options, &command->options, argc, argv, errs) &&
		arguments_fit(command, &options, errs)) {
		output_init(&output, &options);
		interrupt.watched = output.watched;
		status = command->run(&context);
	} else {
		output_init(&output, &(struct options){ 0 });
	}
	if (status == STATUS_FAULT)
		status = status_of_fault(errs);
	output_tell(&output, errs);
	options_release(&options);
	return status;
}

static enum status run_plain(int argc, char *const *argv, struct error_list *errs)
{
	struct output output;
	enum status status = STATUS_USAGE;

	if (argc > 1 && find_help(1, argv + 1) != NULL)
		status = print_help(NULL, argv[1], errs) ? STATUS_DONE : STATUS_FAULT;
	else if (argc < 2)
		error_fix(errs,
			error_add(errs, ERROR_USAGE, (struct place){ 0 }, "no command"),
			"'rein --help' lists the commands");
	else
		unknown_command(argv[1], errs);
	output_init(&output, &(struct options){ 0 });
	output_tell(&output, errs);
	return status;
}

static enum status run(int argc, char *const *argv, struct error_list *errs)
{
	const struct command *command = NULL;
	const char *help;

	if (argc > 1)
		command = strcmp(argv[1], "--version") == 0 ? &command_version
							    : find_command(argv[1]);
	if (command == NULL)
		return run_plain(argc, argv, errs);
	help = find_help(argc - 2, argv + 2);
	if (help != NULL)
		return print_help(command, help, errs) ? STATUS_DONE : STATUS_FAULT;
	return run_command(command, argc - 2, argv + 2, errs);
}

int main(int argc, char *const *argv)
{
	struct error_list errs = { 0 };
	enum status status;

	keep_standard_descriptors();
	catch_signals();
	status = run(argc, argv, &errs);
	error_release(&errs);
	return (int)status;
}
