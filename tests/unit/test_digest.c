#include "providers/digest.h"

#include <string.h>

#include "model/text.h"
#include "tests/support/table.h"

/* Source: RFC 4231, test cases 1 and 2; the third was made with openssl(1). */
static const struct row {
	const char *name, *key, *bytes, *digest;
} rows[] = {
	{ "RFC 4231, case 1",
		"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
		"\x0b\x0b",
		"Hi There",
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
	{ "RFC 4231, case 2", "Jefe", "what do ya want for nothing?",
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
	{ "an empty message", "key", "",
		"5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0" },
};

static void digest_is_made(void **state)
{
	const struct row *row = *state;
	unsigned char digest[DIGEST_BYTES];
	struct buf text;

	digest_make(digest, row->key, strlen(row->key), row->bytes, strlen(row->bytes));
	buf_init(&text, 100);
	digest_format(&text, digest, DIGEST_BYTES);
	assert_string_equal(buf_string(&text), row->digest);
	buf_release(&text);
	digest_format(&text, digest, 4);
	assert_memory_equal(buf_string(&text), row->digest, 9 - 1);
	buf_release(&text);
}

int main(void)
{
	return TABLE_RUN(rows, digest_is_made);
}
