#include "providers/secret_digest.h"

#include <assert.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/digest.h"

enum {
	ID_BYTES = 4,
	MAC_BYTES = 16,
	PREFIX_CHARACTERS = 3 + 2 * ID_BYTES + 1, /* "v1:<key id>:" */
	WHOLE_CHARACTERS = PREFIX_CHARACTERS + 2 * MAC_BYTES,
};

/* Append the first bytes of the key's digest of what is in `bytes`. */
static void put_digest(
	struct buf *out, const char *key, const struct buf *bytes, size_t size)
{
	unsigned char digest[DIGEST_BYTES];

	digest_make(digest, key, strlen(key), buf_string(bytes), bytes->len);
	digest_format(out, digest, size);
	memory_wipe(digest, sizeof(digest));
}

/* With its NUL, which no text has inside: where it ends cannot be shifted. */
static void put_text(struct buf *bytes, const char *text)
{
	buf_put(bytes, text, strlen(text) + 1);
}

struct secret_digest secret_digest_make(
	const char *key, const char *address, const char *value, size_t size)
{
	struct secret_digest digest;
	struct buf bytes, text;

	assert(*key != '\0');
	buf_init(&bytes, LIMIT_SECRET_BYTES + LIMIT_MESSAGE_BYTES);
	buf_init(&text, WHOLE_CHARACTERS);
	put_text(&bytes, "rein key id");
	buf_text(&text, "v1:");
	put_digest(&text, key, &bytes, ID_BYTES);
	buf_char(&text, ':');

	bytes.len = 0;
	put_text(&bytes, "rein value");
	put_text(&bytes, address);
	buf_put(&bytes, value, size);
	assert(!bytes.full);
	put_digest(&text, key, &bytes, MAC_BYTES);
	buf_wipe(&bytes);

	assert(text.len == WHOLE_CHARACTERS);
	memcpy(digest.text, text.ptr, text.len + 1);
	buf_release(&text);
	return digest;
}

enum secret_answer secret_digest_compare(
	const struct secret_digest *digest, const char *live)
{
	size_t size = (size_t)2 * MAC_BYTES;
	const char *mac;

	if (live == NULL || strlen(live) != WHOLE_CHARACTERS ||
		memcmp(live, digest->text, PREFIX_CHARACTERS) != 0)
		return SECRET_UNKNOWN;
	mac = live + PREFIX_CHARACTERS;
	if (strspn(mac, "0123456789abcdef") != size)
		return SECRET_UNKNOWN;
	return digest_same(mac, digest->text + PREFIX_CHARACTERS, size) ? SECRET_SAME
									: SECRET_CHANGED;
}
