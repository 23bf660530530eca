#include "providers/yaml_lines.h"

#include <string.h>

#include "model/text.h"
#include "providers/yaml_build.h"
#include "providers/yaml_scan.h"

/* libyaml looks for the ':' of a key so far, in bytes; keys near it are left to it. */
enum { KEY_BYTES = 1000 };

/*
 * The reading of one document. Its functions return false when they meet what only
 * libyaml knows; then the whole reading ends.
 */
struct lines {
	const struct yaml_text *text;
	struct yaml_build *build;
	struct yaml_scan scan;
	char *copy; /* of the text's bytes: what scalars are cut out of */
};

/* --- nodes ------------------------------------------------------------------ */

static struct yaml_node node_at(const struct lines *lines, const char *from)
{
	size_t index = (size_t)(from - lines->text->bytes);

	return (struct yaml_node){ .offset = lines->text->start + (uint32_t)index };
}

/* The same byte of the copy. */
static char *in_copy(const struct lines *lines, const char *at)
{
	return lines->copy + (at - lines->text->bytes);
}

/* A scalar, whose text ends in the copy from now on. */
static bool put_scalar(struct lines *lines, const struct yaml_scalar *scalar)
{
	struct yaml_node node = node_at(lines, scalar->from);
	char *text = in_copy(lines, scalar->text.ptr);

	node.tag = scalar->tag;
	text[scalar->text.len] = '\0';
	yaml_build_scalar(lines->build, &node, text, scalar->text.len, scalar->style);
	return !lines->build->stopped;
}

/* A key, behind which its ':' must stand. */
static bool put_key(struct lines *lines, const struct yaml_scalar *key)
{
	if (!yaml_scan_is(&lines->scan, ':') || lines->scan.at - key->from > KEY_BYTES)
		return false;
	lines->scan.at++;
	return put_scalar(lines, key);
}

/* The null that a key or dash has behind it when nothing else stands there. */
static bool put_nothing(struct lines *lines, const char *behind)
{
	struct yaml_scalar scalar = { .from = behind, .text = { behind, 0 } };

	return put_scalar(lines, &scalar);
}

static bool open_node(struct lines *lines, const char *from, enum value_type type)
{
	struct yaml_node node = node_at(lines, from);

	yaml_build_open(lines->build, &node, type);
	return !lines->build->stopped;
}

/* --- literal blocks --------------------------------------------------------- */

/* What a block holds so far. Without its indentation it is shorter than its lines, so
 * it fits into their copy. */
struct literal {
	char *to;         /* where more of it is put */
	ptrdiff_t column; /* of the map or list that it is in */
	size_t indent;    /* 0 before its first text */
	size_t widest;    /* of the empty lines before that */
	size_t breaks;    /* line ends that go before more text */
	bool over;        /* the line at hand is not of it */
};

/* The first text gives the indentation, unless blanks before it do. */
static bool settle_indent(struct literal *literal, size_t spaces)
{
	literal->indent = spaces;
	return (ptrdiff_t)spaces > literal->column && spaces >= literal->widest;
}

static void take_breaks(struct literal *literal)
{
	for (; literal->breaks > 0; literal->breaks--)
		*literal->to++ = '\n';
}

static void take_text(const struct yaml_scan *scan, struct literal *literal)
{
	const char *from = scan->line + literal->indent;
	size_t size = (size_t)(scan->stop - from);

	take_breaks(literal);
	memcpy(literal->to, from, size);
	literal->to += size;
	literal->breaks = scan->stop < scan->end;
}

/* The line that was just opened. */
static bool take_line(const struct yaml_scan *scan, struct literal *literal)
{
	size_t spaces = (size_t)(scan->at - scan->line);

	if (scan->at == scan->end) { /* in an empty line without an end */
		literal->over = true;
		return spaces == 0;
	}
	if (scan->at == scan->stop &&
		(literal->indent == 0 || spaces <= literal->indent)) {
		if (literal->widest < spaces)
			literal->widest = spaces;
		literal->breaks++;
		return true;
	}
	if (literal->indent == 0 && !settle_indent(literal, spaces))
		return false;
	literal->over = spaces < literal->indent;
	if (!literal->over)
		take_text(scan, literal);
	return true;
}

