#include <stdlib.h>

#include "model/text.h"
#include "providers/git.h"
#include "reconcile/apply.h"
#include "reconcile/keeper.h"
#include "reconcile/live.h"
#include "reconcile/lock.h"
#include "reconcile/settle.h"
#include "tests/support/fake_provider.h"
#include "tests/support/history_live.h"
#include "tests/support/history_oracle.h"
#include "tests/support/table.h"

/*
 * Random histories: somebody edits in git, somebody in Harness, applies fail, are
 * killed, prune or do not, come from another branch or late. A model of three sets
 * (declared, base, live) says what each plan must be, field by field, and what the
 * account must be afterwards. The seed of a history is printed when it fails;
 * HISTORY_SEED plays one again.
 */

enum {
	HISTORIES = 24,
	DEEDS = 14, /* of one history */
};

/* --- an apply -------------------------------------------------------------- */

struct run {
	struct history *history;
	struct git *git;
	struct tree tree;
	struct declared declared;
	struct keeper keeper;
	struct lock lock;
	struct past past;
	struct live live;
	struct plan plan;
	struct applied applied;
	struct error_list errs;
	bool prune;
	volatile sig_atomic_t stop;
	size_t left; /* steps until the kill; SIZE_MAX: none */
};

static int find_commit(const struct history *history, const char *id)
{
	for (int i = 0; i < history->count; i++)
		if (text_equal(history->commits[i].id, id))
			return i;
	fail_msg("the record names a commit that nobody made: %s", id);
	return -1;
}

static void read_record(struct run *run)
{
	struct history *history = run->history;
	struct error_list troubles = { 0 };

	run->keeper.provider = &history->fake.provider;
	record_name_make(&run->keeper.name, &run->keeper.arena, "shop", NULL, "/", "x");
	run->keeper.home = keeper_home(&run->declared.set);
	assert_true(keeper_read(&run->keeper, &troubles, &run->errs));
	assert_int_equal(run->keeper.state == KEEPER_FOUND, history->recorded);
	if (history->recorded) {
		assert_int_equal(
			find_commit(history, run->keeper.record.commit), history->base);
		assert_int_equal(find_commit(history, run->keeper.record.settled),
			history->settled);
	}
}

static void open_run(struct run *run, struct history *history, bool prune)
{
	const struct record *record = &run->keeper.record;
	struct plan_options options = { .prune = prune };

	*run = (struct run){ .history = history, .prune = prune, .left = SIZE_MAX };
	run->git = git_open(history->repository.path, NULL, &run->errs);
	assert_non_null(run->git);
	assert_true(git_read_tree(run->git, NULL, &run->tree, &run->errs));
	assert_true(load_tree(&run->declared, &run->tree, &run->errs));
	read_record(run);
	if (history->recorded)
		assert_true(past_read(&run->past, run->git, record->commit,
			record->settled, &run->tree, &run->declared, &run->errs));
	for (size_t i = 0; history->recorded && i < record->unsettled_count; i++)
		assert_true(past_add(&run->past, run->git, record->unsettled[i].commit,
			record->unsettled[i].address, &run->tree, &run->declared,
			&run->errs));
	assert_true(live_read(&run->live, &run->declared, &run->past, NULL,
		&history->fake.provider, &run->errs));
	assert_true(plan_make(&run->plan, &run->declared, &run->past, &run->live,
		&options, &run->errs));
	history_expect_plan(history, &run->plan, prune);
}

static void close_run(struct run *run)
{
	applied_release(&run->applied);
	plan_release(&run->plan);
	live_release(&run->live);
	past_release(&run->past);
	lock_release(&run->lock);
	keeper_release(&run->keeper);
	declared_release(&run->declared);
	tree_release(&run->tree);
	git_close(run->git);
	error_release(&run->errs);
}

static struct slot lock_slot(struct run *run)
{
	return (struct slot){ &run->history->fake.provider, run->keeper.scope,
		run->keeper.name.lock, "lock" };
}

/* Nobody else is there: it is free, unless one was killed; then somebody frees it. */
static void take_lock(struct run *run)
{
	const struct lock_wait wait = { .stop = &run->stop };

	run->lock.slot = lock_slot(run);
	run->lock.holder = (struct lock_holder){ "shop", "me", "here", "now", "mine" };
	if (lock_take(&run->lock, &wait, &run->errs))
		return;
	assert_int_equal(run->errs.items[run->errs.count - 1]->code, ERROR_LOCK);
	assert_int_equal(
		slot_clear(&run->lock.slot, &run->lock.arena, &run->errs), OUTCOME_DONE);
	assert_true(lock_take(&run->lock, &wait, &run->errs));
}

