#include "cmd/locking.h"

#include <string.h>

#include "cmd/history.h"
#include "cmd/output.h"
#include "cmd/render/terminal.h"
#include "cmd/session.h"
#include "cmd/who.h"
#include "model/kind.h"
#include "model/limits.h"
#include "model/num.h"
#include "providers/http.h"

static const struct option rows[] = {
	{ .name = "lock-timeout",
		.type = OPTION_TEXT,
		.value = "TIME",
		.help = "how long to wait for another apply to end: 90s, 10m, 1h",
		.usual = "0s, do not wait" },
};

const struct option_group locking_options = { "Lock", rows, countof(rows) };

static const char words[] =
	"Who applies with rein just now. It goes when that ends; rein unlock frees it.";

/* Longer waits are a mistake. */
enum { WAIT_MOST_HOURS = 24 };

bool locking_parse_wait(const char *text, int64_t *wait_ms)
{
	static const struct {
		const char *unit;
		int64_t seconds;
	} units[] = { { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "", 1 } };
	size_t digits = strspn(text, "0123456789");
	char number[16] = "";
	int64_t count;

	if (digits == 0 || digits >= sizeof(number))
		return false;
	memcpy(number, text, digits);
	for (size_t i = 0; i < countof(units); i++) {
		int64_t most = (int64_t)WAIT_MOST_HOURS * 3600 / units[i].seconds;

		if (!text_equal(text + digits, units[i].unit))
			continue;
		if (!num_parse(number, 0, most, &count))
			return false;
		*wait_ms = count * units[i].seconds * 1000;
		return true;
	}
	return false;
}

bool locking_open(struct session *session)
{
	struct error_list *errs = session->context->errs;
	const struct option_value *told =
		options_get(session->context->options, "lock-timeout");

	session->lock_wait_ms = 0;
	if (told->text == NULL || locking_parse_wait(told->text, &session->lock_wait_ms))
		return true;
	error_fix(errs,
		error_add(errs,
			told->origin == ORIGIN_COMMAND_LINE ? ERROR_USAGE
							    : ERROR_SETTINGS,
			(struct place){ 0 }, "%s: '%s' is no time of at most %d hours",
			told->said, told->text, WAIT_MOST_HOURS),
		"say it like 90s, 10m or 1h");
	return false;
}

/* --- where ------------------------------------------------------------------------- */

static struct slot slot_at(const struct session *session, struct scope scope)
{
	return (struct slot){ session->provider, scope, session->keeper.name.lock,
		words };
}

/* Whether this plan is to create the scope: nothing can be kept there yet. */
static bool is_to_come(const struct session *session, struct scope scope)
{
	for (size_t i = 0; i < session->plan.count; i++) {
		const struct step *step = &session->plan.steps[i];

		if (step->live == NULL && step->desired != NULL &&
			step->kind->opens != 0 &&
			scope_equal(entity_opens(step->desired), scope))
			return true;
	}
	return false;
}

/* Where the record is or belongs, or the nearest scope above that is there. */
static struct scope find_scope(const struct session *session)
{
	struct scope scope = session->keeper.scope;

	while (scope_level(scope) != SCOPE_ACCOUNT && is_to_come(session, scope))
		scope = scope_at(scope, scope_level(scope) / 2);
	return scope;
}

/* --- taking and giving back ----------------------------------------------------------
 */

static void tell_holder(const struct lock_holder *holder)
{
	struct arena arena = { 0 };
	struct buf shown;

	buf_init(&shown, LIMIT_MESSAGE_BYTES);
	terminal_text(&shown, slice_of(lock_words(&arena, holder)));
	output_say("waiting for the lock: %s holds it\n", buf_string(&shown));
	buf_release(&shown);
	arena_release(&arena);
}

/* Look at one scope; one beside the record's that this key may not see is none of this
 * tree's. */
static bool look(struct session *session, struct scope scope, struct lock_found *found)
{
	struct error_list said = { 0 };
	enum outcome outcome;
	bool failed;

	found->slot = slot_at(session, scope);
	outcome = slot_read(&found->slot, 0, &session->keeper.arena, &found->text, &said);
	found->there = outcome == OUTCOME_DONE;
	failed =
		outcome == OUTCOME_FAILED ||
		(outcome == OUTCOME_REFUSED && scope_equal(scope, session->keeper.scope));
	if (failed)
		error_move(session->context->errs, &said);
	error_release(&said);
	return !failed;
}

