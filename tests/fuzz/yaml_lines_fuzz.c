/*
 * Whatever is read line by line is what libyaml makes of it: types, spellings, places.
 * A comment that is not ASCII leaves the same text to libyaml.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/yaml.h"
#include "providers/yaml_lines.h"

#include "tests/support/same_value.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char comment[] = "#\xc3\xa9\n";

/* The text behind the comment is one document with that root. */
static void check_root(
	struct arena *arena, const struct yaml_text *text, const struct value *root)
{
	uint32_t shift = (uint32_t)strlen(comment), start = yaml_lines_start(text);
	struct error_list errs = { 0 };
	struct yaml_document *documents;
	struct source source = { .path = "fuzz.yaml" };
	struct buf longer;
	size_t count;
	bool ok;

	buf_init(&longer, LIMIT_FILE_BYTES);
	buf_text(&longer, comment);
	buf_put(&longer, text->bytes, text->size);
	source.bytes = (struct slice){ buf_string(&longer), longer.len };
	ok = yaml_read(arena, &source, &documents, &count, &errs);
	assert(ok && count == 1 && errs.count == 0);
	assert(same_value(root, documents[0].root, shift));
	assert(documents[0].start == (start == 0 ? 0 : start + shift));
	assert(documents[0].start + documents[0].size == text->size + shift);
	buf_release(&longer);
	error_release(&errs);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct source source = { .path = "fuzz.yaml",
		.bytes = { (const char *)bytes, size } };
	struct yaml_text text;

	if (yaml_text_open(&text, &source, 0, size, &errs) && text.start == 0) {
		const struct value *root = yaml_lines_read(&arena, &text);

		if (root != NULL)
			check_root(&arena, &text, root);
	}
	error_release(&errs);
	arena_release(&arena);
	return 0;
}
