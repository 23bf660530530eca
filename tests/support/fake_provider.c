#include "tests/support/fake_provider.h"

#include <assert.h>
#include <string.h>

#include "model/error.h"
#include "model/text.h"

static const char *const verb_names[] = { "list", "get", "create", "update", "delete",
	"create all" };
static const char *const outcome_names[] = { "done", "absent", "exists", "refused",
	"lost", "failed" };

static struct fake_provider *fake_of(struct provider *provider)
{
	return (struct fake_provider *)provider; /* its first member */
}

/* --- what is there ------------------------------------------------------- */

static bool hidden(const struct kind *kind, const char *path, const struct value *item,
	const struct value *spec)
{
	const struct field *field = kind_field(kind, path, spec);

	if (value_type(item) == VALUE_ENV || value_type(item) == VALUE_FILE)
		return true;
	return field != NULL && (field->traits & FIELD_SECRET);
}

/* The members of a map that the API would give back: all but secret values. */
static struct value visible(struct arena *arena, const struct kind *kind,
	const char *prefix, const struct value *map, const struct value *spec)
{
	struct value_builder builder = { .arena = arena };

	for (size_t i = 0; i < value_count(map); i++) {
		const char *key = value_text(value_key(map, i));
		const struct value *item = value_entry(map, i);
		const char *path = arena_format(arena, "%s%s", prefix, key);

		if (hidden(kind, path, item, spec))
			continue;
		if (value_type(item) == VALUE_MAP)
			value_put(&builder, arena_text(arena, key),
				visible(arena, kind, arena_format(arena, "%s.", path),
					item, spec));
		else
			value_put(&builder, arena_text(arena, key),
				*value_copy(arena, item));
	}
	return *value_map_end(&builder);
}

static void put_text(struct value_builder *builder, const char *key, const char *text)
{
	value_put(builder, key, value_make(VALUE_TEXT, arena_text(builder->arena, text)));
}

/* The API's answers name the entity and its scope, whatever was sent. */
static const struct value *members(struct arena *arena, const struct kind *kind,
	struct scope scope, const char *identifier, const struct value *spec)
{
	struct value_builder builder = { .arena = arena };
	struct value given = { 0 };

	for (size_t i = 0; i < kind->field_count; i++) {
		const char *path = kind->fields[i].path;

		if (strcmp(path, "identifier") == 0)
			put_text(&builder, path, identifier);
		else if (!(kind->fields[i].traits & FIELD_SCOPE))
			continue;
		else if (strcmp(path, "orgIdentifier") == 0 && scope.org != NULL)
			put_text(&builder, path, scope.org);
		else if (strcmp(path, "projectIdentifier") == 0 && scope.project != NULL)
			put_text(&builder, path, scope.project);
	}
	if (spec != NULL)
		given = visible(arena, kind, "", spec, spec);
	for (size_t i = 0; spec != NULL && i < value_count(&given); i++) {
		const char *key = value_text(value_key(&given, i));

		if (strcmp(key, "identifier") != 0)
			value_put(&builder, key, *value_entry(&given, i));
	}
	return value_map_end(&builder);
}

static struct entity *make(struct arena *arena, const struct kind *kind,
	struct scope scope, const char *identifier, const struct value *spec,
	struct slice text)
{
	struct entity *entity = arena_alloc(arena, sizeof(*entity));

	entity->kind = kind;
	entity->scope.org = arena_text(arena, scope.org);
	entity->scope.project = arena_text(arena, scope.project);
	entity->identifier = arena_text(arena, identifier);
	entity->address = entity_address(arena, kind, scope, identifier);
	entity->spec = members(arena, kind, scope, identifier, spec);
	if (kind->traits & KIND_WHOLE && text.ptr != NULL)
		entity->text =
			(struct slice){ arena_copy(arena, text.ptr, text.len), text.len };
	entity->managed = kind_is_builtin(kind, identifier);
	return entity;
}

struct entity *fake_provider_find(struct fake_provider *fake, const char *address)
{
	for (size_t i = 0; i < fake->set.count; i++)
		if (strcmp(fake->set.items[i]->address, address) == 0)
			return fake->set.items[i];
	return NULL;
}

struct entity *fake_provider_put(struct fake_provider *fake, const struct kind *kind,
	struct scope scope, const char *identifier, const struct value *spec,
	struct slice text)
{
	struct entity *entity = make(&fake->arena, kind, scope, identifier, spec, text);
	struct entity *old = fake_provider_find(fake, entity->address);

	entity->version = old != NULL ? old->version + 1 : 1;
	entity->modified_at = ++fake->time;
	if (old == NULL) {
		entity_set_add(&fake->set, entity);
		return entity;
	}
	*old = *entity;
	return old;
}

