#pragma once

struct buf;
struct command;
struct program;

/* What the tables of commands and options say, for people: --help. */
void help_program(struct buf *out, const struct program *program);
void help_command(
	struct buf *out, const struct program *program, const struct command *command);
/* The same as a man page in scdoc's format: --help=man. */
void help_man(
	struct buf *out, const struct program *program, const struct command *command);
