#include "cmd/render/markup.h"

#include <stddef.h>

#include "cmd/render/terminal.h"

static const char *entity_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&apos;";
	default:
		return NULL;
	}
}

void markup_text(struct buf *out, struct slice text)
{
	while (text.len > 0) {
		size_t size = 0;

		while (size < text.len && entity_of(text.ptr[size]) == NULL)
			size++;
		terminal_text(out, (struct slice){ text.ptr, size });
		if (size < text.len)
			buf_text(out, entity_of(text.ptr[size++]));
		text.ptr += size;
		text.len -= size;
	}
}