/* Above `scope`, where a lock is that was taken before the scope was there. */
static bool look_above(
	struct session *session, struct scope scope, struct lock_found *found)
{
	for (enum scope_level level = scope_level(scope) / 2;
		!found->there && level >= SCOPE_ACCOUNT; level /= 2)
		if (!look(session, scope_at(scope, level), found))
			return false;
	return true;
}

/* As long as nothing is recorded, a lock may stand where the record does not belong. */
static bool is_first(struct session *session, const struct lock_wait *wait)
{
	struct lock *lock = &session->lock;
	struct lock_found found = { 0 };
	struct lock_holder holder;

	if (session->keeper.state != KEEPER_ABSENT)
		return true;
	if (!look_above(session, find_scope(session), &found))
		return false;
	if (!found.there)
		return true;
	lock->slot = found.slot;
	lock_parse(&holder, &lock->arena, found.text);
	return lock_refuse(lock, &holder, wait, session->context->errs);
}

bool locking_take(struct session *session)
{
	struct interrupt *interrupt = session->context->interrupt;
	struct lock *lock = &session->lock;
	const struct lock_wait wait = {
		.timeout_ms = session->lock_wait_ms,
		.stop = &interrupt->seen,
		.report = tell_holder,
	};
	bool ok;

	if (session->keeper.state == KEEPER_UNREAD)
		return true;
	if (lock->held && scope_equal(lock->slot.scope, find_scope(session)))
		return true;
	locking_give_back(session);
	if (!is_first(session, &wait))
		return false;
	interrupt->held = 1;
	interrupt->locked = 1;
	lock->slot = slot_at(session, find_scope(session));
	lock->holder.name = session->keeper.name.full;
	who_holds(&lock->holder, &lock->arena);
	ok = lock_take(lock, &wait, session->context->errs);
	interrupt->locked = lock->held;
	return ok;
}

void locking_give_back(struct session *session)
{
	struct error_list said = { 0 };

	if (!session->lock.held)
		return;
	http_resume(session->http);
	lock_give_back(&session->lock, &said);
	session->context->interrupt->locked = 0;
	for (size_t i = 0; i < said.count; i++)
		said.items[i]->severity = SEVERITY_WARNING;
	error_move(session->context->errs, &said);
	error_release(&said);
}

bool locking_is_unmoved(struct session *session, bool *unmoved)
{
	struct keeper *keeper = &session->keeper;

	*unmoved = keeper->state == KEEPER_UNREAD || keeper->state == KEEPER_DENIED;
	if (*unmoved)
		return true;
	if (!keeper_is_unmoved(keeper, unmoved, session->context->errs))
		return false;
	*unmoved = *unmoved && scope_equal(session->lock.slot.scope, find_scope(session));
	return true;
}

/* --- freeing it -----------------------------------------------------------------------
 */

bool locking_find(struct session *session, struct lock_found *found)
{
	struct keeper *keeper = &session->keeper;

	*found = (struct lock_found){ 0 };
	if (!history_read_record(session) || !look(session, keeper->scope, found))
		return false;
	if (!found->there && !scope_equal(keeper->scope, keeper->home) &&
		!look(session, keeper->home, found))
		return false;
	return found->there || look_above(session, keeper->home, found);
}

bool locking_free(struct session *session, const struct lock_found *found)
{
	struct error_list *errs = session->context->errs;
	struct arena *arena = &session->keeper.arena;
	const char *text;
	enum outcome outcome = slot_read(&found->slot, 0, arena, &text, errs);

	if (outcome == OUTCOME_ABSENT)
		return true;
	if (outcome != OUTCOME_DONE)
		return false;
	if (text_equal(text, found->text))
		return slot_clear(&found->slot, arena, errs) == OUTCOME_DONE;
	error_add(errs, ERROR_LOCK, (struct place){ 0 },
		"the lock changed hands meanwhile: look again who holds it");
	return false;
}
