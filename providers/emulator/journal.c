#include "providers/emulator/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "model/arena.h"
#include "model/error.h"
#include "model/limits.h"
#include "model/text.h"
#include "providers/emulator/shape.h"

struct kept {
	struct journal_entry entry;
	char method[16], target[256];
};

struct journal {
	int file; /* -1 for none */
	struct kept recent[LIMIT_EMULATOR_RECENT];
	size_t count;
};

struct journal *journal_open(const char *path, struct error_list *errs)
{
	struct journal *journal = memory_resize(NULL, sizeof(*journal));

	*journal = (struct journal){ .file = -1 };
	if (path == NULL)
		return journal;
	journal->file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (journal->file >= 0)
		return journal;
	error_add(errs, ERROR_FILE_ACCESS, (struct place){ 0 }, "request log '%s': %s",
		path, strerror(errno));
	free(journal);
	return NULL;
}

void journal_close(struct journal *journal)
{
	if (journal == NULL)
		return;
	if (journal->file >= 0)
		close(journal->file);
	free(journal);
}

void journal_time(char text[32], int64_t at)
{
	time_t seconds = (time_t)(at / 1000);
	struct tm tm;
	size_t size;

	(void)gmtime_r(&seconds, &tm);
	size = strftime(text, 32, "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(text + size, 32 - size, ".%03dZ", (int)(at % 1000));
}

/* Bytes that are no text in JSON are shown as the target would encode them. */
static void put_raw(struct buf *out, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\')
			buf_format(out, "%%%02X", c);
		else
			buf_char(out, bytes[i]);
	}
}

static void write_line(struct buf *out, const struct journal_entry *entry)
{
	size_t path = strcspn(entry->target, "?");
	const char *query = entry->target[path] == '?' ? entry->target + path + 1 : "";
	char time[32];

	journal_time(time, entry->at);
	buf_char(out, '{');
	shape_member(out, "at", time);
	shape_member(out, "method", entry->method);
	buf_text(out, ",\"path\":\"");
	put_raw(out, entry->target, path);
	buf_text(out, "\",\"query\":\"");
	put_raw(out, query, strlen(query));
	buf_char(out, '"');
	shape_member_number(out, "status", entry->status);
	shape_member_number(out, "bytes_in", (int64_t)entry->bytes_in);
	shape_member_number(out, "bytes_out", (int64_t)entry->bytes_out);
	buf_format(out, ",\"ms\":%.3f}\n", entry->ms);
}

static void write_all(int file, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t wrote = write(file, bytes, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return; /* a full disk must not stop the emulator */
		bytes += wrote;
		size -= (size_t)wrote;
	}
}

void journal_add(struct journal *journal, const struct journal_entry *entry)
{
	struct kept *kept = &journal->recent[journal->count++ % LIMIT_EMULATOR_RECENT];
	struct buf line;

	kept->entry = *entry;
	(void)snprintf(kept->method, sizeof(kept->method), "%s", entry->method);
	(void)snprintf(kept->target, sizeof(kept->target), "%s", entry->target);
	if (journal->file < 0)
		return;
	buf_init(&line, LIMIT_TEXT_BYTES);
	write_line(&line, entry);
	write_all(journal->file, line.ptr, line.len);
	buf_release(&line);
}

bool journal_recent(const struct journal *journal, size_t i, struct journal_entry *entry)
{
	const struct kept *kept;

	if (i >= journal->count || i >= LIMIT_EMULATOR_RECENT)
		return false;
	kept = &journal->recent[(journal->count - 1 - i) % LIMIT_EMULATOR_RECENT];
	*entry = kept->entry;
	entry->method = kept->method;
	entry->target = kept->target;
	return true;
}
