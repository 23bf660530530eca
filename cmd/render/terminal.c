#include "cmd/render/terminal.h"

#include "model/kind.h"

/* --- characters ---------------------------------------------------------- */

struct range {
	uint32_t first, last;
};

/* What a terminal obeys, or does not show while it changes how others are shown. */
static const struct range hidden[] = {
	{ 0x00, 0x1f },
	{ 0x7f, 0x9f },
	{ 0xad, 0xad },
	{ 0x61c, 0x61c },
	{ 0x180e, 0x180e },
	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0xfeff, 0xfeff },
	{ 0xfff9, 0xfffb },
	{ 0xe0000, 0xe007f },
};

/* Marks that stand on the character before them. */
static const struct range combining[] = {
	{ 0x300, 0x36f },
	{ 0x483, 0x489 },
	{ 0x591, 0x5bd },
	{ 0x610, 0x61a },
	{ 0x64b, 0x65f },
	{ 0x93c, 0x93c },
	{ 0x941, 0x948 },
	{ 0x94d, 0x94d },
	{ 0xe31, 0xe31 },
	{ 0xe34, 0xe3a },
	{ 0xe47, 0xe4e },
	{ 0x1ab0, 0x1aff },
	{ 0x1dc0, 0x1dff },
	{ 0x20d0, 0x20ff },
	{ 0xfe00, 0xfe0f },
	{ 0xfe20, 0xfe2f },
};

/* Unicode's East Asian Wide and Fullwidth, and emoji, in whole blocks. */
static const struct range wide[] = {
	{ 0x1100, 0x115f },
	{ 0x231a, 0x231b },
	{ 0x23e9, 0x23ec },
	{ 0x2614, 0x2615 },
	{ 0x26a1, 0x26a1 },
	{ 0x2705, 0x2705 },
	{ 0x274c, 0x274c },
	{ 0x2753, 0x2755 },
	{ 0x2757, 0x2757 },
	{ 0x2795, 0x2797 },
	{ 0x2b50, 0x2b50 },
	{ 0x2e80, 0x303e },
	{ 0x3041, 0x4dbf },
	{ 0x4e00, 0xa4cf },
	{ 0xa960, 0xa97f },
	{ 0xac00, 0xd7a3 },
	{ 0xf900, 0xfaff },
	{ 0xfe30, 0xfe6f },
	{ 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 },
	{ 0x1f300, 0x1f64f },
	{ 0x1f680, 0x1f6ff },
	{ 0x1f900, 0x1f9ff },
	{ 0x1fa70, 0x1faff },
	{ 0x20000, 0x3fffd },
};

static bool within(const struct range *ranges, size_t count, uint32_t code)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (code > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && code >= ranges[low].first;
}

/* Bytes that are no UTF-8 come one by one, as code points past Unicode. */
enum { NOT_UTF8 = 0x110000 };

size_t terminal_character(struct slice text, uint32_t *code)
{
	static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	const unsigned char *at = (const unsigned char *)text.ptr;
	size_t size = 1;

	if (at[0] >= 0xc0)
		size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
	if (size > text.len || text_utf8(text.ptr, size) != size) {
		*code = NOT_UTF8 + at[0];
		return 1;
	}
	*code = at[0] & masks[size];
	for (size_t i = 1; i < size; i++)
		*code = *code << 6 | (at[i] & 0x3f);
	return size;
}

bool terminal_hides(uint32_t code)
{
	return code >= NOT_UTF8 || within(hidden, countof(hidden), code);
}

/* Columns of the escape that stands for a hidden one: \x1b, \u202e, \U000e0001. */
static size_t escape_width(uint32_t code)
{
	if (code >= NOT_UTF8 || code < 0x100)
		return 4;
	return code < 0x10000 ? 6 : 10;
}

size_t terminal_width(uint32_t code)
{
	if (terminal_hides(code))
		return escape_width(code);
	if (within(combining, countof(combining), code))
		return 0;
	return within(wide, countof(wide), code) ? 2 : 1;
}

static void put_escape(struct buf *out, uint32_t code)
{
	if (code >= NOT_UTF8)
		buf_format(out, "\\x%02x", (unsigned)(code - NOT_UTF8));
	else if (code < 0x100)
		buf_format(out, "\\x%02x", (unsigned)code);
	else if (code < 0x10000)
		buf_format(out, "\\u%04x", (unsigned)code);
	else
		buf_format(out, "\\U%08x", (unsigned)code);
}

bool terminal_commands(struct slice text)
{
	size_t size = 2;

	if (text.len < 3 || text.ptr[0] != '#' || text.ptr[1] != '#')
		return false;
	while (size < text.len && text.ptr[size] >= 'a' && text.ptr[size] <= 'z')
		size++;
	return size < text.len && text.ptr[size] == '[';
}

static size_t count_blanks(struct slice line)
{
	size_t count = 0;

	while (count < line.len && line.ptr[count] == ' ')
		count++;
	return count;
}

bool terminal_line_commands(struct slice line)
{
	size_t blanks = count_blanks(line);

	return line.len >= blanks + 2 && line.ptr[blanks] == ':' &&
	       line.ptr[blanks + 1] == ':';
}

void terminal_line(struct buf *out, struct slice text)
{
	if (terminal_line_commands(text)) {
		size_t size = count_blanks(text) + 1;

		buf_put(out, text.ptr, size - 1);
		put_escape(out, ':');
		text.ptr += size;
		text.len -= size;
	}
	terminal_text(out, text);
}

void terminal_text(struct buf *out, struct slice text)
{
	while (text.len > 0) {
		uint32_t code;
		size_t size = terminal_character(text, &code);

		if (terminal_hides(code) || (code == '#' && terminal_commands(text)))
			put_escape(out, code);
		else
			buf_put(out, text.ptr, size);
		text.ptr += size;
		text.len -= size;
	}
}

void terminal_cut(struct buf *line, size_t width)
{
	struct slice rest = { buf_string(line), line->len };
	size_t column = 0;

	while (rest.len > 0) {
		uint32_t code;
		size_t size = terminal_character(rest, &code);

		column += terminal_width(code);
		if (column > width)
			break;
		rest.ptr += size;
		rest.len -= size;
	}
	if (rest.len > 0) {
		line->len -= rest.len;
		line->ptr[line->len] = '\0';
	}
}

/* --- colours ------------------------------------------------------------- */

void terminal_colour(struct buf *out, bool on, enum colour colour)
{
	static const char *const codes[] = {
		[COLOUR_RED] = "31",
		[COLOUR_GREEN] = "32",
		[COLOUR_YELLOW] = "33",
		[COLOUR_BLUE] = "34",
		[COLOUR_FAINT] = "2",
		[COLOUR_BOLD] = "1",
	};

	if (on && colour != COLOUR_NONE)
		buf_format(out, "\x1b[%sm", codes[colour]);
}

void terminal_plain(struct buf *out, bool on)
{
	if (on)
		buf_text(out, "\x1b[0m");
}
