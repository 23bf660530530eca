#include "providers/seal.h"

#include <string.h>

#include "tests/support/table.h"

enum { SIZE = 61 };

static void fill(char bytes[SIZE])
{
	for (size_t i = 0; i < SIZE; i++)
		bytes[i] = (char)(i * 7 + i / 8);
}

static uint64_t seal_of(const char *bytes, size_t size)
{
	struct seal seal = { 0 };

	seal_add(&seal, bytes, size);
	return seal_end(&seal);
}

static void pieces_make_no_difference(void **state)
{
	char bytes[SIZE];

	(void)state;
	fill(bytes);
	for (size_t piece = 1; piece < SIZE; piece++) {
		struct seal seal = { 0 };

		for (size_t at = 0; at < SIZE; at += piece)
			seal_add(
				&seal, bytes + at, SIZE - at < piece ? SIZE - at : piece);
		assert_int_equal(seal.size, SIZE);
		assert_true(seal_end(&seal) == seal_of(bytes, SIZE));
	}
}

static void every_bit_counts(void **state)
{
	char bytes[SIZE];
	uint64_t whole;

	(void)state;
	fill(bytes);
	whole = seal_of(bytes, SIZE);
	for (size_t bit = 0; bit < (size_t)8 * SIZE; bit++) {
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		assert_true(seal_of(bytes, SIZE) != whole);
		bytes[bit / 8] ^= (char)(1 << bit % 8);
	}
}

static void the_order_counts(void **state)
{
	char bytes[SIZE], other[SIZE];

	(void)state;
	fill(bytes);
	for (size_t at = 0; at + 16 <= SIZE; at++) { /* words, and what straddles them */
		memcpy(other, bytes, SIZE);
		memcpy(other + at, bytes + at + 8, 8);
		memcpy(other + at + 8, bytes + at, 8);
		assert_true(seal_of(other, SIZE) != seal_of(bytes, SIZE));
	}
}

static void the_size_counts(void **state)
{
	static const char zeros[SIZE] = { 0 };
	uint64_t seen[SIZE];

	(void)state;
	for (size_t size = 0; size < SIZE; size++) {
		seen[size] = seal_of(zeros, size);
		for (size_t less = 0; less < size; less++)
			assert_true(seen[less] != seen[size]);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_make_no_difference),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(the_order_counts),
		cmocka_unit_test(the_size_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
