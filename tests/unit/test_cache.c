#include "providers/cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/entity.h"
#include "providers/clock.h"
#include "tests/support/table.h"

/* A folder of its own, and what the cache in it says. */
struct place_of {
	char folder[32], path[64];
	struct clock_scripted clock;
	struct error_list errs;
};

static void begin(struct place_of *at)
{
	*at = (struct place_of){ .folder = "/tmp/rein-cache-XXXXXX" };
	assert_non_null(mkdtemp(at->folder));
	(void)snprintf(at->path, sizeof(at->path), "%s/bodies", at->folder);
	clock_scripted_init(&at->clock);
}

static void end(struct place_of *at)
{
	unlink(at->path);
	assert_int_equal(rmdir(at->folder), 0); /* and nothing else was left there */
	error_release(&at->errs);
}

static struct cache *open_cache(struct place_of *at, const char *account)
{
	return cache_open(
		at->path, "https://x.harness.io", account, &at->clock.clock, &at->errs);
}

static const struct cache_mark usual = { "pipeline:o/p/a", 3, 1700000000000 };
static const char body[] = "pipeline:\n  name: secret-free\n";

static bool proves(struct cache *cache, const struct cache_mark *mark, const char *text)
{
	return cache_proves(cache, mark, &(struct entity){ .text = slice_of(text) });
}

static void learn(struct cache *cache, const struct cache_mark *mark)
{
	cache_learn(cache, mark, &(struct entity){ .text = slice_of(body) });
}

static void learn_one(struct place_of *at, const struct cache_mark *mark)
{
	struct cache *cache = open_cache(at, "acc");

	learn(cache, mark);
	cache_close(cache, &at->errs);
}

static const struct row {
	const char *name, *account;
	struct cache_mark mark;
	const char *text;
	bool proves;
} rows[] = {
	{ "the same body", "acc", { "pipeline:o/p/a", 3, 1700000000000 }, body, true },
	{ "another version", "acc", { "pipeline:o/p/a", 4, 1700000000000 }, body, false },
	{ "another time", "acc", { "pipeline:o/p/a", 3, 1700000000001 }, body, false },
	{ "another address", "acc", { "pipeline:o/p/b", 3, 1700000000000 }, body, false },
	{ "another account", "other", { "pipeline:o/p/a", 3, 1700000000000 }, body,
		false },
	{ "another text", "acc", { "pipeline:o/p/a", 3, 1700000000000 }, "x", false },
	{ "a summary that says nothing", "acc", { "pipeline:o/p/a", 0, 0 }, body, false },
};

static void a_body_is_proved(void **state)
{
	const struct row *row = *state;
	struct place_of at;
	struct cache *cache;

	begin(&at);
	learn_one(&at, &usual);
	cache = open_cache(&at, row->account);
	assert_int_equal(proves(cache, &row->mark, row->text), row->proves);
	cache_close(cache, &at.errs);
	assert_int_equal(at.errs.count, 0);
	end(&at);
}

/* --- texts in their places ------------------------------------------------- */

/* A store that has one text, and counts how often it is asked for. */
struct counting {
	struct source_store store;
	size_t asked;
};

static struct slice ask(
	struct source_store *store, const struct source *source, struct arena *arena)
{
	(void)source;
	(void)arena;
	((struct counting *)store)->asked++; /* its first member */
	return slice_of(body);
}

enum { AT = 3, SIZE = sizeof(body) - 1 - AT };

static const struct place_row {
	const char *name, *blob;
	uint64_t hash;
	uint32_t at, size;
	size_t asked; /* the store, for the text */
	bool proves;
} place_rows[] = {
	{ "where it was", "1111", 7, AT, SIZE, 0, true },
	{ "in another blob", "1112", 7, AT, SIZE, 1, true },
	{ "in bytes that a filter changed", "1111", 8, AT, SIZE, 1, true },
	{ "at another place", "1111", 7, AT - 1, SIZE, 1, false },
	{ "shorter", "1111", 7, AT, SIZE - 1, 1, false },
	{ "in no blob that is known", "", 7, AT, SIZE, 1, true },
	{ "in bytes that nobody saw", "1111", 0, AT, SIZE, 1, true },
};

/* How often the text is asked for until it is proved or not. */
static size_t prove_at(struct place_of *at, const struct place_row *row, bool *proves)
{
	struct counting counting = { { ask, NULL }, 0 };
	struct source source = { .store = &counting.store, .hash = row->hash };
	struct entity declared = {
		.source = &source, .text = { NULL, row->size }, .text_at = row->at
	};
	struct cache *cache = open_cache(at, "acc");

	memcpy(source.blob, row->blob, strlen(row->blob));
	*proves = cache_proves(cache, &usual, &declared);
	cache_close(cache, &at->errs);
	return counting.asked;
}

static void learn_at(struct place_of *at, const struct place_row *row)
{
	struct counting counting = { { ask, NULL }, 0 };
	struct source source = { .store = &counting.store, .hash = row->hash };
	struct entity declared = {
		.source = &source, .text = { NULL, row->size }, .text_at = row->at
	};
	struct entity live = { 0 };
	struct cache *cache = open_cache(at, "acc");

	memcpy(source.blob, row->blob, strlen(row->blob));
	entity_share_text(&live, &declared);
	cache_learn(cache, &usual, &live);
	cache_close(cache, &at->errs);
}

