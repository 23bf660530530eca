#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;

enum { DIGEST_BYTES = 32 };

/* HMAC-SHA256 of bytes under a key; neither can be told from it. */
void digest_make(unsigned char digest[DIGEST_BYTES], const char *key, size_t key_size,
	const char *bytes, size_t size);
/* The SHA-256 of bytes in base64, as a Content-Security-Policy names a source. */
void digest_source(struct buf *out, const char *bytes, size_t size);
/*
 * SHA-256 of bytes that come piece by piece, for many digests in a row: begin, add,
 * end, begin again. For marks that need no key.
 */
struct digest;
struct digest *digest_open(void);
void digest_close(struct digest *digest); /* NULL safe */
void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const char *bytes, size_t size);
void digest_end(struct digest *digest, unsigned char made[DIGEST_BYTES]);

/* The first `size` bytes of a digest as lower-case hexadecimal. */
void digest_format(
	struct buf *out, const unsigned char digest[DIGEST_BYTES], size_t size);
/* Whether two stretches of bytes are the same, in a time that does not tell where
 * they differ. */
bool digest_same(const char *a, const char *b, size_t size);
