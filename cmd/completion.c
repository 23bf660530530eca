#include <string.h>

#include "cmd/command.h"
#include "cmd/output.h"
#include "model/arena.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"

/* Scripts are made from the tables of commands and options alone; none of their
 * texts holds a quote that a shell would take for its own. */

static bool is_file(const struct option *option)
{
	return text_equal(option->value, "FILE") || text_equal(option->value, "DIR") ||
	       text_equal(option->value, "PLAN");
}

/* What stands beside the options is a file. */
static bool takes_file(const struct command *command)
{
	return text_equal(command->arguments, "[PLAN]");
}

/* --- bash ---------------------------------------------------------------- */

static void bash_choices(struct buf *out, const struct option *option)
{
	if (option->choice_count == 0 &&
		!(option_takes_value(option) && !is_file(option)))
		return;
	buf_format(out, "\t--%s)\n\t\tCOMPREPLY=($(compgen -W \"", option->name);
	for (size_t i = 0; i < option->choice_count; i++)
		buf_format(out, "%s%s", i > 0 ? " " : "", option->choices[i]);
	buf_text(out, "\" -- \"$word\"))\n\t\treturn\n\t\t;;\n");
}

static void bash_command(struct buf *out, const struct command *command)
{
	const struct option_table *table = &command->options;

	buf_format(out, "_rein_%s() {\n\tcase $last in\n", command->name);
	for (size_t i = 0; i < table->count; i++)
		for (size_t k = 0; k < table->groups[i]->count; k++)
			bash_choices(out, &table->groups[i]->rows[k]);
	buf_text(out, "\tesac\n\t[[ $word == -* ]] && COMPREPLY=($(compgen -W \"--help");
	for (size_t i = 0; i < table->count; i++)
		for (size_t k = 0; k < table->groups[i]->count; k++)
			buf_format(out, " --%s", table->groups[i]->rows[k].name);
	buf_text(out, "\" -- \"$word\"))\n}\n\n");
}

static void bash(struct buf *out, const struct program *program)
{
	buf_text(out, "# bash completion of rein: rein completion bash\n\n");
	for (size_t i = 0; i < program->command_count; i++)
		bash_command(out, program->commands[i]);
	buf_text(out, "_rein() {\n"
		      "\tlocal word=${COMP_WORDS[COMP_CWORD]} "
		      "last=${COMP_WORDS[COMP_CWORD-1]}\n"
		      "\tif [[ $COMP_CWORD -eq 1 ]]; then\n"
		      "\t\tCOMPREPLY=($(compgen -W \"--help --version");
	for (size_t i = 0; i < program->command_count; i++)
		buf_format(out, " %s", program->commands[i]->name);
	buf_text(out, "\" -- \"$word\"))\n"
		      "\telif declare -F \"_rein_${COMP_WORDS[1]}\" >/dev/null; then\n"
		      "\t\t\"_rein_${COMP_WORDS[1]}\"\n"
		      "\tfi\n"
		      "}\n"
		      "complete -o default -F _rein rein\n");
}

/* --- zsh ----------------------------------------------------------------- */

/* Brackets and colons have a meaning in _arguments' texts, quotes in the shell. */
static void zsh_text(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			buf_text(out, "'\\'");
		else if (strchr("[]:\\", *text) != NULL)
			buf_char(out, '\\');
		buf_char(out, *text);
	}
}

static void zsh_option(struct buf *out, const struct option *option)
{
	bool repeats = option->type == OPTION_LIST || option->type == OPTION_LINES;

	buf_format(out, "\t\t\t'%s--%s%s[", repeats ? "*" : "", option->name,
		option_takes_value(option) ? "=" : "");
	zsh_text(out, option->help);
	buf_char(out, ']');
	if (option_takes_value(option)) {
		buf_char(out, ':');
		zsh_text(out, option->value);
		buf_char(out, ':');
	}
	if (option->choice_count > 0) {
		buf_char(out, '(');
		for (size_t i = 0; i < option->choice_count; i++)
			buf_format(out, "%s%s", i > 0 ? " " : "", option->choices[i]);
		buf_char(out, ')');
	} else if (is_file(option)) {
		buf_text(out, "_files");
	}
	buf_text(out, "' \\\n");
}

