#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sums and products of sizes; one that overflows is our own mistake and ends
 * the program, since every input is bounded long before (limits.h). */
size_t size_add(size_t a, size_t b);
size_t size_mul(size_t a, size_t b);

/*
 * Decimal text, all of it, within [low, high]. False (and *number untouched)
 * for anything else: empty, signs other than a leading '-', blanks, overflow.
 */
bool num_parse(const char *text, int64_t low, int64_t high, int64_t *number);
