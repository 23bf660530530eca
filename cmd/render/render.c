#include "cmd/render/render.h"

#include <string.h>

#include "model/kind.h"

static const struct format formats[] = {
	{ "text", render_text },
	{ "json", render_json },
	{ "markdown", render_markdown },
	{ "html", render_html },
	{ "sarif", render_sarif },
	{ "junit", render_junit },
	{ "github", render_github },
};

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < countof(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	return NULL;
}
