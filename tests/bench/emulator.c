/*
 * How an emulator does with 50,000 entities in it: fills it over one connection, then
 * reads pages and single entities. What it costs is asked of the kernel: processor time
 * of the emulator's process, not of ours.
 * usage: emulator PORT PID KEY ACCOUNT
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model/num.h"
#include "tests/support/raw_http.h"

enum { ENTITIES = 50000, PROJECTS = 50, PAGES = 500, READS = 20000, YAML_BYTES = 1700 };

static struct raw_client client;
static char status_file[64], cpu_file[64];
static const char *key, *account;

static void die(const char *what)
{
	(void)fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static void ask(const char *method, const char *target, const char *body, int status)
{
	static char request[16 << 10];
	struct raw_answer answer;
	int size = snprintf(request, sizeof(request),
		"%s %s%caccountIdentifier=%s HTTP/1.1\r\nHost: localhost\r\n"
		"x-api-key: %s\r\nContent-Type: application/json\r\n"
		"Content-Length: %zu\r\n\r\n%s",
		method, target, strchr(target, '?') != NULL ? '&' : '?', account, key,
		strlen(body), body);

	if (size < 0 || (size_t)size >= sizeof(request))
		die("a request is too long");
	if (!raw_send(&client, request, (size_t)size))
		die("the emulator is gone");
	raw_read(&client, false, &answer);
	if (answer.status != status)
		die(answer.status == 0 ? "no answer" : answer.body);
	raw_answer_release(&answer);
}

/* ---- filling ---- */

static void add_project(int number)
{
	char body[256];

	(void)snprintf(body, sizeof(body),
		"{\"project\":{\"orgIdentifier\":\"default\",\"identifier\":\"p%d\","
		"\"name\":\"Project %d\"}}",
		number, number);
	ask("POST", "/ng/api/projects?orgIdentifier=default", body, 200);
}

/* A service as they are: its YAML holds manifests and variables, some 1.7 KB. */
static void add_service(int number)
{
	char body[4 << 10];
	int project = number % PROJECTS, size;

	size = snprintf(body, sizeof(body),
		"{\"identifier\":\"s%d\",\"name\":\"Service %d\",\"orgIdentifier\":"
		"\"default\",\"projectIdentifier\":\"p%d\",\"yaml\":\"service:\\n  name: "
		"Service %d\\n  identifier: s%d\\n  orgIdentifier: default\\n  "
		"projectIdentifier: p%d\\n  serviceDefinition:\\n    type: Kubernetes\\n "
		"   spec:\\n      variables:\\n",
		number, number, project, number, number, project);
	for (int i = 0; size < YAML_BYTES; i++)
		size += snprintf(body + size, sizeof(body) - (size_t)size,
			"        - name: setting_%d_of_%d\\n          type: String\\n"
			"          value: the value of it, %d\\n",
			i, number, number * 7 + i);
	(void)snprintf(body + size, sizeof(body) - (size_t)size, "\"}");
	ask("POST", "/ng/api/servicesV2", body, 200);
}

/* ---- measuring ---- */

/* The first number behind `name` in a file of /proc, or the first at all. */
static int64_t number_in(const char *path, const char *name)
{
	char text[4096], *at;
	int64_t number = 0;
	FILE *file = fopen(path, "re");
	size_t size;

	if (file == NULL)
		die("no such process");
	size = fread(text, 1, sizeof(text) - 1, file);
	(void)fclose(file);
	text[size] = '\0';
	at = name[0] != '\0' ? strstr(text, name) : text;
	if (at == NULL)
		die("the kernel does not say");
	at += strlen(name);
	at += strspn(at, " \t");
	at[strspn(at, "0123456789")] = '\0';
	if (!num_parse(at, 0, INT64_MAX, &number))
		die("the kernel says no number");
	return number;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double cpu_seconds(void)
{
	return (double)number_in(cpu_file, "") / 1e9;
}

static void say_memory(const char *when)
{
	printf("memory %-18s %6.1f MB (most so far %.1f MB)\n", when,
		(double)number_in(status_file, "VmRSS:") / 1024,
		(double)number_in(status_file, "VmHWM:") / 1024);
}

static void fill(void)
{
	double cpu = cpu_seconds();

	for (int i = 0; i < PROJECTS; i++)
		add_project(i);
	for (int i = 0; i < ENTITIES; i++)
		add_service(i);
	cpu = cpu_seconds() - cpu;
	printf("creates of services       %6.0f a second of one core\n", ENTITIES / cpu);
}

struct load {
	const char *name, *format;
	int count, range; /* %d in the format is below it */
};

static const struct load loads[] = {
	{ "pages of 100, project",
		"/ng/api/servicesV2?orgIdentifier=default&projectIdentifier=p%d&size=100",
		PAGES, PROJECTS },
	{ "pages of 100, deep",
		"/ng/api/servicesV2?orgIdentifier=default&projectIdentifier=p7&size=100"
		"&page=%d",
		PAGES, ENTITIES / PROJECTS / 100 },
	{ "pages of projects", "/ng/api/projects?size=100&page=%d", PAGES, 1 },
	{ "single services",
		"/ng/api/servicesV2/s1%d07?orgIdentifier=default&projectIdentifier=p7",
		READS, 10 },
	{ "organizations", "/ng/api/organizations/default?n=%d", READS, 1000 },
};

static void run(const struct load *load)
{
	double cpu = cpu_seconds(), time = seconds();

	for (int i = 0; i < load->count; i++) {
		char target[256];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		(void)snprintf(target, sizeof(target), load->format, i % load->range);
#pragma GCC diagnostic pop
		ask("GET", target, "", 200);
	}
	cpu = cpu_seconds() - cpu;
	time = seconds() - time;
	printf("%-24s %6.2f ms CPU each, %6.0f a second of one core, %6.0f as timed\n",
		load->name, cpu * 1e3 / load->count, load->count / cpu,
		load->count / time);
}

int main(int argc, char **argv)
{
	int64_t port = 0;

	if (argc != 5 || !num_parse(argv[1], 1, 65535, &port))
		die("usage: emulator PORT PID KEY ACCOUNT");
	(void)snprintf(cpu_file, sizeof(cpu_file), "/proc/%s/schedstat", argv[2]);
	(void)snprintf(status_file, sizeof(status_file), "/proc/%s/status", argv[2]);
	key = argv[3];
	account = argv[4];
	if (!raw_open(&client, (int)port))
		die("nobody listens");
	say_memory("empty");
	fill();
	say_memory("filled");
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++)
		run(&loads[i]);
	say_memory("at the end");
	raw_close(&client);
	return 0;
}
