#include "reconcile/plan.h"

#include <string.h>

#include "model/text.h"
#include "reconcile/selection.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG "== orgs/o/organization.yaml\norganization:\n  name: o\n"
#define PROJECT "== orgs/o/projects/p/project.yaml\nproject:\n  name: p\n"
#define IN "== orgs/o/projects/p/"
#define SERVICE IN "services/s.yaml\nservice:\n  name: s\n"
#define TYPED(type) "  serviceDefinition: {type: " type ", spec: {}}\n"
#define ENVIRONMENT IN "envs/e.yaml\nenvironment:\n  name: e\n  type: Production\n"
#define PIPELINE(id, body) IN "pipelines/" id ".yaml\npipeline:\n  name: " id "\n" body
#define STAGE \
	"  stages:\n    - stage:\n        identifier: d\n        type: Deployment\n" \
	"        spec:\n          service: {serviceRef: s}\n" \
	"          environment: {environmentRef: e}\n"
#define CHAIN(to) \
	"  stages:\n    - stage:\n        identifier: c\n        type: Pipeline\n" \
	"        spec: {org: o, project: p, pipeline: " to "}\n"
#define SECRET(value) \
	"== secrets/t.yaml\nsecret:\n  type: SecretText\n  name: t\n  spec:\n" \
	"    secretManagerIdentifier: harnessSecretManager\n    valueType: " \
	"Inline\n" value
#define GRANT(file, id, role) \
	"== role_assignments/" file ".yaml\nroleAssignment:\n" id \
	"  roleIdentifier: " role \
	"\n  resourceGroupIdentifier: _all_account_level_resources\n" \
	"  principal: {identifier: devs, type: USER_GROUP}\n"

/* Steps in order: glyph, address, changed paths, '!' and nothing of the reason. */
static const struct row {
	const char *name, *tree, *live, *steps;
} rows[] = {
	{ "an empty account gets everything, parents first",
		ORG PROJECT SERVICE ENVIRONMENT, "",
		"+ organization:o\n+ project:o/p\n+ environment:o/p/e\n+ "
		"service:o/p/s\n" },
	{ "what is as it should be needs nothing", ORG PROJECT SERVICE,
		ORG PROJECT SERVICE, "" },
	{ "a pipeline waits for what it deploys and where",
		ORG PROJECT SERVICE ENVIRONMENT PIPELINE("a", STAGE), ORG PROJECT,
		"+ environment:o/p/e\n+ service:o/p/s\n+ pipeline:o/p/a\n" },
	{ "a chained pipeline comes after the one it starts",
		PIPELINE("a", CHAIN("z")) PIPELINE("z", "  stages: []\n"), ORG PROJECT,
		"+ pipeline:o/p/z\n+ pipeline:o/p/a\n" },
	{ "a changed field is an update", ORG,
		"== orgs/o/organization.yaml\n"
		"organization:\n  name: x\n",
		"~ organization:o /name\n" },
	{ "the deployment type cannot change in place", SERVICE TYPED("Kubernetes"),
		ORG PROJECT SERVICE TYPED("Ssh"),
		"! service:o/p/s /serviceDefinition/type\n" },
	{ "a first deployment type is an update", SERVICE TYPED("Kubernetes"),
		ORG PROJECT SERVICE, "~ service:o/p/s /serviceDefinition\n" },
	{ "another spelling of an organization is blocked", ORG,
		"== orgs/O/organization.yaml\norganization:\n  name: o\n",
		"! organization:o\n" },
	{ "Harness's own organization is not created",
		"== orgs/default/organization.yaml\norganization:\n  name: x\n", "",
		"! organization:default\n" },
	{ "an inline secret without a value cannot be created", SECRET(""), "",
		"! secret:t\n" },
	{ "but its metadata can be kept", SECRET(""), SECRET("  description: x\n"), "" },
	{ "an inline secret that is there sends no value",
		SECRET("    value: !env X\n  description: y\n"),
		SECRET("  description: x\n"), "~ secret:t /description\n" },
	{ "a value's manager cannot change, whatever else does",
		"== secrets/t.yaml\nsecret:\n  type: SecretText\n  name: t\n  spec:\n"
		"    secretManagerIdentifier: account.vault\n    valueType: Reference\n"
		"    value: a/b\n",
		SECRET(""), "! secret:t /spec\n" },
	{ "the same grant under another identifier is the same",
		GRANT("a", "  identifier: mine\n", "_account_viewer"),
		GRANT("b", "  identifier: theirs\n", "_account_viewer"), "" },
	{ "another role under the same identifier is a successor",
		GRANT("a", "  identifier: x\n", "_account_admin"),
		GRANT("a", "  identifier: x\n", "_account_viewer"),
		"- roleAssignment:x /roleIdentifier\n" },
	{ "grants that swap their identifiers are both there already",
		GRANT("a", "  identifier: a\n", "_account_admin")
			GRANT("b", "  identifier: b\n", "_account_viewer"),
		GRANT("a", "  identifier: a\n", "_account_viewer")
			GRANT("b", "  identifier: b\n", "_account_admin"),
		"" },
};

