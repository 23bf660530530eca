#include "model/value.h"

#include <string.h>

#include "model/text.h"
#include "providers/json.h"
#include "providers/yaml.h"

#include "tests/support/table.h"

static const struct value *read_text(struct arena *arena, const char *yaml)
{
	struct source source = { .path = "a.yaml", .bytes = slice_of(yaml) };

	return yaml_read_one(arena, &source, 0, (uint32_t)strlen(yaml));
}

/* --- equality; "" stands for an absent value --------------------------------- */

static const struct pair {
	const char *name, *a, *b;
	bool equal;
} pairs[] = {
	{ "maps of another order", "{a: 1, b: 2}", "{b: 2, a: 1}", true },
	{ "maps of other values", "{a: 1}", "{a: 2}", false },
	{ "a map with an entry more", "{a: 1}", "{a: 1, b: 2}", false },
	{ "a map with an entry less", "{a: 1, b: 2}", "{a: 1}", false },
	{ "an entry that is null", "{a: 1}", "{a: 1, b: null}", true },
	{ "entries that are empty", "{a: 1, b: '', c: [], d: {}}", "{a: 1}", true },
	{ "an entry that holds something empty", "{a: 1, b: {c: null}}", "{a: 1}",
		false },
	{ "lists of another order", "[1, 2]", "[2, 1]", false },
	{ "lists of another length", "[1]", "[1, 1]", false },
	{ "an empty item counts", "[1, '']", "[1]", false },
	{ "quoting is no difference", "'1'", "1", true },
	{ "blocks are no difference", "a: |-\n  x\n", "{a: x}", true },
	{ "spelling is one", "1.10", "1.1", false },
	{ "bools in YAML's spellings", "True", "true", true },
	{ "bools of another truth", "true", "false", false },
	{ "a text that reads as the bool", "'true'", "true", true },
	{ "a text in capitals is no bool", "'True'", "true", false },
	{ "a null is no text", "null", "'null'", false },
	{ "a null is the empty text", "null", "''", true },
	{ "empty containers of any type", "{a: []}", "{a: {}}", true },
	{ "a map is no list", "{a: 1}", "[a, 1]", false },
	{ "a list is no scalar", "[a]", "a", false },
	{ "a secret is not its name", "!env A", "A", false },
	{ "secrets from one place", "!env A", "!env A", true },
	{ "secrets from other places", "!env A", "!file A", false },
	{ "absent is empty", "", "{}", true },
	{ "absent is null", "", "null", true },
	{ "absent is not false", "", "false", false },
	{ "absent is not a secret", "", "!env A", false },
	{ "deep differences", "{a: {b: [{c: 1}]}}", "{a: {b: [{c: 2}]}}", false },
};

static void values_equal(void **state)
{
	const struct pair *row = *state;
	struct arena arena = { 0 };
	const struct value *a = read_text(&arena, row->a);
	const struct value *b = read_text(&arena, row->b);

	assert_int_equal(value_equal(a, b), row->equal);
	assert_int_equal(value_equal(b, a), row->equal);
	arena_release(&arena);
}

/* --- merging ------------------------------------------------------------------ */

static const struct merge {
	const char *name, *under, *over, *json;
} merges[] = {
	{ "over wins, under fills", "{a: 1, b: 2}", "{b: 3, c: 4}",
		"{'a':1,'b':3,'c':4}" },
	{ "maps within maps", "{m: {a: 1, b: 2}}", "{m: {b: 3}}", "{'m':{'a':1,'b':3}}" },
	{ "lists are whole", "{l: [1, 2]}", "{l: [3]}", "{'l':[3]}" },
	{ "a null over something stays null", "{a: 1}", "{a: null}", "{'a':null}" },
	{ "a scalar over a map", "{a: {b: 1}}", "{a: x}", "{'a':'x'}" },
	{ "another variant is whole", "{s: {type: A, p: 1}}", "{s: {type: B, q: 2}}",
		"{'s':{'type':'B','q':2}}" },
	{ "the same variant is merged", "{s: {type: A, p: 1}}", "{s: {type: A, q: 2}}",
		"{'s':{'type':'A','p':1,'q':2}}" },
	{ "a variant that only one side names", "{s: {type: A, p: 1}}", "{s: {q: 2}}",
		"{'s':{'type':'A','p':1,'q':2}}" },
	{ "other discriminators", "{valueType: Inline, value: x}",
		"{valueType: Reference}", "{'valueType':'Reference'}" },
	{ "over nothing", "", "{a: 1}", "{'a':1}" },
	{ "nothing over", "{a: 1}", "", "{'a':1}" },
};

static void values_merge(void **state)
{
	const struct merge *row = *state;
	struct arena arena = { 0 };
	struct buf json;
	char want[200] = "";

	for (size_t i = 0; row->json[i] != '\0'; i++)
		want[i] = row->json[i] == '\'' ? '"' : row->json[i];
	buf_init(&json, 1000);
	json_write(&json, value_merge(&arena, read_text(&arena, row->under),
				  read_text(&arena, row->over)));
	assert_string_equal(buf_string(&json), want);
	buf_release(&json);
	arena_release(&arena);
}

/* --- looking up ----------------------------------------------------------------- */

