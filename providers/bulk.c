#include "providers/bulk.h"

#include "model/text.h"
#include "providers/item.h"
#include "providers/provider.h"
#include "providers/request.h"

/* The create of that entity among those that were sent, or NULL. */
static struct call *find_create(const struct call *call, const struct entity *entity)
{
	for (size_t i = 0; i < call->create_count; i++)
		if (text_equal(call->creates[i]->identifier, entity->identifier) &&
			scope_equal(call->creates[i]->scope, entity->scope))
			return call->creates[i];
	return NULL;
}

/* Unlike a list's, an item must name its scope itself. */
static const struct entity *read_made(
	const struct call *call, const struct value *item, struct arena *scratch)
{
	static const struct listing plain = { 0 };
	struct call reader = {
		.verb = VERB_LIST,
		.kind = call->kind,
		.scope = call->scope,
		.below = true,
		.arena = scratch,
		.errs = call->errs,
	};
	struct entity *entity;

	if (value_is(value_at(item, "governanceMetadata.deny"), "true") ||
		!item_read(&entity, &reader, &plain, item,
			request_operation(call)->answer, scratch))
		return NULL;
	return entity;
}

void bulk_read(const struct call *call, const struct value *data, struct arena *scratch)
{
	const struct value *made = value_at(data, call->kind->bulk.created);

	for (size_t i = 0; i < call->create_count; i++)
		call->creates[i]->outcome = OUTCOME_LOST;
	if (made == NULL || value_type(made) != VALUE_LIST)
		return;
	for (size_t i = 0; i < value_count(made); i++) {
		const struct entity *entity =
			read_made(call, value_item(made, i), scratch);
		struct call *create = entity != NULL ? find_create(call, entity) : NULL;

		if (create != NULL)
			create->outcome = OUTCOME_DONE;
	}
}
