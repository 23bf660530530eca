#include "reconcile/selection.h"

#include <string.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/kind.h"
#include "model/text.h"
#include "providers/tree.h"
#include "reconcile/load.h"

bool selection_is_whole(const struct selection *selection)
{
	return selection == NULL ||
	       (selection->select_count == 0 && selection->exclude_count == 0 &&
		       selection->since == NULL && selection->only.arena == NULL);
}

static bool matches_one(const char *const *globs, size_t count, const char *address)
{
	for (size_t i = 0; i < count; i++)
		if (text_glob(globs[i], address))
			return true;
	return false;
}

bool selection_holds(const struct selection *selection, const char *address)
{
	if (selection_is_whole(selection))
		return true;
	if (selection->select_count > 0 &&
		!matches_one(selection->select, selection->select_count, address))
		return false;
	if (matches_one(selection->exclude, selection->exclude_count, address))
		return false;
	if (selection->only.arena != NULL && !index_has(&selection->only, address))
		return false;
	return selection->since == NULL || index_has(&selection->changed, address);
}

size_t selection_count(const struct selection *selection, const struct entity_set *set)
{
	size_t count = 0;

	for (size_t i = 0; i < set->count; i++)
		count += kind_is_managed(set->items[i]->kind) &&
			 selection_holds(selection, set->items[i]->address);
	return count;
}

/* --- what changed ------------------------------------------------------------------ */

static bool is_same(const struct tree_file *file, const struct tree_file *other)
{
	return file != NULL && other != NULL &&
	       source_same(&file->source, &other->source);
}

static void add_changed(struct selection *selection, const struct entity *entity)
{
	struct index *changed = &selection->changed;

	if (!index_has(changed, entity->address))
		*index_at(changed, arena_text(changed->arena, entity->address)) = changed;
}

static void add_declared(struct selection *selection, const struct tree *tree,
	const struct declared *declared, const struct tree *then)
{
	for (size_t i = 0; i < declared->set.count; i++) {
		const struct entity *entity = declared->set.items[i];
		const char *path = entity->source->path;

		if (!is_same(tree_find(tree, path), tree_find(then, path)))
			add_changed(selection, entity);
	}
}

/* What changed documents said then: what they say now is known already. */
static void add_gone(
	struct selection *selection, const struct tree *tree, const struct tree *then)
{
	struct error_list unsaid = { 0 }; /* nobody's business any more */
	struct tree changed = { .root = then->root };
	struct declared before;
	size_t room = 0;

	for (size_t i = 0; i < then->file_count; i++) {
		const struct tree_file *file = &then->files[i];

		if (!is_same(file, tree_find(tree, file->source.path)))
			tree_add_source(&changed, &room, &file->source);
	}
	tree_sort(&changed);
	load_tree(&before, &changed, &unsaid);
	for (size_t i = 0; i < before.set.count; i++)
		add_changed(selection, before.set.items[i]);
	declared_release(&before);
	tree_release(&changed);
	error_release(&unsaid);
}

void selection_compare(struct selection *selection, const struct tree *tree,
	const struct declared *declared, const struct tree *then)
{
	add_declared(selection, tree, declared, then);
	add_gone(selection, tree, then);
}

/* --- globs that say nothing ----------------------------------------------------------
 */

static bool matches_any(const char *glob, const struct entity_set *set)
{
	for (size_t i = 0; set != NULL && i < set->count; i++)
		if (text_glob(glob, set->items[i]->address))
			return true;
	return false;
}

/* An address with that end: who gives an identifier alone means the whole. */
static const char *find_ending(const char *glob, const struct entity_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		const char *address = set->items[i]->address;
		size_t size = strlen(address), end = strlen(glob);

		if (size > end && text_equal(address + size - end, glob) &&
			strchr(":/", address[size - end - 1]) != NULL)
			return address;
	}
	return NULL;
}

