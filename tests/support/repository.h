#pragma once

#include <stddef.h>

/*
 * A folder of its own for one test, made with the git program. `path` is where it
 * stands; the functions end the test when something goes wrong.
 */
struct repository {
	char path[64];
};

/* An empty folder; with git init, a first commit needs repository_git(). */
void repository_folder(struct repository *repository);
void repository_init(struct repository *repository);
/* Write a file, its folders too. */
void repository_write(
	const struct repository *repository, const char *path, const char *text);
/* Run a shell command in it: repository_run(&r, "git rm -q %s", path). */
void repository_run(const struct repository *repository, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Add everything and commit it. */
void repository_commit(const struct repository *repository);
/* The path of something in it; overwritten by the next call. */
const char *repository_path(const struct repository *repository, const char *path);
void repository_remove(const struct repository *repository);
