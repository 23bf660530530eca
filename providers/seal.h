#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * A checksum of bytes that come piece by piece, however they are cut up: 64 bits in
 * this machine's order. It tells damage, any change of one stretch of eight bytes
 * surely and others but for one in 2^64, in less time than it takes to copy the bytes.
 * It keeps nobody from making other bytes of the same seal: for files that are their
 * reader's own, not for proofs. Zero is one without bytes.
 */
struct seal {
	uint64_t mixed;
	uint64_t rest; /* bytes that are no whole word yet, the first lowest */
	uint64_t size; /* of all */
};

void seal_add(struct seal *seal, const char *bytes, size_t size);
uint64_t seal_end(const struct seal *seal);