static void zsh_command(struct buf *out, const struct command *command)
{
	const struct option_table *table = &command->options;

	buf_format(out, "\t%s)\n\t\t_arguments \\\n", command->name);
	for (size_t i = 0; i < table->count; i++)
		for (size_t k = 0; k < table->groups[i]->count; k++)
			zsh_option(out, &table->groups[i]->rows[k]);
	if (takes_file(command))
		buf_text(out, "\t\t\t'::PLAN:_files' \\\n");
	buf_text(out, "\t\t\t'--help[what the command does and takes]'\n\t\t;;\n");
}

static void zsh(struct buf *out, const struct program *program)
{
	buf_text(out, "#compdef rein\n# zsh completion of rein: rein completion zsh\n\n"
		      "local -a commands=(\n");
	for (size_t i = 0; i < program->command_count; i++) {
		buf_format(out, "\t'%s:", program->commands[i]->name);
		zsh_text(out, program->commands[i]->help);
		buf_text(out, "'\n");
	}
	buf_text(out, ")\nif ((CURRENT == 2)); then\n"
		      "\t_describe command commands\n\treturn\nfi\n"
		      "local command=$words[2]\nshift words\n((CURRENT--))\ncase "
		      "$command in\n");
	for (size_t i = 0; i < program->command_count; i++)
		zsh_command(out, program->commands[i]);
	buf_text(out, "esac\n");
}

/* --- fish ---------------------------------------------------------------- */

static void fish_text(struct buf *out, const char *text)
{
	buf_char(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			buf_char(out, '\\');
		buf_char(out, *text);
	}
	buf_char(out, '\'');
}

static void fish_option(
	struct buf *out, const struct command *command, const struct option *option)
{
	buf_format(out, "complete -c rein -n '__fish_seen_subcommand_from %s' -l %s",
		command->name, option->name);
	if (option->letter != 0)
		buf_format(out, " -s %c", option->letter);
	if (option_takes_value(option))
		buf_text(out, is_file(option) ? " -r -F" : " -x");
	if (option->choice_count > 0) {
		buf_text(out, " -a '");
		for (size_t i = 0; i < option->choice_count; i++)
			buf_format(out, "%s%s", i > 0 ? " " : "", option->choices[i]);
		buf_char(out, '\'');
	}
	buf_text(out, " -d ");
	fish_text(out, option->help);
	buf_char(out, '\n');
}

static void fish(struct buf *out, const struct program *program)
{
	buf_text(out, "# fish completion of rein: rein completion fish\n"
		      "complete -c rein -f\n");
	for (size_t i = 0; i < program->command_count; i++) {
		const struct command *command = program->commands[i];
		const struct option_table *table = &command->options;

		buf_format(out, "complete -c rein -n __fish_use_subcommand -a %s -d ",
			command->name);
		fish_text(out, command->help);
		buf_char(out, '\n');
		if (takes_file(command))
			buf_format(out,
				"complete -c rein -n '__fish_seen_subcommand_from %s' "
				"-F\n",
				command->name);
		for (size_t k = 0; k < table->count; k++)
			for (size_t j = 0; j < table->groups[k]->count; j++)
				fish_option(out, command, &table->groups[k]->rows[j]);
	}
}

/* --- the command --------------------------------------------------------- */

static const struct shell {
	const char *name;
	void (*write)(struct buf *out, const struct program *program);
} shells[] = {
	{ "bash", bash },
	{ "zsh", zsh },
	{ "fish", fish },
};

static const struct shell *find_shell(const char *name)
{
	for (size_t i = 0; i < countof(shells); i++)
		if (strcmp(shells[i].name, name) == 0)
			return &shells[i];
	return NULL;
}

static enum status run(struct context *context)
{
	const struct shell *shell = find_shell(context->options->arguments[0]);
	struct buf text;
	bool ok;

	if (shell == NULL) {
		error_add(context->errs, ERROR_USAGE, (struct place){ 0 },
			"unknown shell '%s': bash, zsh or fish is expected",
			context->options->arguments[0]);
		return STATUS_USAGE;
	}
	buf_init(&text, LIMIT_TEXT_BYTES);
	shell->write(&text, context->program);
	ok = output_text(context->output, &text, context->errs);
	buf_release(&text);
	return ok ? STATUS_DONE : STATUS_FAULT;
}

static const struct status_help statuses[] = {
	{ STATUS_DONE, "printed" },
	{ STATUS_FAULT, "stdout cannot be written" },
};

const struct command command_completion = {
	.name = "completion",
	.arguments = "SHELL",
	.least = 1,
	.most = 1,
	.help = "prints a completion script for bash, zsh or fish",
	.statuses = statuses,
	.status_count = countof(statuses),
	.run = run,
};
