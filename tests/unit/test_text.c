#include "model/text.h"

#include <stdio.h>
#include <string.h>

#include "model/arena.h"
#include "model/kind.h"

#include "tests/support/table.h"

static const struct utf8 {
	const char *name, *text;
	size_t valid;
} utf8s[] = {
	{ "nothing", "", 0 },
	{ "ASCII", "abc", 3 },
	{ "two, three and four bytes", "\xc3\xa9\xe2\x98\x83\xf0\x9f\x98\x80", 9 },
	{ "the last code point", "\xf4\x8f\xbf\xbf", 4 },
	{ "past the last code point", "a\xf4\x90\x80\x80", 1 },
	{ "a lone continuation", "ab\x80", 2 },
	{ "a cut character", "ab\xe2\x98", 2 },
	{ "a character cut by another", "\xe2\x28\xa1", 0 },
	{ "overlong in two bytes", "\xc0\x80", 0 },
	{ "overlong in three bytes", "\xe0\x9f\xbf", 0 },
	{ "overlong in four bytes", "\xf0\x8f\xbf\xbf", 0 },
	{ "a surrogate", "\xed\xa0\x80", 0 },
	{ "the last before the surrogates", "\xed\x9f\xbf", 3 },
	{ "a byte that is never there", "\xfe", 0 },
};

static void utf8_is_checked(void **state)
{
	const struct utf8 *row = *state;

	assert_int_equal(text_utf8(row->text, strlen(row->text)), row->valid);
}

static const struct distance {
	const char *name, *a, *b;
	size_t edits;
} distances[] = {
	{ "equal", "abc", "abc", 0 },
	{ "one letter more", "conector", "connector", 1 },
	{ "one letter less", "connector", "conector", 1 },
	{ "another letter", "abc", "abd", 1 },
	{ "neighbours swapped", "piepline", "pipeline", 1 },
	{ "nothing in common", "abc", "xyz", 3 },
	{ "nothing", "", "abc", 3 },
};

static void edits_are_counted(void **state)
{
	const struct distance *row = *state;

	assert_int_equal(text_distance(row->a, row->b), row->edits);
}

static const struct near {
	const char *name, *text, *nearest;
} nears[] = {
	{ "a letter is missing", "conector", "connector" },
	{ "letters are swapped", "serivce", "service" },
	{ "the nearest of two", "servic", "service" },
	{ "too far away", "banana", NULL },
	{ "nothing", "", NULL },
	{ "the beginning of one", "Conn", "connector" },
	{ "one and more", "pipelineIdentifier", "pipeline" },
	{ "a beginning that says nothing", "co", NULL },
	{ "very long",
		"connectorconnectorconnectorconnectorconnectorconnectorconnector"
		"connector",
		NULL },
};

static void the_nearest_is_suggested(void **state)
{
	static const char *const candidates[] = { "pipeline", "services", "service",
		"connector" };
	const struct near *row = *state;
	const char *nearest = text_nearest(row->text, candidates, 4);

	if (row->nearest == NULL)
		assert_null(nearest);
	else
		assert_string_equal(nearest, row->nearest);
}

static const struct glob {
	const char *name, *pattern, *text;
	bool matches;
} globs[] = {
	{ "plain text", "abc", "abc", true },
	{ "plain text that goes on", "abc", "abcd", false },
	{ "a star is any run", "a*c", "abbc", true },
	{ "a star is nothing too", "a*c", "ac", true },
	{ "a star crosses slashes", "service:p/*", "service:p/q/x", true },
	{ "a question mark is one character", "a?c", "abc", true },
	{ "a question mark is not nothing", "a?c", "ac", false },
	{ "two stars have to try again", "*a*b", "aabab", true },
	{ "a star at the end", "a*", "a", true },
	{ "nothing matches nothing", "", "", true },
	{ "nothing matches no text", "", "a", false },
	{ "brackets are themselves", "[a]", "[a]", true },
	{ "case matters", "A*", "abc", false },
};

static void globs_match(void **state)
{
	const struct glob *row = *state;

	assert_int_equal(text_glob(row->pattern, row->text), row->matches);
}

static void a_glob_of_many_stars_is_quick(void **state)
{
	char pattern[200], text[5000];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(pattern); i++)
		pattern[i] = i % 2 == 0 ? '*' : 'a';
	pattern[sizeof(pattern) - 1] = '\0';
	memset(text, 'a', sizeof(text));
	memcpy(text + sizeof(text) - 2, "b", 2);
	pattern[sizeof(pattern) - 2] = 'c';
	assert_false(text_glob(pattern, text));
}

static void a_builder_stops_at_its_ceiling(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 5);
	assert_string_equal(buf_string(&buf), "");
	buf_text(&buf, "abc");
	buf_text(&buf, "def"); /* all of it or nothing */
	assert_true(buf.full);
	assert_string_equal(buf_string(&buf), "abc");
	buf_format(&buf, "%d", 42);
	assert_string_equal(buf_string(&buf), "abc42");
	buf_release(&buf);
	assert_null(buf.ptr);
}

static void a_builder_grows(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 100000);
	for (int i = 0; i < 100000; i++)
		buf_char(&buf, 'x');
	assert_int_equal(strlen(buf_string(&buf)), 100000);
	assert_false(buf.full);
	buf_char(&buf, 'x');
	assert_true(buf.full);
	buf_wipe(&buf);
}

static void texts_are_compared(void **state)
{
	(void)state;
	assert_true(text_equal(NULL, NULL));
	assert_false(text_equal("", NULL));
	assert_true(text_starts("abc", "ab"));
	assert_false(text_starts("a", "ab"));
	assert_true(text_ends("abc", "bc"));
	assert_false(text_ends("c", "bc"));
	assert_true(text_equal_nocase("aBc", "AbC"));
	assert_false(text_equal_nocase("ab", "abc"));
	assert_false(text_equal_nocase("[", "{")); /* no letters: 0x20 apart */
	assert_true(slice_is((struct slice){ "abcd", 3 }, "abc"));
	assert_false(slice_is(slice_of("ab"), "abc"));
}

/* Tables take the lower bits: names mostly differ in their last letters alone. */
static void numbered_names_differ_in_the_lower_bits(void **state)
{
	enum { NAMES = 1000 };
	static bool seen[1 << 16];
	size_t distinct = 0;

	(void)state;
	for (int i = 0; i < NAMES; i++) {
		char name[32];
		int size = snprintf(name, sizeof(name), "service:org/%03d", i);
		uint64_t hash = text_mix(name, (size_t)size) % countof(seen);

		distinct += !seen[hash];
		seen[hash] = true;
	}
	assert_true(distinct > NAMES * 9 / 10);
}

static void wiping_leaves_zeros(void **state)
{
	char secret[] = "secret";
	static const char zeros[sizeof(secret)] = { 0 };

	(void)state;
	memory_wipe(secret, sizeof(secret));
	assert_memory_equal(secret, zeros, sizeof(secret));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_glob_of_many_stars_is_quick),
		cmocka_unit_test(a_builder_stops_at_its_ceiling),
		cmocka_unit_test(a_builder_grows),
		cmocka_unit_test(texts_are_compared),
		cmocka_unit_test(numbered_names_differ_in_the_lower_bits),
		cmocka_unit_test(wiping_leaves_zeros),
	};
	int failed = TABLE_RUN(utf8s, utf8_is_checked);

	failed += TABLE_RUN(distances, edits_are_counted);
	failed += TABLE_RUN(nears, the_nearest_is_suggested);
	failed += TABLE_RUN(globs, globs_match);
	return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
