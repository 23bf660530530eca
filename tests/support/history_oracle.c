#include "tests/support/history_oracle.h"

#include <stdio.h>

#include "model/text.h"
#include "tests/support/table.h"

static const char *const paths[HISTORY_FIELDS] = { "/description", "/spec/fixedValue" };

static const struct thing *declared(const struct history *history, int number)
{
	return &history->commits[history->head].things[number];
}

static const struct thing *based(const struct history *history, int number)
{
	static const struct thing nothing;

	return history->recorded ? &history->commits[history->base].things[number]
				 : &nothing;
}

/* Whether first parents of `tip` that `known` does not hold declared it. */
static bool line_declares(const struct history *history, int tip, int known, int number)
{
	for (int at = tip; at >= 0 && !history_is_ancestor(history, at, known);
		at = history->commits[at].parents[0])
		if (at != tip && history->commits[at].things[number].there)
			return true;
	return false;
}

bool history_is_gone(const struct history *history, int number)
{
	return history->recorded && !declared(history, number)->there &&
	       (history->unsettled[number] || based(history, number)->there ||
		       line_declares(history, history->head, history->base, number) ||
		       line_declares(history, history->base, history->settled, number) ||
		       history->commits[history->settled].things[number].there);
}

static bool expect_change(
	const struct history *history, int number, int field, enum cause *cause)
{
	int want = declared(history, number)->fields[field];
	int is = history->live[number].fields[field];
	int was = based(history, number)->fields[field];

	if (is == want || (want == 0 && was == 0))
		return false;
	if (!based(history, number)->there || was == 0 || was == is)
		*cause = CAUSE_GIT;
	else
		*cause = was == want ? CAUSE_LIVE : CAUSE_BOTH;
	return true;
}

static const struct step *find_step(const struct plan *plan, int number)
{
	char name[16], address[64];

	history_name(name, number);
	(void)snprintf(address, sizeof(address), "variable:o/p/%s", name);
	for (size_t i = 0; i < plan->count; i++)
		if (text_equal(plan->steps[i].address, address))
			return &plan->steps[i];
	return NULL;
}

static void expect_fields(
	const struct history *history, const struct step *step, int number)
{
	size_t expected = 0;

	for (int field = 0; field < HISTORY_FIELDS; field++) {
		const struct change *found = NULL;
		enum cause cause;

		if (!expect_change(history, number, field, &cause))
			continue;
		expected++;
		for (size_t i = 0; step != NULL && i < step->change_count; i++)
			if (text_equal(step->changes[i].path, paths[field]))
				found = &step->changes[i];
		assert_true(found != NULL && found->cause == cause);
	}
	assert_int_equal(step != NULL ? step->change_count : 0, expected);
}

void history_expect_plan(
	const struct history *history, const struct plan *plan, bool prune)
{
	size_t prunable = 0;

	for (int number = 0; number < HISTORY_THINGS + HISTORY_WILD; number++) {
		const struct step *step = find_step(plan, number);
		bool live = history->live[number].there;

		if (number >= HISTORY_THINGS) {
			assert_null(step);
		} else if (declared(history, number)->there && !live) {
			assert_non_null(step);
			assert_int_equal(step->action, ACTION_CREATE);
		} else if (declared(history, number)->there) {
			expect_fields(history, step, number);
		} else if (live && history_is_gone(history, number)) {
			assert_int_equal(step != NULL, prune);
			assert_true(step == NULL || step->action == ACTION_DELETE);
			prunable += !prune;
		} else {
			assert_null(step);
		}
	}
	assert_int_equal(plan->prunable_count, prunable);
}

void history_expect_account(const struct history *history, bool prune)
{
	for (int number = 0; number < HISTORY_THINGS; number++) {
		const struct thing *want = declared(history, number);
		const struct thing *is = &history->live[number];

		assert_true(is->there || !want->there);
		assert_false(prune && is->there && history_is_gone(history, number));
		for (int field = 0; want->there && field < HISTORY_FIELDS; field++)
			assert_true(is->fields[field] == want->fields[field] ||
				    (want->fields[field] == 0 &&
					    based(history, number)->fields[field] == 0));
	}
}
