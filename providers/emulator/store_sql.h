#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "providers/emulator/store.h"

/*
 * What the parts of the store share: prepared statements by their text, and
 * how rows are read. Nobody else includes this.
 */

/* Prepared statements kept; more shapes of a search than these do not occur at
 * once, and the oldest gives way. */
#define STATEMENTS 64
/* Counts of lists kept until the next write: a list is read page after page. */
#define COUNTS 16

struct statement {
	char *text;
	sqlite3_stmt *handle;
};

struct count {
	uint64_t hash; /* of the statement and all that is bound to it */
	int64_t count, generation;
};

struct store {
	sqlite3 *db;
	struct statement statements[STATEMENTS];
	size_t next;
	const struct store_search *search; /* whose accept() is being asked */
	const char *table;                 /* "entity", or "seen" for lagging reads */
	int64_t now, window_ms;
	struct count counts[COUNTS];
	int64_t generation; /* rises with each change */
};

#define STORE_COLUMNS \
	"serial, kind, org, project, parent, id, name, type, tuple, search, owner, " \
	"spec, text, marks, created, updated, version"

/* The statement of that text, ready to bind; compiled once. */
sqlite3_stmt *store_prepare(struct store *store, const char *text);
/* Run to the end; true when it went through. */
bool store_finish(sqlite3_stmt *handle);
/* Parameters that the statement does not have are passed over; texts must last
 * until it is reset. */
void store_bind_text(sqlite3_stmt *handle, const char *name, const char *text);
void store_bind_number(sqlite3_stmt *handle, const char *name, int64_t number);
/* The first column of the first row, 0 when there is none. */
int64_t store_number(sqlite3_stmt *handle);
const char *store_column(sqlite3_stmt *handle, int i, struct arena *arena);
/* STORE_COLUMNS into a row. */
void store_read_row(sqlite3_stmt *handle, struct arena *arena, struct row *row);
/* Define what the statements of searches call. */
void store_add_functions(struct store *store);
