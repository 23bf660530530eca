#include "reconcile/rotation.h"

#include <stdlib.h>
#include <string.h>

#include "providers/secret_digest.h"
#include "providers/secrets.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define HEAD "== t.yaml\nsecret:\n  type: SecretText\n  name: t\n"
#define SPEC(type) \
	"  spec:\n    secretManagerIdentifier: m\n    valueType: " type "\n    value: "
#define GIT HEAD SPEC("Inline") "!env ROTATION_VALUE\n"
#define LIVE(tags) HEAD tags "  spec: {secretManagerIdentifier: m, valueType: Inline}\n"

static const struct row {
	const char *name, *desired, *live, *glob, *key;
	const char *value; /* that the digest in the live tag is of; NULL: no digest */
	bool sends;
	size_t notes;
} rows[] = {
	{ "a value that is there stays there", GIT, LIVE(""), NULL, NULL, NULL, false,
		0 },
	{ "unless it is asked for", GIT, LIVE(""), "secret:t", NULL, NULL, true, 0 },
	{ "another one is asked for", GIT, LIVE(""), "secret:o/*", NULL, NULL, false, 0 },
	{ "a digest of the same value", GIT, LIVE(""), NULL, "k", "new", false, 0 },
	{ "a digest of another value", GIT, LIVE(""), NULL, "k", "old", true, 0 },
	{ "no digest: unknown, never changed", GIT, LIVE(""), NULL, "k", NULL, false, 1 },
	{ "a reference becomes a value", GIT, HEAD SPEC("Reference") "a/b\n", NULL, NULL,
		NULL, true, 0 },
	{ "git has no value", LIVE(""), LIVE(""), "*", NULL, NULL, false, 0 },
};

static const struct secrets from_environment;

static struct rotation rotation_of(const struct row *row)
{
	return (struct rotation){
		.globs = &row->glob,
		.glob_count = row->glob != NULL,
		.digest_key = row->key,
		.secrets = &from_environment,
	};
}

static const struct value *tag_with(
	struct arena *arena, const struct value *spec, const char *digest)
{
	struct value_builder tags = { .arena = arena }, whole = { .arena = arena };

	value_put(&tags, SECRET_DIGEST_TAG, value_make(VALUE_TEXT, digest));
	for (size_t i = 0; i < value_count(spec); i++)
		value_put(&whole, value_text(value_key(spec, i)), *value_entry(spec, i));
	value_put(&whole, "tags", *value_map_end(&tags));
	return value_map_end(&whole);
}

static void a_value_is_sent_when_it_must_be(void **state)
{
	const struct row *row = *state;
	struct rotation rotation = rotation_of(row);
	struct secret_digest digest;
	struct world world;
	struct entity *live;

	setenv("ROTATION_VALUE", "new", 1);
	world_init(&world, row->desired, row->live);
	live = world.live.set.items[0];
	if (row->value != NULL) {
		digest = secret_digest_make(
			row->key, "secret:t", row->value, strlen(row->value));
		live->spec = tag_with(&world.live.arena, live->spec, digest.text);
	}
	error_release(&world.errs);
	assert_int_equal(
		rotation_sends(&rotation, world.declared.set.items[0], live, &world.errs),
		row->sends);
	assert_int_equal(world.errs.count, row->notes);
	world_release(&world);
}

static void what_is_sent_carries_its_digest(void **state)
{
	struct rotation rotation = { .digest_key = "k", .secrets = &from_environment };
	struct secret_digest digest = secret_digest_make("k", "secret:t", "new", 3);
	struct arena arena = { 0 };
	struct world world;
	const struct value *sent;
	const struct entity *desired;

	(void)state;
	setenv("ROTATION_VALUE", "new", 1);
	world_init(&world, GIT, "");
	desired = world.declared.set.items[0];
	sent = rotation_mark(&rotation, &arena, desired, desired->spec);
	assert_string_equal(value_text_at(sent, "tags." SECRET_DIGEST_TAG), digest.text);
	rotation.digest_key = NULL; /* a stale digest must not outlive its value */
	sent = rotation_mark(&rotation, &arena, desired, sent);
	assert_null(value_text_at(sent, "tags." SECRET_DIGEST_TAG));
	arena_release(&arena);
	world_release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sent_carries_its_digest),
	};

	return TABLE_RUN(rows, a_value_is_sent_when_it_must_be) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
