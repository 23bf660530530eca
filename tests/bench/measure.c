/*
 * Programs side by side: each round runs every one of them once, in turn, so that
 * what slows the machine down falls on all of them alike.
 *
 *	measure ROUNDS JSON NAME=COMMAND...
 *
 * Writes every sample to the file JSON: seconds of time and of processor, MB of
 * memory. A command that begins with '!' may end with any status, others must with 0.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "model/arena.h"
#include "model/kind.h"
#include "model/num.h"

enum { ROUNDS_MOST = 99, COMMANDS_MOST = 16 };
enum { MEASURES = 3 };
static const char *const measures[MEASURES] = { "wall", "cpu", "memory" };

struct command {
	const char *name, *line;
	double samples[MEASURES][ROUNDS_MOST];
};

struct bench {
	struct arena arena;
	struct command commands[COMMANDS_MOST];
	size_t count, rounds;
};

static void die(const char *what)
{
	(void)fprintf(stderr, "measure: %s\n", what);
	exit(64);
}

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The shell becomes a command that begins with exec. */
static void become(const char *line)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	struct arena arena = { 0 };
	char shell[] = "sh", option[] = "-c";
	char *argv[] = { shell, option, arena_text(&arena, line), NULL };

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	execv("/bin/sh", argv);
	_exit(127);
}

static void run(struct command *command, size_t round)
{
	double start = now();
	struct rusage usage;
	int status;
	pid_t child = fork();

	if (child == 0)
		become(command->line + (*command->line == '!'));
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		die("cannot run anything");
	if (!WIFEXITED(status) || (*command->line != '!' && WEXITSTATUS(status) != 0))
		die(command->line);
	command->samples[0][round] = now() - start;
	command->samples[1][round] = seconds(usage.ru_utime) + seconds(usage.ru_stime);
	command->samples[2][round] = (double)usage.ru_maxrss / 1024; /* MB */
}

static void write_measure(
	const struct bench *bench, const double *samples, const char *name, FILE *file)
{
	(void)fprintf(file, "\"%s\":", name);
	for (size_t i = 0; i < bench->rounds; i++)
		(void)fprintf(file, "%c%.6f", i > 0 ? ',' : '[', samples[i]);
	(void)fputc(']', file);
}

static void write_samples(const struct bench *bench, const char *path)
{
	FILE *file = fopen(path, "we");

	if (file == NULL)
		die(path);
	for (size_t i = 0; i < bench->count; i++) {
		const struct command *command = &bench->commands[i];

		(void)fprintf(file, "%c\"%s\":", i > 0 ? ',' : '{', command->name);
		for (size_t k = 0; k < MEASURES; k++) {
			(void)fputc(k > 0 ? ',' : '{', file);
			write_measure(bench, command->samples[k], measures[k], file);
		}
		(void)fputc('}', file);
	}
	(void)fputs("}\n", file);
	if (fclose(file) != 0)
		die(path);
}

/* --- the command line ---------------------------------------------------- */

static void add_command(struct bench *bench, const char *argument, const char *equals)
{
	if (bench->count == COMMANDS_MOST || equals == NULL)
		die(argument);
	bench->commands[bench->count++] = (struct command){
		.name = arena_copy(&bench->arena, argument, (size_t)(equals - argument)),
		.line = equals + 1,
	};
}

int main(int argc, char **argv)
{
	static struct bench bench;
	int64_t rounds = 0;

	if (argc < 4 || !num_parse(argv[1], 1, ROUNDS_MOST, &rounds))
		die("usage: measure ROUNDS JSON NAME=COMMAND...");
	bench.rounds = (size_t)rounds;
	for (int i = 3; i < argc; i++)
		add_command(&bench, argv[i], strchr(argv[i], '='));
	for (size_t round = 0; round < bench.rounds; round++)
		for (size_t k = 0; k < bench.count; k++)
			run(&bench.commands[(round + k) % bench.count], round);
	write_samples(&bench, argv[2]);
	arena_release(&bench.arena);
	return 0;
}
