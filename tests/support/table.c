#include "tests/support/table.h"

#include <stdlib.h>
#include <string.h>

int table_run(const char *title, const void *rows, size_t count, size_t size,
	void (*test)(void **state))
{
	struct CMUnitTest *tests = calloc(count, sizeof(*tests));
	const char *row = rows;
	int failed;

	if (tests == NULL)
		return 1;
	for (size_t i = 0; i < count; i++, row += size) {
		void *state = NULL;

		memcpy(&tests[i].name, row, sizeof(const char *));
		memcpy(&state, &row, sizeof(row));
		tests[i].test_func = test;
		tests[i].initial_state = state;
	}
	failed = _cmocka_run_group_tests(title, tests, count, NULL, NULL);
	free(tests);
	return failed;
}