/* The lines of a block; `chomping` says which of the line ends behind it are its own. */
static bool take_lines(struct yaml_scan *scan, struct literal *literal, char chomping)
{
	while (!literal->over && scan->stop < scan->end) {
		yaml_scan_open(scan, scan->stop + 1);
		if (!take_line(scan, literal))
			return false;
	}
	if (chomping == '-')
		literal->breaks = 0;
	else if (chomping != '+' && literal->breaks > 1)
		literal->breaks = 1;
	take_breaks(literal);
	return literal->indent > 0;
}

/* `|`, `|-` or `|+`, and the lines that it takes below a map or list at `column`. */
static bool read_literal(struct lines *lines, ptrdiff_t column)
{
	struct yaml_scan *scan = &lines->scan;
	struct yaml_scalar scalar = { .from = scan->at++, .style = YAML_STYLE_BLOCK };
	struct literal literal = { in_copy(lines, scalar.from), .column = column };
	char chomping = yaml_scan_peek(scan);

	if (chomping == '-' || chomping == '+')
		scan->at++;
	yaml_scan_spaces(scan);
	if (scan->at != scan->stop || !take_lines(scan, &literal, chomping))
		return false;
	scalar.text = (struct slice){ scalar.from,
		(size_t)(literal.to - in_copy(lines, scalar.from)) };
	yaml_scan_find(scan, literal.over ? scan->line : scan->end);
	return put_scalar(lines, &scalar);
}

/* --- brackets --------------------------------------------------------------- */

static bool read_flow(struct lines *lines);

/* An entry or item, up to what stands behind it. */
static bool read_flow_node(struct lines *lines, bool in_map)
{
	struct yaml_scan *scan = &lines->scan;
	struct yaml_scalar scalar;

	yaml_scan_spaces(scan);
	if (in_map && (!yaml_scan_word(scan, &scalar) || !put_key(lines, &scalar)))
		return false;
	yaml_scan_spaces(scan);
	if (yaml_scan_peek(scan) == '[' || yaml_scan_peek(scan) == '{')
		return read_flow(lines);
	return yaml_scan_word(scan, &scalar) && put_scalar(lines, &scalar);
}

/* A list or map in brackets, all in the line. */
static bool read_flow(struct lines *lines)
{
	struct yaml_scan *scan = &lines->scan;
	bool map = *scan->at == '{';

	if (!open_node(lines, scan->at, map ? VALUE_MAP : VALUE_LIST))
		return false;
	scan->at++;
	yaml_scan_spaces(scan);
	for (size_t i = 0; yaml_scan_peek(scan) != (map ? '}' : ']'); i++) {
		if (i > 0 && yaml_scan_peek(scan) != ',')
			return false;
		scan->at += i > 0;
		if (!read_flow_node(lines, map))
			return false;
		yaml_scan_spaces(scan);
	}
	scan->at++;
	yaml_build_close(lines->build);
	return true;
}

/* --- blocks ----------------------------------------------------------------- */

static bool read_block(struct lines *lines);
static bool read_list(struct lines *lines, ptrdiff_t column);

/* A value in the line of its key or dash, which belong to what is at `column`. */
static bool read_inline(struct lines *lines, ptrdiff_t column)
{
	struct yaml_scan *scan = &lines->scan;
	struct yaml_scalar scalar;

	switch (yaml_scan_peek(scan)) {
	case '|':
		return read_literal(lines, column);
	case '[':
	case '{':
		return read_flow(lines) && yaml_scan_end(scan);
	case '!':
		return yaml_scan_tagged(scan, &scalar) && put_scalar(lines, &scalar) &&
		       yaml_scan_end(scan);
	default:
		return yaml_scan_scalar(scan, &scalar) && put_scalar(lines, &scalar) &&
		       yaml_scan_end(scan);
	}
}

/* The value of a key or dash that is alone in its line. A key's list may stand in the
 * column of the key. */
static bool read_below(
	struct lines *lines, const char *behind, ptrdiff_t column, bool of_key)
{
	struct yaml_scan *scan = &lines->scan;

	yaml_scan_next(scan);
	if (scan->column > column)
		return read_block(lines);
	if (of_key && scan->column == column && yaml_scan_is(scan, '-'))
		return read_list(lines, column);
	return put_nothing(lines, behind);
}

