#include "reconcile/keeper.h"

#include <string.h>

#include "model/identifier.h"
#include "model/text.h"
#include "reconcile/slot.h"

static const char words[] =
	"What rein applied last: which commit, and when. Leave it to rein.";

static struct slot slot_at(const struct keeper *keeper, struct scope scope)
{
	return (struct slot){ keeper->provider, scope, keeper->name.record, words };
}

/* --- scopes -------------------------------------------------------------------- */

struct scope keeper_home(const struct entity_set *set)
{
	struct scope home = { 0 };

	if (set->count > 0)
		home = set->items[0]->scope;
	for (size_t i = 1; i < set->count; i++)
		home = scope_common(home, set->items[i]->scope);
	return home;
}

bool keeper_parse_scope(struct scope *scope, struct arena *arena, const char *text)
{
	const char *slash = strchr(text, '/');
	size_t size = slash != NULL ? (size_t)(slash - text) : strlen(text);

	*scope = (struct scope){ 0 };
	if (strcmp(text, "account") == 0)
		return true;
	scope->org = arena_copy(arena, text, size);
	scope->project = slash != NULL ? arena_text(arena, slash + 1) : NULL;
	return identifier_check(scope->org, IDENTIFIER_ENTITY) == IDENTIFIER_OK &&
	       (slash == NULL || identifier_check(scope->project, IDENTIFIER_STRICT) ==
					 IDENTIFIER_OK);
}

/* --- reading ------------------------------------------------------------------- */

static void report_broken(
	struct keeper *keeper, const char *wrong, struct error_list *troubles)
{
	struct slot slot = slot_at(keeper, keeper->scope);
	struct error *error = error_add(troubles, ERROR_RECORD, (struct place){ 0 },
		"the record in %s cannot be used: %s", slot_name(&keeper->arena, &slot),
		wrong);

	error_fix(troubles, error,
		"put back what it held (Harness's audit trail has it), or say with "
		"--base REV which commit was applied last; then apply writes a new one");
}

/* It is never overwritten, whatever anybody says. */
static bool report_foreign(struct keeper *keeper, struct error_list *errs)
{
	struct slot slot = slot_at(keeper, keeper->scope);
	struct error *error = error_add(errs, ERROR_RECORD, (struct place){ 0 },
		"%s is the record of '%s', and this tree is '%s'",
		slot_name(&keeper->arena, &slot), keeper->record.name, keeper->name.full);

	error_fix(errs, error,
		"give this tree another name: 'name' in rein.yaml, or --name");
	return false;
}

static bool take(struct keeper *keeper, struct scope scope, const char *text,
	struct error_list *troubles, struct error_list *errs)
{
	const char *wrong;

	keeper->scope = scope;
	keeper->text = text;
	wrong = record_parse(&keeper->record, &keeper->arena, text);
	keeper->state = wrong == NULL ? KEEPER_FOUND : KEEPER_BROKEN;
	if (wrong != NULL)
		report_broken(keeper, wrong, troubles);
	else if (!text_equal(keeper->record.name, keeper->name.full))
		return report_foreign(keeper, errs);
	return true;
}

/* A key that is none at all is no matter of one variable. */
static bool is_wrong_key(const struct error_list *said)
{
	return said->count > 0 && said->items[0]->call.status == 401;
}

/* It is no entity of anybody's tree. */
static void unname(struct error_list *said)
{
	for (size_t i = 0; i < said->count; i++)
		said->items[i]->address = NULL;
}

/* Look at one scope. False when that failed. */
static bool look(struct keeper *keeper, struct scope scope, struct error_list *troubles,
	struct error_list *errs)
{
	struct slot slot = slot_at(keeper, scope);
	struct error_list said = { 0 };
	const char *text;
	enum outcome outcome = slot_read(&slot, 0, &keeper->arena, &text, &said);

	if (outcome == OUTCOME_DONE)
		return take(keeper, scope, text, troubles, errs);
	if (outcome == OUTCOME_REFUSED && !is_wrong_key(&said)) {
		keeper->state = KEEPER_DENIED;
		error_move(troubles, &said);
	} else if (outcome != OUTCOME_ABSENT) {
		unname(&said);
		error_move(errs, &said);
		return false;
	}
	error_release(&said);
	return true;
}

