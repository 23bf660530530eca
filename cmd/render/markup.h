#pragma once

#include "model/text.h"

/*
 * Foreign text in HTML and XML, between tags and in quoted attributes: the five
 * characters that mean something are escaped, those that a reader cannot see or
 * that XML has no place for are made visible as on a terminal.
 */
void markup_text(struct buf *out, struct slice text);
