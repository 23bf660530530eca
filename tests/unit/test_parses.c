#include "providers/parses.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/entity.h"
#include "providers/cache.h"
#include "providers/clock.h"
#include "tests/support/table.h"

struct place_of {
	char folder[32], path[64];
	struct clock_scripted clock;
	struct error_list errs;
};

static void begin(struct place_of *at)
{
	*at = (struct place_of){ .folder = "/tmp/rein-parses-XXXXXX" };
	assert_non_null(mkdtemp(at->folder));
	(void)snprintf(at->path, sizeof(at->path), "%s/cache", at->folder);
	clock_scripted_init(&at->clock);
}

static void end(struct place_of *at)
{
	unlink(at->path);
	assert_int_equal(rmdir(at->folder), 0); /* and nothing else was left there */
	error_release(&at->errs);
}

static struct parses *open_parses(struct place_of *at)
{
	return parses_open(at->path, &at->clock.clock, &at->errs);
}

#define BLOB "0123456789012345678901234567890123456789"
static const struct source usual_source = {
	.path = ".harness/a.yaml",
	.bytes = { "service: {}", 11 },
	.blob = BLOB,
	.hash = 7,
	.stamp = 9,
};
static const struct parses_file usual = { ".harness", &usual_source };

static void put_one(
	struct place_of *at, const struct parses_file *file, const char *bytes)
{
	struct parses *parses = open_parses(at);

	parses_put(parses, file, slice_of(bytes));
	parses_close(parses, &at->errs);
}

static bool finds(struct place_of *at, const struct parses_file *file, const char *bytes)
{
	struct parses *parses = open_parses(at);
	struct slice found = parses_find(parses, file);
	bool same = found.ptr != NULL && slice_is(found, bytes);

	parses_close(parses, &at->errs);
	return same;
}

static const struct row {
	const char *name, *root, *blob, *path;
	size_t size;
	uint64_t hash, stamp;
	bool found, found_unread;
} rows[] = {
	{ "the same file", ".harness", BLOB, ".harness/a.yaml", 11, 7, 9, true, true },
	{ "another path", ".harness", BLOB, ".harness/b.yaml", 11, 7, 9, false, false },
	{ "another root", "", BLOB, ".harness/a.yaml", 11, 7, 9, false, false },
	{ "another blob", ".harness", "1123456789012345678901234567890123456789",
		".harness/a.yaml", 11, 7, 9, false, false },
	{ "other bytes", ".harness", BLOB, ".harness/a.yaml", 11, 8, 9, false, true },
	{ "another size", ".harness", BLOB, ".harness/a.yaml", 12, 7, 9, false, false },
	{ "another stamp", ".harness", BLOB, ".harness/a.yaml", 11, 7, 8, true, false },
	{ "no stamp", ".harness", BLOB, ".harness/a.yaml", 11, 7, 0, true, false },
	{ "a blob that is not known", ".harness", "", ".harness/a.yaml", 11, 7, 9, false,
		false },
};

static void a_parse_is_found(void **state)
{
	const struct row *row = *state;
	struct source source = {
		.path = row->path,
		.bytes = { NULL, row->size },
		.hash = row->hash,
		.stamp = row->stamp,
	};
	struct parses_file file = { row->root, &source };
	struct parses *parses;
	struct place_of at;
	uint64_t hash;

	memcpy(source.blob, row->blob, strlen(row->blob));
	begin(&at);
	put_one(&at, &usual, "kept");
	assert_int_equal(finds(&at, &file, "kept"), row->found);
	parses = open_parses(&at);
	assert_int_equal(
		parses_find_unread(parses, &file, &hash).ptr != NULL, row->found_unread);
	assert_int_equal(hash, row->found_unread ? 7 : 0);
	parses_close(parses, &at.errs);
	assert_int_equal(at.errs.count, 0);
	end(&at);
}

/* Without a stamp, a file of that size and blob is found by its bytes alone. */
static void a_file_without_a_stamp_is_read(void **state)
{
	struct source source = usual_source;
	struct parses_file file = { ".harness", &source };
	struct place_of at;
	struct parses *parses;
	uint64_t hash;

	(void)state;
	source.stamp = 0;
	begin(&at);
	put_one(&at, &file, "kept");
	parses = open_parses(&at);
	assert_null(parses_find_unread(parses, &file, &hash).ptr);
	assert_true(slice_is(parses_find(parses, &file), "kept"));
	parses_close(parses, &at.errs);
	end(&at);
}

