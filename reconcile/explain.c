#include "reconcile/explain.h"

#include <assert.h>
#include <string.h>

#include "model/text.h"

const struct explanation *explain_find(enum error_code code)
{
	for (size_t i = 0; i < explanation_count; i++)
		if (explanations[i].code == code)
			return &explanations[i];
	return NULL;
}

/* Files of an example (behind "== ", its path), each a block with its path on top. */
static void put_example(struct buf *out, const char *title, const char *files)
{
	if (files == NULL)
		return;
	buf_format(out, "\n%s:\n", title);
	while (*files != '\0') {
		const char *end = strchr(files, '\n');
		const char *next;

		assert(end != NULL);
		next = strstr(end, "\n== ");
		buf_format(out, "\n```yaml\n# .harness/%.*s\n", (int)(end - files) - 3,
			files + 3);
		files = next != NULL ? next + 1 : end + strlen(end);
		buf_put(out, end + 1, (size_t)(files - end) - 1);
		buf_text(out, "```\n");
	}
}

void explain_write(struct buf *out, const struct explanation *explanation)
{
	const struct error_info *info = error_info(explanation->code);

	buf_format(out, "## %s\n\n%s (%s).\n\n%s\n", info->name, info->text,
		severity_name(info->severity), explanation->why);
	put_example(out, "Wrong", explanation->wrong);
	put_example(out, "Right", explanation->right);
}

void explain_write_all(struct buf *out)
{
	buf_text(out,
		"# Findings\n\n"
		"What rein says, by code; `rein validate --explain CODE` prints one of "
		"them. What `validate`\nsays comes first, from `external-missing` on "
		"what the other commands do.\nThis page is printed from the table that "
		"the program uses, and a test holds every example to its code.\nOf "
		"`validate` an error fails the command, a warning with `--strict`, a "
		"note never does.\n");
	for (size_t i = 0; i < explanation_count; i++) {
		buf_char(out, '\n');
		explain_write(out, &explanations[i]);
	}
}
