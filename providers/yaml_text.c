#include "providers/yaml_text.h"

#include <string.h>

static const char bom[] = "\xef\xbb\xbf";

/* Characters that YAML refuses though they are UTF-8 (YAML 1.2.2, 5.1). */
static bool is_control(const unsigned char *at)
{
	if (at[0] < 0x20)
		return at[0] != '\t' && at[0] != '\n' && at[0] != '\r';
	if (at[0] == 0xc2)
		return at[1] < 0xa0 && at[1] != 0x85;
	if (at[0] == 0xef && at[1] == 0xbf)
		return at[2] >= 0xbe;
	return at[0] == 0x7f;
}

static unsigned code_point(const unsigned char *at)
{
	if (at[0] < 0x80)
		return at[0];
	if (at[0] < 0xe0)
		return (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
	return (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
}

/* Bytes looked at together: a loop of known length, which compilers make wide. */
enum { STRIDE = 64 };

/* Bytes that need a closer look: neither printable ASCII nor blanks nor line ends. */
static bool has_odd_byte(const unsigned char *bytes)
{
	unsigned char odd = 0;

	for (size_t i = 0; i < STRIDE; i++)
		odd |= (unsigned char)((bytes[i] >= 0x7f) |
				       ((bytes[i] < 0x20) & (bytes[i] != '\t') &
					       (bytes[i] != '\n') & (bytes[i] != '\r')));
	return odd != 0;
}

/* Bytes before the first that need a closer look, or that are left behind those. */
static size_t count_plain(const struct yaml_text *text)
{
	const unsigned char *bytes = (const unsigned char *)text->bytes;
	size_t count = 0;

	while (text->size - count >= STRIDE && !has_odd_byte(bytes + count))
		count += STRIDE;
	return count;
}

/* The first byte from `from` on that YAML refuses, or `valid`: up to there it is UTF-8.
 */
static size_t find_control(struct yaml_text *text, size_t from, size_t valid)
{
	const unsigned char *bytes = (const unsigned char *)text->bytes;

	text->ascii = true;
	for (size_t i = from; i < valid; i++) {
		while (valid - i > STRIDE && !has_odd_byte(bytes + i))
			i += STRIDE;
		if (bytes[i] >= 0x20 && bytes[i] < 0x7f)
			continue;
		if ((bytes[i] < 0x80 || bytes[i] >= 0xc0) && is_control(bytes + i))
			return i;
		text->ascii = text->ascii && bytes[i] < 0x80;
	}
	return valid;
}

bool yaml_text_open(struct yaml_text *text, const struct source *source, uint32_t start,
	size_t size, struct error_list *errs)
{
	size_t plain, valid, good;

	if (start == 0 && size >= 3 && memcmp(source_bytes(source).ptr, bom, 3) == 0) {
		start = 3;
		size -= 3;
	}
	*text = (struct yaml_text){
		.source = source,
		.bytes = size > 0 ? source_bytes(source).ptr + start : "",
		.size = size,
		.start = start,
	};
	plain = count_plain(text);
	valid = plain + text_utf8(text->bytes + plain, size - plain);
	good = find_control(text, plain, valid);
	if (good == size)
		return true;
	if (good == valid)
		source_error(errs, ERROR_YAML_SYNTAX, source, start + (uint32_t)good,
			"byte 0x%02x is not UTF-8: save the file as UTF-8",
			(unsigned char)text->bytes[good]);
	else
		source_error(errs, ERROR_YAML_SYNTAX, source, start + (uint32_t)good,
			"control character U+%04X is not allowed",
			code_point((const unsigned char *)text->bytes + good));
	return false;
}

static bool continues(char byte)
{
	return (byte & 0xc0) == 0x80;
}

uint32_t yaml_text_offset(struct yaml_text *text, size_t index)
{
	if (text->ascii)
		return text->start + (uint32_t)(index < text->size ? index : text->size);
	while (text->index < index && text->byte < text->size) {
		text->index++;
		do
			text->byte++;
		while (text->byte < text->size && continues(text->bytes[text->byte]));
	}
	while (text->index > index) {
		text->index--;
		do
			text->byte--;
		while (continues(text->bytes[text->byte]));
	}
	return text->start + (uint32_t)text->byte;
}

/* The bytes of the line break there, YAML 1.1's others among them; 0: there is none. */
static size_t break_size(const char *at, const char *end)
{
	static const char *const breaks[] = { "\r\n", "\r", "\n", "\xc2\x85",
		"\xe2\x80\xa8", "\xe2\x80\xa9" };

	for (size_t i = 0; i < sizeof(breaks) / sizeof(breaks[0]); i++) {
		size_t size = strlen(breaks[i]);

		if ((size_t)(end - at) >= size && memcmp(at, breaks[i], size) == 0)
			return size;
	}
	return 0;
}

uint32_t yaml_text_document(const struct yaml_text *text, uint32_t offset)
{
	const char *from = text->bytes + (offset - text->start);
	const char *end = text->bytes + text->size, *at = from;

	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	if (at < end && *at != '#' && break_size(at, end) == 0)
		return offset - 3;
	while (at < end && break_size(at, end) == 0)
		at++;
	at += break_size(at, end);
	return offset + (uint32_t)(at - from);
}

bool yaml_text_has_bom(const struct yaml_text *text, uint32_t offset)
{
	size_t at = offset - text->start;

	return text->size - at >= 3 && memcmp(text->bytes + at, bom, 3) == 0;
}

/* What a person should look for, by libyaml's words. */
static const struct hint {
	enum { HERE, CONTEXT } place; /* the mistake is where the context began */
	const char *problem, *words;
} hints[] = {
	{ CONTEXT, "found unexpected end of stream",
		"the quote that opens here is never closed" },
	{ CONTEXT, "found unexpected document indicator",
		"the quote that opens here is not closed before the next document" },
	{ CONTEXT, "could not find expected ':'",
		"expected 'key: value': the ':' is missing, or the line is not indented "
		"as the text that it continues" },
	{ HERE, "mapping values are not allowed in this context",
		"a ': ' has no place here: quote the text when it is part of it, else "
		"check the indentation" },
	{ HERE, "mapping keys are not allowed in this context",
		"a '? ' has no place here: quote the text" },
	{ HERE, "block sequence entries are not allowed in this context",
		"a '- ' has no place here: start the item on its own line, indented as "
		"the others" },
	{ HERE, "did not find expected key",
		"expected a key: check the indentation and the quotes" },
	{ HERE, "did not find expected '-' indicator",
		"expected a '- ' like the items before: check the indentation" },
	{ HERE, "did not find expected ',' or ']'",
		"expected ',' or ']': the list in brackets is not closed" },
	{ HERE, "did not find expected ',' or '}'",
		"expected ',' or '}': the map in braces is not closed" },
	{ HERE, "did not find expected node content",
		"expected a value: quote the text when it starts with a sign of YAML" },
	{ HERE, "did not find expected <document start>",
		"expected the end of the document: check the indentation, or put '---' "
		"between two documents" },
	{ HERE, "found unexpected ':'", "a ':' has no place here: quote the text" },
	{ HERE, "found unknown escape character",
		"unknown escape: write '\\\\' for a backslash, or use single quotes" },
	{ HERE, "found a tab character where an indentation space is expected",
		"a tab cannot indent: use spaces" },
	{ HERE, "found a tab character that violates indentation",
		"a tab cannot indent: use spaces" },
	{ CONTEXT, "did not find expected alphabetic or numeric character",
		"a text that starts with '*' or '&' must be quoted" },
	{ HERE, "did not find expected comment or line break",
		"nothing but a comment may follow on this line" },
	{ CONTEXT, "found undefined tag handle",
		"a text that starts with '!' must be quoted, other tags are !env and "
		"!file" },
	{ CONTEXT, "did not find expected tag URI",
		"a text that starts with '!' must be quoted" },
	{ CONTEXT, "did not find expected whitespace or line break",
		"a text that starts with '!' must be quoted" },
	{ CONTEXT, "found unknown directive name",
		"a text that starts with '%' must be quoted" },
	{ CONTEXT, "could not find expected directive name",
		"a text that starts with '%' must be quoted" },
	{ HERE, "found incompatible YAML document", "only YAML 1.1 and 1.2 are read" },
};

static const struct hint *find_hint(const char *problem)
{
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (strcmp(hints[i].problem, problem) == 0)
			return &hints[i];
	return NULL;
}

/* Nothing but blanks and line ends stand behind that offset. */
static bool at_end(const struct yaml_text *text, uint32_t offset)
{
	for (size_t i = offset - text->start; i < text->size; i++)
		if (strchr(" \t\r\n", text->bytes[i]) == NULL)
			return false;
	return true;
}

/* libyaml has one sentence for whatever no token starts with. */
static const char *first_character_words(char first)
{
	switch (first) {
	case '\t':
		return "a tab cannot indent: use spaces";
	case '@':
		return "a text that starts with '@' must be quoted";
	case '`':
		return "a text that starts with '`' must be quoted";
	case '%':
		return "a text that starts with '%' must be quoted";
	default:
		return "a text cannot start with this character: quote it";
	}
}

static const char *find_words(const struct yaml_text *text,
	const struct yaml_problem *problem, const struct hint *hint)
{
	if (strcmp(problem->problem, "found character that cannot start any token") == 0)
		return first_character_words(text->bytes[problem->offset - text->start]);
	if (strcmp(problem->problem, "did not find expected node content") == 0 &&
		at_end(text, problem->offset))
		return "the text ends where a value should stand: is a bracket open?";
	return hint != NULL ? hint->words : "this is not well-formed YAML";
}

void yaml_text_fault(const struct yaml_text *text, const struct yaml_problem *problem,
	struct error_list *errs)
{
	const struct hint *hint = find_hint(problem->problem);
	bool began =
		problem->context != NULL && ((hint != NULL && hint->place == CONTEXT) ||
						    at_end(text, problem->offset));
	struct error *error = source_error(errs, ERROR_YAML_SYNTAX, text->source,
		began ? problem->context_offset : problem->offset, "%s (%s)",
		find_words(text, problem, hint), problem->problem);
	struct place context = source_place(text->source, problem->context_offset);

	if (problem->context != NULL && context.line != error->place.line)
		error_relate(errs, error, context, "%s", problem->context);
}