/* What was declared before, too: its prunes. */
static const struct past_row {
	const char *name, *tree, *base, *live;
	bool prune;
	const char *steps;  /* as above; of what could be pruned "? address" */
	const char *select; /* a glob, or NULL: all */
} past_rows[] = {
	{ "what git dropped could go", ORG PROJECT, ORG PROJECT SERVICE,
		ORG PROJECT SERVICE, false, "? service:o/p/s\n", NULL },
	{ "and goes when it may", ORG PROJECT, ORG PROJECT SERVICE, ORG PROJECT SERVICE,
		true, "x service:o/p/s\n", NULL },
	{ "what git never declared stays", ORG PROJECT, ORG PROJECT, ORG PROJECT SERVICE,
		true, "", NULL },
	{ "what is gone live needs nothing", ORG PROJECT, ORG PROJECT SERVICE,
		ORG PROJECT, true, "", NULL },
	{ "children go before what holds them", ORG, ORG PROJECT SERVICE ENVIRONMENT,
		ORG PROJECT SERVICE ENVIRONMENT, true,
		"x environment:o/p/e\nx service:o/p/s\nx project:o/p\n", NULL },
	{ "what something that stays refers to is kept", ORG PROJECT PIPELINE("a", STAGE),
		ORG PROJECT PIPELINE("a", STAGE) SERVICE ENVIRONMENT,
		ORG PROJECT PIPELINE("a", STAGE) SERVICE ENVIRONMENT, true,
		"! environment:o/p/e\n! service:o/p/s\n", NULL },
	{ "an update that drops a reference comes before the delete",
		ORG PROJECT PIPELINE("z", "  stages: []\n"),
		ORG PROJECT PIPELINE("z", STAGE) SERVICE ENVIRONMENT,
		ORG PROJECT PIPELINE("z", STAGE) SERVICE ENVIRONMENT, true,
		"~ pipeline:o/p/z /stages/0\nx environment:o/p/e\nx service:o/p/s\n",
		NULL },
	{ "a scope is not deleted under what stays in it", SERVICE, ORG PROJECT SERVICE,
		ORG PROJECT SERVICE, true, "! organization:o\n! project:o/p\n", NULL },
	{ "a grant that only changed its identifier stays",
		GRANT("a", "  identifier: new\n", "_account_viewer"),
		GRANT("a", "  identifier: old\n", "_account_viewer"),
		GRANT("a", "  identifier: old\n", "_account_viewer"), true, "", NULL },
	{ "a grant goes under the identifier it has live", ORG,
		ORG GRANT("a", "  identifier: old\n", "_account_viewer"),
		ORG GRANT("a", "  identifier: other\n", "_account_viewer"), true,
		"x roleAssignment:old\n", NULL },
	{ "what is not selected has no step", ORG PROJECT SERVICE, "", "", false,
		"+ organization:o\n", "organization:*" },
	{ "what is needed, not there and not selected blocks", ORG PROJECT SERVICE, "",
		ORG, false, "! service:o/p/s\n", "service:*" },
	{ "what is needed and there is left alone", ORG PROJECT SERVICE, "", ORG PROJECT,
		false, "+ service:o/p/s\n", "service:*" },
	{ "what is selected with it does not block", ORG PROJECT SERVICE, "", ORG, false,
		"+ project:o/p\n+ service:o/p/s\n", "*p*" },
	{ "only what is selected could go", ORG PROJECT, ORG PROJECT SERVICE ENVIRONMENT,
		ORG PROJECT SERVICE ENVIRONMENT, false, "? environment:o/p/e\n",
		"environment:*" },
	{ "or goes", ORG PROJECT, ORG PROJECT SERVICE ENVIRONMENT,
		ORG PROJECT SERVICE ENVIRONMENT, true, "x environment:o/p/e\n",
		"environment:*" },
	{ "but not under what stays, gone from git or not", ORG,
		ORG PROJECT SERVICE ENVIRONMENT, ORG PROJECT SERVICE ENVIRONMENT, true,
		"! project:o/p\n", "project:*" },
	{ "nor what a declared one refers to that is not selected",
		ORG PROJECT PIPELINE("a", STAGE), ORG PROJECT SERVICE ENVIRONMENT,
		ORG PROJECT SERVICE ENVIRONMENT, true, "! service:o/p/s\n", "service:*" },
};

