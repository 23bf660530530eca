#include "cmd/render/html_assets.h"

#include <stddef.h>

#include "model/kind.h"
#include "model/limits.h"
#include "model/text.h"
#include "providers/digest.h"

/* Line by line, since a compiler need not take a longer text. */
static const char *const style[] = {
#include "cmd/render/report.css.inc"
};

static const char *const script[] = {
#include "cmd/render/report.js.inc"
};

static void put_all(struct buf *out, const char *const *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_text(out, lines[i]);
}

void html_style(struct buf *out)
{
	put_all(out, style, countof(style));
}

void html_script(struct buf *out)
{
	put_all(out, script, countof(script));
}

void html_digest(struct buf *out, void (*asset)(struct buf *out))
{
	struct buf text;

	buf_init(&text, LIMIT_TEXT_BYTES);
	asset(&text);
	buf_text(out, "sha256-");
	digest_source(out, buf_string(&text), text.len);
	buf_release(&text);
}
