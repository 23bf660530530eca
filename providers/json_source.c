#include "providers/json_source.h"

#include <assert.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/yaml_scalar.h"

struct reader {
	struct arena *arena;
	const struct source *source;
	struct error_list *errs;
	const char *bytes;
	size_t size, at;
	size_t depth;
	struct buf text; /* the text that is being unescaped */
};

static bool read_value(struct reader *reader, struct value *value);

/* --- bytes ----------------------------------------------------------------- */

static bool wrong(struct reader *reader, size_t at, const char *message)
{
	source_error(reader->errs, ERROR_JSON_SYNTAX, reader->source, (uint32_t)at, "%s",
		message);
	return false;
}

/* The byte at hand; 0 at the end, which no JSON text holds. */
static char peek(const struct reader *reader)
{
	return reader->at < reader->size ? reader->bytes[reader->at] : '\0';
}

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->size &&
		strchr(" \t\r\n", reader->bytes[reader->at]) != NULL)
		reader->at++;
}

static bool is_at_end(const struct reader *reader)
{
	return reader->at >= reader->size;
}

/* The blanks before `byte`, and it. */
static bool take(struct reader *reader, char byte)
{
	skip_blanks(reader);
	if (is_at_end(reader) || peek(reader) != byte)
		return false;
	reader->at++;
	return true;
}

static bool expected(struct reader *reader, const char *what)
{
	skip_blanks(reader);
	return wrong(reader, reader->at,
		arena_format(reader->arena, "%s%s is expected",
			is_at_end(reader) ? "the file ends early: " : "", what));
}

/* --- texts ----------------------------------------------------------------- */

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;
	int digit = at != NULL ? (int)(at - digits) : -1;

	return digit > 15 ? digit - 6 : digit;
}

/* The four digits behind `\u`, which is at hand. */
static bool take_unit(struct reader *reader, uint32_t *unit)
{
	*unit = 0;
	if (reader->size - reader->at < 6)
		return false;
	for (size_t i = 2; i < 6; i++) {
		int digit = hex_digit(reader->bytes[reader->at + i]);

		if (digit < 0)
			return false;
		*unit = *unit << 4 | (uint32_t)digit;
	}
	reader->at += 6;
	return true;
}

static void put_character(struct buf *out, uint32_t code)
{
	static const unsigned char leads[] = { 0x00, 0xc0, 0xe0, 0xf0 };
	size_t more = (size_t)(code >= 0x80) + (code >= 0x800) + (code >= 0x10000);

	buf_char(out, (char)(leads[more] | code >> (6 * more)));
	while (more-- > 0)
		buf_char(out, (char)(0x80 | (code >> (6 * more) & 0x3f)));
}