/* Above, where the key may look; what it may not see there is none of its tree's. */
static bool look_above(
	struct keeper *keeper, struct error_list *troubles, struct error_list *errs)
{
	for (enum scope_level level = scope_level(keeper->home) / 2;
		level >= SCOPE_ACCOUNT && keeper->state == KEEPER_ABSENT; level /= 2) {
		struct error_list unseen = { 0 };

		if (!look(keeper, scope_at(keeper->home, level), &unseen, errs)) {
			error_release(&unseen);
			return false;
		}
		if (keeper->state == KEEPER_DENIED)
			keeper->state = KEEPER_ABSENT;
		else
			error_move(troubles, &unseen);
		error_release(&unseen);
	}
	return true;
}

/* Two places cannot both say what was applied last. */
static bool take_below(struct keeper *keeper, const struct entity *entity,
	struct error_list *troubles, struct error_list *errs)
{
	bool again = keeper->state != KEEPER_ABSENT;
	struct scope other = keeper->scope;
	const char *text = slot_text(&keeper->arena, entity);

	if (!take(keeper, entity->scope, text, troubles, errs))
		return false;
	if (!again)
		return true;
	keeper->state = KEEPER_BROKEN;
	report_broken(keeper,
		arena_format(&keeper->arena, "there is another one in %s",
			scope_words(&keeper->arena, other)),
		troubles);
	return true;
}

static bool look_below(
	struct keeper *keeper, struct error_list *troubles, struct error_list *errs)
{
	struct call call = {
		.verb = VERB_LIST,
		.kind = kind_of_record(),
		.scope = keeper->home,
		.below = true,
		.arena = &keeper->arena,
	};
	struct error_list said = { 0 };
	bool ok;

	if (scope_level(keeper->home) == SCOPE_PROJECT)
		return true;
	call.errs = &said;
	provider_start(keeper->provider, &call);
	(void)provider_wait(keeper->provider);
	ok = call.outcome != OUTCOME_FAILED;
	for (size_t i = 0; ok && i < call.found_count; i++)
		if (text_equal(call.found[i]->identifier, keeper->name.record))
			ok = take_below(keeper, call.found[i], troubles, errs);
	if (call.outcome == OUTCOME_FAILED)
		error_move(errs, &said);
	error_release(&said);
	return ok;
}

void keeper_ask(const struct keeper *keeper, struct ahead *ahead)
{
	struct slot slot = slot_at(keeper, keeper->home);

	slot_ask(&slot, ahead);
}

bool keeper_read(
	struct keeper *keeper, struct error_list *troubles, struct error_list *errs)
{
	keeper->state = KEEPER_ABSENT;
	keeper->scope = keeper->home;
	keeper->text = "";
	return look(keeper, keeper->home, troubles, errs) &&
	       (keeper->state != KEEPER_ABSENT || look_above(keeper, troubles, errs)) &&
	       (keeper->state != KEEPER_ABSENT || look_below(keeper, troubles, errs));
}

bool keeper_is_unmoved(struct keeper *keeper, bool *unmoved, struct error_list *errs)
{
	struct slot slot = slot_at(keeper, keeper->scope);
	const char *text;
	enum outcome outcome = slot_read(&slot, 0, &keeper->arena, &text, errs);

	*unmoved = text_equal(text, keeper->text);
	return outcome == OUTCOME_DONE || outcome == OUTCOME_ABSENT;
}

/* --- writing ------------------------------------------------------------------- */

bool keeper_write(struct keeper *keeper, const struct record *record, bool move,
	struct error_list *errs)
{
	bool there = keeper->state == KEEPER_FOUND || keeper->state == KEEPER_BROKEN;
	bool moves = move && there && !scope_equal(keeper->scope, keeper->home);
	struct slot old = slot_at(keeper, keeper->scope);
	struct slot new = slot_at(keeper, move ? keeper->home : keeper->scope);
	const char *text = record_format(&keeper->arena, record);

	if (slot_write(&new, &keeper->arena, text, there && !moves, errs) != OUTCOME_DONE)
		return false;
	keeper->state = KEEPER_FOUND;
	keeper->scope = new.scope;
	keeper->text = text;
	keeper->record = *record;
	return !moves || slot_clear(&old, &keeper->arena, errs) == OUTCOME_DONE;
}

bool keeper_clear(struct keeper *keeper, struct error_list *errs)
{
	struct slot slot = slot_at(keeper, keeper->scope);

	if (keeper->state != KEEPER_FOUND && keeper->state != KEEPER_BROKEN)
		return true;
	if (slot_clear(&slot, &keeper->arena, errs) != OUTCOME_DONE)
		return false;
	keeper->state = KEEPER_ABSENT;
	return true;
}

void keeper_release(struct keeper *keeper)
{
	arena_release(&keeper->arena);
	*keeper = (struct keeper){ 0 };
}