static void print_plan(struct buf *out, const struct plan *plan)
{
	static const char glyphs[] = "+~x-!";

	for (size_t i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		buf_format(out, "%c %s", glyphs[step->action], step->address);
		for (size_t k = 0; k < step->change_count; k++)
			buf_format(out, " %s", step->changes[k].path);
		buf_text(out, "\n");
	}
}

static void plan_decides(void **state)
{
	const struct row *row = *state;
	struct world world;
	struct plan plan;
	struct buf text;

	world_init(&world, row->tree, row->live);
	plan_make(&plan, &world.declared, NULL, &world.live, &(struct plan_options){ 0 },
		&world.errs);
	buf_init(&text, 1 << 16);
	print_plan(&text, &plan);
	assert_string_equal(buf_string(&text), row->steps);
	for (size_t i = 0; i < plan.count; i++) {
		size_t count;
		const size_t *needs = graph_needs(&plan.graph, i, &count);

		for (size_t k = 0; k < count; k++)
			assert_true(needs[k] < i);
	}
	buf_release(&text);
	plan_release(&plan);
	world_release(&world);
}

static void plan_prunes(void **state)
{
	const struct past_row *row = *state;
	const struct selection selection = {
		.select = &row->select,
		.select_count = row->select != NULL,
	};
	struct plan_options options = { .prune = row->prune, .selection = &selection };
	struct world world;
	struct past past;
	struct plan plan;
	struct buf text;

	world_init(&world, row->tree, row->live);
	world_past(&past, &world, row->base, &world.errs);
	assert_true(plan_make(
		&plan, &world.declared, &past, &world.live, &options, &world.errs));
	buf_init(&text, 1 << 16);
	print_plan(&text, &plan);
	for (size_t i = 0; i < plan.prunable_count; i++)
		buf_format(&text, "? %s\n", plan.prunable[i]);
	assert_string_equal(buf_string(&text), row->steps);
	buf_release(&text);
	plan_release(&plan);
	past_release(&past);
	world_release(&world);
}

/* All that is declared, and what was, is to go: as a prune of it all. */
static const struct destroy_row {
	const char *name, *tree, *base, *live, *select, *steps;
} destroy_rows[] = {
	{ "children first, references before what they name",
		ORG PROJECT SERVICE ENVIRONMENT PIPELINE("a", STAGE), NULL,
		ORG PROJECT SERVICE ENVIRONMENT PIPELINE("a", STAGE), NULL,
		"x pipeline:o/p/a\nx environment:o/p/e\nx service:o/p/s\nx project:o/p\n"
		"x organization:o\n" },
	{ "what the tree only uses stays", SERVICE, NULL, ORG PROJECT SERVICE, NULL,
		"x service:o/p/s\n" },
	{ "what nobody declared stays", SERVICE, NULL, ORG PROJECT SERVICE ENVIRONMENT,
		NULL, "x service:o/p/s\n" },
	{ "what git declared before goes too", ORG PROJECT, ORG PROJECT SERVICE,
		ORG PROJECT SERVICE, NULL,
		"x service:o/p/s\nx project:o/p\nx organization:o\n" },
	{ "what is not there needs nothing", ORG PROJECT SERVICE, NULL, ORG, NULL,
		"x organization:o\n" },
	{ "a selection goes alone", ORG PROJECT SERVICE, NULL, ORG PROJECT SERVICE,
		"service:*", "x service:o/p/s\n" },
	{ "but not under what is not selected", ORG PROJECT SERVICE, NULL,
		ORG PROJECT SERVICE, "project:*", "! project:o/p\n" },
};

static void plan_destroys(void **state)
{
	const struct destroy_row *row = *state;
	const struct selection selection = {
		.select = &row->select,
		.select_count = row->select != NULL,
	};
	const struct plan_options options = {
		.prune = true, .destroy = true, .selection = &selection
	};
	struct world world;
	struct past past = { 0 };
	struct plan plan;
	struct buf text;

	world_init(&world, row->tree, row->live);
	if (row->base != NULL)
		world_past(&past, &world, row->base, &world.errs);
	past_drop_all(&past, &world.declared);
	assert_true(plan_make(
		&plan, &world.declared, &past, &world.live, &options, &world.errs));
	assert_true(plan.destroys);
	buf_init(&text, 1 << 16);
	print_plan(&text, &plan);
	assert_string_equal(buf_string(&text), row->steps);
	buf_release(&text);
	plan_release(&plan);
	past_release(&past);
	world_release(&world);
}

