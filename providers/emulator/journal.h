#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error_list;
struct journal;

/* What requests came and what they got: a JSON line each in a file, and the last
 * few kept for the page. Never headers or bodies. DESIGN.md "The emulator". */
struct journal_entry {
	int64_t at;                  /* milliseconds since 1970 */
	const char *method, *target; /* as received */
	int status;                  /* 0 where no answer was sent */
	size_t bytes_in, bytes_out;
	double ms;
};

/* `path` NULL keeps no file. NULL with an error when it cannot be opened. */
struct journal *journal_open(const char *path, struct error_list *errs);
void journal_close(struct journal *journal); /* takes NULL */
/* The line is in the file when this returns. */
void journal_add(struct journal *journal, const struct journal_entry *entry);
/* The i-th newest, from 0; false past the last. Borrowed until the next add. */
bool journal_recent(const struct journal *journal, size_t i, struct journal_entry *entry);

/* "2026-08-01T12:00:00.123Z" */
void journal_time(char text[32], int64_t at);