static const struct look {
	const char *name, *text, *path, *reads; /* NULL: no text there */
} looks[] = {
	{ "an entry", "{a: x}", "a", "x" },
	{ "along a path", "{a: {b: {c: x}}}", "a.b.c", "x" },
	{ "a missing key", "{a: x}", "b", NULL },
	{ "through a scalar", "{a: x}", "a.b", NULL },
	{ "through a list", "{a: [x]}", "a.b", NULL },
	{ "a map is no text", "{a: {b: x}}", "a", NULL },
	{ "a null is no text", "{a: null}", "a", NULL },
	{ "an empty text is one", "{a: ''}", "a", "" },
	{ "a number as it is spelt", "{a: 1.10}", "a", "1.10" },
	{ "a key that begins as another", "{ab: x, a: y}", "a", "y" },
	{ "no map at all", "[a]", "a", NULL },
	{ "an empty key", "{'': x}", "", "x" },
};

static void paths_lead_to_text(void **state)
{
	const struct look *row = *state;
	struct arena arena = { 0 };
	const char *text = value_text_at(read_text(&arena, row->text), row->path);

	if (row->reads == NULL)
		assert_null(text);
	else
		assert_string_equal(text, row->reads);
	arena_release(&arena);
}

/* A map of `count` entries k0: 0, k1: 1 ... in falling or rising order. */
static const struct value *make_map(struct arena *arena, size_t count, bool falling)
{
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; i < count; i++) {
		size_t n = falling ? count - 1 - i : i;
		const char *digits = arena_format(arena, "%zu", n);

		value_put(&builder, arena_format(arena, "k%zu", n),
			value_make(VALUE_NUMBER, digits));
	}
	return value_map_end(&builder);
}

static void a_map_of_any_size_finds_its_keys(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t count = 0; count < 70; count++) {
		const struct value *map = make_map(&arena, count, true);
		const struct value *copy = value_copy(&arena, map);

		assert_int_equal(value_count(map), count);
		for (size_t i = 0; i < count; i++) {
			const char *key = arena_format(&arena, "k%zu", i);

			assert_true(value_is(value_find(map, key), key + 1));
			assert_true(value_is(value_find(copy, key), key + 1));
			assert_true(value_is(value_find_key(map, key), key));
		}
		assert_null(value_find(map, "k"));
		assert_null(value_find(map, "k99"));
		assert_true(value_equal(map, make_map(&arena, count, false)));
	}
	arena_release(&arena);
}

/* Maps that are being read may have a key twice: three times in each of these. */
static void of_equal_keys_the_first_is_found(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	for (size_t count = 1; count < 70; count++) {
		struct value_builder builder = { .arena = &arena };
		const struct value *map;

		for (size_t i = 0; i < 3 * count; i++) {
			value_add(&builder,
				value_make(VALUE_TEXT,
					arena_format(&arena, "k%zu", i % count)));
			value_add(&builder, value_null());
		}
		map = value_map_end(&builder);
		for (size_t i = 0; i < 3 * count; i++)
			assert_ptr_equal(
				value_find_key(map, value_text(value_key(map, i))),
				value_key(map, i % count));
	}
	arena_release(&arena);
}

static void a_copy_shares_nothing(void **state)
{
	struct arena ours = { 0 }, theirs = { 0 };
	const struct value *copy =
		value_copy(&ours, read_text(&theirs, "{a: [x, {b: !env Y}], c: ''}"));

	(void)state;
	arena_release(&theirs);
	assert_true(value_is(value_item(value_find(copy, "a"), 0), "x"));
	assert_int_equal(
		value_type(value_find(value_item(value_find(copy, "a"), 1), "b")),
		VALUE_ENV);
	arena_release(&ours);
}

static void putting_a_key_again_replaces_it_in_place(void **state)
{
	struct arena arena = { 0 };
	struct value_builder builder = { .arena = &arena };
	const struct value *map;

	(void)state;
	value_put(&builder, "a", value_make(VALUE_TEXT, "1"));
	value_put(&builder, "b", value_null());
	value_put(&builder, "a", value_make(VALUE_TEXT, "2"));
	map = value_map_end(&builder);
	assert_int_equal(value_count(map), 2);
	assert_true(value_is(value_key(map, 0), "a"));
	assert_true(value_is(value_entry(map, 0), "2"));
	arena_release(&arena);
}

static void an_empty_builder_makes_an_empty_container(void **state)
{
	struct arena arena = { 0 };
	struct value_builder builder = { .arena = &arena };

	(void)state;
	assert_int_equal(value_count(value_list_end(&builder)), 0);
	assert_int_equal(value_count(value_map_end(&builder)), 0);
	arena_release(&arena);
}

static void nothing_is_asked_of_what_is_absent(void **state)
{
	(void)state;
	assert_false(value_is(NULL, ""));
	assert_null(value_find(NULL, "a"));
	assert_null(value_at(NULL, "a.b"));
	assert_true(value_is_empty(NULL));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_of_any_size_finds_its_keys),
		cmocka_unit_test(of_equal_keys_the_first_is_found),
		cmocka_unit_test(a_copy_shares_nothing),
		cmocka_unit_test(putting_a_key_again_replaces_it_in_place),
		cmocka_unit_test(an_empty_builder_makes_an_empty_container),
		cmocka_unit_test(nothing_is_asked_of_what_is_absent),
	};
	int failed = TABLE_RUN(pairs, values_equal);

	failed += TABLE_RUN(merges, values_merge);
	failed += TABLE_RUN(looks, paths_lead_to_text);
	return failed + cmocka_run_group_tests(tests, NULL, NULL);
}
