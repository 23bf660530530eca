#include "providers/echo.h"

#include <string.h>

#include "tests/support/table.h"

static const struct row {
	const char *name, *words, *secret;
	bool repeats;
} rows[] = {
	{ "as it is", "the value 's3cr3t!' is bad", "s3cr3t!", true },
	{ "at the very end", "s3cr3t", "s3cr3t", true },
	{ "another word", "the value is bad", "s3cr3t", false },
	{ "no words", "", "s3cr3t", false },
	{ "no secret", "the value is bad", "", false },
	{ "escaped as JSON in JSON",
		"{\"message\":\"{\\\"value\\\":\\\"a\\\\\\\"long1\"}", "a\\\"long1",
		true },
	{ "escaped as HTML", "&lt;long&amp;er&gt;", "<long&er>", true },
	{ "with percent signs", "q=long%2Fvalue", "long/value", true },
	{ "a line of a key", "no key: MIIEowIBAAKC", "-----BEGIN-----\\nMIIEowIBAAKC\\n",
		false },
	{ "its longest line", "no key: MIIEowIBAAKCMIIEowIBAAKC",
		"-----BEGIN-----\\nMIIEowIBAAKCMIIEowIBAAKC\\nab\\n", true },
	{ "no part of an escape", "a caf\303\251_long", "\\u00e9_long", true },
	{ "signs alone", "what is a!b@c#d$ ?", "a!b@c#d$", true },
	{ "too short to be told from chance", "a bad value", "bad", false },
};

static void echo_is_heard(void **state)
{
	const struct row *row = *state;

	assert_int_equal(echo_repeats((struct slice){ row->words, strlen(row->words) },
				 (struct slice){ row->secret, strlen(row->secret) }),
		row->repeats);
}

int main(void)
{
	return TABLE_RUN(rows, echo_is_heard);
}