static void what_is_protected_is_never_deleted(void **state)
{
	static const char *const globs[] = { "service:o/*" };
	struct plan_options options = {
		.prune = true, .protect = globs, .protect_count = 1
	};
	struct world world;
	struct past past;
	struct plan plan;

	(void)state;
	world_init(&world, ORG, ORG PROJECT SERVICE);
	world_past(&past, &world, ORG PROJECT SERVICE, &world.errs);
	assert_true(plan_make(
		&plan, &world.declared, &past, &world.live, &options, &world.errs));
	assert_int_equal(plan.counts.remove, 0);
	assert_int_equal(plan.counts.blocked, 2); /* the service, and its project */
	plan_release(&plan);
	past_release(&past);
	world_release(&world);
}

static void what_others_refer_to_is_not_replaced(void **state)
{
	static const char *const names[] = { "service:o/p/s" };
	struct plan_options options = { .replace = names, .replace_count = 1 };
	struct world world;
	struct plan plan;

	(void)state;
	world_init(&world, SERVICE TYPED("Kubernetes") ENVIRONMENT PIPELINE("a", STAGE),
		ORG PROJECT SERVICE TYPED("Ssh") ENVIRONMENT PIPELINE("a", STAGE));
	assert_true(plan_make(
		&plan, &world.declared, NULL, &world.live, &options, &world.errs));
	assert_int_equal(plan.counts.blocked, 1);
	assert_int_equal(plan.counts.replace, 0);
	plan_release(&plan);
	world_release(&world);
}

static void a_named_address_may_be_replaced(void **state)
{
	static const char *const names[] = { "service:o/p/s" };
	struct plan_options options = { .replace = names, .replace_count = 1 };
	struct world world;
	struct plan plan;
	struct call calls[STEP_CALLS];

	(void)state;
	world_init(&world, SERVICE TYPED("Kubernetes"), ORG PROJECT SERVICE TYPED("Ssh"));
	assert_true(plan_make(
		&plan, &world.declared, NULL, &world.live, &options, &world.errs));
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.steps[0].action, ACTION_REPLACE);
	assert_int_equal(plan_calls(&plan.steps[0], calls), 2);
	assert_int_equal(calls[0].verb, VERB_DELETE);
	assert_int_equal(calls[1].verb, VERB_CREATE);
	plan_release(&plan);
	world_release(&world);
}

static void a_successor_comes_before_its_predecessor_goes(void **state)
{
	struct world world;
	struct plan plan;
	struct call calls[STEP_CALLS];

	(void)state;
	world_init(&world, GRANT("a", "  identifier: x\n", "_account_admin"),
		GRANT("a", "  identifier: x\n", "_account_viewer"));
	assert_true(plan_make(&plan, &world.declared, NULL, &world.live,
		&(struct plan_options){ 0 }, &world.errs));
	assert_int_equal(plan_calls(&plan.steps[0], calls), 2);
	assert_int_equal(calls[0].verb, VERB_CREATE);
	assert_string_not_equal(calls[0].identifier, "x");
	assert_int_equal(calls[1].verb, VERB_DELETE);
	assert_string_equal(calls[1].identifier, "x");
	plan_release(&plan);
	world_release(&world);
}

static void a_scope_that_is_nowhere_is_an_error_and_other_targets_a_warning(void **state)
{
	struct world world;
	struct live nothing = { 0 };
	struct plan plan;

	(void)state;
	entity_set_init(&nothing.set, &nothing.arena);
	world_init(&world, PIPELINE("a", STAGE), ORG PROJECT);
	assert_true(plan_make(&plan, &world.declared, NULL, &world.live,
		&(struct plan_options){ 0 }, &world.errs));
	assert_int_equal(world.errs.warnings, 2);
	plan_release(&plan);
	assert_false(plan_make(&plan, &world.declared, NULL, &nothing,
		&(struct plan_options){ 0 }, &world.errs));
	plan_release(&plan);
	world_release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_protected_is_never_deleted),
		cmocka_unit_test(what_others_refer_to_is_not_replaced),
		cmocka_unit_test(a_named_address_may_be_replaced),
		cmocka_unit_test(a_successor_comes_before_its_predecessor_goes),
		cmocka_unit_test(
			a_scope_that_is_nowhere_is_an_error_and_other_targets_a_warning),
	};

	return TABLE_RUN(rows, plan_decides) + TABLE_RUN(past_rows, plan_prunes) +
	       TABLE_RUN(destroy_rows, plan_destroys) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