static void a_place_proves_without_the_text(void **state)
{
	const struct place_row *row = *state;
	struct place_of at;
	bool proves, moved = row->blob[0] != '\0' && row->hash != 0;

	begin(&at);
	learn_at(&at, &place_rows[0]);
	assert_int_equal(prove_at(&at, row, &proves), row->asked);
	assert_int_equal(proves, row->proves);
	/* what was proved by its text is known by its place from then on */
	assert_int_equal(
		prove_at(&at, row, &proves), row->proves && moved ? 0 : row->asked);
	assert_int_equal(proves, row->proves);
	assert_int_equal(at.errs.count, 0);
	end(&at);
}

static void the_file_is_its_owners_and_holds_no_text(void **state)
{
	struct place_of at;
	struct stat status;
	char bytes[4096];
	FILE *file;
	size_t size;

	(void)state;
	begin(&at);
	learn_one(&at, &usual);
	assert_int_equal(stat(at.path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	file = fopen(at.path, "re");
	assert_non_null(file);
	size = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	assert_null(memmem(bytes, size, "secret", 6));
	assert_null(memmem(bytes, size, "pipeline:", 9));
	end(&at);
}

static void two_programs_add_to_one_file(void **state)
{
	struct cache_mark other = { "pipeline:o/p/b", 1, 1 };
	struct place_of at;
	struct cache *first, *second, *both;

	(void)state;
	begin(&at);
	first = open_cache(&at, "acc");
	second = open_cache(&at, "acc");
	learn(first, &usual);
	learn(second, &other);
	cache_close(first, &at.errs);
	cache_close(second, &at.errs);
	both = open_cache(&at, "acc");
	assert_true(proves(both, &usual, body));
	assert_true(proves(both, &other, body));
	cache_close(both, &at.errs);
	assert_int_equal(at.errs.count, 0);
	end(&at);
}

static void what_is_learned_last_counts(void **state)
{
	struct cache_mark newer = { usual.address, 4, usual.modified_at };
	struct place_of at;
	struct cache *cache;

	(void)state;
	begin(&at);
	learn_one(&at, &usual);
	learn_one(&at, &newer);
	cache = open_cache(&at, "acc");
	assert_true(proves(cache, &newer, body));
	assert_false(proves(cache, &usual, body));
	cache_close(cache, &at.errs);
	end(&at);
}

static void damage(const char *path, off_t at)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	char byte;

	assert_true(fd >= 0);
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 1;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

static void one_changed_byte_is_enough_to_ignore_it(void **state)
{
	struct place_of at;
	struct stat status;

	(void)state;
	begin(&at);
	learn_one(&at, &usual);
	assert_int_equal(stat(at.path, &status), 0);
	for (off_t i = 0; i < status.st_size; i++) {
		struct cache *cache;

		unlink(at.path);
		learn_one(&at, &usual);
		damage(at.path, i);
		cache = open_cache(&at, "acc");
		assert_false(proves(cache, &usual, body));
		cache_close(cache, &at.errs);
		assert_int_equal(at.errs.count, 1);
		assert_int_equal(at.errs.items[0]->severity, SEVERITY_WARNING);
		error_release(&at.errs);
	}
	end(&at);
}

static void a_damaged_file_is_written_anew(void **state)
{
	struct place_of at;
	struct cache *cache;

	(void)state;
	begin(&at);
	learn_one(&at, &usual);
	damage(at.path, 20);
	learn_one(&at, &usual);
	error_release(&at.errs);
	cache = open_cache(&at, "acc");
	assert_true(proves(cache, &usual, body));
	cache_close(cache, &at.errs);
	assert_int_equal(at.errs.count, 0);
	end(&at);
}

static void a_link_is_not_followed(void **state)
{
	struct place_of at;

	(void)state;
	begin(&at);
	assert_int_equal(symlink("/tmp/rein-nowhere", at.path), 0);
	learn_one(&at, &usual);
	assert_int_equal(at.errs.count, 2); /* at the open, at the close */
	assert_int_equal(at.errs.failures, 0);
	assert_int_not_equal(access("/tmp/rein-nowhere", F_OK), 0);
	end(&at);
}

static void without_a_cache_nothing_is_proved(void **state)
{
	struct error_list errs = { 0 };

	(void)state;
	learn(NULL, &usual);
	assert_false(proves(NULL, &usual, body));
	cache_close(NULL, &errs);
	assert_int_equal(errs.count, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_file_is_its_owners_and_holds_no_text),
		cmocka_unit_test(two_programs_add_to_one_file),
		cmocka_unit_test(what_is_learned_last_counts),
		cmocka_unit_test(one_changed_byte_is_enough_to_ignore_it),
		cmocka_unit_test(a_damaged_file_is_written_anew),
		cmocka_unit_test(a_link_is_not_followed),
		cmocka_unit_test(without_a_cache_nothing_is_proved),
	};

	return TABLE_RUN(rows, a_body_is_proved) +
	       TABLE_RUN(place_rows, a_place_proves_without_the_text) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
