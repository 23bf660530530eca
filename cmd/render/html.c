#include "cmd/render/html.h"

#include "cmd/render/render.h"
#include "model/arena.h"
#include "model/error.h"

/* Findings alone: there is nothing else to say. */
static void fail(struct html_page *page)
{
	size_t errors = page->report->findings->failures;

	page->title = arena_format(page->arena, "%s failed: %zu error%s.",
		page->report->command, errors, errors == 1 ? "" : "s");
}

void render_html(struct buf *out, const struct report *report, const struct style *style)
{
	struct arena arena = { 0 };
	struct report kept = *report;
	struct html_page page = { .arena = &arena, .report = &kept };

	(void)style;     /* a browser says how it looks */
	kept.now_ms = 0; /* "an hour ago" is wrong when it is read */
	if (report->drift != NULL)
		html_drift(&page);
	else if (report->plan != NULL)
		html_plan(&page);
	else
		fail(&page);
	html_write(out, &page);
	arena_release(&arena);
}
