#include "providers/secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "providers/git.h"
#include "tests/support/repository.h"
#include "tests/support/table.h"

/*
 * One repository for all rows, with a folder of secrets beside it:
 *   repo/.harness/secrets/s.yaml          the document; tracked
 *   repo/.harness/secrets/{key,empty}     not tracked
 *   repo/tracked.pem, repo/private/only   tracked, not tracked
 *   repo/link.pem, repo/links/only        links to and through private/
 *   dir/token, dir/private/mirror         --secrets-dir
 *   dir/mounted                           a link that stays in dir/
 *   dir/{link,near}                       links that do not
 */
static struct repository repository;
static char dir[128];

static void make_repository(void)
{
	repository_folder(&repository);
	repository_write(&repository, "repo/.harness/secrets/s.yaml", "secret: {}\n");
	repository_write(&repository, "repo/tracked.pem", "tracked\n");
	repository_run(&repository, "cd repo && git init -q -b main . && "
				    "ln -s private/only link.pem && ln -s private links");
	repository_run(&repository, "cd repo && git add -A && git commit -q -m x");
	repository_write(&repository, "repo/.harness/secrets/key", "key\n");
	repository_write(&repository, "repo/.harness/secrets/empty", "");
	repository_write(&repository, "repo/private/only", "only\n");
	repository_write(&repository, "dir/token", "token\n");
	repository_write(&repository, "dir/tracked.pem", "not this one\n");
	repository_write(&repository, "dir/private/mirror", "mirror\n");
	repository_write(&repository, "dir/..2026/mounted", "mounted\n");
	repository_run(&repository,
		"ln -s ..2026 dir/..data && "
		"ln -s ..data/mounted dir/mounted && "
		"ln -s ../dir2 dir/near && mkdir dir2 && echo x >dir2/x && "
		"ln -s ../repo/private/only dir/link && "
		"git clone -q --bare repo bare.git && "
		"head -c 10485761 /dev/zero > repo/large");
	(void)snprintf(dir, sizeof(dir), "%s/dir", repository.path);
	setenv("A_PASSWORD", "hunter2\n", 1);
	setenv("AN_EMPTY_ONE", "", 1);
	setenv("HARNESS_API_KEY", "pat.x", 1);
	setenv("REIN_DIGEST_KEY", "k", 1);
	unsetenv("NOT_SET");
}

enum ground { WORK, WORK_DIR, REV, REV_DIR, BARE, BARE_DIR, NO_GIT_DIR };

struct fixture {
	struct secrets secrets;
	struct source source;
	struct value value;
	struct error_list errs;
};

static void open_fixture(struct fixture *fixture, enum ground ground,
	enum value_type type, const char *text)
{
	static const struct {
		const char *folder, *rev;
		bool dir;
	} grounds[] = {
		[WORK] = { "repo", NULL, false },
		[WORK_DIR] = { "repo", NULL, true },
		[REV] = { "repo", "HEAD", false },
		[REV_DIR] = { "repo", "HEAD", true },
		[BARE] = { "bare.git", NULL, false },
		[BARE_DIR] = { "bare.git", NULL, true },
		[NO_GIT_DIR] = { NULL, NULL, true },
	};
	const char *folder = grounds[ground].folder;

	*fixture = (struct fixture){ 0 };
	fixture->source.path = ".harness/secrets/s.yaml";
	fixture->source.bytes = slice_of("secret: {}\n");
	fixture->value = value_make(type, text);
	if (folder != NULL) {
		fixture->secrets.git = git_open(repository_path(&repository, folder),
			grounds[ground].rev, &fixture->errs);
		assert_non_null(fixture->secrets.git);
	}
	fixture->secrets.rev = grounds[ground].rev;
	fixture->secrets.folder = grounds[ground].dir ? dir : NULL;
}

static void close_fixture(struct fixture *fixture)
{
	git_close(fixture->secrets.git);
	error_release(&fixture->errs);
}

static const int fine = -1;

