#include "reconcile/pull_check.h"

#include <string.h>

#include "model/index.h"
#include "providers/tree.h"
#include "reconcile/adopt.h"
#include "reconcile/load.h"

struct checking {
	struct pull *pull;
	const char *root;
	struct arena scratch;
};

static void leave_out(struct pull_item *item, const char *detail)
{
	item->state = PULL_LEFT_OUT;
	item->reason = PULL_UNREADABLE;
	item->detail = detail;
	item->path = NULL;
}

/* The new documents as a tree of their own, read as any other would be. */
struct reading {
	struct tree tree;
	struct declared declared;
	struct error_list errs;
	struct index loaded; /* by path: the entity, or the reading where more are */
	struct index faults; /* by path: the first error */
};

static void index_entities(struct reading *reading)
{
	for (size_t i = 0; i < reading->declared.set.count; i++) {
		const struct entity *entity = reading->declared.set.items[i];
		const void **slot = index_at(&reading->loaded, entity->source->path);

		*slot = *slot == NULL ? (const void *)entity : reading;
	}
}

static void index_faults(struct reading *reading)
{
	for (size_t i = 0; i < reading->errs.count; i++) {
		const struct error *error = reading->errs.items[i];
		const void **slot;

		if (error->severity != SEVERITY_ERROR || error->place.file == NULL)
			continue;
		slot = index_at(&reading->faults, error->place.file);
		if (*slot == NULL)
			*slot = error;
	}
}

static void read_again(struct checking *checking, struct reading *reading)
{
	struct pull *pull = checking->pull;
	size_t room = 0;

	*reading = (struct reading){ .tree = { .root = checking->root } };
	reading->loaded.arena = reading->faults.arena = &checking->scratch;
	for (size_t i = 0; i < pull->count; i++)
		if (pull->items[i].state == PULL_NEW)
			tree_add(&reading->tree, &room, pull->items[i].path,
				pull->items[i].bytes);
	tree_sort(&reading->tree);
	load_tree(&reading->declared, &reading->tree, &reading->errs);
	index_entities(reading);
	index_faults(reading);
}

/* Why the document at hand would not be taken for the entity; NULL when it would. */
static const char *find_fault(struct reading *reading, const struct pull_item *item,
	const struct entity **loaded)
{
	const struct error *fault = *index_at(&reading->faults, item->path);

	*loaded = *index_at(&reading->loaded, item->path);
	if (fault != NULL)
		return fault->message;
	if (*loaded == NULL || (const void *)*loaded == reading ||
		strcmp((*loaded)->address, item->live->address) != 0)
		return "its YAML is that of another entity";
	return NULL;
}

/* What its YAML leaves to its path and the API tells otherwise, it has to say. */
static void complete(struct checking *checking, struct reading *reading,
	struct pull_item *item, struct adoption adoption)
{
	struct adopted adopted;
	struct error_list unsaid = { 0 };
	struct arena *arena = &checking->pull->arena;

	if (adopt_make(&adopted, &reading->tree, &adoption, 1, &unsaid) &&
		adopted.count == 1) {
		item->bytes.len = adopted.files[0].bytes.len;
		item->bytes.ptr =
			arena_copy(arena, adopted.files[0].bytes.ptr, item->bytes.len);
	} else {
		leave_out(item,
			arena_format(arena,
				"the API tells something else of %s than its own YAML",
				adoption.changes[0].path));
	}
	error_release(&unsaid);
	adopt_release(&adopted);
}

static void check_item(
	struct checking *checking, struct reading *reading, struct pull_item *item)
{
	static const struct diff_options options;
	const struct entity *loaded;
	const char *fault = find_fault(reading, item, &loaded);
	struct difference difference;

	if (fault != NULL) {
		leave_out(item, arena_text(&checking->pull->arena, fault));
		return;
	}
	diff_entity(&difference, &checking->scratch, loaded, NULL, item->live, &options);
	if (difference.count > 0)
		complete(checking, reading, item,
			(struct adoption){ loaded, item->live, difference.changes,
				difference.count, .whole = true });
}

void pull_check(struct pull *pull, const char *root)
{
	struct checking checking = { .pull = pull, .root = root };
	struct reading reading;

	read_again(&checking, &reading);
	for (size_t i = 0; i < pull->count; i++)
		if (pull->items[i].state == PULL_NEW)
			check_item(&checking, &reading, &pull->items[i]);
	declared_release(&reading.declared);
	tree_release(&reading.tree);
	error_release(&reading.errs);
	arena_release(&checking.scratch);
}
