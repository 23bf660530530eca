#include "reconcile/ignore.h"

#include <string.h>

#include "cmd/ignore_rules.h"
#include "model/kind.h"
#include "providers/json.h"
#include "reconcile/merge.h"
#include "tests/support/table.h"

static const char *const tags[] = { "/tags", "/spec/*/port" };
static const char *const any[] = { "*" };
static const struct ignore_rule rules[] = {
	{ .address = "service:o/p/*", .fields = tags, .field_count = 2 },
	{ .address = "*:o/p/old", .expired = true },
	{ .address = "variable:o/*" },
	{ .address = "secret:*", .fields = any, .field_count = 1 },
};
static const struct ignore ignore = { rules, countof(rules) };

/* The number of the rule that covers a field (NULL: the entity), or -1. */
static const struct row {
	const char *name, *address, *path;
	int rule;
} rows[] = {
	{ "a field that is named", "service:o/p/a", "/tags", 0 },
	{ "what is below it", "service:o/p/a", "/tags/owner", 0 },
	{ "a longer name is another one", "service:o/p/a", "/tagsoup", -1 },
	{ "a star in the middle", "service:o/p/a", "/spec/x/port", 0 },
	{ "and what is below that", "service:o/p/a", "/spec/x/port/0", 0 },
	{ "what is above it is not covered", "service:o/p/a", "/spec/x", -1 },
	{ "another field", "service:o/p/a", "/name", -1 },
	{ "a rule of fields hides no entity", "service:o/p/a", NULL, -1 },
	{ "nor do fields that are all", "secret:x", NULL, -1 },
	{ "all fields", "secret:x", "/spec/value", 3 },
	{ "an entity whole", "variable:o/v", NULL, 2 },
	{ "and every field of it", "variable:o/v", "/spec/fixedValue", 2 },
	{ "a rule whose day is over", "pipeline:o/p/old", "/name", -1 },
	{ "another scope", "service:o/q/a", "/tags", -1 },
};

static void the_rule_is(void **state)
{
	const struct row *row = *state;
	const struct ignore_rule *found = ignore_find(&ignore, row->address, row->path);

	assert_int_equal(found != NULL ? found - rules : -1, row->rule);
	assert_null(ignore_find(NULL, row->address, row->path));
}

static const struct day {
	const char *name;
	bool is;
} days[] = {
	{ "2026-12-31", true },
	{ "2024-02-29", true },
	{ "2000-02-29", true },
	{ "2026-02-29", false },
	{ "1900-02-29", false },
	{ "2026-04-31", false },
	{ "2026-13-01", false },
	{ "2026-00-10", false },
	{ "2026-01-00", false },
	{ "0000-01-01", false },
	{ "2026-1-1", false },
	{ "26-01-01", false },
	{ "2026-12-31T00:00:00Z", false },
	{ "-026-01-01", false },
	{ "2026-12-3x", false },
	{ "", false },
};

static void a_day_is(void **state)
{
	const struct day *day = *state;

	assert_int_equal(ignore_rules_is_day(day->name), day->is);
}

/* What is sent: fields, with what lives at the pointer put in or taken out. */
static const struct kept {
	const char *name, *fields, *pointer, *live, *sent;
} kepts[] = {
	{ "a value", "{\"a\":1,\"b\":2}", "/b", "3", "{\"a\":1,\"b\":3}" },
	{ "a value that is not live", "{\"a\":1,\"b\":2}", "/b", NULL, "{\"a\":1}" },
	{ "a value that git does not have", "{\"a\":1}", "/b", "{\"c\":2}",
		"{\"a\":1,\"b\":{\"c\":2}}" },
	{ "one further down", "{\"a\":{\"b\":1,\"c\":{\"d\":2}}}", "/a/c/d", "3",
		"{\"a\":{\"b\":1,\"c\":{\"d\":3}}}" },
	{ "signs in its name", "{\"a/b\":{\"c~d\":1}}", "/a~1b/c~0d", "2",
		"{\"a/b\":{\"c~d\":2}}" },
	{ "nothing is where it would be", "{\"a\":1}", "/b/c", "2", "{\"a\":1}" },
	{ "no map on the way", "{\"a\":[1]}", "/a/0", "2", "{\"a\":[1]}" },
};

static const struct value *read(struct arena *arena, const char *json)
{
	const struct value *value = json_read(arena, json, strlen(json), NULL);

	assert_non_null(value);
	return value;
}

static void what_is_sent_keeps(void **state)
{
	const struct kept *row = *state;
	struct arena arena = { 0 };
	const struct value *sent = merge_keep(&arena, read(&arena, row->fields),
		row->pointer, row->live != NULL ? read(&arena, row->live) : NULL);
	struct buf text;

	buf_init(&text, 1000);
	json_write(&text, sent);
	assert_string_equal(buf_string(&text), row->sent);
	buf_release(&text);
	arena_release(&arena);
}

int main(void)
{
	return TABLE_RUN(rows, the_rule_is) + TABLE_RUN(days, a_day_is) +
	       TABLE_RUN(kepts, what_is_sent_keeps);
}
