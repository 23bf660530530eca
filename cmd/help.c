#include "cmd/help.h"

#include <string.h>

#include "cmd/command.h"
#include "model/arena.h"
#include "model/text.h"

enum { HELP_COLUMN = 28, HELP_WIDTH = 90 };

/* Words of `text` from `column` on, further lines indented by `indent`. */
static void put_wrapped(struct buf *out, const char *text, size_t column, size_t indent)
{
	while (*text != '\0') {
		size_t size = strcspn(text, " ");

		if (column > indent && column + 1 + size > HELP_WIDTH) {
			buf_format(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			buf_char(out, ' ');
			column++;
		}
		buf_put(out, text, size);
		column += size;
		text += size;
		text += strspn(text, " ");
	}
	buf_char(out, '\n');
}

/* "  -o, --output FILE", and its help beside or below it. */
static void put_row(struct buf *out, const char *left, const char *help)
{
	size_t size = strlen(left);

	buf_text(out, left);
	if (size + 2 > HELP_COLUMN) {
		buf_char(out, '\n');
		size = 0;
	}
	buf_format(out, "%*s", (int)(HELP_COLUMN - size), "");
	put_wrapped(out, help, HELP_COLUMN, HELP_COLUMN);
}

static const char *choices(struct arena *arena, const struct option *option)
{
	const char *list = "";

	for (size_t i = 0; i < option->choice_count; i++)
		list = arena_format(
			arena, "%s%s%s", list, i > 0 ? "|" : "", option->choices[i]);
	return list;
}

/* "REIN_ACCOUNT, HARNESS_ACCOUNT_ID, HARNESS_ACCOUNT" */
static const char *variables(struct arena *arena, const struct option *option)
{
	const char *list = option_variable(arena, option);

	for (size_t i = 0; i < option->other_count; i++)
		list = arena_format(arena, "%s, %s", list, option->others[i]);
	return list;
}

/* What an option does, its choices and what holds without it. */
static const char *explain(struct arena *arena, const struct option *option)
{
	const char *text = option->help;

	if (option->choice_count > 0)
		text = arena_format(arena, "%s: %s", text, choices(arena, option));
	if (option->type == OPTION_LIST || option->type == OPTION_LINES)
		text = arena_format(arena, "%s (may be repeated)", text);
	if (option->usual != NULL)
		text = arena_format(arena, "%s (default: %s)", text, option->usual);
	return text;
}

static const char *spell(struct arena *arena, const struct option *option)
{
	const char *text = arena_format(arena, "--%s", option->name);

	if (option->letter != 0)
		text = arena_format(arena, "-%c, %s", option->letter, text);
	if (option->value != NULL)
		text = arena_format(arena, "%s %s", text, option->value);
	return text;
}

static void put_option(struct buf *out, struct arena *arena, const struct option *option)
{
	const char *indent = option->letter != 0 ? "  " : "      ";
	const char *help = arena_format(
		arena, "%s [%s]", explain(arena, option), variables(arena, option));

	put_row(out, arena_format(arena, "%s%s", indent, spell(arena, option)), help);
}

static void put_options(struct buf *out, const struct option_table *table)
{
	struct arena arena = { 0 };

	for (size_t i = 0; i < table->count; i++) {
		const struct option_group *group = table->groups[i];

		buf_format(out, "\n%s:\n", group->title);
		for (size_t k = 0; k < group->count; k++)
			put_option(out, &arena, &group->rows[k]);
	}
	arena_release(&arena);
}

static void put_statuses(struct buf *out, const struct command *command)
{
	buf_text(out, "\nExit status:\n");
	for (size_t i = 0; i < command->status_count; i++)
		buf_format(out, "%5d  %s\n", command->statuses[i].status,
			command->statuses[i].help);
	buf_format(out, "%5d  the command line is wrong\n", STATUS_USAGE);
	buf_format(out, "%5d  interrupted\n", STATUS_INTERRUPTED);
}

void help_program(struct buf *out, const struct program *program)
{
	buf_format(out, "%s: %s\n\nUsage: %s COMMAND [OPTIONS]\n\nCommands:\n",
		program->name, program->help, program->name);
	for (size_t i = 0; i < program->command_count; i++)
		buf_format(out, "  %-12s %s\n", program->commands[i]->name,
			program->commands[i]->help);
	buf_format(out,
		"\nOptions:\n"
		"  -h, --help     this text; '%s COMMAND --help' for a command's\n"
		"      --version  the version\n"
		"\nEvery option of a command can be given by the variable that its help "
		"names.\nThe API key comes from HARNESS_PLATFORM_API_KEY, "
		"HARNESS_API_KEY or --api-key-file.\n",
		program->name);
}

void help_command(
	struct buf *out, const struct program *program, const struct command *command)
{
	buf_format(out, "%s %s: %s\n\nUsage: %s %s [OPTIONS]%s%s\n", program->name,
		command->name, command->help, program->name, command->name,
		command->arguments[0] != '\0' ? " " : "", command->arguments);
	if (command->text != NULL) {
		buf_char(out, '\n');
		put_wrapped(out, command->text, 0, 0);
	}
	put_options(out, &command->options);
	put_statuses(out, command);
	if (command->more != NULL)
		command->more(out);
}

/* --- scdoc --------------------------------------------------------------- */

/* scdoc gives a meaning to these; a backslash takes it away. */
static void put_plain(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\*_#[]|~.", *text) != NULL)
			buf_char(out, '\\');
		buf_char(out, *text);
	}
}

