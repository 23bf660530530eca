/*
 * Whatever the bytes, they are refused at a place within them, with a reason, or read
 * as json-c reads them; what is written from the value reads back as the same, and
 * writing that again gives the same bytes. Reading with places takes no more.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"
#include "tests/support/json_twin.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_writing(struct arena *arena, const struct value *value)
{
	struct buf first, second;
	const struct value *again;

	buf_init(&first, LIMIT_REPLY_BYTES);
	buf_init(&second, LIMIT_REPLY_BYTES);
	json_write(&first, value);
	again = json_read(arena, first.ptr, first.len, NULL);
	assert(again != NULL && value_equal(again, value));
	json_write(&second, again);
	assert(first.len == second.len);
	assert(memcmp(first.ptr, second.ptr, first.len) == 0);
	buf_release(&first);
	buf_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *text = (const char *)bytes;
	struct arena arena = { 0 };
	struct json_fault fault;
	const struct value *value = json_read(&arena, text, size, &fault);
	const struct value *placed = json_read_placed(&arena, text, size, NULL);

	if (value == NULL)
		assert(fault.at <= size && fault.reason != NULL && placed == NULL);
	else
		check_writing(&arena, value);
	assert(placed == NULL || placed->type == value->type);
	assert(json_twin_agrees(text, size));
	arena_release(&arena);
	return 0;
}
