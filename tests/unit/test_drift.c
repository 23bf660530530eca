#include "reconcile/drift.h"

#include <string.h>

#include "model/text.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG "== orgs/o/organization.yaml\norganization:\n  name: o\n"
#define PROJECT "== orgs/o/projects/p/project.yaml\nproject:\n  name: p\n"
#define IN "== orgs/o/projects/p/"
#define SCOPES ORG PROJECT

static void compare(struct drift *drift, struct plan *plan, struct world *world,
	const struct past *past)
{
	const struct plan_options options = { .prune = true };

	assert_true(plan_make(
		plan, &world->declared, past, &world->live, &options, &world->errs));
	drift_make(drift, plan, &world->declared, past, &world->live,
		&(struct drift_options){ 0 });
}

/* --- every way that three sides can differ --------------------------------------- */

/* An entity that is not there, or is there with one of three values. */
enum { NOWHERE, VALUES = 4 };

/* A kind of each sort: with a YAML body, without, and without an own identifier. */
static const struct sort {
	const char *name, *address, *text; /* before the value */
} sorts[] = {
	{ "a YAML body", "service:o/p/x",
		IN "services/x.yaml\nservice:\n  name: x\n  description: " },
	{ "members", "variable:o/p/x",
		IN "variables/x.yaml\nvariable:\n  name: x\n  type: String\n  spec:\n"
		   "    valueType: FIXED\n    fixedValue: " },
};

static const char *write_side(struct arena *arena, const struct sort *sort, int value)
{
	if (value == NOWHERE)
		return SCOPES;
	return arena_format(arena, SCOPES "%svalue%d\n", sort->text, value);
}

/* DESIGN "Machine output", in its own words; "" is in sync, or nowhere. */
static const char *oracle(bool has_base, int base, int desired, int live)
{
	if (desired == live)
		return "";
	if (desired == NOWHERE)
		return has_base && base != NOWHERE ? "pending" : "unmanaged";
	if (!has_base)
		return live == NOWHERE ? "missing" : "drifted";
	if (live == NOWHERE)
		return base != NOWHERE ? "missing" : "pending";
	if (base == NOWHERE || base == live)
		return "pending"; /* only git moved */
	return base == desired ? "drifted" : "conflict";
}

static void check_sides(
	const struct sort *sort, bool has_base, int base, int desired, int live)
{
	struct arena arena = { 0 };
	const struct drift_entity *found;
	struct world world;
	struct past past = { 0 };
	struct drift drift;
	struct plan plan;
	const char *state;

	world_init(&world, write_side(&arena, sort, desired),
		write_side(&arena, sort, live));
	if (has_base)
		world_past(&past, &world, write_side(&arena, sort, base), &world.errs);
	compare(&drift, &plan, &world, has_base ? &past : NULL);
	found = drift_find(&drift, sort->address);
	state = found != NULL ? drift_state_name(found->state) : "";
	if (strcmp(state, oracle(has_base, base, desired, live)) != 0)
		fail_msg("%s: base %d (%s), git %d, live %d: '%s'", sort->name, base,
			has_base ? "known" : "unknown", desired, live, state);
	assert_int_equal(drift.count, *state != '\0');
	drift_release(&drift);
	plan_release(&plan);
	past_release(&past);
	world_release(&world);
	arena_release(&arena);
}

static void states_are_the_oracles(void **state)
{
	const struct sort *sort = *state;

	for (int desired = NOWHERE; desired < VALUES; desired++) {
		for (int live = NOWHERE; live < VALUES; live++) {
			check_sides(sort, false, NOWHERE, desired, live);
			for (int base = NOWHERE; base < VALUES; base++)
				check_sides(sort, true, base, desired, live);
		}
	}
}

/* --- sums and coverage ------------------------------------------------------------ */

#define SERVICE(id) IN "services/" id ".yaml\nservice:\n  name: " id "\n"
#define GRANT(file, id, role) \
	IN "role_assignments/" file ".yaml\nroleAssignment:\n" id \
	   "  roleIdentifier: " role \
	   "\n  resourceGroupIdentifier: _all_project_level_resources\n" \
	   "  principal: {identifier: devs, type: USER_GROUP}\n"
#define OWN \
	IN "variables/r.yaml\nvariable:\n  identifier: rein_record_x\n  name: r\n" \
	   "  type: String\n  spec: {valueType: FIXED, fixedValue: x}\n"