static void man_option(struct buf *out, struct arena *arena, const struct option *option)
{
	buf_text(out, "*");
	if (option->letter != 0)
		buf_format(out, "-%c*, *", option->letter);
	buf_format(out, "--%s*", option->name);
	if (option->value != NULL) {
		buf_text(out, " ");
		put_plain(out, option->value);
	}
	buf_text(out, "\n\t");
	put_plain(out, explain(arena, option));
	buf_text(out, ". Variable: ");
	put_plain(out, variables(arena, option));
	buf_text(out, ".\n\n");
}

static void man_options(struct buf *out, const struct option_table *table)
{
	struct arena arena = { 0 };

	buf_text(out, "# OPTIONS\n\n");
	for (size_t i = 0; i < table->count; i++) {
		buf_format(out, "## %s\n\n", table->groups[i]->title);
		for (size_t k = 0; k < table->groups[i]->count; k++)
			man_option(out, &arena, &table->groups[i]->rows[k]);
	}
	buf_text(out, "*-h*, *--help*\n\tPrint what the command does and takes.\n\n");
	arena_release(&arena);
}

static void man_status(struct buf *out, enum status status, const char *help)
{
	buf_format(out, "*%d*\n\t", status);
	put_plain(out, help);
	buf_text(out, "\n\n");
}

void help_man(
	struct buf *out, const struct program *program, const struct command *command)
{
	buf_format(out, "%s-%s(1)\n\n# NAME\n\n%s-%s - ", program->name, command->name,
		program->name, command->name);
	put_plain(out, command->help);
	buf_format(out, "\n\n# SYNOPSIS\n\n*%s %s* [options] ", program->name,
		command->name);
	put_plain(out, command->arguments);
	if (command->text != NULL) {
		buf_text(out, "\n\n# DESCRIPTION\n\n");
		put_plain(out, command->text);
	}
	buf_text(out, "\n\n");
	man_options(out, &command->options);
	buf_text(out, "# EXIT STATUS\n\n");
	for (size_t i = 0; i < command->status_count; i++)
		man_status(out, command->statuses[i].status, command->statuses[i].help);
	man_status(out, STATUS_USAGE, "the command line is wrong");
	man_status(out, STATUS_INTERRUPTED, "interrupted");
}
