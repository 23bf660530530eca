#include "reconcile/apply.h"

#include <string.h>

#include "tests/support/fake_provider.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG(o, name) "== orgs/" o "/organization.yaml\norganization:\n  name: " name "\n"
#define PROJECT "== orgs/o/projects/p/project.yaml\nproject:\n  name: p\n"
#define SERVICE "== orgs/o/projects/p/services/s.yaml\nservice:\n  name: s\n"
#define NAMED(s) "== orgs/o/projects/p/services/" s ".yaml\nservice:\n  name: " s "\n"
#define THREE NAMED("a") NAMED("b") NAMED("c")
#define TWO_WAIT \
	"== orgs/o/projects/p/secrets/x.yaml\nsecret:\n  type: SecretText\n" \
	"  name: x\n  spec: {secretManagerIdentifier: m, valueType: Inline, " \
	"value: !env X}\n" NAMED( \
		"d") "  serviceDefinition:\n    type: Ssh\n" \
		     "    spec:\n      variables:\n        - {name: v, type: Secret, " \
		     "value: x}\n" \
		     "== orgs/o/projects/p/secrets/y.yaml\nsecret:\n  type: " \
		     "SecretText\n" \
		     "  name: y\n  spec: {secretManagerIdentifier: m, valueType: " \
		     "Inline, " \
		     "value: !env X}\n" NAMED( \
			     "e") "  serviceDefinition:\n    type: Ssh\n" \
				  "    spec:\n      variables:\n        - {name: v, " \
				  "type: Secret, value: y}\n"
#define GRANT(id, role) \
	"== role_assignments/g.yaml\nroleAssignment:\n  identifier: " id \
	"\n  roleIdentifier: " role \
	"\n  resourceGroupIdentifier: _all_account_level_resources\n" \
	"  principal: {identifier: devs, type: USER_GROUP}\n"

/* A tree, what is live, one fault, and what comes of it. */
static const struct row {
	const char *name, *tree, *live;
	struct fake_fault fault;
	bool has_fault;
	size_t done, failed, skipped, unknown, writes;
	bool converged; /* live equals desired afterwards */
} rows[] = {
	{ "everything into an empty account", ORG("o", "O") PROJECT SERVICE, "",
		.done = 3, .writes = 3, .converged = true },
	{ "a failure skips what waits for it",
		ORG("o", "O") PROJECT SERVICE ORG("z", "Z"), "",
		{ FAKE_FAIL, .glob = "project:o/p" }, true, .done = 2, .failed = 1,
		.skipped = 1, .writes = 3 },
	{ "a create whose answer was lost is not repeated", ORG("o", "O"), "",
		{ FAKE_LOSE, 1 << VERB_CREATE, .nth = 1 }, true, .done = 1, .writes = 1,
		.converged = true },
	{ "a create that was lost on the way is repeated", ORG("o", "O"), "",
		{ FAKE_DROP, 1 << VERB_CREATE, .nth = 1 }, true, .done = 1, .writes = 2,
		.converged = true },
	{ "it is given up in the end", ORG("o", "O"), "",
		{ .effect = FAKE_DROP, .verbs = 1 << VERB_CREATE }, true, .failed = 1,
		.writes = 5 },
	{ "an update whose answer was lost is not repeated", ORG("o", "O"), ORG("o", "X"),
		{ FAKE_LOSE, 1 << VERB_UPDATE, .nth = 1 }, true, .done = 1, .writes = 1,
		.converged = true },
	{ "an update that was lost on the way is repeated", ORG("o", "O"), ORG("o", "X"),
		{ FAKE_DROP, 1 << VERB_UPDATE, .nth = 1 }, true, .done = 1, .writes = 2,
		.converged = true },
	{ "what a stop kept from being sent is skipped, not failed", ORG("o", "O"), "",
		{ .effect = FAKE_UNSENT, .verbs = 1 << VERB_CREATE }, true, .skipped = 1,
		.writes = 1 },
	{ "a stop between the two writes of a step is a failure",
		GRANT("x", "_account_admin"), GRANT("x", "_account_viewer"),
		{ .effect = FAKE_UNSENT, .verbs = 1 << VERB_DELETE }, true, .failed = 1,
		.writes = 2 },
	{ "a look that fails leaves the step unknown", ORG("o", "O"), ORG("o", "X"),
		{ .effect = FAKE_REFUSE, .verbs = 1 << VERB_UPDATE }, true, .failed = 1,
		.writes = 1 },
	{ "a grant is succeeded before it goes", GRANT("x", "_account_admin"),
		GRANT("x", "_account_viewer"), .done = 1, .writes = 2,
		.converged = true },
	{ "creates of one project go together", ORG("o", "O") PROJECT THREE, "",
		.done = 5, .writes = 3, .converged = true },
	{ "creates whose answer was lost are not repeated", THREE, ORG("o", "O") PROJECT,
		{ FAKE_LOSE, 1 << VERB_CREATE_ALL, .nth = 1 }, true, .done = 3,
		.writes = 1, .converged = true },
	{ "creates that were lost on the way go alone", THREE, ORG("o", "O") PROJECT,
		{ FAKE_DROP, 1 << VERB_CREATE_ALL, .nth = 1 }, true, .done = 3,
		.writes = 4, .converged = true },
	{ "creates that are refused together go alone", THREE, ORG("o", "O") PROJECT,
		{ FAKE_REFUSE, 1 << VERB_CREATE_ALL, .nth = 1 }, true, .done = 3,
		.writes = 4, .converged = true },
	{ "creates that fail together go alone", THREE, ORG("o", "O") PROJECT,
		{ FAKE_FAIL, 1 << VERB_CREATE_ALL, .nth = 1 }, true, .done = 3,
		.writes = 4, .converged = true },
	{ "one of them is refused, and no other", THREE, ORG("o", "O") PROJECT,
		{ FAKE_REFUSE, 1 << VERB_CREATE, .glob = "service:o/p/b" }, true,
		.done = 2, .failed = 1, .writes = 2 },
	{ "one of them is done without being said", THREE, ORG("o", "O") PROJECT,
		{ FAKE_LOSE, 1 << VERB_CREATE, .glob = "service:o/p/b" }, true, .done = 3,
		.writes = 1, .converged = true },
	{ "all of them are done without being said", THREE, ORG("o", "O") PROJECT,
		{ FAKE_LOSE, 1 << VERB_CREATE, .glob = "service:*" }, true, .done = 3,
		.writes = 1, .converged = true },
	{ "one whose need failed is left behind, the other goes alone", TWO_WAIT,
		ORG("o", "O") PROJECT, { FAKE_FAIL, .glob = "secret:o/p/x" }, true,
		.done = 2, .failed = 1, .skipped = 1, .writes = 3 },
	{ "their project failed: none is sent", PROJECT THREE, ORG("o", "O"),
		{ FAKE_FAIL, .glob = "project:o/p" }, true, .failed = 1, .skipped = 3,
		.writes = 1 },
	{ "a lost grant is found by what it grants", GRANT("x", "_account_admin"), "",
		{ FAKE_LOSE, 1 << VERB_CREATE, .nth = 1 }, true, .done = 1, .writes = 1,
		.converged = true },
};

