#pragma once

#include <stddef.h>

#include "model/text.h"

struct entity;

/*
 * Foreign text in Markdown stands in code and nowhere else: there a forge sees no
 * markup, no HTML, no link, no mention, no issue. Line ends and what a reader
 * cannot see are made visible as on a terminal.
 */

/* In a line of text, as a code span. */
void markdown_code(struct buf *out, struct slice text);
/* In a line of HTML: <summary> and what else Markdown does not look into. */
void markdown_html_code(struct buf *out, struct slice text);
/*
 * Lines of ours, each ended, whose foreign parts went through terminal_text(): a
 * fenced block, longer than any run of backticks in it. `language` may be "".
 */
void markdown_block(struct buf *out, const char *language, const struct buf *lines);

/* A line of Markdown, or of the HTML that Markdown leaves alone. */
struct markdown_dialect {
	const char *bold, *plain;
	/* Text in code, cut where it is longer than a line can be. */
	void (*code)(struct buf *out, struct slice text);
};
extern const struct markdown_dialect markdown_plain, markdown_html;

/* " · `file:line`" of what git declares. */
void markdown_place(struct buf *out, const struct markdown_dialect *dialect,
	const struct entity *entity);

/* Foreign text for such a line, of which at most about `most` bytes are shown. */
void markdown_cut(struct buf *out, struct slice text, size_t most);
