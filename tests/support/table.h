#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * A row is a named test: every row of a static table, whose first member is
 * `const char *name`, is run by `test` with *state pointing at the row.
 */
#define TABLE_RUN(rows, test) \
	table_run(#rows, rows, sizeof(rows) / sizeof((rows)[0]), sizeof((rows)[0]), test)

/* The number of rows that failed. */
int table_run(const char *title, const void *rows, size_t count, size_t size,
	void (*test)(void **state));