static const struct row {
	const char *name;
	enum ground ground;
	enum value_type type;
	const char *text;
	const char *bytes; /* NULL: an error */
	int code;          /* of that error */
	int checked;       /* what secrets_check() says: a code, or `fine` */
} rows[] = {
	{ "a variable", WORK, VALUE_ENV, "A_PASSWORD", "hunter2\n", 0, fine },
	{ "a variable that is not set", WORK, VALUE_ENV, "NOT_SET", NULL,
		ERROR_SECRET_VALUE, fine },
	{ "an empty variable", WORK, VALUE_ENV, "AN_EMPTY_ONE", NULL, ERROR_SECRET_VALUE,
		fine },
	{ "a variable without a name", WORK, VALUE_ENV, "", NULL, ERROR_SECRET_VALUE,
		ERROR_SECRET_VALUE },
	{ "a variable of Harness", WORK, VALUE_ENV, "HARNESS_API_KEY", NULL,
		ERROR_SECRET_VALUE, ERROR_SECRET_VALUE },
	{ "a variable of rein", WORK, VALUE_ENV, "REIN_DIGEST_KEY", NULL,
		ERROR_SECRET_VALUE, ERROR_SECRET_VALUE },

	{ "a file beside the document", WORK, VALUE_FILE, "key", "key\n", 0, fine },
	{ "a file with dots before it", WORK, VALUE_FILE, "./x/../key", "key\n", 0,
		fine },
	{ "a file elsewhere in the repository", WORK, VALUE_FILE, "../../private/only",
		"only\n", 0, fine },
	{ "a tracked file", WORK, VALUE_FILE, "../../tracked.pem", "tracked\n", 0,
		ERROR_SECRET_TRACKED },
	{ "a file that is not there", WORK, VALUE_FILE, "missing", NULL,
		ERROR_SECRET_VALUE, fine },
	{ "an empty file", WORK, VALUE_FILE, "empty", NULL, ERROR_SECRET_VALUE, fine },
	{ "a folder", WORK, VALUE_FILE, "../../private", NULL, ERROR_SECRET_VALUE, fine },
	{ "a large file", WORK, VALUE_FILE, "../../large", NULL, ERROR_SECRET_VALUE,
		fine },
	{ "no path", WORK, VALUE_FILE, "", NULL, ERROR_SECRET_VALUE, ERROR_SECRET_VALUE },
	{ "an absolute path", WORK, VALUE_FILE, "/etc/hostname", NULL, ERROR_PATH_ESCAPE,
		ERROR_PATH_ESCAPE },
	{ "a path out of the repository", WORK, VALUE_FILE, "../../../dir/token", NULL,
		ERROR_PATH_ESCAPE, ERROR_PATH_ESCAPE },
	{ "out of the repository and in again", WORK, VALUE_FILE,
		"../../../repo/tracked.pem", NULL, ERROR_PATH_ESCAPE, ERROR_PATH_ESCAPE },
	{ "git's own folder", WORK, VALUE_FILE, "../../.git/config", NULL,
		ERROR_PATH_ESCAPE, ERROR_PATH_ESCAPE },
	{ "git's own folder in other letters", WORK, VALUE_FILE, "../../.GIT/config",
		NULL, ERROR_PATH_ESCAPE, ERROR_PATH_ESCAPE },
	{ "through git's own folder", WORK, VALUE_FILE, "../../.git/../tracked.pem", NULL,
		ERROR_PATH_ESCAPE, ERROR_PATH_ESCAPE },
	{ "a link", WORK, VALUE_FILE, "../../link.pem", NULL, ERROR_PATH_ESCAPE,
		ERROR_PATH_ESCAPE },
	{ "a file behind a link", WORK, VALUE_FILE, "../../links/only", NULL,
		ERROR_PATH_ESCAPE, ERROR_PATH_ESCAPE },

	{ "a file of the commit", REV, VALUE_FILE, "../../tracked.pem", "tracked\n", 0,
		ERROR_SECRET_TRACKED },
	{ "a file that the commit lacks", REV, VALUE_FILE, "key", NULL,
		ERROR_SECRET_VALUE, fine },
	{ "a link in the commit", REV, VALUE_FILE, "../../link.pem", NULL,
		ERROR_PATH_ESCAPE, ERROR_PATH_ESCAPE },
	{ "a bare repository's file", BARE, VALUE_FILE, "../../tracked.pem", "tracked\n",
		0, ERROR_SECRET_TRACKED },
	{ "a file that the bare repository lacks", BARE, VALUE_FILE, "key", NULL,
		ERROR_SECRET_VALUE, fine },

	{ "the folder has the path itself", WORK_DIR, VALUE_FILE, "token", "token\n", 0,
		fine },
	{ "the folder mirrors the repository", WORK_DIR, VALUE_FILE,
		"../../private/mirror", "mirror\n", 0, fine },
	{ "the path leads into the folder on disk", WORK_DIR, VALUE_FILE,
		"../../../dir/token", "token\n", 0, fine },
	{ "the repository comes before the folder", WORK_DIR, VALUE_FILE,
		"../../tracked.pem", "tracked\n", 0, ERROR_SECRET_TRACKED },
	{ "neither the repository nor the folder", WORK_DIR, VALUE_FILE, "missing", NULL,
		ERROR_SECRET_VALUE, fine },
	{ "out of both", WORK_DIR, VALUE_FILE, "../../../elsewhere/x", NULL,
		ERROR_PATH_ESCAPE, ERROR_PATH_ESCAPE },
	{ "a link within the folder, as Kubernetes mounts secrets", WORK_DIR, VALUE_FILE,
		"mounted", "mounted\n", 0, fine },
	{ "a link to a folder whose name goes on", WORK_DIR, VALUE_FILE, "near/x", NULL,
		ERROR_PATH_ESCAPE, fine },
	{ "a link out of the folder", WORK_DIR, VALUE_FILE, "link", NULL,
		ERROR_PATH_ESCAPE, fine },
	{ "what the commit lacks comes from the folder", REV_DIR, VALUE_FILE,
		"../../private/mirror", "mirror\n", 0, fine },
	{ "the commit comes before the folder", REV_DIR, VALUE_FILE, "../../tracked.pem",
		"tracked\n", 0, ERROR_SECRET_TRACKED },
	{ "what a bare repository lacks comes from the folder", BARE_DIR, VALUE_FILE,
		"token", "token\n", 0, fine },
	{ "the folder alone", NO_GIT_DIR, VALUE_FILE, "token", "token\n", 0, fine },
};

