#include "providers/pace.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/clock.h"
#include "providers/limiter.h"
#include "tests/support/table.h"

enum { WINDOW_MS = 60000, LIMIT = 3 };

static const char key[] = "pat.acc.tok.not-to-be-shown";

/* A cache of its own; the wall stands at 1,000,000 ms, the clock at 5,000. */
struct home {
	char folder[32];
	char path[400]; /* of the file, once there is one */
	struct clock_scripted clock;
	struct error_list errs;
};

static void home_init(struct home *home)
{
	*home = (struct home){ .folder = "/tmp/rein-pace-XXXXXX" };
	assert_non_null(mkdtemp(home->folder));
	(void)setenv("XDG_CACHE_HOME", home->folder, 1);
	clock_scripted_init(&home->clock);
	home->clock.now = 5000;
	home->clock.wall = 1000000;
}

/* The one file of the cache. */
static const char *find_file(struct home *home)
{
	char folder[40];
	const struct dirent *entry;
	DIR *dir;

	(void)snprintf(folder, sizeof(folder), "%s/rein", home->folder);
	home->path[0] = '\0';
	dir = opendir(folder);
	if (dir == NULL)
		return NULL;
	while ((entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.')
			(void)snprintf(home->path, sizeof(home->path), "%s/%s", folder,
				entry->d_name);
	closedir(dir);
	return home->path[0] != '\0' ? home->path : NULL;
}

static void home_release(struct home *home)
{
	char folder[40];

	if (find_file(home) != NULL)
		unlink(home->path);
	(void)snprintf(folder, sizeof(folder), "%s/rein", home->folder);
	rmdir(folder);
	rmdir(home->folder);
	error_release(&home->errs);
}

/* One run that sends `count` requests at once, the last one large if so asked. */
static void run(struct home *home, size_t count, bool large)
{
	struct limiter limiter;
	struct pace *pace;

	limiter_init(&limiter, LIMIT, WINDOW_MS);
	pace = pace_open(&limiter, key, &home->clock.clock, &home->errs);
	for (size_t i = 0; i < count; i++)
		limiter_sent(&limiter, home->clock.now, large && i + 1 == count);
	pace_close(pace, &home->errs);
	limiter_release(&limiter);
}

/* How long the first request of another run would wait. */
static int64_t next_wait(struct home *home, bool large)
{
	struct limiter limiter;
	struct pace *pace;
	int64_t wait;

	limiter_init(&limiter, LIMIT, WINDOW_MS);
	pace = pace_open(&limiter, key, &home->clock.clock, &home->errs);
	wait = limiter_wait(&limiter, home->clock.now, large);
	pace_close(pace, &home->errs);
	limiter_release(&limiter);
	return wait;
}

/* --- what a file says ---------------------------------------------------- */

/* The wall stands at 1000000 when it is read. */
static const struct row {
	const char *name, *text;
	int64_t wait_ms, large_wait_ms;
	bool noted;
} rows[] = {
	{ "an empty file", "", 0, 0, false },
	{ "no times", "rein pace 1\n", 0, 0, false },
	{ "fewer than the limit", "rein pace 1\n990000\n990000\n", 0, 0, false },
	{ "as many as the limit: the oldest must go first",
		"rein pace 1\n980000\n990000\n995000\n", 40000, 40000, false },
	{ "more than the limit: the newest count",
		"rein pace 1\n970000\n980000\n990000\n995000\n", 40000, 40000, false },
	{ "in no order", "rein pace 1\n995000\n980000\n990000\n", 40000, 40000, false },
	{ "those past the window do not count",
		"rein pace 1\n900000\n940000\n995000\n995000\n", 0, 0, false },
	{ "the wall was set back a little: as if just now",
		"rein pace 1\n1000500\n1030000\n1059999\n", 60000, 60000, false },
	{ "the wall was set back by far: of no use",
		"rein pace 1\n2000000\n2000000\n2000000\n", 0, 0, false },
	{ "a large one", "rein pace 1\nlarge 996000\n996000\n", 0, 6000, false },
	{ "a large one long ago", "rein pace 1\nlarge 980000\n980000\n", 0, 0, false },
	{ "another title", "rein pace 2\n995000\n995000\n995000\n", 0, 0, true },
	{ "a line cut short", "rein pace 1\n995000\n995000\n99500", 0, 0, true },
	{ "a line that is no number", "rein pace 1\n995000\n995000\nnow\n995000\n", 0, 0,
		true },
	{ "a number beyond all times",
		"rein pace 1\n995000\n995000\n995000\n99999999999999999999\n", 0, 0,
		true },
	{ "a negative time", "rein pace 1\n-5\n", 0, 0, true },
	{ "an empty line", "rein pace 1\n\n995000\n", 0, 0, true },
};

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	(void)fputs(text, file);
	(void)fclose(file);
}

static void file_is_read(void **state)
{
	const struct row *row = *state;
	struct home home;

	home_init(&home);
	run(&home, 0, false);
	write_file(find_file(&home), row->text);
	assert_int_equal(next_wait(&home, false), row->wait_ms);
	assert_int_equal(home.errs.count, row->noted);
	assert_int_equal(home.errs.failures + home.errs.warnings, 0);
	write_file(home.path, row->text);
	assert_int_equal(next_wait(&home, true), row->large_wait_ms);
	/* what was damaged is mended */
	error_release(&home.errs);
	next_wait(&home, false);
	assert_int_equal(home.errs.count, 0);
	home_release(&home);
}

/* --- from run to run ----------------------------------------------------- */

static void the_next_run_shares_the_budget(void **state)
{
	struct home home;

	(void)state;
	home_init(&home);
	run(&home, 3, true);
	home.clock.now = 77; /* the machine was started again */
	home.clock.wall += 1000;
	assert_int_equal(next_wait(&home, false), 59000);
	home.clock.wall += 59000;
	assert_int_equal(next_wait(&home, false), 0);
	assert_int_equal(home.errs.count, 0);
	home_release(&home);
}

static void a_large_one_is_remembered(void **state)
{
	struct home home;

	(void)state;
	home_init(&home);
	run(&home, 1, true);
	home.clock.wall += 4000;
	assert_int_equal(next_wait(&home, true), 6000);
	run(&home, 1, false);
	assert_int_equal(next_wait(&home, true), 6000);
	home_release(&home);
}

static void runs_at_the_same_time_add_up(void **state)
{
	struct limiter limiters[2];
	struct pace *paces[2];
	struct home home;

	(void)state;
	home_init(&home);
	for (size_t i = 0; i < 2; i++) {
		limiter_init(&limiters[i], LIMIT, WINDOW_MS);
		paces[i] = pace_open(&limiters[i], key, &home.clock.clock, &home.errs);
	}
	limiter_sent(&limiters[0], 5000, false);
	limiter_sent(&limiters[1], 5000, false);
	limiter_sent(&limiters[1], 5000, false);
	for (size_t i = 0; i < 2; i++) {
		pace_close(paces[i], &home.errs);
		limiter_release(&limiters[i]);
	}
	assert_int_equal(next_wait(&home, false), WINDOW_MS);
	home_release(&home);
}

static void times_are_stored_once(void **state)
{
	struct home home;

	(void)state;
	home_init(&home);
	run(&home, 2, false);
	run(&home, 0, false);
	run(&home, 0, false);
	assert_int_equal(next_wait(&home, false), 0);
	home_release(&home);
}

static void another_key_has_its_own_budget(void **state)
{
	struct limiter limiter;
	struct pace *pace;
	struct home home;

	(void)state;
	home_init(&home);
	run(&home, 3, false);
	limiter_init(&limiter, LIMIT, WINDOW_MS);
	pace = pace_open(&limiter, "pat.acc.tok.other", &home.clock.clock, &home.errs);
	assert_int_equal(limiter_wait(&limiter, home.clock.now, false), 0);
	find_file(&home);
	unlink(home.path);
	pace_close(pace, &home.errs);
	limiter_release(&limiter);
	home_release(&home);
}

/* --- the file itself ----------------------------------------------------- */

static void the_file_is_private_and_does_not_name_the_key(void **state)
{
	struct stat stat_buf;
	struct home home;

	(void)state;
	home_init(&home);
	run(&home, 1, false);
	assert_non_null(find_file(&home));
	assert_int_equal(stat(home.path, &stat_buf), 0);
	assert_int_equal(stat_buf.st_mode & 07777, 0600);
	assert_int_equal(strlen(strrchr(home.path, '/')), strlen("/pace-") + 32);
	assert_null(strstr(strrchr(home.path, '/'), "tok")); /* hexadecimal digits */
	chmod(home.path, 0644);
	run(&home, 1, false);
	assert_int_equal(stat(home.path, &stat_buf), 0);
	assert_int_equal(stat_buf.st_mode & 07777, 0600);
	home_release(&home);
}

static void no_limit_keeps_nothing(void **state)
{
	struct limiter limiter;
	struct home home;

	(void)state;
	home_init(&home);
	limiter_init(&limiter, 0, WINDOW_MS);
	assert_null(pace_open(&limiter, key, &home.clock.clock, &home.errs));
	pace_close(NULL, &home.errs);
	assert_null(find_file(&home));
	home_release(&home);
}

static void without_a_home_nothing_is_kept(void **state)
{
	const char *old = getenv("HOME");
	char saved[400];
	struct limiter limiter;
	struct home home;

	(void)state;
	(void)snprintf(saved, sizeof(saved), "%s", old != NULL ? old : "/");
	home_init(&home);
	(void)setenv("XDG_CACHE_HOME", "relative", 1);
	unsetenv("HOME");
	limiter_init(&limiter, LIMIT, WINDOW_MS);
	assert_null(pace_open(&limiter, key, &home.clock.clock, &home.errs));
	assert_int_equal(home.errs.count, 0);
	(void)setenv("HOME", saved, 1);
	limiter_release(&limiter);
	home_release(&home);
}

static void a_link_is_not_followed(void **state)
{
	char target[48];
	struct home home;

	(void)state;
	home_init(&home);
	run(&home, 1, false);
	find_file(&home);
	unlink(home.path);
	(void)snprintf(target, sizeof(target), "%s/target", home.folder);
	write_file(target, "mine");
	assert_int_equal(symlink(target, home.path), 0);
	run(&home, 1, false);
	assert_int_equal(home.errs.count, 2); /* neither read nor written */
	assert_int_equal(home.errs.items[0]->severity, SEVERITY_NOTE);
	unlink(target);
	home_release(&home);
}

static void a_lock_that_is_kept_is_not_waited_for_long(void **state)
{
	struct home home;
	int fd;

	(void)state;
	home_init(&home);
	run(&home, 1, false);
	fd = open(find_file(&home), O_RDONLY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	run(&home, 1, false);
	assert_int_equal(home.errs.count, 2);
	assert_in_range(home.clock.now, 6000, 8000);
	close(fd);
	home_release(&home);
}

static void a_cache_that_cannot_be_made_is_a_note(void **state)
{
	char file[48];
	struct home home;

	(void)state;
	home_init(&home);
	(void)snprintf(file, sizeof(file), "%s/file", home.folder);
	write_file(file, "");
	(void)setenv("XDG_CACHE_HOME", file, 1);
	run(&home, 1, false);
	assert_true(home.errs.count > 0);
	assert_int_equal(home.errs.failures + home.errs.warnings, 0);
	unlink(file);
	home_release(&home);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_next_run_shares_the_budget),
		cmocka_unit_test(a_large_one_is_remembered),
		cmocka_unit_test(runs_at_the_same_time_add_up),
		cmocka_unit_test(times_are_stored_once),
		cmocka_unit_test(another_key_has_its_own_budget),
		cmocka_unit_test(the_file_is_private_and_does_not_name_the_key),
		cmocka_unit_test(no_limit_keeps_nothing),
		cmocka_unit_test(without_a_home_nothing_is_kept),
		cmocka_unit_test(a_link_is_not_followed),
		cmocka_unit_test(a_lock_that_is_kept_is_not_waited_for_long),
		cmocka_unit_test(a_cache_that_cannot_be_made_is_a_note),
	};

	return TABLE_RUN(rows, file_is_read) +
	       cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
