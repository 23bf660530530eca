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

void digest_source(struct buf *out, const char *bytes, size_t size)
{
	unsigned char digest[DIGEST_BYTES], text[4 * ((DIGEST_BYTES + 2) / 3) + 1];
	unsigned written = 0;
	int made = EVP_Digest(bytes, size, digest, &written, EVP_sha256(), NULL);

	assert(made == 1 && written == DIGEST_BYTES);
	EVP_EncodeBlock(text, digest, DIGEST_BYTES);
	buf_text(out, (const char *)text);
}

/* The context is the digest: nothing of ours goes with it. */
static EVP_MD_CTX *context_of(struct digest *digest)
{
	return (EVP_MD_CTX *)digest;
}

struct digest *digest_open(void)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int good;

	assert(context != NULL);
	good = EVP_DigestInit_ex(context, EVP_sha256(), NULL);
	assert(good == 1);
	return (struct digest *)context;
}

void digest_close(struct digest *digest)
{
	EVP_MD_CTX_free(context_of(digest));
}

void digest_begin(struct digest *digest)
{
	/* without a name: that it has one already saves the search for it */
	int good = EVP_DigestInit_ex(context_of(digest), NULL, NULL);

	assert(good == 1);
}

void digest_add(struct digest *digest, const char *bytes, size_t size)
{
	int good = EVP_DigestUpdate(context_of(digest), bytes, size);

	assert(good == 1);
}

void digest_end(struct digest *digest, unsigned char made[DIGEST_BYTES])
{
	unsigned written = 0;
	int good = EVP_DigestFinal_ex(context_of(digest), made, &written);

	assert(good == 1 && written == DIGEST_BYTES);
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
