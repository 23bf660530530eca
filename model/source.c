#include "model/source.h"

#include <stdarg.h>
#include <string.h>

#include "model/limits.h"

static const char bom[] = "\xef\xbb\xbf";

/* Behind the line's end (LF, CR LF or a lone CR); NULL of the last line. */
static const char *next_line(const char *line, const char *end)
{
	const char *feed = memchr(line, '\n', (size_t)(end - line));
	const char *stop = feed != NULL ? feed : end;
	const char *turn = memchr(line, '\r', (size_t)(stop - line));

	if (turn != NULL && turn + 1 != feed)
		return turn + 1;
	return feed != NULL ? feed + 1 : NULL;
}

static const char *byte_at(const struct source *source, uint32_t offset)
{
	size_t size = source->bytes.len;

	return source->bytes.ptr + (offset < size ? offset : size);
}

/* The first byte of the line that holds `at`, and the line's number. */
static const char *find_line(
	const struct source *source, const char *at, uint32_t *number)
{
	const char *line = source->bytes.ptr, *end = line + source->bytes.len, *next;

	if (source->bytes.len >= 3 && memcmp(line, bom, 3) == 0)
		line += 3;
	*number = 1;
	while ((next = next_line(line, end)) != NULL && next <= at) {
		line = next;
		(*number)++;
	}
	return line;
}

struct place source_place(const struct source *source, uint32_t offset)
{
	struct place place = { .file = source->path, .column = 1 };
	const char *at, *line;

	if (source->bytes.len == 0) {
		place.line = 1;
		return place;
	}
	at = byte_at(source, offset);
	line = find_line(source, at, &place.line);
	for (; line < at; line++)
		place.column += (*line & 0xc0) != 0x80; /* the head of a character */
	return place;
}

struct slice source_line(const struct source *source, uint32_t offset)
{
	struct slice slice = { "", 0 };
	const char *next;
	uint32_t number;

	if (source->bytes.len == 0)
		return slice;
	slice.ptr = find_line(source, byte_at(source, offset), &number);
	next = next_line(slice.ptr, source->bytes.ptr + source->bytes.len);
	if (next == NULL)
		next = source->bytes.ptr + source->bytes.len;
	slice.len = (size_t)(next - slice.ptr);
	while (slice.len > 0 && strchr("\r\n", slice.ptr[slice.len - 1]) != NULL)
		slice.len--;
	return slice;
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
		line = source_line(source, offset);
	}
	error = error_add_as(
		errs, code, severity, place, "%s", arena_vformat(&scratch, format, args));
	error_excerpt(errs, error, line.ptr, line.len);
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