/* The summary: managed, in sync, covered, then by state; the coverage below it. */
static const struct sum_row {
	const char *name, *tree, *base, *live, *expect;
} sum_rows[] = {
	{ "all in sync", SCOPES SERVICE("a"), SCOPES SERVICE("a"), SCOPES SERVICE("a"),
		"3 managed, 3 in sync, 3 covered\n"
		"account organization 1\no project 1+0\no/p service 1+0\n" },
	{ "one that was made by hand, one that is gone", SCOPES SERVICE("a") SERVICE("b"),
		SCOPES SERVICE("a") SERVICE("b"), SCOPES SERVICE("a") SERVICE("c"),
		"4 managed, 3 in sync, 3 covered\n"
		"missing service:o/p/b\nunmanaged service:o/p/c\n"
		"account organization 1\no project 1+0\no/p service 1+1\n" },
	{ "what git dropped is managed until it is pruned", SCOPES, SCOPES SERVICE("a"),
		SCOPES SERVICE("a"),
		"3 managed, 2 in sync, 3 covered\npending service:o/p/a\n"
		"account organization 1\no project 1+0\no/p service 1+0\n" },
	{ "of a scope without its document nothing is unmanaged", SERVICE("a"),
		SERVICE("a"), SCOPES SERVICE("a") SERVICE("b"),
		"1 managed, 1 in sync, 1 covered\no/p service 1\n" },
	{ "other organizations are nobody's to count", SCOPES, SCOPES,
		SCOPES "== orgs/q/organization.yaml\norganization:\n  name: q\n",
		"2 managed, 2 in sync, 2 covered\naccount organization 1\no project "
		"1+0\n" },
	{ "a project made by hand", ORG, ORG, SCOPES SERVICE("a"),
		"1 managed, 1 in sync, 1 covered\nunmanaged project:o/p\n"
		"account organization 1\no project 0+1\n" },
	{ "a whole project that is gone", SCOPES SERVICE("a"), SCOPES SERVICE("a"), ORG,
		"3 managed, 1 in sync, 1 covered\nmissing project:o/p\n"
		"missing service:o/p/a\naccount organization 1\n" },
	{ "the same grant under another identifier",
		SCOPES GRANT("a", "  identifier: mine\n", "_x"),
		SCOPES GRANT("a", "  identifier: mine\n", "_x"),
		SCOPES GRANT("a", "  identifier: theirs\n", "_x"),
		"3 managed, 3 in sync, 3 covered\n"
		"account organization 1\no project 1+0\no/p roleAssignment 1+0\n" },
	{ "another spelling of an organization is no other one", ORG, ORG,
		"== orgs/O/organization.yaml\norganization:\n  name: o\n",
		"1 managed, 0 in sync, 1 covered\ndrifted organization:o\n"
		"account organization 1\n" },
	{ "rein's own record", SCOPES, SCOPES, SCOPES OWN,
		"2 managed, 2 in sync, 2 covered\naccount organization 1\no project "
		"1+0\n" },
	{ "what Harness has of its own", ORG, ORG,
		ORG "== orgs/default/organization.yaml\norganization:\n  name: d\n",
		"1 managed, 1 in sync, 1 covered\naccount organization 1\n" },
	{ "nothing at all is live", ORG, ORG, "",
		"1 managed, 0 in sync, 0 covered\nmissing organization:o\n" },
};

static void print_drift(struct buf *out, const struct drift *drift)
{
	struct arena arena = { 0 };

	buf_format(out, "%zu managed, %zu in sync, %zu covered\n", drift->counts.managed,
		drift->counts.in_sync, drift->counts.covered);
	for (size_t i = 0; i < drift->count; i++)
		buf_format(out, "%s %s\n", drift_state_name(drift->items[i].state),
			drift->items[i].address);
	for (size_t i = 0; i < drift->coverage_count; i++) {
		const struct drift_coverage *row = &drift->coverage[i];

		buf_format(out, "%s %s %zu", scope_name(&arena, row->scope),
			row->kind->name, row->managed);
		if (row->whole)
			buf_format(out, "+%zu", row->unmanaged);
		buf_char(out, '\n');
	}
	arena_release(&arena);
}

/* Whatever happened: sums are those of the items, rows those of the sums. */
static void check_sums(const struct drift *drift)
{
	const struct drift_counts *counts = &drift->counts;
	size_t managed = counts->in_sync, covered = 0, unmanaged = 0;

	for (size_t i = 0; i < DRIFT_STATES; i++)
		if (i != DRIFT_UNMANAGED)
			managed += counts->states[i];
	for (size_t i = 0; i < drift->coverage_count; i++) {
		covered += drift->coverage[i].managed;
		unmanaged += drift->coverage[i].unmanaged;
	}
	assert_int_equal(counts->managed, managed);
	assert_int_equal(counts->covered, covered);
	assert_int_equal(counts->states[DRIFT_UNMANAGED], unmanaged);
}

static void sums_and_coverage(void **state)
{
	const struct sum_row *row = *state;
	struct world world;
	struct past past;
	struct drift drift;
	struct plan plan;
	struct buf text;

	world_init(&world, row->tree, row->live);
	world_past(&past, &world, row->base, &world.errs);
	compare(&drift, &plan, &world, &past);
	buf_init(&text, 1 << 16);
	print_drift(&text, &drift);
	assert_string_equal(buf_string(&text), row->expect);
	check_sums(&drift);
	buf_release(&text);
	drift_release(&drift);
	plan_release(&plan);
	past_release(&past);
	world_release(&world);
}

/* --- single facts ------------------------------------------------------------------ */

static const struct name_row {
	const char *name;
	bool known;
	enum drift_state state;
} name_rows[] = {
	{ "conflict", true, DRIFT_CONFLICT },
	{ "drifted", true, DRIFT_DRIFTED },
	{ "missing", true, DRIFT_MISSING },
	{ "unmanaged", true, DRIFT_UNMANAGED },
	{ "pending", true, DRIFT_PENDING },
	{ "in_sync", false, DRIFT_CONFLICT },
	{ "", false, DRIFT_CONFLICT },
};

static void a_state_is_found_by_its_name(void **state)
{
	const struct name_row *row = *state;
	enum drift_state found = DRIFT_CONFLICT;

	assert_int_equal(drift_state_find(row->name, &found), row->known);
	assert_int_equal(found, row->state);
	if (row->known)
		assert_string_equal(drift_state_name(found), row->name);
}

int main(void)
{
	return TABLE_RUN(sorts, states_are_the_oracles) +
	       TABLE_RUN(sum_rows, sums_and_coverage) +
	       TABLE_RUN(name_rows, a_state_is_found_by_its_name);
}
