/*
 * Whatever the bytes, reading ends with documents or with faults that have a
 * place; each document reads again on its own as the same value; and what is
 * written from a value reads back as that value.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t height(const struct value *value)
{
	size_t most = 0;

	if (value_is_scalar(value))
		return 0;
	for (size_t i = 0; i < value_count(value); i++) {
		const struct value *inner = value_type(value) == VALUE_MAP
						    ? value_entry(value, i)
						    : value_item(value, i);
		size_t inner_height = height(inner);

		most = inner_height > most ? inner_height : most;
	}
	return most + 1;
}

/* Written under a root key and read again. */
static void check_writing(const struct value *value)
{
	struct arena arena = { 0 };
	struct buf text;
	struct source source = { .path = "written.yaml" };
	const struct value *again;

	if (height(value) >= LIMIT_DEPTH)
		return; /* the root key would be one level too many */
	buf_init(&text, LIMIT_FILE_BYTES);
	yaml_write(&text, "root", value);
	if (!text.full) {
		source.bytes = slice_of(buf_string(&text));
		again = yaml_read_one(&arena, &source, 0, (uint32_t)text.len);
		assert(again != NULL);
		assert(value_equal(value_find(again, "root"), value));
	}
	buf_release(&text);
	arena_release(&arena);
}

static void check_errors(const struct error_list *errs, size_t size)
{
	for (size_t i = 0; i < errs->count; i++) {
		const struct error *error = errs->items[i];

		assert(error->place.line > 0 && error->place.column > 0);
		assert(error->place.line <= size + 1 && error->place.column <= size + 1);
		assert(text_utf8(error->message, slice_of(error->message).len) ==
			slice_of(error->message).len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct source source = { .path = "fuzz.yaml",
		.bytes = { (const char *)bytes, size } };
	struct yaml_document *documents;
	size_t count;
	bool ok = yaml_read(&arena, &source, &documents, &count, &errs);

	assert(ok == (errs.failures == 0));
	check_errors(&errs, size);
	for (size_t i = 0; i < count; i++) {
		const struct yaml_document *document = &documents[i];
		const struct value *again =
			yaml_read_one(&arena, &source, document->start, document->size);

		assert(again != NULL);
		assert(value_equal(again, document->root));
		check_writing(document->root);
	}
	error_release(&errs);
	arena_release(&arena);
	return 0;
}
