#include "model/source.h"

#include <stdarg.h>
#include <string.h>

#include "model/limits.h"

static const char bom[] = "\xef\xbb\xbf";

/* Bytes counted at once: a loop of known length, which compilers make wide. A file
 * may hold thousands of findings, each of which counts the lines before it. */
enum { STRIDE = 64 };

/* The last byte of a line end: LF, or a CR that no LF follows. */
static unsigned ends_line(char byte, char next)
{
	return (unsigned)(byte == '\n') | ((unsigned)(byte == '\r') & (next != '\n'));
}

/* A character's first byte. */
static unsigned heads(char byte)
{
	return (byte & 0xc0) != 0x80;
}

/* Line ends in [from, to); the byte at `to` may be read. */
static uint32_t count_ends(const char *from, const char *to)
{
	uint32_t count = 0;

	for (; to - from >= STRIDE; from += STRIDE) {
		unsigned char some = 0;

		for (size_t i = 0; i < STRIDE; i++)
			some = (unsigned char)(some + ends_line(from[i], from[i + 1]));
		count += some;
	}
	for (; from < to; from++)
		count += ends_line(from[0], from[1]);
	return count;
}

static uint32_t count_characters(const char *from, const char *to)
{
	uint32_t count = 0;

	for (; to - from >= STRIDE; from += STRIDE) {
		unsigned char some = 0;

		for (size_t i = 0; i < STRIDE; i++)
			some = (unsigned char)(some + heads(from[i]));
		count += some;
	}
	for (; from < to; from++)
		count += heads(*from);
	return count;
}

struct slice source_read(const struct source *source, struct arena *arena)
{
	if (source->store == NULL)
		return source->bytes;
	return source->store->read(source->store, source, arena);
}

struct slice source_bytes(const struct source *source)
{
	return source_read(source, NULL);
}

bool source_same(const struct source *a, const struct source *b)
{
	struct arena scratch = { 0 };
	bool same = a->bytes.len == b->bytes.len;

	/* what a store has of a path is one thing */
	if (same && (a->store == NULL || a->store != b->store ||
			    strcmp(a->path, b->path) != 0)) {
		struct slice left = source_read(a, &scratch);
		struct slice right = source_read(b, &scratch);

		same = left.len == 0 || memcmp(left.ptr, right.ptr, left.len) == 0;
	}
	arena_release(&scratch);
	return same;
}

/* A look at one byte of a source, which may be the one behind its last. */
struct look {
	const char *start, *end; /* of the text, without a BOM */
	const char *at;
};

static struct look look_at(const struct source *source, uint32_t offset)
{
	struct slice bytes = source_bytes(source);
	struct look look = { "", "", "" };

	if (bytes.len == 0)
		return look;
	look.start = bytes.ptr;
	look.end = bytes.ptr + bytes.len;
	look.at = bytes.ptr + (offset < bytes.len ? offset : bytes.len);
	if (bytes.len >= 3 && memcmp(bytes.ptr, bom, 3) == 0)
		look.start += 3;
	if (look.at < look.start)
		look.at = look.start;
	return look;
}

/* The first byte of the line that holds the place. */
static const char *line_start(const struct look *look)
{
	const char *from = look->start;
	const char *feed = memrchr(from, '\n', (size_t)(look->at - from));
	const char *turn;

	if (feed != NULL)
		from = feed + 1;
	turn = memrchr(from, '\r', (size_t)(look->at - from));
	if (turn == NULL)
		return from;
	if (turn + 1 < look->at || turn + 1 == look->end || turn[1] != '\n')
		return turn + 1;
	/* between the CR and the LF of one line end */
	turn = memrchr(from, '\r', (size_t)(turn - from));
	return turn != NULL ? turn + 1 : from;
}

/* Its last byte's next: a line end, or the end of the text. */
static const char *line_end(const struct look *look, const char *start)
{
	const char *feed = memchr(start, '\n', (size_t)(look->end - start));
	const char *end = feed != NULL ? feed : look->end;
	const char *turn = memchr(start, '\r', (size_t)(end - start));

	return turn != NULL ? turn : end;
}

struct place source_place(const struct source *source, uint32_t offset)
{
	struct look look = look_at(source, offset);
	const char *line = line_start(&look);
	struct place place = { .file = source->path, .line = 1 };

	if (line > look.start) /* its own end is counted without looking behind it */
		place.line = 2 + count_ends(look.start, line - 1);
	place.column = 1 + count_characters(line, look.at);
	return place;
}

struct slice source_line(const struct source *source, uint32_t offset)
{
	struct look look = look_at(source, offset);
	const char *line = line_start(&look);

	return (struct slice){ line, (size_t)(line_end(&look, line) - line) };
}

static struct error *add(struct error_list *errs, enum error_code code,
	enum severity severity, const struct source *source, uint32_t offset,
	const char *format, va_list args) __attribute__((format(printf, 6, 0)));

static struct error *add(struct error_list *errs, enum error_code code,
	enum severity severity, const struct source *source, uint32_t offset,
	const char *format, va_list args)
{
	struct arena scratch = { 0 };
	struct place place = { .file = source->path };
	struct slice line = { "", 0 };
	struct error *error;

	/* past the limit it is only counted: many faults in one file stay cheap */
	if (errs->count < LIMIT_FINDINGS) {
		place = source_place(source, offset);
		if (severity != SEVERITY_NOTE) /* which is one line, without another */
			line = source_line(source, offset);
	}
	error = error_add_as(
		errs, code, severity, place, "%s", arena_vformat(&scratch, format, args));
	/* what is not UTF-8 is cut off: an excerpt is text */
	if (line.len > LIMIT_EXCERPT_BYTES)
		line.len = LIMIT_EXCERPT_BYTES;
	if (severity != SEVERITY_NOTE)
		error_excerpt(errs, error, line.ptr, text_utf8(line.ptr, line.len));
	arena_release(&scratch);
	return error;
}

struct error *source_error(struct error_list *errs, enum error_code code,
	const struct source *source, uint32_t offset, const char *format, ...)
{
	va_list args;
	struct error *error;

	va_start(args, format);
	error = add(errs, code, error_info(code)->severity, source, offset, format, args);
	va_end(args);
	return error;
}

struct error *source_error_as(struct error_list *errs, enum error_code code,
	enum severity severity, const struct source *source, uint32_t offset,
	const char *format, ...)
{
	va_list args;
	struct error *error;

	va_start(args, format);
	error = add(errs, code, severity, source, offset, format, args);
	va_end(args);
	return error;
}
