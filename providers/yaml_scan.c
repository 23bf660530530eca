#include "providers/yaml_scan.h"

#include <string.h>

/* --- lines ------------------------------------------------------------------ */

void yaml_scan_open(struct yaml_scan *scan, const char *line)
{
	const char *feed = memchr(line, '\n', (size_t)(scan->end - line));

	scan->line = scan->at = line;
	scan->stop = feed != NULL ? feed : scan->end;
	yaml_scan_spaces(scan);
}

void yaml_scan_find(struct yaml_scan *scan, const char *line)
{
	for (;;) {
		yaml_scan_open(scan, line);
		if (scan->at < scan->stop && *scan->at != '#') {
			scan->column = scan->at - scan->line;
			return;
		}
		if (scan->stop == scan->end) {
			scan->column = -1;
			return;
		}
		line = scan->stop + 1;
	}
}

void yaml_scan_next(struct yaml_scan *scan)
{
	yaml_scan_find(scan, scan->stop < scan->end ? scan->stop + 1 : scan->end);
}

bool yaml_scan_is_rest_empty(struct yaml_scan *scan)
{
	yaml_scan_spaces(scan);
	return scan->at == scan->stop || (*scan->at == '#' && scan->at[-1] == ' ');
}

bool yaml_scan_end(struct yaml_scan *scan)
{
	if (!yaml_scan_is_rest_empty(scan))
		return false;
	yaml_scan_next(scan);
	return true;
}

/* --- scalars ---------------------------------------------------------------- */

/* What is between `from` and `to`, with the blanks before `to` left out. */
static struct yaml_scalar plain(const char *from, const char *to)
{
	while (to > from && to[-1] == ' ')
		to--;
	return (struct yaml_scalar){ from, { from, (size_t)(to - from) },
		YAML_STYLE_PLAIN, NULL };
}

/* The signs that a plain scalar may not begin with, or begins with now and then. */
static bool is_sign(char c)
{
	switch (c) {
	case ' ':
	case ',':
	case '[':
	case ']':
	case '{':
	case '}':
	case '#':
	case '&':
	case '*':
	case '!':
	case '|':
	case '>':
	case '\'':
	case '"':
	case '%':
	case '@':
	case '`':
	case '?':
	case ':':
		return true;
	default:
		return false;
	}
}

/* Whether a plain scalar begins here for certain. */
static bool begins_plain(const struct yaml_scan *scan)
{
	const char *at = scan->at;
	size_t left = (size_t)(scan->stop - at);

	if (left == 0 || is_sign(*at) || yaml_scan_is(scan, '-'))
		return false;
	/* the marks between documents */
	return left < 3 || (*at != '-' && *at != '.') ||
	       (memcmp(at, "---", 3) != 0 && memcmp(at, "...", 3) != 0);
}

static bool scan_plain(struct yaml_scan *scan, struct yaml_scalar *scalar)
{
	const char *from = scan->at;

	if (!begins_plain(scan))
		return false;
	for (; scan->at < scan->stop; scan->at++)
		if (yaml_scan_is(scan, ':') || (*scan->at == '#' && scan->at[-1] == ' '))
			break;
	*scalar = plain(from, scan->at);
	return true;
}

/* What escapes nothing and is closed in its line. */
static bool scan_quoted(struct yaml_scan *scan, struct yaml_scalar *scalar)
{
	const char *from = scan->at + 1;
	size_t left = (size_t)(scan->stop - from), size;
	const char *to = memchr(from, *scan->at, left);

	if (to == NULL)
		return false;
	size = (size_t)(to - from);
	if (*scan->at == '"' ? memchr(from, '\\', size) != NULL
			     : size + 1 < left && to[1] == '\'')
		return false;
	*scalar =
		(struct yaml_scalar){ scan->at, { from, size }, YAML_STYLE_QUOTED, NULL };
	scan->at = to + 1;
	return true;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

bool yaml_scan_scalar(struct yaml_scan *scan, struct yaml_scalar *scalar)
{
	return is_quote(yaml_scan_peek(scan)) ? scan_quoted(scan, scalar)
					      : scan_plain(scan, scalar);
}

/* Behind the tag, if it stands here with a blank behind it. */
static bool skip_tag(struct yaml_scan *scan, const char *tag)
{
	size_t size = strlen(tag);

	if ((size_t)(scan->stop - scan->at) <= size || scan->at[size] != ' ' ||
		memcmp(scan->at, tag, size) != 0)
		return false;
	scan->at += size;
	yaml_scan_spaces(scan);
	return true;
}

bool yaml_scan_tagged(struct yaml_scan *scan, struct yaml_scalar *scalar)
{
	static const char *const tags[] = { "!env", "!file" };
	const char *from = scan->at;

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (skip_tag(scan, tags[i])) {
			if (!yaml_scan_scalar(scan, scalar))
				return false;
			scalar->from = from;
			scalar->tag = tags[i];
			return true;
		}
	return false;
}

bool yaml_scan_word(struct yaml_scan *scan, struct yaml_scalar *scalar)
{
	const char *from = scan->at;

	if (is_quote(yaml_scan_peek(scan)))
		return scan_quoted(scan, scalar);
	if (!begins_plain(scan))
		return false;
	while (scan->at < scan->stop && strchr(" ,[]{}:?#", *scan->at) == NULL)
		scan->at++;
	*scalar = plain(from, scan->at);
	return *from != '-' || scalar->text.len > 1;
}
