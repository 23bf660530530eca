#include "providers/echo.h"

#include <string.h>

enum { LEAST_BYTES = 4, ESCAPE_BYTES = 5 /* uXXXX */ };

/* RFC 3986 calls them unreserved; JSON and HTML leave them alone as well. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("-_.~", c) != NULL);
}

/* What an escape of JSON is made of belongs to no run. */
static struct slice longest_run(struct slice secret)
{
	struct slice best = { secret.ptr, 0 };
	size_t start = 0;

	for (size_t i = 0; i <= secret.len; i++) {
		if (i < secret.len && is_plain(secret.ptr[i]))
			continue;
		if (i - start > best.len)
			best = (struct slice){ secret.ptr + start, i - start };
		if (i + 1 < secret.len && secret.ptr[i] == '\\')
			i += secret.ptr[i + 1] == 'u' ? ESCAPE_BYTES : 1;
		start = i + 1;
	}
	return best;
}

bool echo_repeats(struct slice words, struct slice secret)
{
	struct slice piece = longest_run(secret);

	if (piece.len < LEAST_BYTES)
		piece = secret;
	return piece.len >= LEAST_BYTES && words.len >= piece.len &&
	       memmem(words.ptr, words.len, piece.ptr, piece.len) != NULL;
}
