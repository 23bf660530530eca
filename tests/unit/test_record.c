#include "reconcile/record.h"

#include <string.h>

#include "reconcile/record_name.h"
#include "tests/support/table.h"

#define A "0123456789012345678901234567890123456789"
#define B "abcdefabcdefabcdefabcdefabcdefabcdefabcd"

/* --- names ------------------------------------------------------------------- */

static const struct name_row {
	const char *name, *told, *remote, *home, *root, *full, *record;
} name_rows[] = {
	{ "https", NULL, "https://github.com/acme/shop.git", "/x/.git/", ".harness",
		"acme/shop:.harness", "rein_record_acme_shop_harness_#" },
	{ "https, with a port", NULL, "https://git.acme.io:8443/acme/shop", "/x/.git/",
		".harness", "acme/shop:.harness", "rein_record_acme_shop_harness_#" },
	{ "ssh as a url", NULL, "ssh://git@github.com/acme/shop.git/", "/x/.git/",
		".harness", "acme/shop:.harness", "rein_record_acme_shop_harness_#" },
	{ "ssh in short", NULL, "git@github.com:acme/shop.git", "/x/.git/", ".harness",
		"acme/shop:.harness", "rein_record_acme_shop_harness_#" },
	{ "ssh in short, from the root", NULL, "git@github.com:/acme/shop.git",
		"/x/.git/", ".harness", "acme/shop:.harness",
		"rein_record_acme_shop_harness_#" },
	{ "ssh in short, an address and a port", NULL, "[git@[::1]:2222]:acme/shop",
		"/x/.git/", ".harness", "acme/shop:.harness",
		"rein_record_acme_shop_harness_#" },
	{ "ssh as a url, with a port", NULL, "ssh://git@git.acme.io:2222/acme/shop",
		"/x/.git/", ".harness", "acme/shop:.harness",
		"rein_record_acme_shop_harness_#" },
	{ "https, with a token", NULL, "https://ci:gh-token@github.com/acme/shop.git",
		"/x/.git/", ".harness", "acme/shop:.harness",
		"rein_record_acme_shop_harness_#" },
	{ "a path in another spelling", NULL, "/srv//git/./x/../shop.git/.", "/x/.git/",
		".harness", "srv/git/shop:.harness",
		"rein_record_srv_git_shop_harness_#" },
	{ "a path to a checkout", NULL, "/srv/git/shop/.git", "/x/.git/", ".harness",
		"srv/git/shop:.harness", "rein_record_srv_git_shop_harness_#" },
	{ "nothing but dots", NULL, "../..", "/srv/git/shop/.git/", ".harness",
		"srv/git/shop:.harness", "rein_record_srv_git_shop_harness_#" },
	{ "a group in a group", NULL, "https://gitlab.com/a/b/c-d.git", "/x/.git/",
		"infra/.harness", "a/b/c-d:infra/.harness",
		"rein_record_a_b_c_d_infra_harness_#" },
	{ "a folder", NULL, "/srv/git/shop.git", "/x/.git/", ".harness",
		"srv/git/shop:.harness", "rein_record_srv_git_shop_harness_#" },
	{ "a folder as a url", NULL, "file:///srv/git/shop", "/x/.git/", ".harness",
		"srv/git/shop:.harness", "rein_record_srv_git_shop_harness_#" },
	{ "no remote: where the repository is", NULL, NULL, "/srv/git/shop/.git/",
		".harness", "srv/git/shop:.harness",
		"rein_record_srv_git_shop_harness_#" },
	{ "no remote, bare", NULL, NULL, "/srv/git/shop.git/", ".harness",
		"srv/git/shop:.harness", "rein_record_srv_git_shop_harness_#" },
	{ "a remote that names nothing", NULL, "https://github.com/", "/s/.git/",
		".harness", "s:.harness", "rein_record_s_harness_#" },
	{ "told", "shop_1", "https://github.com/a/b", "/x/.git/", ".harness", "shop_1",
		"rein_record_shop_1" },
	{ "told, but no identifier", "shop-1", NULL, "/x/.git/", ".harness", "shop-1",
		"rein_record_shop_1_#" },
	{ "told in another alphabet", "\xe5\xba\x97", NULL, "/x/.git/", ".harness",
		"\xe5\xba\x97", "rein_record_#" },
};

/* `#` stands for the eight digits of the hash. */
static void name_is_made(void **state)
{
	const struct name_row *row = *state;
	const char *hash = strchr(row->record, '#');
	size_t shown = hash != NULL ? (size_t)(hash - row->record) : strlen(row->record);
	struct arena arena = { 0 };
	struct record_name name;

	record_name_make(&name, &arena, row->told, row->remote, row->home, row->root);
	assert_string_equal(name.full, row->full);
	assert_memory_equal(name.record, row->record, shown);
	assert_int_equal(strlen(name.record), shown + (hash != NULL ? 8 : 0));
	assert_string_equal(
		name.record + strlen("rein_record_"), name.lock + strlen("rein_lock_"));
	arena_release(&arena);
}

