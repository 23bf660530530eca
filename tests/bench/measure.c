/*
 * Programs side by side: each round runs every one of them once, in turn, so that
 * what slows the machine down falls on all of them alike.
 *
 *	measure ROUNDS JSON NAME=COMMAND... [A/B:cpu|wall|memory:MOST]...
 *
 * Prints medians, and the ratio to the first command with its quartiles; writes
 * every sample to the file JSON. A gate `A/B:cpu:1.5` fails, and with it the
 * program, when the third quartile of A over B is above 1.5; `A:memory:45` looks at
 * A alone (seconds, MB).
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

static void become(const char *line)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	char shell[] = "sh", option[] = "-c";
	struct arena arena = { 0 };
	char *argv[] = { shell, option, arena_format(&arena, "exec %s", line), NULL };

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
		become(command->line);
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		die("cannot run anything");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		die(command->line);
	command->samples[0][round] = now() - start;
	command->samples[1][round] = seconds(usage.ru_utime) + seconds(usage.ru_stime);
	command->samples[2][round] = (double)usage.ru_maxrss / 1024; /* MB */
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* First quartile, median, third: of one command, or of the ratios of two. */
static void quartiles(double out[3], const struct bench *bench, const struct command *a,
	const struct command *b, size_t measure)
{
	double values[ROUNDS_MOST];
	size_t last = bench->rounds - 1;

	for (size_t i = 0; i < bench->rounds; i++)
		values[i] =
			a->samples[measure][i] / (b != NULL ? b->samples[measure][i] : 1);
	qsort(values, bench->rounds, sizeof(*values), compare);
	for (size_t i = 0; i < 3; i++) {
		size_t four = (i + 1) * last;
		double low = values[four / 4];
		double high = values[four / 4 + (four % 4 != 0)];

		out[i] = low + (high - low) * (double)(four % 4) / 4;
	}
}

static void print_table(const struct bench *bench)
{
	const char *first = bench->commands[0].name;

	(void)printf("| n=%zu, ratios to %s |", bench->rounds, first);
	for (size_t i = 0; i < MEASURES; i++)
		(void)printf(" %s%s | ratio [quartiles] |", measures[i],
			i < 2 ? ", s" : ", MB");
	(void)printf("\n| --- |");
	for (size_t i = 0; i < MEASURES; i++)
		(void)printf(" ---: | ---: |");
	(void)printf("\n");
	for (size_t i = 0; i < bench->count; i++) {
		const struct command *command = &bench->commands[i];

		(void)printf("| %s |", command->name);
		for (size_t k = 0; k < MEASURES; k++) {
			double own[3], ratio[3];

			quartiles(own, bench, command, NULL, k);
			quartiles(ratio, bench, command, &bench->commands[0], k);
			(void)printf(" %.3f | %.2f [%.2f..%.2f] |", own[1], ratio[1],
				ratio[0], ratio[2]);
		}
		(void)printf("\n");
	}
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

static const struct command *find(
	const struct bench *bench, const char *name, size_t size)
{
	for (size_t i = 0; i < bench->count; i++)
		if (strncmp(bench->commands[i].name, name, size) == 0 &&
			bench->commands[i].name[size] == '\0')
			return &bench->commands[i];
	die(name);
	return NULL;
}

/* "A/B:measure:most" or "A:measure:most". */
static bool check_gate(const struct bench *bench, const char *gate)
{
	size_t pair = strcspn(gate, ":"), name = strcspn(gate, "/:");
	const char *measure = gate + pair + 1, *most;
	const struct command *over = NULL;
	double quartile[3];

	if (gate[pair] == '\0' || (most = strchr(measure, ':')) == NULL)
		die(gate);
	if (name < pair)
		over = find(bench, gate + name + 1, pair - name - 1);
	for (size_t i = 0; i < MEASURES; i++) {
		if (strncmp(measures[i], measure, (size_t)(most - measure)) != 0)
			continue;
		quartiles(quartile, bench, find(bench, gate, name), over, i);
		(void)printf("%s %s, measured %.2f\n",
			quartile[2] <= strtod(most + 1, NULL) ? "kept  " : "MISSED", gate,
			quartile[2]);
		return quartile[2] <= strtod(most + 1, NULL);
	}
	die(gate);
	return false;
}

static void add_command(struct bench *bench, const char *argument, const char *equals)
{
	if (bench->count == COMMANDS_MOST)
		die("too many commands");
	bench->commands[bench->count++] = (struct command){
		.name = arena_copy(&bench->arena, argument, (size_t)(equals - argument)),
		.line = equals + 1,
	};
}

int main(int argc, char **argv)
{
	static struct bench bench;
	int64_t rounds = 0;
	bool kept = true;
	int i = 3;

	if (argc < 4 || !num_parse(argv[1], 1, ROUNDS_MOST, &rounds))
		die("usage: measure ROUNDS JSON NAME=COMMAND... [A/B:MEASURE:MOST]...");
	bench.rounds = (size_t)rounds;
	for (; i < argc && strchr(argv[i], '=') != NULL; i++)
		add_command(&bench, argv[i], strchr(argv[i], '='));
	for (size_t round = 0; round < bench.rounds; round++)
		for (size_t k = 0; k < bench.count; k++)
			run(&bench.commands[(round + k) % bench.count], round);
	print_table(&bench);
	write_samples(&bench, argv[2]);
	for (; i < argc; i++)
		kept = check_gate(&bench, argv[i]) && kept;
	arena_release(&bench.arena);
	return kept ? 0 : 1;
}