static bool read_entry(struct lines *lines, ptrdiff_t column)
{
	const char *behind = lines->scan.at;

	if (yaml_scan_is_rest_empty(&lines->scan))
		return read_below(lines, behind, column, true);
	return read_inline(lines, column);
}

/* A map at `column`, whose first key is scanned already. */
static bool read_map(struct lines *lines, ptrdiff_t column, struct yaml_scalar key)
{
	if (!open_node(lines, key.from, VALUE_MAP))
		return false;
	for (;;) {
		if (!put_key(lines, &key) || !read_entry(lines, column))
			return false;
		if (lines->scan.column != column)
			break;
		if (!yaml_scan_scalar(&lines->scan, &key))
			return false;
	}
	yaml_build_close(lines->build);
	return lines->scan.column < column;
}

/* What stands behind a dash: a list or map that begins there, or a value. */
static bool read_item(struct lines *lines, ptrdiff_t column)
{
	struct yaml_scan *scan = &lines->scan;
	const char *behind = ++scan->at;
	struct yaml_scalar scalar;
	ptrdiff_t inner;

	if (yaml_scan_is_rest_empty(scan))
		return read_below(lines, behind, column, false);
	inner = scan->at - scan->line;
	if (yaml_scan_is(scan, '-'))
		return read_list(lines, inner);
	if (strchr("|[{!", *scan->at) != NULL)
		return read_inline(lines, column);
	if (!yaml_scan_scalar(scan, &scalar))
		return false;
	if (yaml_scan_peek(scan) == ':')
		return read_map(lines, inner, scalar);
	return put_scalar(lines, &scalar) && yaml_scan_end(scan);
}

static bool read_list(struct lines *lines, ptrdiff_t column)
{
	struct yaml_scan *scan = &lines->scan;

	if (!open_node(lines, scan->at, VALUE_LIST))
		return false;
	do {
		if (!read_item(lines, column))
			return false;
	} while (scan->column == column && yaml_scan_is(scan, '-'));
	yaml_build_close(lines->build);
	return scan->column <= column;
}

/* A map or list that begins with the line. */
static bool read_block(struct lines *lines)
{
	struct yaml_scan *scan = &lines->scan;
	ptrdiff_t column = scan->column;
	struct yaml_scalar key;

	if (yaml_scan_is(scan, '-'))
		return read_list(lines, column);
	return yaml_scan_scalar(scan, &key) && read_map(lines, column, key);
}

/* --- the document ----------------------------------------------------------- */

/* Tabs, CRs and what is not ASCII have rules of their own. */
static bool is_simple(const struct yaml_text *text)
{
	return text->ascii && memchr(text->bytes, '\t', text->size) == NULL &&
	       memchr(text->bytes, '\r', text->size) == NULL;
}

/* Of the line that may mark the document's start. */
static size_t mark_size(const struct yaml_text *text)
{
	static const char mark[] = "---\n";
	size_t size = strlen(mark);

	return text->size >= size && memcmp(text->bytes, mark, size) == 0 ? size : 0;
}

uint32_t yaml_lines_start(const struct yaml_text *text)
{
	return text->start + (uint32_t)mark_size(text);
}

static bool read_document(struct lines *lines)
{
	struct yaml_scan *scan = &lines->scan;

	yaml_scan_find(scan, lines->text->bytes + mark_size(lines->text));
	return scan->column >= 0 && read_block(lines) && scan->column < 0;
}

const struct value *yaml_lines_read(struct arena *arena, const struct yaml_text *text)
{
	struct arena_mark mark = arena_mark(arena);
	struct error_list errs = { 0 };
	const struct value *root = NULL;
	struct yaml_build build;
	struct lines lines = {
		.text = text, .build = &build, .scan = { .end = text->bytes + text->size }
	};

	if (!is_simple(text))
		return NULL;
	lines.copy = arena_copy(arena, text->bytes, text->size);
	yaml_build_init(&build, arena, text->source, &errs);
	yaml_build_begin(&build);
	if (read_document(&lines) && errs.count == 0)
		root = yaml_build_end(&build);
	yaml_build_release(&build);
	error_release(&errs);
	if (root == NULL)
		arena_rewind(arena, mark);
	return root;
}