static void what_is_put_last_counts(void **state)
{
	struct place_of at;

	(void)state;
	begin(&at);
	put_one(&at, &usual, "first");
	put_one(&at, &usual, "second");
	assert_true(finds(&at, &usual, "second"));
	end(&at);
}

static void many_are_kept_side_by_side(void **state)
{
	struct source source = usual_source;
	struct parses_file file = { ".harness", &source };
	struct place_of at;
	struct parses *parses;
	char path[64];

	(void)state;
	begin(&at);
	source.path = path;
	parses = open_parses(&at);
	for (int i = 0; i < 3000; i++) {
		(void)snprintf(path, sizeof(path), ".harness/%d.yaml", i);
		parses_put(parses, &file, slice_of(path));
	}
	parses_close(parses, &at.errs);
	put_one(&at, &usual, "one more");
	parses = open_parses(&at);
	for (int i = 0; i < 3000; i++) {
		(void)snprintf(path, sizeof(path), ".harness/%d.yaml", i);
		assert_true(slice_is(parses_find(parses, &file), path));
	}
	assert_true(slice_is(parses_find(parses, &usual), "one more"));
	parses_close(parses, &at.errs);
	assert_int_equal(at.errs.count, 0);
	end(&at);
}

static void it_shares_its_file_with_the_bodies(void **state)
{
	struct cache_mark mark = { "pipeline:o/p/a", 3, 1700000000000 };
	const struct entity body = { .text = slice_of("body") };
	struct place_of at;
	struct cache *cache;

	(void)state;
	begin(&at);
	put_one(&at, &usual, "kept");
	cache = cache_open(at.path, "https://x", "a", &at.clock.clock, &at.errs);
	cache_learn(cache, &mark, &body);
	cache_close(cache, &at.errs);
	put_one(&at, &usual, "kept again");
	assert_true(finds(&at, &usual, "kept again"));
	cache = cache_open(at.path, "https://x", "a", &at.clock.clock, &at.errs);
	assert_true(cache_proves(cache, &mark, &body));
	cache_close(cache, &at.errs);
	assert_int_equal(at.errs.count, 0);
	end(&at);
}

static void one_changed_byte_is_enough_to_ignore_it(void **state)
{
	struct place_of at;
	struct stat status;

	(void)state;
	begin(&at);
	put_one(&at, &usual, "kept");
	assert_int_equal(stat(at.path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	for (off_t i = 0; i < status.st_size; i++) {
		FILE *file;
		int byte;

		unlink(at.path);
		put_one(&at, &usual, "kept");
		file = fopen(at.path, "r+e");
		assert_non_null(file);
		assert_int_equal(fseek(file, i, SEEK_SET), 0);
		byte = fgetc(file) ^ 1; /* digests may hold any byte */
		assert_int_equal(fseek(file, i, SEEK_SET), 0);
		assert_int_equal(fputc(byte, file), byte);
		assert_int_equal(fclose(file), 0);
		assert_false(finds(&at, &usual, "kept"));
		assert_int_equal(at.errs.count, 1);
		assert_int_equal(at.errs.items[0]->severity, SEVERITY_WARNING);
		error_release(&at.errs);
	}
	end(&at);
}

static void without_a_cache_nothing_is_found(void **state)
{
	struct error_list errs = { 0 };

	(void)state;
	parses_put(NULL, &usual, slice_of("kept"));
	assert_null(parses_find(NULL, &usual).ptr);
	parses_close(NULL, &errs);
	assert_int_equal(errs.count, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_without_a_stamp_is_read),
		cmocka_unit_test(what_is_put_last_counts),
		cmocka_unit_test(many_are_kept_side_by_side),
		cmocka_unit_test(it_shares_its_file_with_the_bodies),
		cmocka_unit_test(one_changed_byte_is_enough_to_ignore_it),
		cmocka_unit_test(without_a_cache_nothing_is_found),
	};

	return TABLE_RUN(rows, a_parse_is_found) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
