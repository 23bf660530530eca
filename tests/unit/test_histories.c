#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "providers/git.h"
#include "reconcile/apply.h"
#include "reconcile/keeper.h"
#include "reconcile/live.h"
#include "reconcile/lock.h"
#include "reconcile/settle.h"
#include "tests/support/fake_provider.h"
#include "tests/support/repository.h"
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
	DEEDS = 14,   /* of one history */
	THINGS = 4,   /* variables that git may declare */
	WILD = 2,     /* and some that it never does */
	COMMITS = 64, /* most of one history */
	FIELDS = 2,
};

static const char *const paths[FIELDS] = { "/description", "/spec/fixedValue" };

/* A variable: its fields as small numbers, 0: not there. */
struct thing {
	bool there;
	int fields[FIELDS];
};

struct commit {
	char id[41];
	struct thing things[THINGS];
	int parents[2]; /* -1: none */
};

struct history {
	uint64_t random;
	struct repository repository;
	struct fake_provider fake;
	struct thing live[THINGS + WILD];
	struct commit commits[COMMITS];
	int count, head; /* HEAD is a commit by its number */
	bool recorded;
	int base, settled;      /* as the record says */
	bool unsettled[THINGS]; /* kept in it by their addresses */
	size_t deed;
};

/* Xorshift: the same on every machine. */
static unsigned pick(struct history *history, unsigned below)
{
	history->random ^= history->random << 13;
	history->random ^= history->random >> 7;
	history->random ^= history->random << 17;
	return (unsigned)(history->random >> 33) % below;
}

/* --- git ------------------------------------------------------------------------- */

static void write_thing(struct history *history, int number)
{
	const struct thing *thing = &history->commits[history->head].things[number];
	char path[128], text[256], description[32] = "";

	(void)snprintf(path, sizeof(path),
		".harness/orgs/o/projects/p/variables/v%d.yaml", number);
	if (!thing->there) {
		(void)remove(repository_path(&history->repository, path));
		return;
	}
	if (thing->fields[0] > 0)
		(void)snprintf(description, sizeof(description), "  description: d%d\n",
			thing->fields[0]);
	(void)snprintf(text, sizeof(text),
		"variable:\n  name: v%d\n%s  type: String\n  spec:\n"
		"    valueType: FIXED\n    fixedValue: f%d\n",
		number, description, thing->fields[1]);
	repository_write(&history->repository, path, text);
}

/* The newest commit gets its id; one that was made before is the same commit. */
static void read_head(struct history *history)
{
	char path[128], *id = history->commits[history->head].id;
	FILE *file;

	repository_run(&history->repository, "git rev-parse HEAD >head.txt");
	(void)snprintf(path, sizeof(path), "%s/head.txt", history->repository.path);
	file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fread(id, 1, 40, file), 40);
	id[40] = '\0';
	assert_int_equal(fclose(file), 0);
	for (int i = 0; i + 1 < history->count; i++) {
		if (!text_equal(history->commits[i].id, id))
			continue;
		history->head = i;
		history->count--;
		return;
	}
}

/* A copy of HEAD to change: the commit that comes next. */
static struct commit *next_commit(struct history *history, int other)
{
	struct commit *commit;

	assert_true(history->count < COMMITS);
	commit = &history->commits[history->count];
	*commit = history->commits[history->head];
	commit->parents[0] = history->head;
	commit->parents[1] = other;
	history->head = history->count++;
	return commit;
}

static void edit_git(struct history *history)
{
	struct commit *commit = next_commit(history, -1);
	int number = (int)pick(history, THINGS);
	struct thing *thing = &commit->things[number];

	if (thing->there && pick(history, 3) == 0)
		*thing = (struct thing){ 0 };
	else
		*thing = (struct thing){ true,
			{ (int)pick(history, 3), 1 + (int)pick(history, 3) } };
	write_thing(history, number);
	repository_commit(&history->repository);
	read_head(history);
}

static void go_to(struct history *history, int commit)
{
	repository_run(
		&history->repository, "git checkout -q %s", history->commits[commit].id);
	history->head = commit;
}

/* Another branch joins; what it says is dropped, as `-s ours` does. */
static void merge(struct history *history)
{
	int other = (int)pick(history, (unsigned)history->count);

	next_commit(history, other);
	repository_run(&history->repository,
		"git merge -q --no-ff -s ours -m merge %s >/dev/null 2>&1",
		history->commits[other].id);
	read_head(history);
}

