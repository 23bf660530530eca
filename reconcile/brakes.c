#include "reconcile/brakes.h"

enum { DELETES = 20, FEW_DELETES = 3, SHARE = 4 };

/* With all that goes with an organization or project. */
static size_t count_deletes(const struct plan *plan)
{
	const struct plan_counts *counts = &plan->counts;

	return counts->remove + counts->replace + counts->cascaded;
}

static bool deletes_too_much(const struct brakes *brakes, const struct plan *plan)
{
	size_t deletes = count_deletes(plan);

	return deletes > DELETES ||
	       (deletes > FEW_DELETES && deletes > (brakes->managed + deletes) / SHARE);
}

static bool is_guarded(const struct kind *kind, const struct value *spec)
{
	for (size_t i = 0; i < kind->guard_count; i++)
		if (condition_holds(kind->guards[i], spec))
			return true;
	return false;
}

/* Whether the step takes from somebody what lets them administer. */
static bool locks_out(const struct step *step)
{
	const struct kind *kind = step->kind;

	if (step->live == NULL || !is_guarded(kind, step->live->spec))
		return false;
	switch (step->action) {
	case ACTION_DELETE:
	case ACTION_REPLACE:
		return true;
	case ACTION_UPDATE:
		return condition_holds(kind->weakened, step->merged) &&
		       !condition_holds(kind->weakened, step->live->spec);
	case ACTION_CREATE:
	case ACTION_BLOCKED:
		break;
	}
	return false;
}

static void report_lockout(
	const struct step *step, enum severity severity, struct error_list *errs)
{
	const struct entity *desired = step->desired;
	struct error *error;

	if (desired != NULL)
		error = source_error_as(errs, ERROR_BLOCKED, severity, desired->source,
			desired->offset, "an administrator's grant would be taken away");
	else
		error = error_add_as(errs, ERROR_BLOCKED, severity, (struct place){ 0 },
			"%s: an administrator's grant would be taken away",
			step->address);
	error_address(errs, error, step->address);
	error_fix(errs, error, "say --allow-lockout if that is meant");
}

/* Fields of a step that git and live both changed; returns how many. */
static size_t report_conflicts(
	const struct step *step, enum severity severity, struct error_list *errs)
{
	size_t count = 0;

	if (step->action == ACTION_BLOCKED || step->desired == NULL)
		return 0;
	for (size_t i = 0; i < step->change_count; i++) {
		const struct change *change = &step->changes[i];
		struct error *error;

		if (change->cause != CAUSE_BOTH)
			continue;
		error = source_error_as(errs, ERROR_BLOCKED, severity,
			step->desired->source, change->offset,
			"%s was changed in git and in Harness since the last apply",
			change->path);
		error_address(errs, error, step->address);
		error_fix(errs, error,
			"take what lives with 'rein drift --adopt', or say "
			"--conflicts git");
		count++;
	}
	return count;
}

/* What a person may have taken for a change of name. */
static void report_rename(
	const struct plan_rename *rename, enum severity severity, struct error_list *errs)
{
	const struct entity *heir = rename->heir;
	struct error *error =
		source_error_as(errs, ERROR_BLOCKED, severity, heir->source, heir->offset,
			"an identifier cannot be changed: %s is made anew, and %s %s",
			heir->address, rename->gone,
			rename->pruned ? "is deleted with all that lives in it"
				       : "stays beside it");

	error_address(errs, error, heir->address);
	error_fix(errs, error, "put the identifier back and change the name alone, or %s",
		rename->pruned ? "say --allow-mass-delete if that is meant"
			       : "delete the old one with --prune when nothing needs it");
}

/* Whether one of them deletes what was not meant to be deleted. */
static bool renames_too_much(const struct brakes *brakes, const struct plan *plan,
	enum severity severity, struct error_list *errs)
{
	bool held = false;

	for (size_t i = 0; i < plan->rename_count; i++) {
		bool holds = brakes->mass_delete && plan->renames[i].pruned;

		report_rename(
			&plan->renames[i], holds ? severity : SEVERITY_WARNING, errs);
		held |= holds;
	}
	return held;
}

bool brakes_check(const struct brakes *brakes, const struct plan *plan,
	enum severity severity, struct error_list *errs)
{
	bool held = renames_too_much(brakes, plan, severity, errs);

	if (brakes->mass_delete && deletes_too_much(brakes, plan)) {
		error_fix(errs,
			error_add_as(errs, ERROR_BLOCKED, severity, (struct place){ 0 },
				"%zu entities would be deleted, %zu are declared",
				count_deletes(plan), brakes->managed),
			"say --allow-mass-delete if that is meant");
		held = true;
	}
	for (size_t i = 0; brakes->lockout && i < plan->count; i++) {
		if (!locks_out(&plan->steps[i]))
			continue;
		report_lockout(&plan->steps[i], severity, errs);
		held = true;
	}
	for (size_t i = 0; brakes->conflicts && i < plan->count; i++)
		held |= report_conflicts(&plan->steps[i], severity, errs) > 0;
	return !held;
}
