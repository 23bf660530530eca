#include "tests/support/repository.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/support/table.h"

/* Nothing of the person who runs the tests comes in. */
static void set_environment(void)
{
	static const char *const settings[][2] = {
		{ "HOME", "/nonexistent" },
		{ "XDG_CONFIG_HOME", "/nonexistent" },
		{ "GIT_CONFIG_NOSYSTEM", "1" },
		{ "GIT_CONFIG_GLOBAL", "/dev/null" },
		{ "GIT_AUTHOR_NAME", "Ada" },
		{ "GIT_AUTHOR_EMAIL", "ada@example.com" },
		{ "GIT_COMMITTER_NAME", "Ada" },
		{ "GIT_COMMITTER_EMAIL", "ada@example.com" },
		{ "GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z" },
		{ "GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z" },
		{ "GIT_ALLOW_PROTOCOL", "file" },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		assert_int_equal(setenv(settings[i][0], settings[i][1], 1), 0);
	unsetenv("GIT_DIR");
	unsetenv("GIT_INDEX_FILE");
	unsetenv("GIT_WORK_TREE");
}

void repository_folder(struct repository *repository)
{
	set_environment();
	(void)snprintf(
		repository->path, sizeof(repository->path), "/tmp/rein-test-XXXXXX");
	assert_non_null(mkdtemp(repository->path));
}

void repository_init(struct repository *repository)
{
	repository_folder(repository);
	repository_run(repository, "git init -q -b main .");
}

const char *repository_path(const struct repository *repository, const char *path)
{
	static char full[8192];

	(void)snprintf(full, sizeof(full), "%s/%s", repository->path, path);
	return full;
}

void repository_write(
	const struct repository *repository, const char *path, const char *text)
{
	char full[8192];
	FILE *file;

	(void)snprintf(full, sizeof(full), "%s", repository_path(repository, path));
	for (char *slash = full + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		(void)mkdir(full, 0777);
		*slash = '/';
	}
	file = fopen(full, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

void repository_run(const struct repository *repository, const char *format, ...)
{
	char command[8192], whole[9000];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	(void)snprintf(whole, sizeof(whole), "cd '%s' && %s", repository->path, command);
	if (system(whole) != 0)
		fail_msg("failed: %s", whole);
}

void repository_commit(const struct repository *repository)
{
	repository_run(
		repository, "git add -A && git commit -q --allow-empty -m 'a change'");
}

void repository_remove(const struct repository *repository)
{
	char command[2 * sizeof(repository->path) + 64];

	(void)snprintf(command, sizeof(command), "chmod -R u+rwX '%s' && rm -rf '%s'",
		repository->path, repository->path);
	assert_int_equal(system(command), 0);
}