static const char *find_nearest(
	struct arena *arena, const char *glob, const struct entity_set *set)
{
	const char *colon = strchr(glob, ':');
	const char **addresses = arena_array(arena, set->count, sizeof(*addresses));
	const char *kind = NULL;

	if (colon != NULL) {
		const char *name = arena_format(arena, "%.*s", (int)(colon - glob), glob);

		if (kind_find(name) == NULL && strpbrk(name, "*?") == NULL)
			kind = kind_nearest(name);
	}
	if (kind != NULL)
		return arena_format(arena, "%s%s", kind, colon);
	for (size_t i = 0; i < set->count; i++)
		addresses[i] = set->items[i]->address;
	kind = find_ending(glob, set);
	return kind != NULL ? kind : text_nearest(glob, addresses, set->count);
}

/* `once`: what git declared once would have done as well. */
static void says_nothing(const char *option, const char *glob, bool fatal, bool once,
	const struct declared *declared, struct error_list *errs)
{
	struct arena scratch = { 0 };
	const char *nearest = find_nearest(&scratch, glob, &declared->set);
	struct error *error = error_add_as(errs, ERROR_SETTINGS,
		fatal ? SEVERITY_ERROR : SEVERITY_WARNING, (struct place){ 0 },
		"--%s '%s' matches nothing that the tree declares%s", option, glob,
		once ? ", or declared at the base or since" : "");

	if (nearest != NULL)
		error_fix(errs, error, "did you mean '%s'?", nearest);
	else
		error_fix(errs, error,
			"give addresses as a plan names them, or globs of them: "
			"'service:payments/*'");
	arena_release(&scratch);
}

static void check_globs(const char *option, const char *const *globs, size_t count,
	bool lenient, const struct declared *declared, const struct entity_set *gone,
	bool once, struct error_list *errs)
{
	for (size_t i = 0; i < count; i++)
		if (!matches_any(globs[i], &declared->set) &&
			!matches_any(globs[i], gone))
			says_nothing(option, globs[i],
				!lenient || strpbrk(globs[i], "*?") == NULL, once,
				declared, errs);
}

bool selection_check_globs(const char *option, const char *const *globs, size_t count,
	const struct declared *declared, struct error_list *errs)
{
	size_t failures = errs->failures;

	check_globs(option, globs, count, true, declared, NULL, false, errs);
	return errs->failures == failures;
}

bool selection_check(const struct selection *selection, const struct declared *declared,
	const struct entity_set *gone, struct error_list *errs)
{
	size_t failures = errs->failures;

	check_globs("select", selection->select, selection->select_count, false, declared,
		gone, true, errs);
	check_globs("exclude", selection->exclude, selection->exclude_count, true,
		declared, gone, true, errs);
	return errs->failures == failures;
}

/* What stands before a glob's first sign decides, as far as `prefix` goes. */
static bool may_match(const char *glob, const char *prefix, bool deep)
{
	size_t size = strcspn(glob, "*?"), length = strlen(prefix);

	if (size <= length)
		return strncmp(glob, prefix, size) == 0 &&
		       (glob[size] != '\0' || size == length);
	return strncmp(glob, prefix, length) == 0 &&
	       (deep || memchr(glob + length, '/', size - length) == NULL);
}

/* "secret:*" takes all that begins with "secret:emea/". */
static bool takes_all(const char *glob, const char *prefix)
{
	size_t size = strcspn(glob, "*?");

	return strcmp(glob + size, "*") == 0 && strncmp(glob, prefix, size) == 0;
}

bool selection_reaches(const struct selection *selection, const char *prefix, bool deep)
{
	bool reached;

	if (selection_is_whole(selection))
		return true;
	reached = selection->select_count == 0;
	for (size_t i = 0; !reached && i < selection->select_count; i++)
		reached = may_match(selection->select[i], prefix, deep);
	for (size_t i = 0; reached && i < selection->exclude_count; i++)
		reached = !takes_all(selection->exclude[i], prefix);
	return reached;
}
