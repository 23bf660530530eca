#include "providers/overwrite.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "model/text.h"

#include "tests/support/table.h"

static char root[] = "/tmp/rein-overwrite-XXXXXX";

static void put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static const char *get(const char *path)
{
	static char text[64];
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	return text;
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(root) == NULL || chdir(root) != 0 || mkdir("a", 0700) != 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink("a/x");
	unlink("a/link");
	unlink("b");
	unlink("victim");
	unlink("c/d/new");
	rmdir("c/d");
	rmdir("c");
	rmdir("a");
	return chdir("/") != 0 || rmdir(root) != 0;
}

static void a_file_gets_other_bytes_and_keeps_its_mode(void **state)
{
	struct error_list errs = { 0 };
	struct stat status;

	(void)state;
	put("a/x", "old");
	assert_int_equal(chmod("a/x", 0640), 0);
	assert_true(overwrite_file(root, "a/x", "newer", 5, &errs));
	assert_string_equal(get("a/x"), "newer");
	assert_int_equal(stat("a/x", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	error_release(&errs);
}

static void links_are_not_followed(void **state)
{
	struct error_list errs = { 0 };

	(void)state;
	put("victim", "old");
	assert_int_equal(symlink("../victim", "a/link"), 0);
	assert_int_equal(symlink("a", "b"), 0);
	assert_false(overwrite_file(root, "a/link", "new", 3, &errs));
	assert_false(overwrite_file(root, "b/x", "new", 3, &errs));
	assert_int_equal(errs.failures, 2);
	assert_string_equal(get("victim"), "old");
	error_release(&errs);
}

static void a_file_that_is_not_there_is_an_error(void **state)
{
	struct error_list errs = { 0 };

	(void)state;
	assert_false(overwrite_file(root, "a/none", "new", 3, &errs));
	assert_false(overwrite_file(root, "none/x", "new", 3, &errs));
	assert_int_equal(errs.items[0]->code, ERROR_FILE_ACCESS);
	assert_int_not_equal(access("a/none", F_OK), 0);
	error_release(&errs);
}

static void a_file_is_made_with_its_folders(void **state)
{
	struct error_list errs = { 0 };

	(void)state;
	assert_true(create_file(root, "c/d/new", "first", 5, &errs));
	assert_string_equal(get("c/d/new"), "first");
	error_release(&errs);
}

static void what_is_there_is_never_replaced_by_a_new_file(void **state)
{
	struct error_list errs = { 0 };

	(void)state;
	assert_false(create_file(root, "c/d/new", "second", 6, &errs));
	assert_false(create_file(root, "a/link", "second", 6, &errs));
	assert_false(create_file(root, "b/y", "second", 6, &errs));
	assert_false(create_file(root, "a/../z", "second", 6, &errs));
	assert_int_equal(errs.failures, 4);
	assert_int_not_equal(access("z", F_OK), 0);
	assert_string_equal(get("c/d/new"), "first");
	assert_string_equal(get("victim"), "old");
	assert_int_not_equal(access("a/y", F_OK), 0);
	error_release(&errs);
}

static void a_private_file_is_for_its_owner_whatever_stood_there(void **state)
{
	struct error_list errs = { 0 };
	struct stat status;

	(void)state;
	put("private", "old");
	assert_int_equal(chmod("private", 0666), 0);
	assert_true(write_private_file("private", "new", 3, &errs));
	assert_string_equal(get("private"), "new");
	assert_int_equal(stat("private", &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(unlink("private"), 0);
	assert_true(
		write_private_file("b/private", "through a folder's link", 23, &errs));
	assert_string_equal(get("a/private"), "through a folder's link");
	assert_int_equal(unlink("a/private"), 0);
	error_release(&errs);
}

static void a_private_file_replaces_no_link_and_no_folder(void **state)
{
	struct error_list errs = { 0 };

	(void)state;
	assert_false(write_private_file("a/link", "new", 3, &errs));
	assert_false(write_private_file("a", "new", 3, &errs));
	assert_false(write_private_file("/dev/null", "new", 3, &errs));
	assert_false(write_private_file("none/x", "new", 3, &errs));
	assert_int_equal(errs.failures, 4);
	assert_string_equal(get("victim"), "old");
	error_release(&errs);
}

static void a_file_is_taken_away_and_a_link_is_not(void **state)
{
	struct error_list errs = { 0 };

	(void)state;
	assert_true(remove_file(root, "c/d/new", &errs));
	assert_int_not_equal(access("c/d/new", F_OK), 0);
	assert_false(remove_file(root, "a/link", &errs));
	assert_false(remove_file(root, "b/x", &errs));
	assert_string_equal(get("a/x"), "newer");
	assert_string_equal(get("victim"), "old");
	error_release(&errs);
}

/* Makes files until it is killed; says when there is one. */
static pid_t start_maker(int *said)
{
	struct error_list errs = { 0 };
	int ends[2];
	pid_t maker;

	assert_int_equal(pipe(ends), 0);
	maker = fork();
	for (unsigned i = 0; maker == 0; i++) {
		char path[32];

		(void)snprintf(path, sizeof(path), "storm/%u", i);
		if (!create_file(root, path, "text", 4, &errs))
			_exit(1);
		if (i == 0 && write(ends[1], "x", 1) != 1)
			_exit(1);
	}
	close(ends[1]);
	*said = ends[0];
	return maker;
}

/* Take away the folder with all that is in it; how many files were half done. */
static size_t sweep(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	size_t count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		count += text_starts(entry->d_name, ".rein.");
		(void)unlinkat(dirfd(folder), entry->d_name, 0);
	}
	closedir(folder);
	assert_int_equal(rmdir(path), 0);
	return count;
}

static void a_signal_leaves_no_file_that_is_half_done(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		int said, status;
		pid_t maker = start_maker(&said);
		char byte;

		assert_int_equal(read(said, &byte, 1), 1);
		close(said);
		assert_int_equal(kill(maker, SIGTERM), 0);
		assert_int_equal(waitpid(maker, &status, 0), maker);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
		assert_int_equal(sweep("storm"), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_gets_other_bytes_and_keeps_its_mode),
		cmocka_unit_test(links_are_not_followed),
		cmocka_unit_test(a_file_that_is_not_there_is_an_error),
		cmocka_unit_test(a_file_is_made_with_its_folders),
		cmocka_unit_test(what_is_there_is_never_replaced_by_a_new_file),
		cmocka_unit_test(a_file_is_taken_away_and_a_link_is_not),
		cmocka_unit_test(a_signal_leaves_no_file_that_is_half_done),
		cmocka_unit_test(a_private_file_is_for_its_owner_whatever_stood_there),
		cmocka_unit_test(a_private_file_replaces_no_link_and_no_folder),
	};

	return cmocka_run_group_tests_name(
		"overwrite", tests, make_folder, remove_folder);
}