static void long_names_fit_and_differ(void **state)
{
	struct arena arena = { 0 };
	struct record_name one, two;
	char told[300];

	(void)state;
	memset(told, 'x', sizeof(told));
	told[sizeof(told) - 1] = '\0';
	record_name_make(&one, &arena, told, NULL, "/x/", ".harness");
	told[sizeof(told) - 2] = 'y';
	record_name_make(&two, &arena, told, NULL, "/x/", ".harness");
	assert_true(strlen(one.record) <= 128);
	assert_string_not_equal(one.record, two.record);
	arena_release(&arena);
}

/* --- the text ------------------------------------------------------------------ */

#define RECORD(more) \
	"{\"format\":1,\"name\":\"a:b\",\"commit\":\"" A "\",\"settled\":\"" B "\"" more \
	"}"

static const struct text_row {
	const char *name, *text;
	const char *wrong; /* part of it; NULL: it is a record */
} text_rows[] = {
	{ "least", RECORD(""), NULL },
	{ "more than is known", RECORD(",\"later\":[1,{}]"), NULL },
	{ "with addresses",
		RECORD(",\"unsettled\":[{\"address\":\"x:y\",\"commit\":\"" A "\"}]"),
		NULL },
	{ "empty", "", "no JSON" },
	{ "no JSON", "hello <script>", "no JSON" },
	{ "a list", "[]", "no JSON object" },
	{ "cut off", "{\"format\":1,\"name\":\"a:b\"", "no JSON" },
	{ "of the future", "{\"format\":2}", "format" },
	{ "of no format", "{}", "format" },
	{ "without a name", "{\"format\":1,\"commit\":\"" A "\",\"settled\":\"" B "\"}",
		"name" },
	{ "a branch for a commit",
		"{\"format\":1,\"name\":\"a\",\"commit\":\"main\",\"settled\":\"" B "\"}",
		"commit" },
	{ "a short hash",
		"{\"format\":1,\"name\":\"a\",\"commit\":\"0123\",\"settled\":\"" B "\"}",
		"commit" },
	{ "a number for a commit",
		"{\"format\":1,\"name\":\"a\",\"commit\":1,\"settled\":\"" B "\"}",
		"commit" },
	{ "addresses that are none", RECORD(",\"unsettled\":[\"x\"]"), "unsettled" },
	{ "addresses without a commit", RECORD(",\"unsettled\":[{\"address\":\"x\"}]"),
		"unsettled" },
	{ "addresses that are no list", RECORD(",\"unsettled\":{}"), "unsettled" },
};

static void text_is_judged(void **state)
{
	const struct text_row *row = *state;
	struct arena arena = { 0 };
	struct record record;
	const char *wrong = record_parse(&record, &arena, row->text);

	if (row->wrong == NULL) {
		assert_null(wrong);
		assert_string_equal(record.name, "a:b");
		assert_string_equal(record.commit, A);
		assert_string_equal(record.settled, B);
	} else {
		assert_non_null(wrong);
		assert_non_null(strstr(wrong, row->wrong));
	}
	arena_release(&arena);
}

static void what_is_written_is_read(void **state)
{
	struct record_unsettled unsettled[] = { { "service:a/b/<+x>", A }, { "y", B } };
	struct record record = { "a \"b\" <+secrets.x>", A, B, "2026-01-01T00:00:00Z",
		"0.1.0", unsettled, 2 };
	struct arena arena = { 0 };
	struct record again;
	const char *text = record_format(&arena, &record);

	(void)state;
	assert_null(strstr(text, "<+"));
	assert_null(strchr(text, '\n'));
	assert_null(record_parse(&again, &arena, text));
	assert_string_equal(again.name, record.name);
	assert_string_equal(again.commit, A);
	assert_string_equal(again.settled, B);
	assert_string_equal(again.at, record.at);
	assert_string_equal(again.version, record.version);
	assert_int_equal(again.unsettled_count, 2);
	assert_string_equal(again.unsettled[0].address, unsettled[0].address);
	assert_string_equal(again.unsettled[1].commit, B);
	assert_string_equal(record_format(&arena, &again), text);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(long_names_fit_and_differ),
		cmocka_unit_test(what_is_written_is_read),
	};
	int failed = TABLE_RUN(name_rows, name_is_made);

	failed += TABLE_RUN(text_rows, text_is_judged);
	failed += cmocka_run_group_tests_name("record", tests, NULL, NULL);
	return failed;
}
