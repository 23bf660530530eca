#include "model/arena.h"
#include "model/error.h"
#include "providers/emulator/store.h"

#include "tests/support/table.h"

#include <stdlib.h>
#include <unistd.h>

struct bench {
	struct store *store;
	struct arena arena;
	struct error_list errs;
};

static int set_up(void **state)
{
	static struct bench bench;

	bench = (struct bench){ 0 };
	bench.store = store_open(NULL, "acc", &bench.errs);
	*state = &bench;
	return bench.store == NULL;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	store_close(bench->store);
	arena_release(&bench->arena);
	error_release(&bench->errs);
	return 0;
}

static bool add(struct bench *bench, const char *kind, const char *org,
	const char *project, const char *id, int64_t at)
{
	struct row row = { .kind = kind,
		.org = org,
		.project = project,
		.id = id,
		.name = id,
		.search = id,
		.spec = "{}",
		.created = at,
		.updated = at };

	return store_insert(bench->store, &row);
}

static struct row *get(struct bench *bench, const char *kind, const char *id)
{
	const struct row_key key = { kind, "o", "p", "", id, false };

	return store_find(bench->store, &bench->arena, &key);
}

static int64_t count(
	struct bench *bench, const char *org, const char *project, enum span span)
{
	const struct store_search search = { .kind = "secret",
		.org = org,
		.project = project,
		.span = span,
		.viewer = "" };

	return store_count(bench->store, &search);
}

static void identifiers_are_unique_in_their_scope(void **state)
{
	struct bench *bench = *state;

	store_begin(bench->store, 1, 0);
	assert_true(add(bench, "secret", "o", "p", "a", 1));
	assert_false(add(bench, "secret", "o", "p", "a", 2));
	assert_true(add(bench, "secret", "o", "p", "A", 3));
	assert_true(add(bench, "secret", "o", "", "a", 4));
	assert_true(add(bench, "service", "o", "p", "a", 5));
	store_end(bench->store, true);
}

static void folding_kinds_ignore_case(void **state)
{
	struct bench *bench = *state;
	struct row row = { .kind = "project",
		.org = "Emea",
		.project = "",
		.id = "Pay",
		.spec = "{}",
		.fold = true };
	const struct row_key key = { "project", "EMEA", "", "", "PAY", true };

	store_begin(bench->store, 1, 0);
	assert_true(store_insert(bench->store, &row));
	assert_string_equal(store_find(bench->store, &bench->arena, &key)->id, "Pay");
	row.id = "pAY";
	assert_false(store_insert(bench->store, &row));
	store_end(bench->store, true);
}

static void what_is_not_kept_is_gone(void **state)
{
	struct bench *bench = *state;

	store_begin(bench->store, 1, 0);
	add(bench, "secret", "o", "p", "a", 1);
	store_end(bench->store, false);
	store_begin(bench->store, 2, 0);
	assert_null(get(bench, "secret", "a"));
	store_end(bench->store, true);
}

static void spans_look_down_and_up(void **state)
{
	struct bench *bench = *state;

	store_begin(bench->store, 1, 0);
	add(bench, "secret", "", "", "a", 1);
	add(bench, "secret", "o", "", "b", 2);
	add(bench, "secret", "o", "p", "c", 3);
	add(bench, "secret", "o", "q", "d", 4);
	add(bench, "secret", "z", "p", "e", 5);
	assert_int_equal(count(bench, "", "", SPAN_EXACT), 1);
	assert_int_equal(count(bench, "", "", SPAN_DOWN), 5);
	assert_int_equal(count(bench, "o", "", SPAN_DOWN), 3);
	assert_int_equal(count(bench, "o", "p", SPAN_DOWN), 1);
	assert_int_equal(count(bench, "o", "p", SPAN_UP), 3);
	store_cascade(bench->store, "O", "");
	assert_int_equal(count(bench, "", "", SPAN_DOWN), 2);
	store_end(bench->store, true);
}

static void pages_are_cut_in_order(void **state)
{
	struct bench *bench = *state;
	struct store_search search = { .kind = "secret",
		.org = "o",
		.project = "p",
		.viewer = "",
		.limit = 2,
		.offset = 2 };
	struct store_rows rows;

	store_begin(bench->store, 1, 0);
	add(bench, "secret", "o", "p", "a", 5);
	add(bench, "secret", "o", "p", "b", 5);
	add(bench, "secret", "o", "p", "c", 9);
	add(bench, "secret", "o", "p", "d", 1);
	store_list(bench->store, &bench->arena, &search, &rows);
	assert_int_equal(rows.total, 4);
	assert_int_equal(rows.count, 2);
	assert_string_equal(rows.items[0].id, "a"); /* c, b, a, d */
	assert_string_equal(rows.items[1].id, "d");
	search.offset = 4;
	store_list(bench->store, &bench->arena, &search, &rows);
	assert_int_equal(rows.total, 4);
	assert_int_equal(rows.count, 0);
	store_end(bench->store, true);
}

