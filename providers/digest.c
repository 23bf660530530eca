#include "providers/digest.h"

#include <assert.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "model/text.h"

void digest_make(unsigned char digest[DIGEST_BYTES], const char *key, size_t key_size,
	const char *bytes, size_t size)
{
	unsigned written = 0;
	const unsigned char *made = HMAC(EVP_sha256(), key, (int)key_size,
		(const unsigned char *)bytes, size, digest, &written);

	assert(made != NULL && written == DIGEST_BYTES);
}

void digest_format(struct buf *out, const unsigned char digest[DIGEST_BYTES], size_t size)
{
	assert(size <= DIGEST_BYTES);
	for (size_t i = 0; i < size; i++)
		buf_format(out, "%02x", (unsigned)digest[i]);
}

bool digest_same(const char *a, const char *b, size_t size)
{
	return CRYPTO_memcmp(a, b, size) == 0;
}
