#include "reconcile/saved.h"

#include <string.h>

#include "model/index.h"
#include "model/text.h"

/* --- tree and account ------------------------------------------------------------ */

static bool tree_moved(struct error_list *errs, const struct saved *saved,
	const struct tree *tree, const char *message)
{
	struct error *error = error_add(errs, ERROR_PLAN_MOVED,
		(struct place){ .file = tree->root }, "%s", message);

	if (saved->tree_id != NULL && saved->commit != NULL)
		error_fix(errs, error, "check out %s, or plan again", saved->commit);
	else
		error_fix(errs, error, "plan again");
	return false;
}

bool saved_check_tree(
	const struct saved *saved, const struct tree *tree, struct error_list *errs)
{
	struct arena scratch = { 0 };
	bool same = text_equal(saved->tree_digest, fingerprint_tree(&scratch, tree));
	bool ok = true;

	if (!text_equal(saved->root, tree->root))
		ok = tree_moved(errs, saved, tree,
			arena_format(&scratch, "the plan is of another tree: %s",
				saved->root));
	else if (saved->tree_id == NULL && !same)
		ok = tree_moved(errs, saved, tree,
			"documents have changed since the plan was made, from a tree "
			"with uncommitted changes");
	else if (saved->tree_id != NULL && tree->dirty)
		ok = tree_moved(errs, saved, tree,
			"the tree has uncommitted changes, which the plan does not have");
	else if (saved->tree_id != NULL && !text_equal(saved->tree_id, tree->tree_id))
		ok = tree_moved(errs, saved, tree,
			arena_format(&scratch,
				"the plan is of tree %s, at commit %s; this is tree %s, "
				"at commit %s",
				saved->tree_id, saved->commit, tree->tree_id,
				tree->commit));
	else if (!same)
		ok = tree_moved(errs, saved, tree,
			"git calls the tree the same as the plan's, but bytes differ: "
			"is a filter or the conversion of line ends at work?");
	arena_release(&scratch);
	return ok;
}

/* `/gateway` is served with and without (core.md 1.1). */
static struct slice without_gateway(const char *endpoint)
{
	struct slice slice = slice_of(endpoint);

	if (text_ends(endpoint, "/gateway"))
		slice.len -= strlen("/gateway");
	return slice;
}

static bool same_endpoint(const char *a, const char *b)
{
	struct slice left = without_gateway(a), right = without_gateway(b);

	return left.len == right.len && memcmp(left.ptr, right.ptr, left.len) == 0;
}

bool saved_check_account(const struct saved *saved, const char *account,
	const char *endpoint, struct error_list *errs)
{
	size_t failures = errs->failures;

	if (!text_equal(saved->account, account))
		error_add(errs, ERROR_PLAN_MOVED, (struct place){ 0 },
			"the plan is for account '%s', but '%s' is in force",
			saved->account, account);
	if (!same_endpoint(saved->endpoint, endpoint))
		error_add(errs, ERROR_PLAN_MOVED, (struct place){ 0 },
			"the plan is for %s, but %s is in force", saved->endpoint,
			endpoint);
	return errs->failures == failures;
}

/* --- steps ----------------------------------------------------------------------- */

/* Places named in one message; the rest is counted. */
enum { NAMED_PLACES = 4 };

struct moved {
	struct buf text;
	size_t count;
};

static void add_place(struct moved *moved, const char *path)
{
	if (moved->count++ < NAMED_PLACES)
		buf_format(&moved->text, "%s%s", moved->count > 1 ? ", " : "",
			*path != '\0' ? path : "its text");
}

/* Both are sorted by path. */
static void find_moved(struct moved *moved, const struct fingerprint *then,
	const struct fingerprint *now)
{
	size_t i = 0, k = 0;

	while (i < then->count || k < now->count) {
		int order = i == then->count ? 1
			    : k == now->count
				    ? -1
				    : strcmp(then->fields[i].path, now->fields[k].path);

		if (order < 0)
			add_place(moved, then->fields[i++].path);
		else if (order > 0)
			add_place(moved, now->fields[k++].path);
		else if (strcmp(then->fields[i++].digest, now->fields[k++].digest) != 0)
			add_place(moved, now->fields[k - 1].path);
	}
	if (moved->count > NAMED_PLACES)
		buf_format(&moved->text, " and %zu more", moved->count - NAMED_PLACES);
}

/* Of one step, whose address stands before the message. */
static void say(
	struct error_list *errs, const struct saved_step *step, const char *message)
{
	struct error *error =
		error_add(errs, ERROR_PLAN_MOVED, (struct place){ 0 }, "%s", message);

	error_address(errs, error, step->address);
}

/* The step is not made again: what it would do is done, or has nothing to do it to. */
static const char *words_of_done(const char *action)
{
	static const struct {
		const char *action, *words;
	} rows[] = {
		{ "create", "it is there by now, as the tree has it" },
		{ "delete", "it is gone by now" },
		{ "blocked", "nothing blocks it by now, and nothing is to do" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].action, action) == 0)
			return rows[i].words;
	return "it is by now as the tree has it";
}

