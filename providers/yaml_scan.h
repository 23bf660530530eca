#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/text.h"
#include "providers/yaml_scalar.h"

/*
 * A text of ASCII without tabs, looked at line by line, and the scalars that end in
 * their line. A function that scans returns false where only libyaml knows what stands
 * there: a mistake, or a form that is rarely seen.
 */
struct yaml_scan {
	const char *end;              /* of the text */
	const char *line, *at, *stop; /* the line: its start, the next byte, its end */
	ptrdiff_t column; /* where a new line's first word stands; -1: behind the last */
};

struct yaml_scalar {
	const char *from; /* where it begins: its tag, its quote */
	struct slice text;
	enum yaml_style style;
	const char *tag; /* as `struct yaml_tag` has it, or NULL */
};

/* To the line that begins at `line`, behind its blanks; `column` stays as it was. */
void yaml_scan_open(struct yaml_scan *scan, const char *line);
/* To the first line from `line` on that is neither empty nor a comment. */
void yaml_scan_find(struct yaml_scan *scan, const char *line);
/* To the next such line. */
void yaml_scan_next(struct yaml_scan *scan);

/* The next byte; at the end of the line, a line end. */
static inline char yaml_scan_peek(const struct yaml_scan *scan)
{
	return scan->at < scan->stop ? *scan->at : '\n';
}

static inline void yaml_scan_spaces(struct yaml_scan *scan)
{
	while (yaml_scan_peek(scan) == ' ')
		scan->at++;
}

/* Whether the next byte is `sign`, and a blank or nothing follows it: ':' and '-'. */
static inline bool yaml_scan_is(const struct yaml_scan *scan, char sign)
{
	return yaml_scan_peek(scan) == sign &&
	       (scan->at + 1 == scan->stop || scan->at[1] == ' ');
}

/* Behind blanks; whether nothing but a comment follows those. */
bool yaml_scan_is_rest_empty(struct yaml_scan *scan);
/* To the next line, since this one must end here. */
bool yaml_scan_end(struct yaml_scan *scan);

/* A key or value of a block: up to a ':', a comment or the end of the line. */
bool yaml_scan_scalar(struct yaml_scan *scan, struct yaml_scalar *scalar);
/* A value behind !env or !file. */
bool yaml_scan_tagged(struct yaml_scan *scan, struct yaml_scalar *scalar);
/* A key or value in brackets: quoted, or one word. */
bool yaml_scan_word(struct yaml_scan *scan, struct yaml_scalar *scalar);