static bool is_ancestor(const struct history *history, int ancestor, int commit)
{
	if (commit < 0 || ancestor == commit)
		return commit >= 0;
	return is_ancestor(history, ancestor, history->commits[commit].parents[0]) ||
	       is_ancestor(history, ancestor, history->commits[commit].parents[1]);
}

/* --- live ------------------------------------------------------------------------ */

static const struct scope project = { "o", "p" };

static void name_thing(char name[16], int number)
{
	(void)snprintf(name, 16, number < THINGS ? "v%d" : "wild%d", number);
}

static void put_live(struct history *history, int number)
{
	struct arena *arena = &history->fake.arena;
	struct thing *thing = &history->live[number];
	struct value_builder spec = { .arena = arena }, inner = { .arena = arena };
	char name[16];

	name_thing(name, number);
	if (!thing->there) {
		fake_provider_remove(
			&history->fake, arena_format(arena, "variable:o/p/%s", name));
		return;
	}
	value_put(&inner, "valueType", value_make(VALUE_TEXT, "FIXED"));
	value_put(&inner, "fixedValue",
		value_make(VALUE_TEXT, arena_format(arena, "f%d", thing->fields[1])));
	value_put(&spec, "identifier", value_make(VALUE_TEXT, arena_text(arena, name)));
	value_put(&spec, "name", value_make(VALUE_TEXT, arena_text(arena, name)));
	if (thing->fields[0] > 0)
		value_put(&spec, "description",
			value_make(VALUE_TEXT,
				arena_format(arena, "d%d", thing->fields[0])));
	value_put(&spec, "type", value_make(VALUE_TEXT, "String"));
	value_put(&spec, "spec", *value_map_end(&inner));
	fake_provider_put(&history->fake, kind_find("variable"), project,
		arena_text(arena, name), value_map_end(&spec), (struct slice){ 0 });
}

static void edit_live(struct history *history)
{
	int number = (int)pick(history, THINGS + WILD);
	struct thing *thing = &history->live[number];

	if (thing->there && pick(history, 3) == 0)
		*thing = (struct thing){ 0 };
	else
		*thing = (struct thing){ true,
			{ (int)pick(history, 3), 1 + (int)pick(history, 3) } };
	put_live(history, number);
}

static int digit_of(const struct value *spec, const char *path)
{
	const char *text = value_text_at(spec, path);

	return text != NULL && text[0] != '\0' ? text[1] - '0' : 0;
}

static struct thing read_live(struct history *history, int number)
{
	struct entity *entity;
	char name[16];

	name_thing(name, number);
	entity = fake_provider_find(&history->fake,
		arena_format(&history->fake.arena, "variable:o/p/%s", name));
	if (entity == NULL)
		return (struct thing){ 0 };
	return (struct thing){ true,
		{ digit_of(entity->spec, "description"),
			digit_of(entity->spec, "spec.fixedValue") } };
}

/* --- the oracle -------------------------------------------------------------------- */

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
	for (int at = tip; at >= 0 && !is_ancestor(history, at, known);
		at = history->commits[at].parents[0])
		if (at != tip && history->commits[at].things[number].there)
			return true;
	return false;
}

