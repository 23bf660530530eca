#include "cmd/adopt.h"

#include <string.h>

#include "cmd/session.h"
#include "model/text.h"
#include "providers/git.h"
#include "providers/overwrite.h"
#include "reconcile/drift.h"

bool adopt_can_write(const struct session *session, const char *option)
{
	if (session->tree.workdir != NULL)
		return true;
	error_add(session->context->errs, ERROR_USAGE, (struct place){ 0 },
		"%s writes files, so it needs a work tree and no --rev", option);
	return false;
}

/* --- what is adopted ---------------------------------------------------------------- */

static bool is_wanted(const char *address, const char *const *globs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_glob(globs[i], address))
			return true;
	return false;
}

/* Fields that Harness moved; without a base nobody knows who did. */
static size_t take_changes(struct change *taken, const struct session *session,
	const struct drift_entity *item)
{
	size_t count = 0;

	for (size_t i = 0; i < item->change_count; i++)
		if (!session->past.has_base || item->changes[i].cause != CAUSE_GIT)
			taken[count++] = item->changes[i];
	return count;
}

static bool is_all(struct arena *arena, const struct drift_entity *item, size_t taken)
{
	static const struct diff_options options;
	struct difference difference;

	diff_entity(&difference, arena, item->desired, NULL, item->live, &options);
	return difference.count == taken;
}

/* One is named; of more, a glob has met them on its way. */
static void say_left(const struct session *session, const char *address, size_t count,
	const char *why, bool pulls)
{
	struct error_list *errs = session->context->errs;
	struct error *error;

	if (count == 0)
		return;
	if (count == 1)
		error = error_add(errs, ERROR_LEFT_OUT, (struct place){ 0 },
			"not adopted: %s", why);
	else
		error = error_add(errs, ERROR_LEFT_OUT, (struct place){ 0 },
			"%zu entities are not adopted: %s", count, why);
	if (count == 1)
		error_address(errs, error, address);
	if (pulls)
		error_fix(errs, error, "rein pull --select '%s' writes %s",
			count == 1 ? address : "GLOB", count == 1 ? "one" : "them");
}

static bool take(struct adoption *adoption, struct arena *arena,
	const struct session *session, const struct drift_entity *item)
{
	struct change *changes = arena_array(arena, item->change_count, sizeof(*changes));

	*adoption = (struct adoption){
		.desired = item->desired,
		.live = item->live,
		.changes = changes,
	};
	if (item->state == DRIFT_UNMANAGED || item->desired == NULL)
		return false;
	if (item->live == NULL)
		return item->state == DRIFT_MISSING;
	adoption->count = take_changes(changes, session, item);
	adoption->whole = is_all(arena, item, adoption->count);
	return adoption->count > 0;
}

size_t adopt_collect(struct adoption **items, struct arena *arena,
	const struct session *session, const struct drift *drift,
	const char *const *globs, size_t glob_count)
{
	const char *unmanaged = NULL, *pending = NULL;
	size_t count = 0, unmanaged_count = 0, pending_count = 0;

	*items = arena_array(arena, drift->count, sizeof(**items));
	for (size_t i = 0; i < drift->count; i++) {
		if (!is_wanted(drift->items[i].address, globs, glob_count))
			continue;
		if (take(&(*items)[count], arena, session, &drift->items[i])) {
			count++;
		} else if (drift->items[i].state == DRIFT_UNMANAGED) {
			unmanaged = drift->items[i].address;
			unmanaged_count++;
		} else {
			pending = drift->items[i].address;
			pending_count++;
		}
	}
	say_left(session, unmanaged, unmanaged_count, "no document declares it", true);
	say_left(session, pending, pending_count, "only git was changed", false);
	return count;
}

/* --- files ---------------------------------------------------------------------- */

static bool is_clean(const struct session *session, const struct tree *then,
	const struct adopted_file *file)
{
	const struct tree_file *now = tree_find(&session->tree, file->path);
	const struct tree_file *old = tree_find(then, file->path);

	return old != NULL && source_same(&now->source, &old->source);
}

bool adopt_check_clean(struct session *session, const struct adopted *adopted)
{
	struct error_list *errs = session->context->errs;
	size_t failures = errs->failures;
	struct tree then = { 0 };

	if (!session->tree.dirty || adopted->count == 0)
		return true;
	if (session->tree.commit[0] != '\0' &&
		!git_read_beside(session->git, "HEAD", &session->tree, &then, errs))
		return false;
	for (size_t i = 0; i < adopted->count; i++) {
		const char *path = adopted->files[i].path;

		if (is_clean(session, &then, &adopted->files[i]))
			continue;
		error_fix(errs,
			error_add(errs, ERROR_TREE, (struct place){ .file = path },
				"%s has changes that are not committed", path),
			"commit them, or say --allow-dirty");
	}
	tree_release(&then);
	return errs->failures == failures;
}

bool adopt_write(struct session *session, struct adopted *adopted)
{
	const char *root = session->tree.workdir;
	struct error_list *errs = session->context->errs;
	bool ok = true;

	if (!tree_is_whole(&session->tree, errs))
		return false;
	for (size_t i = 0; i < adopted->count; i++) {
		struct adopted_file *file = &adopted->files[i];

		file->written = file->removed
					? remove_file(root, file->path, errs)
					: overwrite_file(root, file->path,
						  file->bytes.ptr, file->bytes.len, errs);
		ok &= file->written;
	}
	return ok;
}
