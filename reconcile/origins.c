#include "reconcile/origins.h"

#include "model/source.h"
#include "providers/git.h"

/* Where git says what Harness says otherwise. */
static uint32_t offset_of(const struct drift_entity *item)
{
	for (size_t i = 0; i < item->change_count; i++)
		if (item->changes[i].cause != CAUSE_GIT)
			return item->changes[i].offset;
	return item->change_count > 0 ? item->changes[0].offset : item->desired->offset;
}

static bool is_traced(const struct drift_entity *item)
{
	return item->state != DRIFT_PENDING && item->desired != NULL &&
	       item->desired->source != NULL;
}

static struct git_origin ask(const struct drift_entity *item)
{
	const struct source *source = item->desired->source;

	return (struct git_origin){
		.path = source->path,
		.bytes = source_bytes(source),
		.line = source_place(source, offset_of(item)).line,
	};
}

static const struct drift_commit *read_commit(
	struct arena *arena, const struct git *git, const struct git_origin *origin)
{
	struct drift_commit *commit = arena_alloc(arena, sizeof(*commit));
	struct git_revision revision = { 0 };
	struct error_list unsaid = { 0 };

	if (origin->commit[0] != '\0')
		git_describe(git, origin->commit, arena, &revision, &unsaid);
	error_release(&unsaid);
	*commit = (struct drift_commit){
		.commit = arena_text(arena, origin->commit),
		.author = revision.author,
		.file = origin->path,
		.line = (uint32_t)origin->line,
		.at = revision.time,
	};
	return commit;
}

void origins_find(struct drift *drift, const struct git *git, const char *commit)
{
	struct arena scratch = { 0 };
	struct git_origin *origins =
		arena_array(&scratch, drift->count, sizeof(*origins));
	size_t count = 0, at = 0;

	for (size_t i = 0; i < drift->count; i++)
		if (is_traced(&drift->items[i]))
			origins[count++] = ask(&drift->items[i]);
	git_find_origins(git, commit, origins, count);
	for (size_t i = 0; i < drift->count; i++) {
		if (!is_traced(&drift->items[i]))
			continue;
		if (origins[at].known)
			drift->items[i].declared_by =
				read_commit(&drift->arena, git, &origins[at]);
		at++;
	}
	arena_release(&scratch);
}
