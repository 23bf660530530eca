#include "reconcile/kept_grant.h"

#include <stdint.h>

#include "model/limits.h"
#include "model/value.h"
#include "reconcile/draft.h"
#include "reconcile/selection.h"

static bool is_part(const struct field *field)
{
	const unsigned part = FIELD_TUPLE | FIELD_REQUIRED;

	return (field->traits & part) == part;
}

static size_t count_differences(const struct entity *left, const struct entity *right)
{
	const struct kind *kind = left->kind;
	size_t count = 0;

	for (size_t i = 0; i < kind->field_count; i++)
		count += is_part(&kind->fields[i]) &&
			 !text_equal(value_text_at(left->spec, kind->fields[i].path),
				 value_text_at(right->spec, kind->fields[i].path));
	return count;
}

/* What stands in its file now, the most like it; NULL when nothing of its kind does. */
static const struct entity *find_heir(
	const struct drafts *drafts, const struct entity *gone)
{
	const struct entity *heir = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < drafts->desired->count; i++) {
		const struct entity *entity = drafts->desired->items[i];
		size_t differences;

		if (entity->kind != gone->kind ||
			!text_equal(entity->source->path, gone->source->path))
			continue;
		differences = count_differences(gone, entity);
		if (differences < least) {
			heir = entity;
			least = differences;
		}
	}
	return heir;
}

/* What it grants to whom, as its document would say: "roleIdentifier viewer, ...". */
static void put_parts(struct buf *out, const struct entity *grant)
{
	const char *between = "";

	for (size_t i = 0; i < grant->kind->field_count; i++) {
		const char *path = grant->kind->fields[i].path;
		const char *text = value_text_at(grant->spec, path);

		if (!is_part(&grant->kind->fields[i]) || text == NULL)
			continue;
		buf_format(out, "%s%s %s", between, path, text);
		between = ", ";
	}
}

static void tell(const struct drafts *drafts, const struct entity *gone,
	const struct entity *live, const struct entity *heir)
{
	static const char words[] =
		"git no longer declares %s, but it is still live and grants %s";
	struct buf parts;
	struct error *error;

	buf_init(&parts, LIMIT_MESSAGE_BYTES);
	put_parts(&parts, live);
	if (heir != NULL)
		error = source_error(drafts->errs, ERROR_GRANT_KEPT, heir->source,
			heir->offset, words, gone->address, buf_string(&parts));
	else
		error = error_add(drafts->errs, ERROR_GRANT_KEPT, (struct place){ 0 },
			words, gone->address, buf_string(&parts));
	error_address(drafts->errs, error, gone->address);
	error_fix(drafts->errs, error, "say --prune to delete it");
	buf_release(&parts);
}

void kept_grants_tell(const struct drafts *drafts)
{
	for (size_t i = drafts->desired->count; i < drafts->count; i++) {
		const struct step *step = &drafts->items[i]->step;
		const struct entity *gone =
			drafts->gone->items[i - drafts->desired->count];
		const struct entity *heir;

		if (drafts->options->prune || step->live == NULL ||
			(gone->kind->traits & KIND_TUPLE) == 0 ||
			!selection_holds(drafts->options->selection, gone->address))
			continue;
		heir = find_heir(drafts, gone);
		if (gone->derived || (heir != NULL && heir->derived))
			tell(drafts, gone, step->live, heir);
	}
}
