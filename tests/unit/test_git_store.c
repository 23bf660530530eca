#include <string.h>
#include <unistd.h>

#include "model/text.h"
#include "providers/git.h"
#include "tests/support/git_fixture.h"
#include "tests/support/table.h"

/* Files that are not read until their bytes are asked for. */

/* Stamps that are older than the index, so that it proves them. */
#define SETTLE "touch -d 2001-01-01 .harness/a.yaml; git update-index -q --refresh; "
#define KEEP_TIME "touch -r .harness/a.yaml s; "
#define SET_BACK "; touch -r s .harness/a.yaml"
#define IN_CRLF \
	"echo '*.yaml text eol=crlf' > .gitattributes; rm .harness/a.yaml; " \
	"git checkout -q .harness/a.yaml; "

static const struct row {
	const char *name;
	const char *before, *after; /* the tree is read, in the shell */
	bool known;                 /* the hash of the bytes */
	bool unread;                /* when the tree was read */
	const char *bytes;          /* NULL: they are gone */
} rows[] = {
	{ "as it was", SETTLE, ":", true, true, "a: 1\n" },
	{ "as it was, seen for the first time", SETTLE, ":", false, true, "a: 1\n" },
	{ "edited meanwhile", SETTLE, "echo 'a: 22' > .harness/a.yaml", true, true,
		"a: 1\n" },
	{ "edited, of one size and time", SETTLE,
		KEEP_TIME "echo 'a: 2' > .harness/a.yaml" SET_BACK, true, true,
		"a: 1\n" },
	{ "touched alone", SETTLE, "touch .harness/a.yaml", true, true, "a: 1\n" },
	{ "replaced by one of its kind", SETTLE,
		"cp -p .harness/a.yaml t; mv t .harness/a.yaml", true, true, "a: 1\n" },
	{ "deleted meanwhile", SETTLE, "rm .harness/a.yaml", true, true, "a: 1\n" },
	{ "a link by now", SETTLE, "ln -sf /etc/hostname .harness/a.yaml", true, true,
		"a: 1\n" },
	{ "behind a link by now", SETTLE, "mv .harness h; ln -s h .harness", true, true,
		"a: 1\n" },
	{ "edited before it was seen", SETTLE, "echo 'a: 2' > .harness/a.yaml", false,
		true, NULL },
	{ "made of other bytes by a filter", IN_CRLF SETTLE, ":", true, true,
		"a: 1\r\n" },
	{ "made by a filter, and edited", IN_CRLF SETTLE, "echo 'a: 2' > .harness/a.yaml",
		true, true, NULL },

	{ "edited before", SETTLE "echo 'a: 22' > .harness/a.yaml", ":", true, false,
		"a: 22\n" },
	{ "edited before, of one size and time",
		SETTLE KEEP_TIME "echo 'a: 2' > .harness/a.yaml" SET_BACK, ":", true,
		false, "a: 2\n" },
	{ "assumed unchanged, and edited",
		SETTLE "git update-index --assume-unchanged .harness/a.yaml; "
		       "echo 'a: 2' > .harness/a.yaml",
		":", true, false, "a: 2\n" },
	{ "as young as the index",
		"touch -d 2040-01-01 .harness/a.yaml; git update-index -q --refresh", ":",
		true, false, "a: 1\n" },
	{ "empty", ": > .harness/a.yaml; git add .; " SETTLE, ":", true, false, "" },
};

static void bytes_are_those_of_the_reading(void **state)
{
	const struct row *row = *state;
	struct git_fixture *fixture;
	void *made = NULL;
	struct source *source;

	assert_int_equal(git_fixture_set_up(&made), 0);
	fixture = made;
	repository_run(&fixture->repository, "%s", row->before);
	assert_true(git_fixture_read(fixture, "", NULL));
	source = &fixture->tree.files[0].source;
	assert_string_equal(source->path, ".harness/a.yaml");
	assert_int_equal(source->bytes.ptr == NULL, row->unread);
	if (row->known && row->bytes != NULL)
		source->hash = text_mix(row->bytes, strlen(row->bytes));
	else if (row->known)
		source->hash = text_mix("a: 1\r\n", 6);
	repository_run(&fixture->repository, "%s", row->after);
	assert_int_equal(source_bytes(source).len, source->bytes.len);
	assert_int_equal(
		tree_is_whole(&fixture->tree, &fixture->errs), row->bytes != NULL);
	if (row->bytes != NULL)
		git_fixture_assert_file(fixture, source->path, row->bytes);
	else
		git_fixture_assert_error(fixture, ERROR_FILE_ACCESS, source->path);
	git_fixture_tear_down(&made);
}

static void a_look_keeps_nothing(void **state)
{
	struct git_fixture *fixture = *state;
	struct arena arena = { 0 };
	struct source *source;
	struct slice look, kept;

	repository_run(&fixture->repository, SETTLE);
	assert_true(git_fixture_read(fixture, "", NULL));
	source = &fixture->tree.files[0].source;
	look = source_read(source, &arena);
	assert_true(slice_is(look, "a: 1\n"));
	arena_release(&arena);
	kept = source_bytes(source);
	assert_true(slice_is(kept, "a: 1\n"));
	assert_ptr_equal(source_bytes(source).ptr, kept.ptr);
	assert_ptr_equal(source_read(source, &arena).ptr, kept.ptr);
}

/* A file of the same state is the same file in the next run, one of another is not. */
static void the_stamp_tells_one_state_from_another(void **state)
{
	struct git_fixture *fixture = *state;
	uint64_t stamp;

	repository_run(&fixture->repository, SETTLE);
	assert_true(git_fixture_read(fixture, "", NULL));
	stamp = fixture->tree.files[0].source.stamp;
	assert_true(stamp != 0);
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_true(fixture->tree.files[0].source.stamp == stamp);
	repository_run(&fixture->repository,
		"cp -p .harness/a.yaml t; mv t .harness/a.yaml; git update-index -q "
		"--refresh");
	assert_true(git_fixture_read(fixture, "", NULL));
	assert_true(fixture->tree.files[0].source.stamp != stamp);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		GIT_TEST(a_look_keeps_nothing),
		GIT_TEST(the_stamp_tells_one_state_from_another),
	};

	return TABLE_RUN(rows, bytes_are_those_of_the_reading) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