static void secret_is_read(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct buf bytes;
	bool read;

	open_fixture(&fixture, row->ground, row->type, row->text);
	buf_init(&bytes, LIMIT_SECRET_BYTES);
	read = secrets_read(
		&fixture.secrets, &fixture.value, &fixture.source, &bytes, &fixture.errs);
	assert_int_equal(read, row->bytes != NULL);
	assert_int_equal(fixture.errs.failures, row->bytes == NULL);
	if (read) {
		assert_string_equal(buf_string(&bytes), row->bytes);
	} else {
		assert_int_equal((int)fixture.errs.items[0]->code, row->code);
		assert_int_equal(fixture.errs.items[0]->place.line, 1);
		assert_string_equal(
			fixture.errs.items[0]->place.file, fixture.source.path);
	}
	buf_wipe(&bytes);
	close_fixture(&fixture);
}

static void source_is_checked(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;

	open_fixture(&fixture, row->ground, row->type, row->text);
	secrets_check(&fixture.secrets, &fixture.value, &fixture.source, &fixture.errs);
	assert_int_equal(fixture.errs.count, row->checked != fine);
	if (row->checked != fine) {
		assert_int_equal((int)fixture.errs.items[0]->code, row->checked);
		assert_int_equal(
			fixture.errs.failures, row->checked != (int)ERROR_SECRET_TRACKED);
	}
	close_fixture(&fixture);
}

static const struct text_row {
	const char *name, *file, *text; /* NULL: empty, an error */
} text_rows[] = {
	{ "one line", "hunter2\n", "hunter2" },
	{ "one line of Windows", "hunter2\r\n", "hunter2" },
	{ "one line without an end", "hunter2", "hunter2" },
	{ "an empty line after it", "hunter2\n\n", "hunter2\n\n" },
	{ "several lines", "-----BEGIN\nabc\n-----END\n", "-----BEGIN\nabc\n-----END\n" },
	{ "blanks are part of it", " a \n", " a " },
	{ "a line end alone", "\n", NULL },
};

static void text_is_read(void **state)
{
	const struct text_row *row = *state;
	struct fixture fixture;
	struct buf bytes;

	repository_write(&repository, "repo/.harness/secrets/text", row->file);
	open_fixture(&fixture, WORK, VALUE_FILE, "text");
	buf_init(&bytes, LIMIT_SECRET_BYTES);
	buf_text(&bytes, ">");
	assert_int_equal(secrets_read_text(&fixture.secrets, &fixture.value,
				 &fixture.source, &bytes, &fixture.errs),
		row->text != NULL);
	assert_int_equal(fixture.errs.failures, row->text == NULL);
	if (row->text != NULL)
		assert_string_equal(buf_string(&bytes) + 1, row->text);
	buf_wipe(&bytes);
	close_fixture(&fixture);
}

static void a_variable_keeps_its_line_end(void **state)
{
	struct fixture fixture;
	struct buf bytes;

	(void)state;
	open_fixture(&fixture, WORK, VALUE_ENV, "A_PASSWORD");
	buf_init(&bytes, LIMIT_SECRET_BYTES);
	assert_true(secrets_read_text(&fixture.secrets, &fixture.value, &fixture.source,
		&bytes, &fixture.errs));
	assert_string_equal(buf_string(&bytes), "hunter2\n");
	buf_wipe(&bytes);
	close_fixture(&fixture);
}

static void a_missing_folder_is_said(void **state)
{
	struct fixture fixture;
	struct buf bytes;

	(void)state;
	open_fixture(&fixture, WORK, VALUE_FILE, "missing");
	fixture.secrets.folder = "/nonexistent";
	buf_init(&bytes, LIMIT_SECRET_BYTES);
	assert_false(secrets_read(&fixture.secrets, &fixture.value, &fixture.source,
		&bytes, &fixture.errs));
	assert_int_equal(fixture.errs.count, 1);
	assert_non_null(strstr(fixture.errs.items[0]->message, "/nonexistent"));
	close_fixture(&fixture);
}

static void other_values_are_passed_over(void **state)
{
	struct fixture fixture;

	(void)state;
	open_fixture(&fixture, WORK, VALUE_TEXT, "/etc/passwd");
	secrets_check(&fixture.secrets, &fixture.value, &fixture.source, &fixture.errs);
	assert_int_equal(fixture.errs.count, 0);
	close_fixture(&fixture);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_variable_keeps_its_line_end),
		cmocka_unit_test(a_missing_folder_is_said),
		cmocka_unit_test(other_values_are_passed_over),
	};
	int failed;

	make_repository();
	failed = TABLE_RUN(rows, secret_is_read) + TABLE_RUN(rows, source_is_checked) +
		 TABLE_RUN(text_rows, text_is_read) +
		 cmocka_run_group_tests_name("secrets", tests, NULL, NULL);
	repository_remove(&repository);
	return failed;
}
