#pragma once

#include <stdbool.h>

/*
 * The scalars of JSON, byte by byte. Texts are unescaped to `out`, where there must
 * be room for as many bytes as are left to read: none gets longer by that.
 */
struct json_scan {
	const char *at, *end;
	char *out;
	const char *half;   /* the first half of a surrogate pair that stood alone */
	const char *reason; /* what is wrong at `at`, once something is */
};

/*
 * The text whose opening quote is at hand: it goes to `out` with a NUL behind it, and
 * `at` behind the closing quote. Half a surrogate pair is U+FFFD there. False when it is
 * not well-formed; whether it is UTF-8 is not looked at.
 */
bool json_scan_text(struct json_scan *scan);

/* Where the number ends that begins at `at`; `at` when none does. */
const char *json_scan_number(const char *at, const char *end);
