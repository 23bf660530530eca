#include "cmd/render/render.h"

#include <string.h>

#include "cmd/render/terminal.h"
#include "model/text.h"

/*
 * Workflow commands of GitHub Actions: `::error file=,line=,col=,title=::message`.
 * What would end a command or a property is written as %XX, other control
 * characters as on a terminal.
 */

static void put_escaped(struct buf *out, const char *text, const char *special)
{
	while (*text != '\0') {
		size_t size = strcspn(text, special);

		terminal_text(out, (struct slice){ text, size });
		text += size;
		if (*text != '\0')
			buf_format(out, "%%%02X", (unsigned char)*text++);
	}
}

static void put_property(struct buf *out, const char *text)
{
	put_escaped(out, text, "%\r\n:,");
}

static void put_message(struct buf *out, const char *text)
{
	put_escaped(out, text, "%\r\n");
}

static void put_finding(struct buf *out, const struct error *finding)
{
	static const char *const commands[] = {
		[SEVERITY_NOTE] = "notice",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};
	const struct place *place = &finding->place;

	buf_format(out, "::%s ", commands[finding->severity]);
	if (place->file != NULL) {
		buf_text(out, "file=");
		put_property(out, place->file);
		if (place->line > 0)
			buf_format(out, ",line=%u", place->line);
		if (place->line > 0 && place->column > 0)
			buf_format(out, ",col=%u", place->column);
		buf_char(out, ',');
	}
	buf_format(out, "title=%s::", error_info(finding->code)->name);
	put_message(out, finding->message);
	if (finding->fix != NULL) {
		buf_text(out, "%0A");
		put_message(out, finding->fix);
	}
	buf_char(out, '\n');
}

void render_github(
	struct buf *out, const struct report *report, const struct style *style)
{
	(void)style; /* the log is no terminal */
	for (size_t i = 0; i < report->findings->count; i++)
		put_finding(out, report->findings->items[i]);
}