bool fake_provider_remove(struct fake_provider *fake, const char *address)
{
	struct entity *gone = fake_provider_find(fake, address);
	size_t kept = 0;

	if (gone == NULL)
		return false;
	for (size_t i = 0; i < fake->set.count; i++) {
		struct entity *entity = fake->set.items[i];
		bool inside = gone->kind->opens != 0 &&
			      scope_within(entity->scope, entity_opens(gone));

		if (entity != gone && !inside)
			fake->set.items[kept++] = entity;
	}
	fake->set.count = kept;
	return true;
}

/* --- faults and the record ------------------------------------------------ */

void fake_provider_fault(struct fake_provider *fake, struct fake_fault fault)
{
	assert(fake->fault_count < FAKE_FAULTS);
	fake->faults[fake->fault_count++] = fault;
}

static const char *call_address(struct fake_provider *fake, const struct call *call)
{
	if (call->verb != VERB_LIST && call->verb != VERB_CREATE_ALL)
		return entity_address(
			&fake->arena, call->kind, call->scope, call->identifier);
	return arena_format(&fake->arena, "%s:%s%s", call->kind->name,
		scope_prefix(&fake->arena, call->scope), call->below ? " below" : "");
}

static const struct fake_fault *strike(
	struct fake_provider *fake, const struct call *call)
{
	const char *address = call_address(fake, call);
	const struct fake_fault *found = NULL;

	for (size_t i = 0; i < fake->fault_count; i++) {
		struct fake_fault *fault = &fake->faults[i];

		if (fault->verbs != 0 && !(fault->verbs & 1u << call->verb))
			continue;
		if (fault->glob != NULL && !text_glob(fault->glob, address))
			continue;
		fault->seen++;
		if (found == NULL && (fault->nth == 0 || fault->nth == fault->seen))
			found = fault;
	}
	return found;
}

static void record(struct fake_provider *fake, const struct call *call, bool ended)
{
	fake->events = arena_grow(&fake->arena, fake->events, fake->event_count,
		&fake->event_room, sizeof(*fake->events));
	fake->events[fake->event_count++] = (struct fake_event){
		.ended = ended,
		.verb = call->verb,
		.address = call_address(fake, call),
		.outcome = call->outcome,
	};
}

size_t fake_provider_writes(const struct fake_provider *fake)
{
	return fake->started[VERB_CREATE] + fake->started[VERB_UPDATE] +
	       fake->started[VERB_DELETE] + fake->started[VERB_CREATE_ALL];
}

const char *fake_provider_story(struct fake_provider *fake)
{
	const char *story = "";

	for (size_t i = 0; i < fake->event_count; i++) {
		const struct fake_event *event = &fake->events[i];

		story = arena_format(&fake->arena, "%s%c %s %s%s%s\n", story,
			event->ended ? '-' : '+', verb_names[event->verb], event->address,
			event->ended ? " " : "",
			event->ended ? outcome_names[event->outcome] : "");
	}
	return story;
}

/* --- the acts ------------------------------------------------------------- */

static void give(struct call *call, const struct entity *entity)
{
	struct entity *copy = make(call->arena, entity->kind, entity->scope,
		entity->identifier, entity->spec, entity->text);

	copy->managed = entity->managed;
	copy->remote = entity->remote;
	copy->remote_place = arena_text(call->arena, entity->remote_place);
	copy->version = entity->version;
	copy->modified_at = entity->modified_at;
	call->found[call->found_count++] = copy;
}

/* What stands in the way of a create. */
static const struct entity *namesake(struct fake_provider *fake, const struct call *call)
{
	struct entity *wanted = make(&fake->arena, call->kind, call->scope,
		call->identifier, call->spec, call->text);
	const char *tuple = entity_tuple(&fake->arena, wanted);

	for (size_t i = 0; i < fake->set.count; i++) {
		const struct entity *entity = fake->set.items[i];

		if (entity->kind != call->kind ||
			!scope_equal(entity->scope, call->scope))
			continue;
		if (strcmp(entity->address, wanted->address) == 0)
			return entity;
		if (call->kind->traits & KIND_NOCASE &&
			text_equal_nocase(entity->identifier, call->identifier))
			return entity;
		if (tuple != NULL &&
			text_equal(entity_tuple(&fake->arena, entity), tuple))
			return entity;
	}
	return NULL;
}

static void list(struct fake_provider *fake, struct call *call)
{
	for (size_t i = 0; i < fake->set.count; i++) {
		const struct entity *entity = fake->set.items[i];

		if (entity->kind != call->kind)
			continue;
		if (call->below ? scope_within(entity->scope, call->scope)
				: scope_equal(entity->scope, call->scope))
			give(call, entity);
	}
}

static void write(struct fake_provider *fake, struct call *call)
{
	give(call, fake_provider_put(fake, call->kind, call->scope, call->identifier,
			   call->spec, call->text));
}