static void terms_are_expressions_that_cannot_run_wild(void **state)
{
	struct bench *bench = *state;
	static const struct {
		const char *term;
		int64_t count;
	} terms[] = { { "LEDG", 1 }, { "^a", 1 }, { "(((", 0 }, { "a{1000}{1000}", 0 },
		{ "x|ledger", 1 } };

	store_begin(bench->store, 1, 0);
	add(bench, "secret", "o", "p", "ledger", 1);
	add(bench, "secret", "o", "p", "alpha", 2);
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		const struct store_search search = { .kind = "secret",
			.org = "o",
			.project = "p",
			.viewer = "",
			.term = terms[i].term };

		assert_int_equal(store_count(bench->store, &search), terms[i].count);
	}
	store_end(bench->store, true);
}

static void references_end_with_their_row(void **state)
{
	struct bench *bench = *state;
	const struct row_key target = { "secret", "o", "p", "", "a", false };
	int64_t serial;

	store_begin(bench->store, 1, 0);
	add(bench, "connector", "o", "p", "k", 1);
	serial = get(bench, "connector", "k")->serial;
	store_refer(bench->store, serial, &target);
	store_refer(bench->store, serial, &target);
	assert_int_equal(store_users(bench->store, &target), 1);
	store_delete(bench->store, serial);
	assert_int_equal(store_users(bench->store, &target), 0);
	store_end(bench->store, true);
}

static void reads_can_lag(void **state)
{
	struct bench *bench = *state;
	struct row *row;

	store_remember(bench->store, 1000);
	store_begin(bench->store, 100, 0);
	add(bench, "secret", "o", "p", "a", 100);
	store_end(bench->store, true);
	store_begin(bench->store, 200, 0);
	row = get(bench, "secret", "a");
	row->name = "new";
	store_update(bench->store, row);
	store_end(bench->store, true);
	store_begin(bench->store, 300, 0);
	store_delete(bench->store, row->serial);
	store_end(bench->store, true);

	store_begin(bench->store, 400, 50);
	assert_null(get(bench, "secret", "a"));
	store_end(bench->store, true);
	store_begin(bench->store, 400, 150);
	assert_string_equal(get(bench, "secret", "a")->name, "a");
	store_end(bench->store, true);
	store_begin(bench->store, 400, 250);
	assert_string_equal(get(bench, "secret", "a")->name, "new");
	store_end(bench->store, true);
	store_begin(bench->store, 400, 0);
	assert_null(get(bench, "secret", "a"));
	store_end(bench->store, true);
}

static void later_comes_in_order(void **state)
{
	struct bench *bench = *state;
	struct later later;

	store_begin(bench->store, 1, 0);
	store_later(bench->store, &(struct later){ 20, "b", "o", "" });
	store_later(bench->store, &(struct later){ 10, "a", "o", "p" });
	assert_false(store_due(bench->store, &bench->arena, 9, &later));
	assert_true(store_due(bench->store, &bench->arena, 30, &later));
	assert_string_equal(later.act, "a");
	assert_true(store_due(bench->store, &bench->arena, 30, &later));
	assert_string_equal(later.act, "b");
	assert_false(store_due(bench->store, &bench->arena, 30, &later));
	store_end(bench->store, true);
}

static void a_file_is_of_one_account(void **state)
{
	struct bench *bench = *state;
	char path[] = "/tmp/rein_store_XXXXXX";
	int file = mkstemp(path);
	struct store *store;

	assert_true(file >= 0);
	close(file);
	store = store_open(path, "one", &bench->errs);
	assert_non_null(store);
	store_close(store);
	assert_null(store_open(path, "two", &bench->errs));
	assert_int_equal(bench->errs.failures, 1);
	unlink(path);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(identifiers_are_unique_in_their_scope),
		TEST(folding_kinds_ignore_case),
		TEST(what_is_not_kept_is_gone),
		TEST(spans_look_down_and_up),
		TEST(pages_are_cut_in_order),
		TEST(terms_are_expressions_that_cannot_run_wild),
		TEST(references_end_with_their_row),
		TEST(reads_can_lag),
		TEST(later_comes_in_order),
		TEST(a_file_is_of_one_account),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
