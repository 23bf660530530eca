#include "reconcile/lock.h"

#include <string.h>

#include "model/text.h"
#include "reconcile/plain_json.h"

/* How long to wait before one looks again, at first and at most. */
enum { LOOK_MS = 250, LOOK_MOST_MS = 5000 };

/* --- the value ------------------------------------------------------------------- */

static const struct member {
	const char *key;
	size_t at; /* in struct lock_holder */
} members[] = {
	{ "name", offsetof(struct lock_holder, name) },
	{ "who", offsetof(struct lock_holder, who) },
	{ "where", offsetof(struct lock_holder, where) },
	{ "at", offsetof(struct lock_holder, at) },
	{ "nonce", offsetof(struct lock_holder, nonce) },
};

static const char **text_at(struct lock_holder *holder, const struct member *member)
{
	return (const char **)(void *)((char *)holder + member->at);
}

const char *lock_format(struct arena *arena, const struct lock_holder *holder)
{
	struct value_builder map = { .arena = arena };
	struct lock_holder copy = *holder;

	value_put(&map, "format", value_make(VALUE_NUMBER, "1"));
	for (size_t i = 0; i < countof(members); i++)
		value_put(&map, members[i].key,
			value_make(VALUE_TEXT, *text_at(&copy, &members[i])));
	return plain_json_write(arena, value_map_end(&map));
}

void lock_parse(struct lock_holder *holder, struct arena *arena, const char *text)
{
	const struct value *root = plain_json_read(arena, text);

	for (size_t i = 0; i < countof(members); i++) {
		const char *told = plain_json_text(root, members[i].key);

		*text_at(holder, &members[i]) = told != NULL ? told : "";
	}
}

const char *lock_words(struct arena *arena, const struct lock_holder *holder)
{
	const char *who = *holder->who != '\0' ? holder->who : "somebody";
	const char *where = *holder->where != '\0' ? holder->where : "an unknown place";

	if (*holder->at == '\0')
		return arena_format(arena, "%s at %s", who, where);
	return arena_format(arena, "%s at %s since %s", who, where, holder->at);
}

/* --- taking ------------------------------------------------------------------------ */

bool lock_refuse(struct lock *lock, const struct lock_holder *other,
	const struct lock_wait *wait, struct error_list *errs)
{
	struct error *error = error_add(errs, ERROR_LOCK, (struct place){ 0 },
		"%s holds the lock, %s", lock_words(&lock->arena, other),
		slot_name(&lock->arena, &lock->slot));

	error_fix(errs, error, "%s",
		wait->timeout_ms > 0
			? "wait longer, or free it with 'rein unlock' if that apply is "
			  "gone"
			: "wait for it with --lock-timeout 10m, or free it with 'rein "
			  "unlock' if that apply is gone");
	return false;
}

static bool denied(struct lock *lock, struct error_list *errs)
{
	struct error *error = error_add(errs, ERROR_LOCK, (struct place){ 0 },
		"the lock cannot be taken: this key may not write %s",
		slot_name(&lock->arena, &lock->slot));

	error_fix(errs, error,
		"let the key edit and delete variables there, name another place with "
		"--record-scope, or apply without lock and record: --record none");
	return false;
}

/*
 * Look until it is free, or for as long as is left: DONE with who holds it still, or
 * ABSENT.
 */
static enum outcome await_release(struct lock *lock, const struct lock_wait *wait,
	int64_t *waited_ms, const char **text, struct error_list *errs)
{
	enum outcome outcome = OUTCOME_DONE;

	for (int64_t pause = LOOK_MS;
		outcome == OUTCOME_DONE && *waited_ms < wait->timeout_ms && !*wait->stop;
		pause *= 2) {
		if (pause > LOOK_MOST_MS)
			pause = LOOK_MOST_MS;
		if (pause > wait->timeout_ms - *waited_ms)
			pause = wait->timeout_ms - *waited_ms;
		outcome = slot_read(&lock->slot, pause, &lock->arena, text, errs);
		*waited_ms += pause;
	}
	return outcome;
}

static bool stopped(struct error_list *errs)
{
	error_add(errs, ERROR_INTERRUPTED, (struct place){ 0 },
		"stopped before the lock was taken: nothing was applied");
	return false;
}

/*
 * One try. EXISTS with who holds it; of the others but DONE an error was added. A stop
 * may come between an answer that was lost and the look who holds it: then giving it
 * back looks.
 */
static enum outcome claim(struct lock *lock, const struct lock_wait *wait,
	const char **other, struct error_list *errs)
{
	const char *text = lock_format(&lock->arena, &lock->holder);
	enum outcome outcome = slot_claim(&lock->slot, &lock->arena, text, other, errs);

	lock->held =
		outcome == OUTCOME_DONE || (outcome == OUTCOME_FAILED && *wait->stop);
	if (outcome == OUTCOME_REFUSED)
		denied(lock, errs);
	return outcome;
}

bool lock_take(struct lock *lock, const struct lock_wait *wait, struct error_list *errs)
{
	const char *other;
	struct lock_holder holder;
	int64_t waited_ms = 0;
	enum outcome outcome;

	while ((outcome = claim(lock, wait, &other, errs)) == OUTCOME_EXISTS) {
		lock_parse(&holder, &lock->arena, other);
		if (wait->timeout_ms > 0 && waited_ms == 0 && wait->report != NULL)
			wait->report(&holder);
		outcome = await_release(lock, wait, &waited_ms, &other, errs);
		if (*wait->stop)
			return stopped(errs);
		if (outcome != OUTCOME_DONE && outcome != OUTCOME_ABSENT)
			return false;
		if (outcome == OUTCOME_ABSENT)
			continue;
		lock_parse(&holder, &lock->arena, other);
		return lock_refuse(lock, &holder, wait, errs);
	}
	return outcome == OUTCOME_DONE;
}

/* --- giving back ---------------------------------------------------------------------
 */

static bool keep_away(
	struct lock *lock, const struct lock_holder *other, struct error_list *errs)
{
	error_add(errs, ERROR_LOCK, (struct place){ 0 },
		"the lock is no longer the one that was taken: somebody freed it "
		"meanwhile, "
		"and %s holds it now",
		lock_words(&lock->arena, other));
	return false;
}

bool lock_give_back(struct lock *lock, struct error_list *errs)
{
	struct lock_holder other;
	const char *text;
	size_t mark = errs->count;
	enum outcome outcome;

	if (!lock->held)
		return true;
	lock->held = false;
	outcome = slot_read(&lock->slot, 0, &lock->arena, &text, errs);
	if (outcome == OUTCOME_ABSENT)
		return true;
	if (outcome == OUTCOME_DONE) {
		lock_parse(&other, &lock->arena, text);
		if (!text_equal(other.nonce, lock->holder.nonce))
			return keep_away(lock, &other, errs);
		if (slot_clear(&lock->slot, &lock->arena, errs) == OUTCOME_DONE)
			return true;
	}
	error_wrap(errs, mark, "the lock could not be given back ('rein unlock' does)");
	return false;
}

void lock_release(struct lock *lock)
{
	arena_release(&lock->arena);
	*lock = (struct lock){ 0 };
}
