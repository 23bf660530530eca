#include "providers/json_scan.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* --- what is as it stands ---------------------------------------------------- */

/* The top bits of bytes that are 0, with false alarms above the first alone. */
static uint64_t zero_bytes(uint64_t word)
{
	return (word - 0x0101010101010101u) & ~word & 0x8080808080808080u;
}

/* Of eight bytes within a text, how many come before its end, an escape or a control
 * character; less where that is not soon told. */
static size_t plain_bytes(uint64_t word)
{
	static const uint64_t each = 0x0101010101010101u;
	uint64_t low = (word - each * 0x20) & ~word & (each * 0x80);
	uint64_t found =
		zero_bytes(word ^ each * '"') | zero_bytes(word ^ each * '\\') | low;

	if (found == 0)
		return sizeof(word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (size_t)__builtin_ctzll(found) / 8;
#else
	return 0;
#endif
}

/* Eight bytes at once are copied, as most need no closer look: what is too many of
 * them, the next ones overwrite. */
static void copy_plain(struct json_scan *scan)
{
	size_t some = sizeof(uint64_t);

	while (some == sizeof(uint64_t) &&
		scan->end - scan->at >= (ptrdiff_t)sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, scan->at, sizeof(word));
		memcpy(scan->out, &word, sizeof(word));
		some = plain_bytes(word);
		scan->at += some;
		scan->out += some;
	}
}

/* --- escapes ----------------------------------------------------------------- */

static bool wrong(struct json_scan *scan, const char *at, const char *reason)
{
	scan->at = at;
	scan->reason = reason;
	return false;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The unit that `\uXXXX` at `at` stands for; -1 when there is none. */
static int32_t unit_at(const char *at, const char *end)
{
	int32_t unit = 0;

	if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		int digit = hex_digit(at[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

/* As UTF-8, which is shorter than the escape. */
static void put_character(struct json_scan *scan, uint32_t code)
{
	static const unsigned char leads[] = { 0x00, 0xc0, 0xe0, 0xf0 };
	size_t more = (size_t)(code >= 0x80) + (code >= 0x800) + (code >= 0x10000);

	*scan->out++ = (char)(leads[more] | code >> (6 * more));
	while (more-- > 0)
		*scan->out++ = (char)(0x80 | (code >> (6 * more) & 0x3f));
}

static bool is_high(int32_t unit)
{
	return unit >= 0xd800 && unit < 0xdc00;
}

static bool is_low(int32_t unit)
{
	return unit >= 0xdc00 && unit < 0xe000;
}

static bool take_unit(struct json_scan *scan)
{
	int32_t code = unit_at(scan->at, scan->end), low;

	if (code < 0)
		return wrong(scan, scan->at, "\\u wants four hexadecimal digits");
	if (code == 0)
		return wrong(scan, scan->at, "a text with a NUL in it");
	low = is_high(code) ? unit_at(scan->at + 6, scan->end) : -1;
	if (is_low(low)) {
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		scan->at += 6;
	} else if (is_high(code) || is_low(code)) {
		code = 0xfffd;
		if (scan->half == NULL)
			scan->half = scan->at;
	}
	scan->at += 6;
	put_character(scan, (uint32_t)code);
	return true;
}

/* The escape whose backslash is at hand. */
static bool take_escape(struct json_scan *scan)
{
	static const char meanings[] = { ['"'] = '"',
		['\\'] = '\\',
		['/'] = '/',
		['b'] = '\b',
		['f'] = '\f',
		['n'] = '\n',
		['r'] = '\r',
		['t'] = '\t' };
	unsigned char letter = scan->end - scan->at > 1 ? (unsigned char)scan->at[1] : 0;

	if (letter == 'u')
		return take_unit(scan);
	if (letter >= sizeof(meanings) || meanings[letter] == '\0')
		return wrong(scan, scan->at, "an escape that JSON does not have");
	*scan->out++ = meanings[letter];
	scan->at += 2;
	return true;
}

/* --- texts and numbers ------------------------------------------------------- */

static const char *control_words(char c)
{
	return c == '\0' ? "a text with a NUL in it"
			 : "a control character in a text; or the text does not end on "
			   "its line";
}

bool json_scan_text(struct json_scan *scan)
{
	const char *quote = scan->at++;

	for (;;) {
		copy_plain(scan);
		if (scan->at == scan->end)
			return wrong(scan, quote, "the JSON ends within this text");
		if (*scan->at == '"')
			break;
		if (*scan->at == '\\') {
			if (!take_escape(scan))
				return false;
		} else if ((unsigned char)*scan->at < 0x20) {
			return wrong(scan, scan->at, control_words(*scan->at));
		} else {
			*scan->out++ = *scan->at++;
		}
	}
	scan->at++;
	*scan->out++ = '\0';
	return true;
}

static const char *skip_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

/* -? (0 | [1-9][0-9]*) (\. [0-9]+)? ([eE] [-+]? [0-9]+)? */
const char *json_scan_number(const char *at, const char *end)
{
	const char *whole = at + (at < end && *at == '-');
	const char *stop = skip_digits(whole, end), *more;

	if (stop == whole)
		return at;
	if (*whole == '0')
		stop = whole + 1;
	if (stop < end && *stop == '.') {
		more = skip_digits(stop + 1, end);
		if (more == stop + 1)
			return stop;
		stop = more;
	}
	if (stop == end || (*stop != 'e' && *stop != 'E'))
		return stop;
	more = stop + 1;
	more += more < end && (*more == '+' || *more == '-');
	return skip_digits(more, end) > more ? skip_digits(more, end) : stop;
}
