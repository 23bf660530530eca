#include "providers/secret_digest.h"

#include <string.h>

#include "tests/support/table.h"

static const char key[] = "a key of the team";
static const char address[] = "secret:docker_password";

/* Computed apart from us: hmac.new(key, b"rein key id\0", sha256) and
 * hmac.new(key, b"rein value\0" + address + b"\0" + value, sha256). */
static const struct row {
	const char *name, *value;
	size_t size;
	const char *text;
} rows[] = {
	{ "a password", "hunter2", 7, "v1:47effc8e:173b7c0ff8ac2f17f07a9ce7fc2709e0" },
	{ "nothing", "", 0, "v1:47effc8e:81882df35dd9ad3295cadebf9e0dd72e" },
	{ "bytes with a NUL", "a\0b", 3, "v1:47effc8e:d3c28254be86b14ceeb11d7bf206c05d" },
};

static void digest_is_as_specified(void **state)
{
	const struct row *row = *state;
	struct secret_digest digest =
		secret_digest_make(key, address, row->value, row->size);

	assert_string_equal(digest.text, row->text);
	assert_int_equal(secret_digest_compare(&digest, row->text), SECRET_SAME);
}

/* The live tag against the digest of "hunter2". */
static const struct live_row {
	const char *name, *live;
	enum secret_answer answer;
} live_rows[] = {
	{ "the same", "v1:47effc8e:173b7c0ff8ac2f17f07a9ce7fc2709e0", SECRET_SAME },
	{ "another value", "v1:47effc8e:81882df35dd9ad3295cadebf9e0dd72e",
		SECRET_CHANGED },
	{ "another key", "v1:47effc8f:173b7c0ff8ac2f17f07a9ce7fc2709e0", SECRET_UNKNOWN },
	{ "another version", "v2:47effc8e:173b7c0ff8ac2f17f07a9ce7fc2709e0",
		SECRET_UNKNOWN },
	{ "none", NULL, SECRET_UNKNOWN },
	{ "empty", "", SECRET_UNKNOWN },
	{ "cut off", "v1:47effc8e:173b7c0f", SECRET_UNKNOWN },
	{ "too long", "v1:47effc8e:173b7c0ff8ac2f17f07a9ce7fc2709e0a", SECRET_UNKNOWN },
	{ "no hex", "v1:47effc8e:173b7c0ff8ac2f17f07a9ce7fc2709eX", SECRET_UNKNOWN },
};

static void live_tag_is_compared(void **state)
{
	const struct live_row *row = *state;
	struct secret_digest digest = secret_digest_make(key, address, "hunter2", 7);

	assert_int_equal(secret_digest_compare(&digest, row->live), row->answer);
}

static void equal_values_of_two_secrets_look_different(void **state)
{
	struct secret_digest one = secret_digest_make(key, "secret:a", "hunter2", 7);
	struct secret_digest two = secret_digest_make(key, "secret:b", "hunter2", 7);

	(void)state;
	assert_string_not_equal(one.text, two.text);
	assert_memory_equal(one.text, two.text, strlen("v1:47effc8e:"));
}

static void address_and_value_do_not_run_together(void **state)
{
	struct secret_digest one = secret_digest_make(key, "secret:a", "b", 1);
	struct secret_digest two = secret_digest_make(key, "secret:ab", "", 0);

	(void)state;
	assert_string_not_equal(one.text, two.text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_values_of_two_secrets_look_different),
		cmocka_unit_test(address_and_value_do_not_run_together),
	};

	return TABLE_RUN(rows, digest_is_as_specified) +
	       TABLE_RUN(live_rows, live_tag_is_compared) +
	       cmocka_run_group_tests_name("secret_digest", tests, NULL, NULL);
}