static enum outcome act(struct fake_provider *fake, struct call *call);

/* What a fault keeps from being done, or hides, is not in the answer. */
static void create_all(struct fake_provider *fake, struct call *call)
{
	for (size_t i = 0; i < call->create_count; i++) {
		struct call *create = call->creates[i];
		const struct fake_fault *fault = strike(fake, create);
		bool done = (fault == NULL || fault->effect == FAKE_LOSE) &&
			    act(fake, create) == OUTCOME_DONE;

		create->outcome = done && fault == NULL ? OUTCOME_DONE : OUTCOME_LOST;
		create->found = NULL;
		create->found_count = 0;
	}
}

static enum outcome act(struct fake_provider *fake, struct call *call)
{
	const char *address = call_address(fake, call);
	const struct entity *entity = fake_provider_find(fake, address);

	call->found = arena_array(call->arena, fake->set.count + 1, sizeof(*call->found));
	switch (call->verb) {
	case VERB_LIST:
		list(fake, call);
		return OUTCOME_DONE;
	case VERB_GET:
		if (entity == NULL)
			return OUTCOME_ABSENT;
		give(call, entity);
		return OUTCOME_DONE;
	case VERB_CREATE:
		if (namesake(fake, call) != NULL)
			return OUTCOME_EXISTS;
		write(fake, call);
		return OUTCOME_DONE;
	case VERB_UPDATE:
		if (entity == NULL)
			return OUTCOME_ABSENT;
		write(fake, call);
		return OUTCOME_DONE;
	case VERB_CREATE_ALL:
		create_all(fake, call);
		return OUTCOME_DONE;
	case VERB_DELETE:
		return fake_provider_remove(fake, address) ? OUTCOME_DONE
							   : OUTCOME_ABSENT;
	}
	return OUTCOME_FAILED;
}

static enum outcome refuse(struct fake_provider *fake, struct call *call, int status)
{
	const char *path = arena_format(&fake->arena, "/fake/%s", call->kind->name);
	struct error *error = error_add(call->errs, ERROR_API, (struct place){ 0 },
		"the script says status %d", status);
	struct error_call about = { .method = verb_names[call->verb],
		.path = path,
		.status = status,
		.code = "SCRIPTED" };

	error_address(call->errs, error, call_address(fake, call));
	error_call(call->errs, error, &about);
	return status == 403 ? OUTCOME_REFUSED : OUTCOME_FAILED;
}

static enum outcome outcome_of(struct fake_provider *fake, struct call *call)
{
	const struct fake_fault *fault = strike(fake, call);

	if (fault == NULL)
		return act(fake, call);
	switch (fault->effect) {
	case FAKE_FAIL:
		return refuse(fake, call, 500);
	case FAKE_REFUSE:
		return refuse(fake, call, 403);
	case FAKE_LOSE:
		act(fake, call);
		call->found = NULL;
		call->found_count = 0;
		break;
	case FAKE_DROP:
		break;
	case FAKE_UNSENT:
		error_add(call->errs, ERROR_INTERRUPTED, (struct place){ 0 },
			"not sent any more");
		return OUTCOME_FAILED;
	}
	return OUTCOME_LOST;
}

/* --- struct provider ------------------------------------------------------- */

static bool fake_has_room(struct provider *provider)
{
	const struct fake_provider *fake = fake_of(provider);

	return !fake->stopped && fake->call_count < fake->room;
}

static void fake_start(struct provider *provider, struct call *call)
{
	struct fake_provider *fake = fake_of(provider);

	call->found = NULL;
	call->found_count = 0;
	fake->started[call->verb]++;
	record(fake, call, false);
	fake->calls = arena_grow(&fake->arena, fake->calls, fake->call_count,
		&fake->call_room, sizeof(*fake->calls));
	fake->calls[fake->call_count++] = call;
}

static struct call *fake_wait(struct provider *provider)
{
	struct fake_provider *fake = fake_of(provider);
	struct call *call;

	if (fake->call_count == 0)
		return NULL;
	call = fake->calls[fake->newest_first ? fake->call_count - 1 : 0];
	fake->call_count--;
	if (!fake->newest_first)
		memmove(fake->calls, fake->calls + 1, fake->call_count * sizeof(call));
	call->outcome = outcome_of(fake, call);
	record(fake, call, true);
	return call;
}

static void fake_stop(struct provider *provider)
{
	fake_of(provider)->stopped = true;
}

void fake_provider_init(struct fake_provider *fake)
{
	*fake = (struct fake_provider){
		.provider = { fake_has_room, fake_start, fake_wait, fake_stop },
		.room = 8,
	};
	entity_set_init(&fake->set, &fake->arena);
}

void fake_provider_release(struct fake_provider *fake)
{
	arena_release(&fake->arena);
	*fake = (struct fake_provider){ 0 };
}