static void save_record(struct run *run)
{
	struct history *history = run->history;
	struct settlement settlement = {
		.commit = run->tree.commit,
		.dirty = run->tree.dirty,
		.backward = history->recorded &&
			    !history_is_ancestor(history, history->base, history->head),
		.settled = history->recorded ? run->keeper.record.settled : NULL,
		.old = history->recorded ? &run->keeper.record : NULL,
		.past = &run->past,
		.plan = &run->plan,
		.applied = &run->applied,
	};
	struct record record;
	bool done = run->applied.done == run->plan.count;
	bool settles = run->plan.prunable_count == 0 || !history->recorded;
	bool backward = history->recorded &&
			!history_is_ancestor(history, history->base, history->head);

	assert_false(run->tree.dirty);
	assert_int_equal(settle_record(&record, &run->keeper.arena, &settlement), done);
	if (!done)
		return;
	for (int i = 0; (settles || backward) && i < HISTORY_THINGS; i++)
		history->unsettled[i] = history->recorded && !run->prune &&
					history->live[i].there &&
					history_is_gone(history, i);
	history->settled = settles || backward ? history->head : history->settled;
	history->base = history->head;
	record.name = run->keeper.name.full;
	record.at = "now";
	record.version = "0";
	assert_true(keeper_write(&run->keeper, &record, true, &run->errs));
	history->recorded = true;
}

static void count_down(void *context, const struct plan *plan, size_t step, bool ended,
	const struct applied *applied)
{
	struct run *run = context;

	(void)plan;
	(void)step;
	(void)applied;
	if (ended && run->left-- == 0)
		run->stop = 1;
}

enum end { END_WELL, END_FAILED, END_KILLED };

static void carry_out(struct run *run, enum end end)
{
	struct history *history = run->history;
	struct apply_progress progress = { count_down, run };
	bool done;

	take_lock(run);
	history->fake.fault_count = 0;
	if (end == END_FAILED)
		fake_provider_fault(&history->fake,
			(struct fake_fault){ FAKE_FAIL,
				1 << VERB_CREATE | 1 << VERB_UPDATE | 1 << VERB_DELETE,
				"variable:o/p/*", 1 + history_pick(history, 3), 0 });
	if (end == END_KILLED)
		run->left = history_pick(history, 2);
	done = apply_plan(&run->applied, &run->plan, &history->fake.provider, &run->stop,
		&progress, &run->errs);
	history->fake.fault_count = 0;
	history_see_live(history);
	if (done)
		history_expect_account(history, run->prune);
	if (run->stop)
		return; /* killed: neither record nor lock are looked after */
	save_record(run);
	assert_true(lock_give_back(&run->lock, &run->errs));
}

static void apply(struct history *history, enum end end)
{
	struct run run;
	bool forward, rollback = history_pick(history, 3) == 0;

	open_run(&run, history, history->recorded && history_pick(history, 2) == 0);
	forward = !history->recorded ||
		  history_is_ancestor(history, history->base, history->head);
	if (history->recorded)
		assert_int_equal(
			git_is_ancestor(run.git, history->commits[history->base].id,
				run.tree.commit) == GIT_YES,
			forward);
	if (forward || rollback)
		carry_out(&run, end);
	close_run(&run);
}

/* --- a history ------------------------------------------------------------- */

static void do_something(struct history *history)
{
	switch (history_pick(history, 12)) {
	case 0:
	case 1:
	case 2:
		history_edit_git(history);
		break;
	case 3:
	case 4:
		history_edit_live(history);
		break;
	case 5:
		history_go_to(
			history, (int)history_pick(history, (unsigned)history->count));
		break;
	case 6:
		history_merge(history);
		break;
	case 7:
		apply(history, END_FAILED);
		break;
	case 8:
		apply(history, END_KILLED);
		break;
	default:
		apply(history, END_WELL);
		break;
	}
}

static void history_is_told_right(void **state)
{
	const char *told = getenv("HISTORY_SEED");
	uint64_t first = told != NULL ? strtoull(told, NULL, 10) : 1;
	uint64_t last = told != NULL ? first : HISTORIES;

	(void)state;
	for (uint64_t seed = first; seed <= last; seed++) {
		struct history history;

		print_message("HISTORY_SEED=%llu\n", (unsigned long long)seed);
		history_init(&history, seed);
		for (size_t deed = 0; deed < DEEDS; deed++)
			do_something(&history);
		history_release(&history);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(history_is_told_right),
	};

	return cmocka_run_group_tests_name("histories", tests, NULL, NULL);
}
