#include "tests/support/inline_tree.h"

#include <string.h>

#include "model/text.h"

static const char below[] = ".harness/";

void inline_tree(struct tree *tree, const char *text)
{
	size_t room = 0;

	*tree = (struct tree){ .root = ".harness" };
	while (text_starts(text, "== ")) {
		const char *end = strchr(text, '\n');
		const char *next = strstr(end, "\n== ");
		const char *path = arena_format(
			&tree->arena, "%s%.*s", below, (int)(end - text - 3), text + 3);

		text = next != NULL ? next + 1 : end + strlen(end);
		tree_add(tree, &room, path,
			(struct slice){ end + 1, (size_t)(text - end - 1) });
	}
}

static void put_place(struct buf *out, struct place place)
{
	const char *file = place.file != NULL ? place.file : "?";

	buf_format(out, "%s:%u:%u",
		text_starts(file, below) ? file + strlen(below) : file, place.line,
		place.column);
}

const char *inline_findings(struct arena *arena, const struct error_list *errs)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < errs->count; i++) {
		const struct error *error = errs->items[i];

		buf_format(&out, "%s%s %s ", i > 0 ? "\n" : "",
			severity_name(error->severity), error_info(error->code)->name);
		put_place(&out, error->place);
		for (size_t j = 0; j < error->related_count; j++) {
			buf_text(&out, " <- ");
			put_place(&out, error->related[j].place);
		}
		if (error->fix != NULL)
			buf_format(&out, " fix: %s", error->fix);
	}
	text = arena_text(arena, buf_string(&out));
	buf_release(&out);
	return text;
}
