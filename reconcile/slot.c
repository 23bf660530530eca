#include "reconcile/slot.h"

#include <assert.h>

#include "model/text.h"
#include "model/value.h"
#include "reconcile/ahead.h"

/* How often a write is sent whose answer is lost again and again, and the first
 * pause before it is sent once more; each further one is twice as long. */
enum { TRIES = 5, PAUSE_MS = 250 };

/* The one call that is under way. */
static enum outcome make_call(const struct slot *slot, struct call *call)
{
	struct call *done;

	provider_start(slot->provider, call);
	done = provider_wait(slot->provider);
	assert(done == call);
	(void)done;
	return call->outcome;
}

static struct call new_call(const struct slot *slot, enum verb verb, struct arena *arena,
	struct error_list *errs)
{
	return (struct call){
		.verb = verb,
		.kind = kind_of_record(),
		.scope = slot->scope,
		.identifier = slot->identifier,
		.arena = arena,
		.errs = errs,
	};
}

const char *slot_name(struct arena *arena, const struct slot *slot)
{
	return arena_format(arena, "%s %s of %s", kind_of_record()->name,
		slot->identifier, scope_words(arena, slot->scope));
}

const char *slot_text(struct arena *arena, const struct entity *entity)
{
	const char *text = value_text_at(entity->spec, "spec.fixedValue");

	return text != NULL ? arena_text(arena, text) : "";
}

void slot_ask(const struct slot *slot, struct ahead *ahead)
{
	struct call call = new_call(slot, VERB_GET, NULL, NULL);

	ahead_ask(ahead, &call);
}

enum outcome slot_read(const struct slot *slot, int64_t pause_ms, struct arena *arena,
	const char **text, struct error_list *errs)
{
	struct call call = new_call(slot, VERB_GET, arena, errs);

	call.pause_ms = pause_ms;
	*text = "";
	if (make_call(slot, &call) == OUTCOME_DONE && call.found_count > 0)
		*text = slot_text(arena, call.found[0]);
	return call.outcome;
}

/* --- writing ------------------------------------------------------------------ */

/* Source: extended.md 11: a text of type FIXED is all that variables can hold. */
static const struct value *make_spec(
	const struct slot *slot, struct arena *arena, const char *text)
{
	struct value_builder inner = { .arena = arena }, spec = { .arena = arena };

	value_put(&inner, "valueType", value_make(VALUE_TEXT, "FIXED"));
	value_put(&inner, "fixedValue", value_make(VALUE_TEXT, text));
	value_put(&spec, "identifier", value_make(VALUE_TEXT, slot->identifier));
	value_put(&spec, "name", value_make(VALUE_TEXT, slot->identifier));
	value_put(&spec, "description", value_make(VALUE_TEXT, slot->words));
	value_put(&spec, "type", value_make(VALUE_TEXT, "String"));
	value_put(&spec, "spec", *value_map_end(&inner));
	return value_map_end(&spec);
}

static enum outcome send(const struct slot *slot, enum verb verb, struct arena *arena,
	const char *text, unsigned tries, struct error_list *errs)
{
	struct call call = new_call(slot, verb, arena, errs);

	if (tries > 0)
		call.pause_ms = (int64_t)PAUSE_MS << (tries - 1);
	if (text != NULL)
		call.spec = make_spec(slot, arena, text);
	return make_call(slot, &call);
}

static enum outcome give_up(
	const struct slot *slot, struct arena *arena, struct error_list *errs)
{
	error_add(errs, ERROR_HTTP, (struct place){ 0 },
		"%s: the answer was lost %d times", slot_name(arena, slot), TRIES);
	return OUTCOME_FAILED;
}

enum outcome slot_claim(const struct slot *slot, struct arena *arena, const char *text,
	const char **other, struct error_list *errs)
{
	for (unsigned i = 0; i < TRIES; i++) {
		enum outcome sent = send(slot, VERB_CREATE, arena, text, i, errs), read;

		if (sent != OUTCOME_EXISTS && sent != OUTCOME_LOST)
			return sent;
		read = slot_read(slot, 0, arena, other, errs);
		if (read == OUTCOME_DONE)
			return text_equal(*other, text) ? OUTCOME_DONE : OUTCOME_EXISTS;
		if (read != OUTCOME_ABSENT)
			return read;
	}
	return give_up(slot, arena, errs);
}

enum outcome slot_write(const struct slot *slot, struct arena *arena, const char *text,
	bool there, struct error_list *errs)
{
	for (unsigned i = 0; i < TRIES; i++) {
		enum verb verb = there ? VERB_UPDATE : VERB_CREATE;
		enum outcome sent = send(slot, verb, arena, text, i, errs), read;
		const char *held;

		if (sent != OUTCOME_EXISTS && sent != OUTCOME_LOST &&
			sent != OUTCOME_ABSENT)
			return sent;
		read = slot_read(slot, 0, arena, &held, errs);
		if (read == OUTCOME_DONE && text_equal(held, text))
			return OUTCOME_DONE;
		if (read != OUTCOME_DONE && read != OUTCOME_ABSENT)
			return read;
		there = read == OUTCOME_DONE;
	}
	return give_up(slot, arena, errs);
}

enum outcome slot_clear(
	const struct slot *slot, struct arena *arena, struct error_list *errs)
{
	for (unsigned i = 0; i < TRIES; i++) {
		enum outcome sent = send(slot, VERB_DELETE, arena, NULL, i, errs);

		if (sent == OUTCOME_ABSENT)
			return OUTCOME_DONE;
		if (sent != OUTCOME_LOST)
			return sent;
	}
	return give_up(slot, arena, errs);
}
