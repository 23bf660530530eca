/*
 * Whatever the bytes, they are refused or read; what is written from the value
 * reads back as the same, and writing that again gives the same bytes.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena = { 0 };
	struct buf first, second;
	const struct value *value = json_read(&arena, (const char *)bytes, size, NULL);
	const struct value *again;

	if (value != NULL) {
		buf_init(&first, LIMIT_REPLY_BYTES);
		buf_init(&second, LIMIT_REPLY_BYTES);
		json_write(&first, value);
		again = json_read(&arena, first.ptr, first.len, NULL);
		assert(again != NULL && value_equal(again, value));
		json_write(&second, again);
		assert(first.len == second.len);
		assert(memcmp(first.ptr, second.ptr, first.len) == 0);
		buf_release(&first);
		buf_release(&second);
	}
	arena_release(&arena);
	return 0;
}
