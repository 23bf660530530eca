#include "reconcile/live_tasks.h"

#include "reconcile/selection.h"

struct live_task *live_add(struct live_reader *reader, enum verb verb,
	const struct kind *kind, struct scope scope)
{
	struct live_task *task = arena_alloc(reader->scratch, sizeof(*task));

	task->call = (struct call){
		.verb = verb,
		.kind = kind,
		.scope = scope,
		.brief = reader->options->brief,
		.known = &reader->declared->set,
		.arena = &reader->live->arena,
		.errs = &task->errs,
		.owner = task,
	};
	*reader->last = task;
	reader->last = &task->next;
	return task;
}

bool live_has_failed(const struct live_reader *reader)
{
	return reader->errs->failures > reader->failures;
}

void live_add_get(struct live_reader *reader, const struct kind *kind, struct scope scope,
	const char *identifier)
{
	const void **asked = index_at(
		&reader->asked, entity_address(reader->scratch, kind, scope, identifier));

	if (*asked != NULL)
		return;
	*asked = kind;
	live_add(reader, VERB_GET, kind, scope)->call.identifier = identifier;
}

bool live_selects(const struct live_reader *reader, const struct entity *entity)
{
	return selection_holds(reader->options->selection, entity->address);
}

/* --- answers ----------------------------------------------------------------- */

/* Whether what lives there is compared: then it has to be read. */
static bool is_compared(const struct live_reader *reader, const struct call *call)
{
	const struct entity *entity = entity_set_find(
		&reader->declared->set, entity_address(reader->scratch, call->kind,
						call->scope, call->identifier));

	return entity != NULL && live_selects(reader, entity);
}

/* This token may not look: whoever refers to it knows better than we do. */
static void assume_present(struct live_reader *reader, struct live_task *task)
{
	struct entity *entity = arena_alloc(&reader->live->arena, sizeof(*entity));

	entity->kind = task->call.kind;
	entity->scope = task->call.scope;
	entity->identifier = arena_text(&reader->live->arena, task->call.identifier);
	entity->address = entity_address(
		&reader->live->arena, entity->kind, entity->scope, entity->identifier);
	entity_set_add(&reader->live->set, entity);
	for (size_t i = 0; i < task->errs.count; i++) {
		task->errs.items[i]->severity = SEVERITY_WARNING;
		error_address(&task->errs, task->errs.items[i], entity->address);
	}
}

static void list_one_by_one(struct live_reader *reader, const struct live_task *task)
{
	for (size_t i = 0; i < task->scope_count; i++)
		live_add(reader, VERB_LIST, task->call.kind, task->scopes[i]);
}

static void finish(struct live_reader *reader, struct live_task *task)
{
	const struct call *call = &task->call;
	bool refused = call->outcome == OUTCOME_REFUSED;

	if (refused && call->verb == VERB_LIST && call->below) {
		list_one_by_one(reader, task);
		error_release(&task->errs);
		return;
	}
	if (refused && call->verb == VERB_GET && !is_compared(reader, call))
		assume_present(reader, task);
	for (size_t i = 0; i < call->found_count; i++)
		entity_set_add(&reader->live->set, call->found[i]);
	error_move(reader->errs, &task->errs);
}

void live_run(struct live_reader *reader)
{
	struct call *call;

	do {
		while (reader->first != NULL && provider_has_room(reader->provider)) {
			struct live_task *task = reader->first;

			reader->first = task->next;
			if (reader->first == NULL)
				reader->last = &reader->first;
			provider_start(reader->provider, &task->call);
		}
		call = provider_wait(reader->provider);
		if (call != NULL)
			finish(reader, call->owner);
	} while (call != NULL || reader->first != NULL);
	entity_set_sort(&reader->live->set);
}
