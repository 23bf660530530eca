#pragma once

#include <stddef.h>

/*
 * What the tag SECRET_DIGEST_TAG of a secret says of its value: enough to tell,
 * without keeping it, whether the value in the tree is the one that was sent last.
 * The text is `v1:<key id>:<mac>`, 8 and 32 hex digits.
 *
 * The mac is the first half of HMAC-SHA256 over the address and the value: two
 * secrets of one value do not look alike, and nobody tests guesses without the
 * key. The key id is a hash of the key; it tells one key from another.
 */
#define SECRET_DIGEST_TAG "rein_digest"

struct secret_digest {
	char text[45]; /* NUL-terminated */
};

/* `key` is REIN_DIGEST_KEY, any text but the empty one; `address` the secret's. */
struct secret_digest secret_digest_make(
	const char *key, const char *address, const char *value, size_t size);

enum secret_answer {
	SECRET_SAME,
	SECRET_CHANGED,
	SECRET_UNKNOWN, /* no digest, another key's or another version's */
};

/* What the live tag (NULL: none) says of the value that `digest` was made of. */
enum secret_answer secret_digest_compare(
	const struct secret_digest *digest, const char *live);
