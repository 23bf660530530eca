#include "model/error.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"

static const struct error_info infos[] = {
#define ERROR_INFO(id, name, severity, text) { name, text, SEVERITY_##severity },
	ERROR_CODES(ERROR_INFO)
#undef ERROR_INFO
};

const struct error_info *error_info(enum error_code code)
{
	return &infos[code];
}

bool error_find(const char *name, enum error_code *code)
{
	for (size_t i = 0; i < sizeof(infos) / sizeof(infos[0]); i++) {
		if (strcmp(infos[i].name, name) == 0) {
			*code = (enum error_code)i;
			return true;
		}
	}
	return false;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = { "note", "warning", "error" };

	return names[severity];
}

/* A copy of `text`, or what the list has of it already: findings come in bunches. */
static const char *share(struct error_list *errs, const char *text, const char *before)
{
	if (text != NULL && before != NULL && strcmp(text, before) == 0)
		return before;
	return arena_text(&errs->arena, text);
}

static struct place copy_place(struct error_list *errs, struct place place)
{
	const struct error *last = errs->count > 0 ? errs->items[errs->count - 1] : NULL;

	place.file = share(errs, place.file, last != NULL ? last->place.file : NULL);
	return place;
}

static struct error *add(struct error_list *errs, enum error_code code,
	enum severity severity, struct place place, const char *format, va_list args)
	__attribute__((format(printf, 5, 0)));

static struct error *add(struct error_list *errs, enum error_code code,
	enum severity severity, struct place place, const char *format, va_list args)
{
	struct error *error = arena_alloc(&errs->arena, sizeof(*error));

	error->code = code;
	error->severity = severity;
	error->place = copy_place(errs, place);
	error->message = arena_vformat(&errs->arena, format, args);
	errs->failures += severity == SEVERITY_ERROR;
	errs->warnings += severity == SEVERITY_WARNING;
	if (errs->count >= (severity == SEVERITY_NOTE ? LIMIT_NOTES : LIMIT_FINDINGS)) {
		errs->dropped++;
		return error;
	}
	errs->items = arena_grow(
		&errs->arena, errs->items, errs->count, &errs->room, sizeof(error));
	errs->items[errs->count++] = error;
	return error;
}

struct error *error_add(struct error_list *errs, enum error_code code, struct place place,
	const char *format, ...)
{
	va_list args;
	struct error *error;

	va_start(args, format);
	error = add(errs, code, error_info(code)->severity, place, format, args);
	va_end(args);
	return error;
}

struct error *error_add_as(struct error_list *errs, enum error_code code,
	enum severity severity, struct place place, const char *format, ...)
{
	va_list args;
	struct error *error;

	va_start(args, format);
	error = add(errs, code, severity, place, format, args);
	va_end(args);
	return error;
}

void error_excerpt(
	struct error_list *errs, struct error *error, const char *line, size_t size)
{
	if (size > LIMIT_EXCERPT_BYTES)
		size = text_utf8(line, LIMIT_EXCERPT_BYTES);
	error->excerpt = arena_copy(&errs->arena, line, size);
}

void error_address(struct error_list *errs, struct error *error, const char *address)
{
	error->address = arena_text(&errs->arena, address);
}

void error_fix(struct error_list *errs, struct error *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error->fix = arena_vformat(&errs->arena, format, args);
	va_end(args);
}

void error_relate(struct error_list *errs, struct error *error, struct place place,
	const char *format, ...)
{
	struct error_related *related;
	va_list args;

	error->related = arena_grow(&errs->arena, error->related, error->related_count,
		&error->related_room, sizeof(*related));
	related = &error->related[error->related_count++];
	va_start(args, format);
	related->place = copy_place(errs, place);
	related->message = arena_vformat(&errs->arena, format, args);
	va_end(args);
}

void error_call(
	struct error_list *errs, struct error *error, const struct error_call *call)
{
	error->call = (struct error_call){
		.method = arena_text(&errs->arena, call->method),
		.path = arena_text(&errs->arena, call->path),
		.status = call->status,
		.code = arena_text(&errs->arena, call->code),
		.correlation_id = arena_text(&errs->arena, call->correlation_id),
	};
}

bool error_wrap(struct error_list *errs, size_t mark, const char *format, ...)
{
	bool none = true;
	const char *frame;
	va_list args;

	va_start(args, format);
	frame = arena_vformat(&errs->arena, format, args);
	va_end(args);
	for (size_t i = mark; i < errs->count; i++) {
		struct error *error = errs->items[i];

		error->message =
			arena_format(&errs->arena, "%s: %s", frame, error->message);
		none = none && error->severity != SEVERITY_ERROR;
	}
	return none;
}

struct error *error_copy(struct error_list *errs, const struct error *from)
{
	struct error *error = error_add_as(
		errs, from->code, from->severity, from->place, "%s", from->message);

	error->excerpt = arena_text(&errs->arena, from->excerpt);
	error->address = arena_text(&errs->arena, from->address);
	error->fix = arena_text(&errs->arena, from->fix);
	error_call(errs, error, &from->call);
	for (size_t i = 0; i < from->related_count; i++)
		error_relate(errs, error, from->related[i].place, "%s",
			from->related[i].message);
	return error;
}

void error_forget(struct error_list *errs, size_t mark, enum error_code code)
{
	size_t kept = mark;

	for (size_t i = mark; i < errs->count; i++) {
		const struct error *error = errs->items[i];

		if (error->code != code) {
			errs->items[kept++] = errs->items[i];
			continue;
		}
		errs->failures -= error->severity == SEVERITY_ERROR;
		errs->warnings -= error->severity == SEVERITY_WARNING;
	}
	if (kept < errs->count)
		errs->count = kept;
}

void error_move(struct error_list *errs, struct error_list *from)
{
	for (size_t i = 0; i < from->count; i++)
		error_copy(errs, from->items[i]);
	errs->dropped += from->dropped;
	error_release(from);
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare(const void *left, const void *right)
{
	const struct error *a = *(struct error *const *)left;
	const struct error *b = *(struct error *const *)right;
	int order;

	if ((a->place.file == NULL) != (b->place.file == NULL))
		return a->place.file == NULL ? 1 : -1;
	if (a->place.file != NULL) {
		order = strcmp(a->place.file, b->place.file);
		if (order != 0)
			return order;
	}
	order = compare_numbers(a->place.line, b->place.line);
	if (order == 0)
		order = compare_numbers(a->place.column, b->place.column);
	if (order == 0)
		order = (a->code > b->code) - (a->code < b->code);
	return order != 0 ? order : strcmp(a->message, b->message);
}

void error_sort(struct error_list *errs)
{
	if (errs->count > 1)
		qsort(errs->items, errs->count, sizeof(struct error *), compare);
}

void error_release(struct error_list *errs)
{
	arena_release(&errs->arena);
	*errs = (struct error_list){ 0 };
}
