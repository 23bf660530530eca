#include "model/text.h"
#include "providers/json.h"
#include "providers/json_scan.h"

/* The letter behind the backslash, 0 for characters that have none. */
static char short_escape(char c)
{
	static const char pairs[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; i + 1 < sizeof(pairs); i += 2)
		if (pairs[i] == c)
			return pairs[i + 1];
	return '\0';
}

static bool is_escaped(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

void json_write_text(struct buf *out, const char *text)
{
	buf_char(out, '"');
	while (*text != '\0') {
		size_t run = 0;

		while (text[run] != '\0' && !is_escaped(text[run]))
			run++;
		buf_put(out, text, run);
		text += run;
		if (*text == '\0')
			break;
		if (short_escape(*text) != '\0') {
			buf_char(out, '\\');
			buf_char(out, short_escape(*text));
		} else {
			buf_format(out, "\\u%04x", (unsigned char)*text);
		}
		text++;
	}
	buf_char(out, '"');
}

static void write_list(struct buf *out, const struct value *value)
{
	buf_char(out, '[');
	for (size_t i = 0; i < value_count(value); i++) {
		if (i > 0)
			buf_char(out, ',');
		json_write(out, value_item(value, i));
	}
	buf_char(out, ']');
}

static void write_map(struct buf *out, const struct value *value)
{
	buf_char(out, '{');
	for (size_t i = 0; i < value_count(value); i++) {
		if (i > 0)
			buf_char(out, ',');
		json_write_text(out, value_text(value_key(value, i)));
		buf_char(out, ':');
		json_write(out, value_entry(value, i));
	}
	buf_char(out, '}');
}

static bool is_json_number(const char *text, size_t size)
{
	const char *end = text + size;

	return size > 0 && json_scan_number(text, end) == end;
}

void json_write(struct buf *out, const struct value *value)
{
	switch (value_type(value)) {
	case VALUE_NULL:
		buf_text(out, "null");
		break;
	case VALUE_BOOL:
		buf_text(out,
			text_equal_nocase(value_text(value), "true") ? "true" : "false");
		break;
	case VALUE_NUMBER:
		if (is_json_number(value_text(value), value->size))
			buf_text(out, value_text(value));
		else
			json_write_text(out, value_text(value));
		break;
	case VALUE_TEXT:
		json_write_text(out, value_text(value));
		break;
	case VALUE_LIST:
		write_list(out, value);
		break;
	case VALUE_MAP:
		write_map(out, value);
		break;
	case VALUE_ENV:
	case VALUE_FILE:
		json_write_text(out, "(secret)");
		break;
	}
}