/* What git declared when it was applied last or since, and declares no longer. */
static bool is_gone(const struct history *history, int number)
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

	name_thing(name, number);
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

	for (int field = 0; field < FIELDS; field++) {
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

static void expect_plan(
	const struct history *history, const struct plan *plan, bool prune)
{
	size_t prunable = 0;

	for (int number = 0; number < THINGS + WILD; number++) {
		const struct step *step = find_step(plan, number);
		bool live = history->live[number].there;

		if (number >= THINGS) {
			assert_null(step);
		} else if (declared(history, number)->there && !live) {
			assert_non_null(step);
			assert_int_equal(step->action, ACTION_CREATE);
		} else if (declared(history, number)->there) {
			expect_fields(history, step, number);
		} else if (live && is_gone(history, number)) {
			assert_int_equal(step != NULL, prune);
			assert_true(step == NULL || step->action == ACTION_DELETE);
			prunable += !prune;
		} else {
			assert_null(step);
		}
	}
	assert_int_equal(plan->prunable_count, prunable);
}

/* After an apply of which all was done. */
static void expect_account(const struct history *history, bool prune)
{
	for (int number = 0; number < THINGS; number++) {
		const struct thing *want = declared(history, number);
		const struct thing *is = &history->live[number];

		assert_true(is->there || !want->there);
		assert_false(prune && is->there && is_gone(history, number));
		for (int field = 0; want->there && field < FIELDS; field++)
			assert_true(is->fields[field] == want->fields[field] ||
				    (want->fields[field] == 0 &&
					    based(history, number)->fields[field] == 0));
	}
}

/* --- an apply ------------------------------------------------------------------------
 */

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
	expect_plan(history, &run->plan, prune);
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
			    !is_ancestor(history, history->base, history->head),
		.settled = history->recorded ? run->keeper.record.settled : NULL,
		.old = history->recorded ? &run->keeper.record : NULL,
		.past = &run->past,
		.plan = &run->plan,
		.applied = &run->applied,
	};
	struct record record;
	bool done = run->applied.done == run->plan.count;
	bool settles = run->plan.prunable_count == 0 || !history->recorded;
	bool backward =
		history->recorded && !is_ancestor(history, history->base, history->head);

	assert_false(run->tree.dirty);
	assert_int_equal(settle_record(&record, &run->keeper.arena, &settlement), done);
	if (!done)
		return;
	for (int i = 0; (settles || backward) && i < THINGS; i++)
		history->unsettled[i] = history->recorded && !run->prune &&
					history->live[i].there && is_gone(history, i);
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

static void see_account(struct history *history)
{
	for (int number = 0; number < THINGS + WILD; number++) {
		struct thing now = read_live(history, number);

		if (number >= THINGS)
			assert_memory_equal(&now.fields, &history->live[number].fields,
				sizeof(now.fields));
		history->live[number] = now;
	}
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
				"variable:o/p/*", 1 + pick(history, 3), 0 });
	if (end == END_KILLED)
		run->left = pick(history, 2);
	done = apply_plan(&run->applied, &run->plan, &history->fake.provider, &run->stop,
		&progress, &run->errs);
	history->fake.fault_count = 0;
	see_account(history);
	if (done)
		expect_account(history, run->prune);
	if (run->stop)
		return; /* killed: neither record nor lock are looked after */
	save_record(run);
	assert_true(lock_give_back(&run->lock, &run->errs));
}

static void apply(struct history *history, enum end end)
{
	struct run run;
	bool forward, rollback = pick(history, 3) == 0;

	open_run(&run, history, history->recorded && pick(history, 2) == 0);
	forward =
		!history->recorded || is_ancestor(history, history->base, history->head);
	if (history->recorded)
		assert_int_equal(
			git_is_ancestor(run.git, history->commits[history->base].id,
				run.tree.commit) == GIT_YES,
			forward);
	if (forward || rollback)
		carry_out(&run, end);
	close_run(&run);
}

/* --- a history -------------------------------------------------------------------------
 */

static void put_scopes(struct history *history)
{
	const struct scope account = { 0 }, org = { "o", NULL };

	fake_provider_put(&history->fake, kind_find("organization"), account, "o", NULL,
		(struct slice){ 0 });
	fake_provider_put(&history->fake, kind_find("project"), org, "p", NULL,
		(struct slice){ 0 });
}

static void begin(struct history *history, uint64_t seed)
{
	*history = (struct history){ .random = seed * 0x9e3779b97f4a7c15u + 1 };
	repository_init(&history->repository);
	repository_write(&history->repository, ".gitignore", "head.txt\n");
	repository_write(&history->repository,
		".harness/orgs/o/projects/p/variables/README.md", "here\n");
	fake_provider_init(&history->fake);
	put_scopes(history);
	history->commits[0] = (struct commit){ .parents = { -1, -1 } };
	history->count = 1;
	history->commits[0].things[0] = (struct thing){ true, { 1, 1 } };
	write_thing(history, 0);
	repository_commit(&history->repository);
	read_head(history);
}

static void do_something(struct history *history)
{
	switch (pick(history, 12)) {
	case 0:
	case 1:
	case 2:
		edit_git(history);
		break;
	case 3:
	case 4:
		edit_live(history);
		break;
	case 5:
		go_to(history, (int)pick(history, (unsigned)history->count));
		break;
	case 6:
		merge(history);
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
		begin(&history, seed);
		for (size_t deed = 0; deed < DEEDS; deed++)
			do_something(&history);
		fake_provider_release(&history.fake);
		repository_remove(&history.repository);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(history_is_told_right),
	};

	return cmocka_run_group_tests_name("histories", tests, NULL, NULL);
}
