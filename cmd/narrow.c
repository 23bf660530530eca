#include "cmd/narrow.h"

#include "cmd/session.h"
#include "model/kind.h"
#include "providers/git.h"

static const struct option rows[] = {
	{ .name = "select",
		.type = OPTION_LIST,
		.value = "GLOB",
		.saved = OPTION_SAVED,
		.help = "only entities whose address matches GLOB: "
			"'service:payments/*'" },
	{ .name = "exclude",
		.type = OPTION_LIST,
		.value = "GLOB",
		.saved = OPTION_SAVED,
		.help = "all but entities whose address matches GLOB" },
	{ .name = "changed-since",
		.type = OPTION_TEXT,
		.value = "REV",
		.saved = OPTION_SAVED_REVISION,
		.help = "only entities whose document differs in git from what it was at "
			"REV" },
};

const struct option_group narrow_options = { "Selection", rows, countof(rows) };

/* What the tree says now, committed or not, beside what it said then. */
static bool read_changes(struct session *session, const char *rev)
{
	struct error_list *errs = session->context->errs;
	struct selection *selection = &session->selection;
	struct tree then = { 0 };
	bool ok;

	selection->since = git_resolve(session->git, rev, &session->plan_arena, errs);
	if (selection->since == NULL)
		return false;
	ok = git_read_beside(session->git, selection->since, &session->tree, &then, errs);
	if (ok)
		selection_compare(selection, &session->tree, &session->declared, &then);
	tree_release(&then);
	return ok;
}

bool narrow_read(struct session *session)
{
	const struct options *told = session->context->options;
	const struct option_value *select = options_find(told, "select");
	const struct option_value *exclude = options_find(told, "exclude");
	const struct option_value *since = options_find(told, "changed-since");

	session->selection = (struct selection){ .changed.arena = &session->plan_arena };
	if (select == NULL || exclude == NULL || since == NULL)
		return true;
	session->selection.select = select->items;
	session->selection.select_count = select->count;
	session->selection.exclude = exclude->items;
	session->selection.exclude_count = exclude->count;
	if (since->text != NULL && !read_changes(session, since->text))
		return false;
	if (selection_is_whole(&session->selection))
		return true;
	session->report.selection = &session->selection;
	session->report.selected =
		selection_count(&session->selection, &session->declared.set);
	session->report.managed = selection_count(NULL, &session->declared.set);
	return true;
}

bool narrow_check(const struct session *session)
{
	const struct past *past = &session->past;

	return selection_check(&session->selection, &session->declared,
		past->has_base ? &past->gone : NULL, session->context->errs);
}
