#include "providers/yaml.h"

#include <string.h>

#include "model/text.h"
#include "providers/yaml_scalar.h"

/* Readers want a key's ':' within 1024 characters, else a '? ' before it. */
enum { PLAIN_KEY_BYTES = 500 };

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* What YAML 1.1 reads as something else than text, and other readers may too. */
static bool is_ambiguous(const char *text)
{
	static const char *const words[] = { "y", "n", "yes", "no", "on", "off", "=",
		"<<" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text_equal_nocase(text, words[i]))
			return true;
	/* 0b1, 1_000, 12:30:45, 2026-01-31 */
	return is_one_of(*text, "+0123456789") &&
	       strspn(text, "+-0123456789_:.bxTZtz ") == strlen(text);
}

/* The size of a character that a quoted text has to escape, or 0. */
static size_t escaped_size(const unsigned char *at)
{
	if (at[0] < 0x20 || at[0] == 0x7f || at[0] == '"' || at[0] == '\\')
		return 1;
	if (at[0] == 0xc2 && at[1] < 0xa0)
		return 2; /* U+0080 to U+009F, the line break NEL among them */
	if (at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0xa8 || at[2] == 0xa9))
		return 3; /* the line breaks LS and PS */
	if (at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf)
		return 3; /* a BOM */
	if (at[0] == 0xef && at[1] == 0xbf && at[2] >= 0xbe)
		return 3; /* U+FFFE, U+FFFF */
	return 0;
}

/* In any place, block or flow, key or value, it reads back as itself. */
static bool stands_plain(const char *text)
{
	size_t size = strlen(text);

	if (yaml_plain_type(text, size) != VALUE_TEXT || is_ambiguous(text))
		return false;
	if (is_one_of(*text, "-?:,[]{}#&*!|>'\"%@` ") || text_starts(text, "..."))
		return false;
	if (is_one_of(text[size - 1], ": ") || strpbrk(text, ",[]{}") != NULL)
		return false;
	if (strstr(text, ": ") != NULL || strstr(text, " #") != NULL)
		return false;
	for (const char *at = text; *at != '\0'; at++)
		if (escaped_size((const unsigned char *)at) > 0 &&
			!is_one_of(*at, "\"\\"))
			return false;
	return true;
}

