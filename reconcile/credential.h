#pragma once

#include <stddef.h>

/*
 * Whether a text of so many bytes holds what looks like a credential of a known issuer,
 * or the block of a private key: what it looks like, for a message; NULL when nothing
 * does. Only marks that issuers gave their tokens count, so that no ordinary text is
 * taken for one.
 */
const char *credential_find(const char *text, size_t size);
