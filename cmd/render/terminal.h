#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/text.h"

struct buf;

/*
 * Foreign text on a terminal: control characters, escapes, bidirectional and
 * invisible marks are made visible (`\x1b`, `\u202e`), so that no name, message or
 * value can move the cursor or rearrange a line. So is what the log of a pipeline
 * obeys wherever it stands (terminal_commands()).
 */
void terminal_text(struct buf *out, struct slice text);
/* Foreign text that begins a line of ours, behind blanks or none: what the log of a
 * pipeline obeys there (`::error::`) is made visible as well. */
void terminal_line(struct buf *out, struct slice text);
/* Whether text begins with a command of a pipeline's log: `##[error]` (GitHub, Azure),
 * `##vso[...]`, `##teamcity[...]`; of a line, `::error::` behind blanks. */
bool terminal_commands(struct slice text);
bool terminal_line_commands(struct slice line);

/* One character at `text`: its bytes (at least 1) and its code point. */
size_t terminal_character(struct slice text, uint32_t *code);
/* Whether terminal_text() makes it visible. */
bool terminal_hides(uint32_t code);
/* Columns that a character takes as terminal_text() writes it; a tab, which runs
 * to the next stop, is the caller's. */
size_t terminal_width(uint32_t code);

/* Cut a line that terminal_text() made to `width` columns. */
void terminal_cut(struct buf *line, size_t width);

enum colour {
	COLOUR_NONE,
	COLOUR_RED,
	COLOUR_GREEN,
	COLOUR_YELLOW,
	COLOUR_BLUE,
	COLOUR_FAINT,
	COLOUR_BOLD,
};

/* Begin and end a colour; nothing without `on`. */
void terminal_colour(struct buf *out, bool on, enum colour colour);
void terminal_plain(struct buf *out, bool on);
