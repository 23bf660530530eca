#include "model/num.h"

#include <assert.h>

size_t size_add(size_t a, size_t b)
{
	assert(b <= SIZE_MAX - a);
	return a + b;
}

size_t size_mul(size_t a, size_t b)
{
	assert(a == 0 || b <= SIZE_MAX / a);
	return a * b;
}

bool num_parse(const char *text, int64_t low, int64_t high, int64_t *number)
{
	const char *digits = text + (*text == '-');
	int64_t total = 0;

	if (*digits == '\0')
		return false;
	for (const char *at = digits; *at != '\0'; at++) {
		int digit = *at - '0';

		if (digit < 0 || digit > 9)
			return false;
		if (total < (INT64_MIN + digit) / 10)
			return false;
		total = total * 10 - digit; /* downwards: INT64_MIN has no opposite */
	}
	if (*text != '-') {
		if (total == INT64_MIN)
			return false;
		total = -total;
	}
	if (total < low || total > high)
		return false;
	*number = total;
	return true;
}