/* What came to live in it since goes with it, and nobody has read that. */
static void check_cascades(const struct saved_step *then, const struct saved_step *now,
	struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct index known = { .arena = &scratch };

	for (size_t i = 0; i < then->cascade_count; i++)
		*index_at(&known, then->cascades[i]) = then;
	for (size_t i = 0; i < now->cascade_count; i++)
		if (!index_has(&known, now->cascades[i]))
			say(errs, then,
				arena_format(&scratch,
					"%s would go with it by now, of which the plan "
					"says nothing",
					now->cascades[i]));
	arena_release(&scratch);
}

/* What is blocked writes nothing, so it may move as it likes. */
static bool is_idle(const struct saved_step *step)
{
	return step->writes == NULL;
}

static void check_step(const struct saved_step *then, const struct saved_step *now,
	struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct moved moved = { 0 };

	if (is_idle(then) && is_idle(now))
		return;
	buf_init(&moved.text, 1 << 16);
	if (then->live && now->live)
		find_moved(&moved, &then->print, &now->print);
	if (then->live && !now->live)
		say(errs, then, "it is gone by now");
	else if (!then->live && now->live)
		say(errs, then, "it is there by now, and differs from the tree");
	else if (moved.count > 0)
		say(errs, then,
			arena_format(&scratch,
				"it has changed in Harness since the plan was made: %s",
				buf_string(&moved.text)));
	else if (strcmp(then->action, now->action) != 0)
		say(errs, then,
			arena_format(&scratch, "the plan says %s, and by now it is %s",
				then->action, now->action));
	else if (!text_equal(then->writes, now->writes))
		say(errs, then,
			"other bytes would be sent by now: rein is of another version, "
			"or REIN_DIGEST_KEY is not what it was");
	else
		check_cascades(then, now, errs);
	buf_release(&moved.text);
	arena_release(&scratch);
}

static void check_base(
	const struct saved *saved, const struct saved *again, struct error_list *errs)
{
	if (!text_equal(saved->base, again->base))
		error_add(errs, ERROR_PLAN_MOVED, (struct place){ 0 },
			"commit %s was the one last applied when the plan was made, and "
			"by now %s is",
			saved->base != NULL ? saved->base : "(none)",
			again->base != NULL ? again->base : "(none)");
}

bool saved_check_steps(
	const struct saved *saved, const struct saved *again, struct error_list *errs)
{
	struct arena scratch = { 0 };
	struct index now = { .arena = &scratch }, then = { .arena = &scratch };
	size_t failures = errs->failures;

	check_base(saved, again, errs);
	for (size_t i = 0; i < again->count; i++)
		*index_at(&now, again->steps[i].address) = &again->steps[i];
	for (size_t i = 0; i < saved->count; i++) {
		const struct saved_step *step = &saved->steps[i];
		const void *found = *index_at(&now, step->address);

		*index_at(&then, step->address) = step;
		if (found != NULL)
			check_step(step, found, errs);
		else
			say(errs, step, words_of_done(step->action));
	}
	for (size_t i = 0; i < again->count; i++)
		if (*index_at(&then, again->steps[i].address) == NULL)
			say(errs, &again->steps[i],
				"the plan has no step for it, and by now it needs one");
	arena_release(&scratch);
	return errs->failures == failures;
}

static bool is_step(const struct plan *plan, const char *address)
{
	for (size_t i = 0; i < plan->count; i++)
		if (strcmp(plan->steps[i].address, address) == 0)
			return true;
	return false;
}

static void check_need(const struct plan *plan, const struct entity *entity,
	const char *address, struct error_list *errs)
{
	struct error *error;

	if (is_step(plan, address))
		return;
	error = error_add(errs, ERROR_PLAN_MOVED, (struct place){ 0 },
		"%s, which it refers to, is gone by now", address);
	error_address(errs, error, entity->address);
}

bool saved_check_needs(const struct plan *plan, const struct entity_set *desired,
	const struct entity_set *live, struct error_list *errs)
{
	struct arena scratch = { 0 };
	size_t failures = errs->failures;

	for (size_t i = 0; i < plan->count; i++) {
		const struct entity *entity = plan->steps[i].desired;

		for (size_t k = 0; entity != NULL && k < entity->link_count; k++) {
			const struct link *link = &entity->links[k];
			const char *address;

			if (link->kind == NULL || !kind_is_managed(link->kind) ||
				kind_is_builtin(link->kind, link->identifier))
				continue;
			address = entity_address(
				&scratch, link->kind, link->scope, link->identifier);
			if (entity_set_find(desired, address) != NULL &&
				entity_set_find(live, address) == NULL)
				check_need(plan, entity, address, errs);
		}
	}
	arena_release(&scratch);
	return errs->failures == failures;
}

void saved_refuse(struct error_list *errs)
{
	struct error *error = error_add(errs, ERROR_PLAN_MOVED, (struct place){ 0 },
		"the plan no longer holds; nothing was written");

	error_fix(errs, error, "plan again, and look at what is to do by now");
}
