/*
 * Bytes that say what a file came to, of any origin: they are refused, or read into
 * entities that everything can be asked of.
 */
#include <stddef.h>
#include <stdint.h>

#include "model/text.h"
#include "reconcile/body.h"
#include "reconcile/parsed.h"

static const char text[] = "service:\n  name: a\n  identifier: a\n";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct source source = { .path = ".harness/a.yaml",
		.bytes = { text, sizeof(text) - 1 } };
	struct arena arena = { 0 };
	struct index names = { .arena = &arena };
	struct parsed parsed;
	struct buf again;

	buf_init(&again, 1 << 20);
	if (parsed_read(&parsed, &names, &arena, &arena,
		    (struct slice){ (const char *)bytes, size }, &source)) {
		for (size_t i = 0; i < parsed.count; i++)
			(void)body_fields(&arena, parsed.entities[i]);
		parsed_write(&again, parsed.entities, parsed.count, parsed.documents);
	}
	buf_release(&again);
	arena_release(&arena);
	return 0;
}
