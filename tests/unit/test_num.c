#include "model/num.h"

#include "tests/support/table.h"

static const struct row {
	const char *name, *text;
	int64_t low, high;
	bool ok;
	int64_t number;
} rows[] = {
	{ "plain digits", "42", 0, 100, true, 42 },
	{ "the bounds belong to the range", "100", 0, 100, true, 100 },
	{ "above the range", "101", 0, 100, false, -7 },
	{ "negative", "-5", -10, 0, true, -5 },
	{ "smallest number there is", "-9223372036854775808", INT64_MIN, 0, true,
		INT64_MIN },
	{ "largest number there is", "9223372036854775807", 0, INT64_MAX, true,
		INT64_MAX },
	{ "one past the largest", "9223372036854775808", 0, INT64_MAX, false, -7 },
	{ "empty", "", 0, 100, false, -7 },
	{ "sign alone", "-", -10, 10, false, -7 },
	{ "trailing blank", "4 ", 0, 100, false, -7 },
	{ "plus sign", "+4", 0, 100, false, -7 },
	{ "hexadecimal", "0x10", 0, 100, false, -7 },
};

static void num_parses(void **state)
{
	const struct row *row = *state;
	int64_t number = -7;

	assert_int_equal(num_parse(row->text, row->low, row->high, &number), row->ok);
	assert_int_equal(number, row->number);
}

int main(void)
{
	return TABLE_RUN(rows, num_parses);
}
