/*
 * Whatever the bytes, they are refused at a place or read; what is read has a
 * digest, and sealed with it gets past it, to be refused or taken as a plan.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "model/limits.h"
#include "model/text.h"
#include "providers/json.h"
#include "providers/json_source.h"
#include "reconcile/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What is not a plan says so with an error; what is one holds against itself. */
static void take(const struct source *source)
{
	struct error_list errs = { 0 };
	struct saved saved;
	bool ok = saved_read(&saved, source, &errs);

	assert(ok == (errs.failures == 0));
	if (ok) {
		assert(saved_check_account(&saved, saved.account, saved.endpoint, &errs));
		(void)saved_check_steps(&saved, &saved, &errs);
	}
	error_release(&errs);
	saved_release(&saved);
}

static void seal(struct buf *out, const struct value *root)
{
	struct arena scratch = { 0 };
	struct value_builder builder = { .arena = &scratch };

	for (size_t i = 0; i < value_count(root); i++)
		if (!value_is(value_key(root, i), "digest"))
			value_put(&builder, value_text(value_key(root, i)),
				*value_entry(root, i));
	value_put(
		&builder, "digest", value_make(VALUE_TEXT, saved_digest(&scratch, root)));
	json_write(out, value_map_end(&builder));
	arena_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena arena = { 0 };
	struct error_list errs = { 0 };
	struct source source = { .path = "f", .bytes = { (const char *)bytes, size } };
	const struct value *root = json_read_source(&arena, &source, &errs);
	struct buf sealed;

	assert((root == NULL) == (errs.failures > 0));
	take(&source);
	if (root != NULL && value_type(root) == VALUE_MAP) {
		buf_init(&sealed, LIMIT_PLAN_BYTES);
		seal(&sealed, root);
		take(&(struct source){
			.path = "sealed", .bytes = { sealed.ptr, sealed.len } });
		buf_release(&sealed);
	}
	error_release(&errs);
	arena_release(&arena);
	return 0;
}
