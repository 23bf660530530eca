#include "reconcile/cascade.h"

#include "model/text.h"
#include "reconcile/plan.h"
#include "tests/support/fake_provider.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG(o) "== orgs/" o "/organization.yaml\norganization:\n  name: o\n"
#define PROJECT(p) "== orgs/o/projects/" p "/project.yaml\nproject:\n  name: p\n"
#define SERVICE(p, id) \
	"== orgs/o/projects/" p "/services/" id ".yaml\nservice:\n  name: s\n"
#define SECRET \
	"== orgs/o/secrets/t.yaml\nsecret:\n  type: SecretText\n  name: t\n  spec:\n" \
	"    secretManagerIdentifier: harnessSecretManager\n    valueType: Inline\n"
/* What goes with each scope: "scope: item, item+" where + has a step of its own; a
 * blocked step is "! address reason". */
static const struct row {
	const char *name, *tree, *base, *live, *protect, *cascades;
	size_t cascaded;
} rows[] = {
	{ "nothing goes, nothing is asked", ORG("o") PROJECT("p"),
		ORG("o") PROJECT("p") SERVICE("p", "s"),
		ORG("o") PROJECT("p") SERVICE("p", "s"), NULL, "", 0 },
	{ "a project and what git had in it", ORG("o"),
		ORG("o") PROJECT("p") SERVICE("p", "s"),
		ORG("o") PROJECT("p") SERVICE("p", "s"), NULL,
		"project:o/p: service:o/p/s+\n", 0 },
	{ "and what git never had", ORG("o"), ORG("o") PROJECT("p") SERVICE("p", "s"),
		ORG("o") PROJECT("p") SERVICE("p", "s") SERVICE("p", "x"), NULL,
		"project:o/p: service:o/p/s+ service:o/p/x\n", 1 },
	{ "an empty project", ORG("o"), ORG("o") PROJECT("p"), ORG("o") PROJECT("p"),
		NULL, "project:o/p:\n", 0 },
	{ "an organization with its projects, each counted once", ORG("z"),
		ORG("z") ORG("o") PROJECT("p"),
		ORG("z") ORG("o") PROJECT("p") PROJECT("q") SERVICE("p", "x")
			SERVICE("q", "y") SECRET,
		NULL,
		"project:o/p: service:o/p/x\n"
		"organization:o: project:o/p+ project:o/q secret:o/t service:o/p/x "
		"service:o/q/y\n",
		4 },
	{ "one that holds what is protected stays", ORG("o"), ORG("o") PROJECT("p"),
		ORG("o") PROJECT("p") SERVICE("p", "x"), "*/x",
		"! project:o/p service:o/p/x lives in it, and rein.yaml protects that\n",
		0 },
};

static void serve(struct fake_provider *fake, const struct world *world)
{
	fake_provider_init(fake);
	for (size_t i = 0; i < world->live.set.count; i++) {
		const struct entity *entity = world->live.set.items[i];

		fake_provider_put(fake, entity->kind, entity->scope, entity->identifier,
			entity->spec, entity->text);
	}
}

static void print_step(struct buf *out, const struct step *step)
{
	if (step->action == ACTION_BLOCKED) {
		buf_format(out, "! %s %s\n", step->address, step->reason);
		return;
	}
	if (step->cascade == NULL)
		return;
	buf_format(out, "%s:", step->address);
	for (size_t i = 0; i < step->cascade->count; i++)
		buf_format(out, " %s%s", step->cascade->items[i].address,
			step->cascade->items[i].planned ? "+" : "");
	buf_char(out, '\n');
}

static void cascades_are_told(void **state)
{
	const struct row *row = *state;
	const struct plan_options options = {
		.prune = true,
		.protect = &row->protect,
		.protect_count = row->protect != NULL,
	};
	struct world world;
	struct past past;
	struct fake_provider fake;
	struct plan plan;
	struct buf text;

	world_init(&world, row->tree, row->live);
	world_past(&past, &world, row->base, &world.errs);
	serve(&fake, &world);
	assert_true(plan_make(
		&plan, &world.declared, &past, &world.live, &options, &world.errs));
	assert_true(cascade_read(&plan, &options, &fake.provider, &world.errs));
	buf_init(&text, 1 << 12);
	for (size_t i = 0; i < plan.count; i++)
		print_step(&text, &plan.steps[i]);
	assert_string_equal(buf_string(&text), row->cascades);
	assert_int_equal(plan.counts.cascaded, row->cascaded);
	if (row->cascades[0] == '\0')
		assert_int_equal(fake.event_count, 0);
	buf_release(&text);
	plan_release(&plan);
	fake_provider_release(&fake);
	past_release(&past);
	world_release(&world);
}

static void what_harness_manages_goes_without_saying(void **state)
{
	const struct plan_options options = { .prune = true };
	struct world world;
	struct past past;
	struct fake_provider fake;
	struct plan plan;

	(void)state;
	world_init(&world, ORG("o"), ORG("o") PROJECT("p") SERVICE("p", "own"));
	world_past(&past, &world, ORG("o") PROJECT("p"), &world.errs);
	serve(&fake, &world);
	fake_provider_find(&fake, "service:o/p/own")->managed = true;
	assert_true(plan_make(
		&plan, &world.declared, &past, &world.live, &options, &world.errs));
	assert_true(cascade_read(&plan, &options, &fake.provider, &world.errs));
	assert_int_equal(plan.steps[0].cascade->count, 0);
	plan_release(&plan);
	fake_provider_release(&fake);
	past_release(&past);
	world_release(&world);
}

static void what_cannot_be_listed_stops_the_plan(void **state)
{
	const struct plan_options options = { .prune = true };
	struct world world;
	struct past past;
	struct fake_provider fake;
	struct plan plan;

	(void)state;
	world_init(&world, ORG("o"), ORG("o") PROJECT("p"));
	world_past(&past, &world, ORG("o") PROJECT("p"), &world.errs);
	serve(&fake, &world);
	fake_provider_fault(
		&fake, (struct fake_fault){ .effect = FAKE_FAIL, .glob = "service:*" });
	assert_true(plan_make(
		&plan, &world.declared, &past, &world.live, &options, &world.errs));
	assert_false(cascade_read(&plan, &options, &fake.provider, &world.errs));
	plan_release(&plan);
	fake_provider_release(&fake);
	past_release(&past);
	world_release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_harness_manages_goes_without_saying),
		cmocka_unit_test(what_cannot_be_listed_stops_the_plan),
	};

	return TABLE_RUN(rows, cascades_are_told) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
