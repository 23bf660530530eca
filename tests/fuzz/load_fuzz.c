#include <stddef.h>
#include <stdint.h>

#include "providers/tree.h"
#include "reconcile/body.h"
#include "reconcile/validate.h"

/* Any bytes as two documents of a tree: whatever they are, findings and no harm. */
static const char *const paths[] = {
	".harness/flat.yaml",
	".harness/orgs/acme/organization.yaml",
	".harness/orgs/acme/projects/shop/pipelines/deploy.yaml",
	".harness/templates/build/v1.yaml",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t path_count = sizeof(paths) / sizeof(paths[0]);
	struct tree_file files[2] = { 0 };
	struct tree tree = { .root = ".harness", .files = files, .file_count = 2 };
	struct validate_options options = { .closed = true };
	struct declared declared;
	struct error_list errs = { 0 };
	struct arena arena = { 0 };

	if (size == 0)
		return 0;
	for (size_t i = 0; i < 2; i++) {
		const char *bytes = (const char *)data + 1;

		files[i].source.path = paths[(data[0] + i) % path_count];
		files[i].source.bytes = (struct slice){ bytes, size - 1 };
	}
	load_tree(&declared, &tree, &errs);
	validate_declared(&declared, &tree, &options, &errs);
	for (size_t i = 0; i < declared.set.count; i++)
		body_fields(&arena, declared.set.items[i]);
	declared_release(&declared);
	error_release(&errs);
	arena_release(&arena);
	return 0;
}