static const volatile sig_atomic_t go_on;

static void serve(struct fake_provider *fake, const struct world *world)
{
	fake_provider_init(fake);
	for (size_t i = 0; i < world->live.set.count; i++) {
		const struct entity *entity = world->live.set.items[i];

		fake_provider_put(fake, entity->kind, entity->scope, entity->identifier,
			entity->spec, entity->text);
	}
}

/* The number of steps that a plan would still have. */
static size_t steps_left(struct world *world, struct fake_provider *fake)
{
	struct live live;
	struct plan plan;
	size_t count;

	fake->fault_count = 0;
	assert_true(live_read(
		&live, &world->declared, NULL, NULL, &fake->provider, &world->errs));
	plan_make(&plan, &world->declared, NULL, &live, &(struct plan_options){ 0 },
		&world->errs);
	count = plan.count;
	plan_release(&plan);
	live_release(&live);
	return count;
}

static void apply_carries_out(void **state)
{
	const struct row *row = *state;
	struct world world;
	struct fake_provider fake;
	struct live live;
	struct plan plan;
	struct applied applied;
	bool whole;

	world_init(&world, row->tree, row->live);
	serve(&fake, &world);
	assert_true(live_read(
		&live, &world.declared, NULL, NULL, &fake.provider, &world.errs));
	assert_true(plan_make(&plan, &world.declared, NULL, &live,
		&(struct plan_options){ 0 }, &world.errs));
	if (row->has_fault)
		fake_provider_fault(&fake, row->fault);
	whole = apply_plan(&applied, &plan, &fake.provider, &go_on, NULL, &world.errs);
	assert_int_equal(whole, row->done == plan.count);
	assert_int_equal(applied.done, row->done);
	assert_int_equal(applied.failed, row->failed);
	assert_int_equal(applied.skipped, row->skipped);
	assert_int_equal(applied.unknown, row->unknown);
	assert_int_equal(fake_provider_writes(&fake), row->writes);
	assert_int_equal(steps_left(&world, &fake) == 0, row->converged);
	applied_release(&applied);
	plan_release(&plan);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

static void nothing_is_started_after_a_stop(void **state)
{
	const volatile sig_atomic_t stop = 1;
	struct world world;
	struct fake_provider fake;
	struct live live;
	struct plan plan;
	struct applied applied;

	(void)state;
	world_init(&world, ORG("o", "O") PROJECT, "");
	serve(&fake, &world);
	assert_true(live_read(
		&live, &world.declared, NULL, NULL, &fake.provider, &world.errs));
	assert_true(plan_make(&plan, &world.declared, NULL, &live,
		&(struct plan_options){ 0 }, &world.errs));
	assert_false(
		apply_plan(&applied, &plan, &fake.provider, &stop, NULL, &world.errs));
	assert_int_equal(fake_provider_writes(&fake), 0);
	assert_int_equal(applied.skipped, 2);
	applied_release(&applied);
	plan_release(&plan);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_started_after_a_stop),
	};

	return TABLE_RUN(rows, apply_carries_out) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