static unsigned code_point(const unsigned char *at, size_t size)
{
	if (size == 1)
		return at[0];
	if (size == 2)
		return (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
	return (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
}

static void write_escape(struct buf *out, const unsigned char *at, size_t size)
{
	static const char pairs[] = "\"\"\\\\\nn\tt\rr";

	for (size_t i = 0; size == 1 && i + 1 < sizeof(pairs); i += 2) {
		if (pairs[i] == (char)*at) {
			buf_char(out, '\\');
			buf_char(out, pairs[i + 1]);
			return;
		}
	}
	buf_format(out, size == 1 ? "\\x%02X" : "\\u%04X", code_point(at, size));
}

static void write_quoted(struct buf *out, const char *text)
{
	buf_char(out, '"');
	while (*text != '\0') {
		size_t size = escaped_size((const unsigned char *)text);

		if (size > 0)
			write_escape(out, (const unsigned char *)text, size);
		else
			buf_put(out, text, size = 1);
		text += size;
	}
	buf_char(out, '"');
}

void yaml_write_scalar(struct buf *out, const char *text)
{
	if (stands_plain(text))
		buf_text(out, text);
	else
		write_quoted(out, text);
}

static void write_spaces(struct buf *out, size_t count)
{
	while (count-- > 0)
		buf_char(out, ' ');
}

/* Several lines that a literal block gives back exactly, in any reader. */
static bool stands_literal(const char *text)
{
	const char *at = text;

	if (strchr(text, '\n') == NULL || is_one_of(*text, " \t\n"))
		return false;
	for (; *at != '\0'; at++) {
		bool escaped = escaped_size((const unsigned char *)at) > 0;

		if (escaped && !is_one_of(*at, "\"\\\n\t"))
			return false;
		if (*at == '\n' && is_one_of(at[1], " \t")) {
			const char *word = at + 1 + strspn(at + 1, " \t");

			if (*word == '\0' || *word == '\n')
				return false; /* a line of blanks */
		}
	}
	return true;
}

/* Ends with its line end. */
static void write_literal(struct buf *out, const char *text, size_t indent)
{
	size_t size = strlen(text);

	buf_text(out, text[size - 1] != '\n'   ? "|-\n"
		      : text[size - 2] == '\n' ? "|+\n"
					       : "|\n");
	while (*text != '\0') {
		size_t line = strcspn(text, "\n");

		if (line > 0)
			write_spaces(out, indent);
		buf_put(out, text, line);
		buf_char(out, '\n');
		text += line + (text[line] == '\n');
	}
}

/* In one line. */
static void write_inline(struct buf *out, const struct value *value)
{
	const char *text = value_text(value);

	switch (value_type(value)) {
	case VALUE_NULL:
		buf_text(out, "null");
		break;
	case VALUE_BOOL:
	case VALUE_NUMBER:
		buf_text(out, text);
		break;
	case VALUE_ENV:
	case VALUE_FILE:
		buf_text(out, value_type(value) == VALUE_ENV ? "!env " : "!file ");
		yaml_write_scalar(out, text);
		break;
	default:
		yaml_write_scalar(out, text);
	}
}

static void write_scalar(struct buf *out, const struct value *value, size_t indent)
{
	if (value_type(value) == VALUE_TEXT && stands_literal(value_text(value))) {
		write_literal(out, value_text(value), indent);
		return;
	}
	write_inline(out, value);
	buf_char(out, '\n');
}

static void write_container(struct buf *out, const struct value *value, size_t indent);

/* What follows a `key:` or a `-` whose line is indented by `indent`. */
static void write_node(
	struct buf *out, const struct value *value, size_t indent, bool in_list)
{
	if (value_is_scalar(value)) {
		buf_char(out, ' ');
		write_scalar(out, value, indent + 2);
		return;
	}
	if (value_count(value) == 0) {
		buf_text(out, value_type(value) == VALUE_MAP ? " {}\n" : " []\n");
		return;
	}
	if (in_list) {
		buf_char(out, ' ');
	} else {
		buf_char(out, '\n');
		write_spaces(out, indent + 2);
	}
	write_container(out, value, indent + 2);
}

static void write_key(struct buf *out, const char *key, size_t indent)
{
	bool is_long = strlen(key) > PLAIN_KEY_BYTES;

	if (is_long)
		buf_text(out, "? ");
	yaml_write_scalar(out, key);
	if (is_long) {
		buf_char(out, '\n');
		write_spaces(out, indent);
	}
	buf_char(out, ':');
}

/* Its first line is indented already. */
static void write_container(struct buf *out, const struct value *value, size_t indent)
{
	bool is_map = value_type(value) == VALUE_MAP;

	for (size_t i = 0; i < value_count(value); i++) {
		if (i > 0)
			write_spaces(out, indent);
		if (is_map)
			write_key(out, value_text(value_key(value, i)), indent);
		else
			buf_char(out, '-');
		write_node(out, is_map ? value_entry(value, i) : value_item(value, i),
			indent, !is_map);
	}
}

void yaml_write(struct buf *out, const char *root, const struct value *value)
{
	write_key(out, root, 0);
	write_node(out, value, 0, false);
}

/* --- parts ------------------------------------------------------------------- */

void yaml_write_entry(
	struct buf *out, const char *key, const struct value *value, size_t indent)
{
	write_key(out, key, indent);
	write_node(out, value, indent, false);
}

void yaml_write_item(struct buf *out, const struct value *value, size_t indent)
{
	buf_char(out, '-');
	write_node(out, value, indent, true);
}

void yaml_write_below(struct buf *out, const struct value *value, size_t indent)
{
	write_node(out, value, indent, false);
}

void yaml_write_flow(struct buf *out, const struct value *value)
{
	bool is_map = value_type(value) == VALUE_MAP;

	if (value_is_scalar(value)) {
		write_inline(out, value);
		return;
	}
	buf_char(out, is_map ? '{' : '[');
	for (size_t i = 0; i < value_count(value); i++) {
		if (i > 0)
			buf_text(out, ", ");
		if (is_map) {
			yaml_write_scalar(out, value_text(value_key(value, i)));
			buf_text(out, ": ");
		}
		yaml_write_flow(
			out, is_map ? value_entry(value, i) : value_item(value, i));
	}
	buf_char(out, is_map ? '}' : ']');
}

/* Nothing in it has to be escaped. */
static bool stands_single(const char *text)
{
	for (; *text != '\0'; text++)
		if (escaped_size((const unsigned char *)text) > 0 &&
			!is_one_of(*text, "\"\\"))
			return false;
	return true;
}

void yaml_write_quoted(struct buf *out, const char *text, enum yaml_quotes quotes)
{
	if (quotes == YAML_QUOTES_NONE) {
		yaml_write_scalar(out, text);
		return;
	}
	if (quotes == YAML_QUOTES_DOUBLE || !stands_single(text)) {
		write_quoted(out, text);
		return;
	}
	buf_char(out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			buf_char(out, '\'');
		buf_char(out, *text);
	}
	buf_char(out, '\'');
}

bool yaml_write_literal(struct buf *out, const char *text, size_t indent)
{
	if (!stands_literal(text))
		return false;
	write_literal(out, text, indent);
	return true;
}