static bool is_high(uint32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(uint32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

static bool read_unicode(struct reader *reader)
{
	size_t start = reader->at;
	uint32_t code, low = 0;

	if (!take_unit(reader, &code))
		return wrong(reader, start, "\\u wants four hexadecimal digits");
	if (code == 0)
		return wrong(reader, start, "a text with a NUL in it");
	if (is_high(code)) {
		if (peek(reader) != '\\' || !take_unit(reader, &low) || !is_low(low))
			return wrong(reader, start, "half of a surrogate pair");
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
	} else if (is_low(code)) {
		return wrong(reader, start, "half of a surrogate pair");
	}
	put_character(&reader->text, code);
	return true;
}

static bool read_escape(struct reader *reader)
{
	static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	char letter =
		reader->at + 1 < reader->size ? reader->bytes[reader->at + 1] : '\0';
	const char *found = letter != '\0' ? strchr(letters, letter) : NULL;

	if (letter == 'u')
		return read_unicode(reader);
	if (found == NULL)
		return wrong(reader, reader->at, "an escape that JSON does not have");
	buf_char(&reader->text, bytes[found - letters]);
	reader->at += 2;
	return true;
}

/* A quoted text, whose quote is at hand; all before it is well-formed UTF-8. */
static bool read_text(struct reader *reader, struct value *value)
{
	size_t start = reader->at++;

	reader->text.len = 0;
	while (!is_at_end(reader) && peek(reader) != '"') {
		size_t run = reader->at;

		if (peek(reader) == '\\') {
			if (!read_escape(reader))
				return false;
			continue;
		}
		while (run < reader->size && (unsigned char)reader->bytes[run] >= 0x20 &&
			reader->bytes[run] != '"' && reader->bytes[run] != '\\')
			run++;
		if (run == reader->at)
			return wrong(reader, run,
				"a control character in a text; or the text does not end "
				"on its line");
		buf_put(&reader->text, reader->bytes + reader->at, run - reader->at);
		reader->at = run;
	}
	if (is_at_end(reader))
		return wrong(reader, start, "the file ends within this text");
	reader->at++;
	*value = value_make(VALUE_TEXT,
		arena_copy(reader->arena, buf_string(&reader->text), reader->text.len));
	value->quoted = 1;
	return true;
}

/* --- words and numbers -------------------------------------------------------- */

static bool read_word(struct reader *reader, struct value *value)
{
	static const char *const words[] = { "true", "false", "null" };
	size_t start = reader->at, size;

	while (!is_at_end(reader) && strchr(" \t\r\n,:]}[{\"", peek(reader)) == NULL)
		reader->at++;
	size = reader->at - start;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (size != strlen(words[i]) ||
			memcmp(reader->bytes + start, words[i], size) != 0)
			continue;
		*value = i == 2 ? value_null() : value_make(VALUE_BOOL, words[i]);
		return true;
	}
	if (!yaml_is_json_number(reader->bytes + start, size))
		return wrong(reader, start, "this is no JSON value");
	*value = value_make(
		VALUE_NUMBER, arena_copy(reader->arena, reader->bytes + start, size));
	return true;
}

/* --- containers ------------------------------------------------------------- */

/* Into a list or map, whose bracket is at hand. */
static bool enter(struct reader *reader)
{
	size_t start = reader->at++;

	if (++reader->depth <= LIMIT_DEPTH)
		return true;
	source_error(reader->errs, ERROR_LIMIT_EXCEEDED, reader->source, (uint32_t)start,
		"nested deeper than %d", LIMIT_DEPTH);
	return false;
}

/* Behind an item: whether another one follows; *ok is false when neither does. */
static bool goes_on(struct reader *reader, char bracket, bool *ok)
{
	*ok = true;
	if (take(reader, ','))
		return true;
	if (take(reader, bracket))
		return false;
	*ok = expected(reader, bracket == ']' ? "',' or ']'" : "',' or '}'");
	return false;
}

static bool read_list(struct reader *reader, struct value *value)
{
	struct value_builder builder = { .arena = reader->arena };
	bool ok = enter(reader);

	if (ok && !take(reader, ']')) {
		do {
			struct value item = { 0 };

			if (!read_value(reader, &item))
				return false;
			value_add(&builder, item);
		} while (goes_on(reader, ']', &ok));
	}
	reader->depth--;
	if (ok)
		*value = *value_list_end(&builder);
	return ok;
}

/* The key, its colon and what it stands for. */
static bool read_entry(struct reader *reader, struct value nodes[2])
{
	skip_blanks(reader);
	if (is_at_end(reader) || peek(reader) != '"')
		return expected(reader, "a key in quotes");
	if (!read_value(reader, &nodes[0]))
		return false;
	if (!take(reader, ':'))
		return expected(reader, "':'");
	return read_value(reader, &nodes[1]);
}

static void check_keys(struct reader *reader, const struct value *map)
{
	for (size_t i = 0; i < value_count(map); i++) {
		const struct value *key = value_key(map, i);
		const struct value *found = value_find_key(map, value_text(key));
		bool later = key->offset > found->offset; /* found may be any of them */
		struct error *error;

		if (found == key)
			continue;
		error = source_error(reader->errs, ERROR_DUPLICATE_KEY, reader->source,
			later ? key->offset : found->offset, "the key '%s' stands twice",
			value_text(key));
		error_relate(reader->errs, error,
			source_place(reader->source, later ? found->offset : key->offset),
			"here as well");
	}
}

static bool read_map(struct reader *reader, struct value *value)
{
	struct value_builder builder = { .arena = reader->arena };
	bool ok = enter(reader);

	if (ok && !take(reader, '}')) {
		do {
			struct value nodes[2] = { 0 };

			if (!read_entry(reader, nodes))
				return false;
			value_add(&builder, nodes[0]);
			value_add(&builder, nodes[1]);
		} while (goes_on(reader, '}', &ok));
	}
	reader->depth--;
	if (ok) {
		*value = *value_map_end(&builder);
		check_keys(reader, value);
	}
	return ok;
}

static bool read_value(struct reader *reader, struct value *value)
{
	size_t start;
	bool ok;

	skip_blanks(reader);
	start = reader->at;
	if (is_at_end(reader))
		return expected(reader, "a value");
	if (peek(reader) == '{')
		ok = read_map(reader, value);
	else if (peek(reader) == '[')
		ok = read_list(reader, value);
	else if (peek(reader) == '"')
		ok = read_text(reader, value);
	else
		ok = read_word(reader, value);
	if (ok)
		value->offset = start & 0x7ffffff; /* its 27 bits: LIMIT_PLAN_BYTES */
	return ok;
}

/* --- the whole ----------------------------------------------------------------- */

static bool is_text(struct reader *reader)
{
	size_t good = text_utf8(reader->bytes, reader->size);
	const char *nul = memchr(reader->bytes, '\0', good);

	if (nul != NULL)
		return wrong(reader, (size_t)(nul - reader->bytes), "a NUL");
	if (good < reader->size)
		return wrong(reader, good, "bytes that are not UTF-8");
	return true;
}

const struct value *json_read_source(
	struct arena *arena, const struct source *source, struct error_list *errs)
{
	struct reader reader = {
		.arena = arena,
		.source = source,
		.errs = errs,
		.bytes = source->bytes.ptr,
		.size = source->bytes.len,
	};
	struct value *root = arena_alloc(arena, sizeof(*root));
	size_t failures = errs->failures;

	assert(source->bytes.len <= LIMIT_PLAN_BYTES);
	if (source->bytes.len == 0) {
		wrong(&reader, 0, "the file is empty");
		return NULL;
	}
	buf_init(&reader.text, LIMIT_PLAN_BYTES);
	if (is_text(&reader) && read_value(&reader, root)) {
		skip_blanks(&reader);
		if (!is_at_end(&reader))
			wrong(&reader, reader.at, "text behind the value");
	}
	buf_release(&reader.text);
	return errs->failures == failures ? root : NULL;
}
