#include "reconcile/live.h"

#include <string.h>

#include "reconcile/ahead.h"
#include "reconcile/selection.h"

#include "tests/support/fake_provider.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG(o) "== orgs/" o "/organization.yaml\norganization:\n  name: o\n"
#define PROJECT(o, p) "== orgs/" o "/projects/" p "/project.yaml\nproject:\n  name: p\n"
#define SERVICE(o, p) \
	"== orgs/" o "/projects/" p "/services/s.yaml\nservice:\n  name: s\n"
#define SECRET(at) \
	"== " at "secrets/t.yaml\nsecret:\n  type: SecretText\n  name: t\n  spec:\n" \
	"    secretManagerIdentifier: harnessSecretManager\n    valueType: Inline\n"
#define PIPELINE \
	"== orgs/o/projects/p/pipelines/l.yaml\npipeline:\n  name: l\n  stages:\n" \
	"    - stage:\n        identifier: d\n        spec:\n" \
	"          service: {serviceRef: elsewhere}\n" \
	"          environment: {environmentRef: account.e}\n"

#define CHAIN \
	"== orgs/o/projects/p/pipelines/c.yaml\npipeline:\n  name: c\n  stages:\n" \
	"    - stage:\n        identifier: d\n        type: Pipeline\n        spec: " \
	"{org: q, project: r, pipeline: l}\n"
#define MORE(o, p) "== orgs/" o "/projects/" p "/services/t.yaml\nservice:\n  name: t\n"

/* Reads in the order of their starts. */
static const struct row {
	const char *name, *tree, *live, *reads;
	const char *select; /* a glob, or NULL: all */
} rows[] = {
	{ "an empty account is asked for scopes alone",
		ORG("o") PROJECT("o", "p") SERVICE("o", "p") SECRET(""), "",
		"list organization:\nlist secret:\n", NULL },
	{ "one project is asked for alone", ORG("o") PROJECT("o", "p") SERVICE("o", "p"),
		ORG("o") PROJECT("o", "p"),
		"list organization:\nlist project:o/\nlist service:o/p/\n", NULL },
	{ "projects of two organizations in one list",
		ORG("o") PROJECT("o", "p") ORG("q") PROJECT("q", "r"), ORG("o") ORG("q"),
		"list organization:\nlist project: below\n", NULL },
	{ "secrets of several scopes in one list", SECRET("") SECRET("orgs/o/"), ORG("o"),
		"get organization:o\nlist secret: below\n", NULL },
	{ "within one organization the account is not asked",
		SECRET("orgs/o/") SECRET("orgs/o/projects/p/"),
		ORG("o") PROJECT("o", "p"),
		"get organization:o\nget project:o/p\nlist secret:o/ below\n", NULL },
	{ "services have no list that spans scopes", SERVICE("o", "p") SERVICE("o", "q"),
		ORG("o") PROJECT("o", "p") PROJECT("o", "q"),
		"get organization:o\nget project:o/p\nget project:o/q\n"
		"list service:o/p/\nlist service:o/q/\n",
		NULL },
	{ "what the tree names but lacks is asked for once", PIPELINE,
		ORG("o") PROJECT("o", "p"),
		"get organization:o\nget project:o/p\nlist pipeline:o/p/\n"
		"get environment:e\nget service:o/p/elsewhere\n",
		NULL },
	{ "a pipeline of another project, and that project",
		"== orgs/o/projects/p/pipelines/l.yaml\npipeline:\n  name: l\n  stages:\n"
		"    - stage:\n        identifier: d\n        type: Pipeline\n"
		"        spec: {org: q, project: r, pipeline: x}\n",
		ORG("o") PROJECT("o", "p") ORG("q") PROJECT("q", "r"),
		"get organization:o\nget organization:q\nget project:o/p\n"
		"get project:q/r\nlist pipeline:o/p/\nget pipeline:q/r/x\n",
		NULL },
	{ "variables in expressions",
		SERVICE("o", "p") "  description: <+variable.account.v> <+variable.w>\n",
		ORG("o") PROJECT("o", "p"),
		"get organization:o\nget project:o/p\nlist service:o/p/\n"
		"get variable:v\nget variable:o/p/w\n",
		NULL },
	{ "what is not managed needs nothing",
		ORG("o") "== orgs/o/connectors/c.yaml\nconnector:\n  type: Github\n"
			 "  spec: {tokenRef: account.t}\n",
		ORG("o"), "list organization:\n", NULL },
	{ "a scope that is not there is not asked", PIPELINE, ORG("o"),
		"get organization:o\nget project:o/p\nget environment:e\n", NULL },
	{ "the scopes of what is referred to are asked for first", CHAIN,
		ORG("o") PROJECT("o", "p") ORG("q") PROJECT("q", "r"),
		"get organization:o\nget organization:q\nget project:o/p\n"
		"get project:q/r\nlist pipeline:o/p/\nget pipeline:q/r/l\n",
		NULL },
	{ "one that is selected is asked for by itself",
		ORG("o") PROJECT("o", "p") SERVICE("o", "p") MORE("o", "p"),
		ORG("o") PROJECT("o", "p"),
		"get organization:o\nget project:o/p\nget service:o/p/s\n", "*/s" },
	{ "several in a list",
		ORG("o") PROJECT("o", "p") SERVICE("o", "p") MORE("o", "p"),
		ORG("o") PROJECT("o", "p"),
		"get organization:o\nget project:o/p\nlist service:o/p/\n", "service:*" },
	{ "a scope that is selected is listed, since case does not count",
		ORG("o") PROJECT("o", "p") SERVICE("o", "p"), ORG("o") PROJECT("o", "p"),
		"get organization:o\nlist project:o/\n", "project:*" },
	{ "no summaries of those that are not selected", PIPELINE CHAIN,
		ORG("o") PROJECT("o", "p"),
		"get organization:o\nget project:o/p\nget pipeline:o/p/l\n"
		"get environment:e\nget service:o/p/elsewhere\n",
		"pipeline:*/l" },
	{ "of one secret the other scopes are not asked", SECRET("") SECRET("orgs/o/"),
		ORG("o"), "get secret:t\n", "secret:t" },
	{ "nothing selected, nothing asked", ORG("o") SERVICE("o", "p"), ORG("o"), "",
		"secret:*" },
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

static void print_reads(struct buf *out, const struct fake_provider *fake)
{
	static const char *const verbs[] = { "list", "get", "create", "update",
		"delete" };

	for (size_t i = 0; i < fake->event_count; i++)
		if (!fake->events[i].ended)
			buf_format(out, "%s %s\n", verbs[fake->events[i].verb],
				fake->events[i].address);
}

static void live_asks(void **state)
{
	const struct row *row = *state;
	struct world world;
	struct fake_provider fake;
	struct live live;
	struct buf reads;
	const struct selection selection = {
		.select = &row->select,
		.select_count = row->select != NULL,
	};
	const struct live_options options = { .selection = &selection };

	world_init(&world, row->tree, row->live);
	serve(&fake, &world);
	assert_true(live_read(
		&live, &world.declared, NULL, &options, &fake.provider, &world.errs));
	buf_init(&reads, 1 << 16);
	print_reads(&reads, &fake);
	assert_string_equal(buf_string(&reads), row->reads);
	buf_release(&reads);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

/* How often a line stands there. */
static size_t count_line(const char *text, const char *line, size_t size)
{
	size_t count = 0;

	for (; *text != '\0'; text += strcspn(text, "\n") + 1)
		count += strcspn(text, "\n") == size && strncmp(text, line, size) == 0;
	return count;
}

/* Whoever asks ahead reads the same, and nothing twice. */
static void live_asks_ahead(void **state)
{
	const struct row *row = *state;
	struct world world;
	struct fake_provider fake;
	struct ahead *ahead;
	struct live live;
	struct buf reads;
	const struct selection selection = {
		.select = &row->select,
		.select_count = row->select != NULL,
	};
	const struct live_options options = { .selection = &selection };

	world_init(&world, row->tree, row->live);
	serve(&fake, &world);
	ahead = ahead_open(&fake.provider);
	live_ask(&world.declared, &options, true, ahead);
	assert_true(live_read(&live, &world.declared, NULL, &options,
		ahead_provider(ahead), &world.errs));
	buf_init(&reads, 1 << 16);
	print_reads(&reads, &fake);
	for (const char *line = row->reads; *line != '\0';
		line += strcspn(line, "\n") + 1)
		assert_int_equal(
			count_line(buf_string(&reads), line, strcspn(line, "\n")), 1);
	buf_release(&reads);
	live_release(&live);
	ahead_close(ahead);
	fake_provider_release(&fake);
	world_release(&world);
}

static void organizations_and_projects_are_asked_at_once(void **state)
{
	struct world world;
	struct fake_provider fake;
	struct ahead *ahead;
	struct buf reads;

	(void)state;
	world_init(&world, ORG("o") PROJECT("o", "p") SERVICE("q", "r"), "");
	serve(&fake, &world);
	ahead = ahead_open(&fake.provider);
	live_ask(&world.declared, NULL, true, ahead);
	buf_init(&reads, 1 << 16);
	print_reads(&reads, &fake);
	assert_string_equal(buf_string(&reads),
		"get organization:q\nlist organization:\nget project:q/r\n"
		"list project:o/\n");
	buf_release(&reads);
	ahead_close(ahead);
	fake_provider_release(&fake);
	world_release(&world);
}

static void organizations_alone_where_they_may_not_be_there(void **state)
{
	struct world world;
	struct fake_provider fake;
	struct ahead *ahead;
	struct buf reads;

	(void)state;
	world_init(&world, ORG("o") PROJECT("o", "p"), "");
	serve(&fake, &world);
	ahead = ahead_open(&fake.provider);
	live_ask(&world.declared, NULL, false, ahead);
	buf_init(&reads, 1 << 16);
	print_reads(&reads, &fake);
	assert_string_equal(buf_string(&reads), "list organization:\n");
	buf_release(&reads);
	ahead_close(ahead);
	fake_provider_release(&fake);
	world_release(&world);
}

static void a_refused_wide_list_is_asked_scope_by_scope(void **state)
{
	struct world world;
	struct fake_provider fake;
	struct live live;

	(void)state;
	world_init(&world, SECRET("") SECRET("orgs/o/"),
		ORG("o") SECRET("") SECRET("orgs/o/"));
	serve(&fake, &world);
	fake_provider_fault(&fake,
		(struct fake_fault){ .effect = FAKE_REFUSE, .glob = "secret: below" });
	assert_true(live_read(
		&live, &world.declared, NULL, NULL, &fake.provider, &world.errs));
	assert_int_equal(world.errs.failures, 0);
	assert_non_null(entity_set_find(&live.set, "secret:t"));
	assert_non_null(entity_set_find(&live.set, "secret:o/t"));
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

static void a_list_that_fails_is_never_taken_for_an_empty_one(void **state)
{
	struct world world;
	struct fake_provider fake;
	struct live live;

	(void)state;
	world_init(&world, SERVICE("o", "p"), ORG("o") PROJECT("o", "p"));
	serve(&fake, &world);
	fake_provider_fault(
		&fake, (struct fake_fault){ .effect = FAKE_FAIL, .glob = "service:*" });
	assert_false(live_read(
		&live, &world.declared, NULL, NULL, &fake.provider, &world.errs));
	assert_true(world.errs.failures > 0);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

static void after_a_list_that_fails_nothing_is_asked_for_one_by_one(void **state)
{
	struct world world;
	struct fake_provider fake;
	struct live live;
	struct past past = { .has_base = true };
	struct buf reads;

	(void)state;
	world_init(&world, SERVICE("o", "p") MORE("o", "p") PIPELINE,
		ORG("o") PROJECT("o", "p"));
	serve(&fake, &world);
	past.base = world.declared;
	fake_provider_fault(
		&fake, (struct fake_fault){ .effect = FAKE_FAIL, .glob = "service:*" });
	assert_false(live_read(
		&live, &world.declared, &past, NULL, &fake.provider, &world.errs));
	assert_int_equal(world.errs.failures, 1);
	buf_init(&reads, 1 << 16);
	print_reads(&reads, &fake);
	assert_string_equal(buf_string(&reads),
		"get organization:o\nget project:o/p\nlist pipeline:o/p/\n"
		"list service:o/p/\n");
	buf_release(&reads);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

static void a_target_that_may_not_be_read_is_taken_as_there(void **state)
{
	struct world world;
	struct fake_provider fake;
	struct live live;

	(void)state;
	world_init(&world, PIPELINE, ORG("o") PROJECT("o", "p"));
	serve(&fake, &world);
	fake_provider_fault(&fake,
		(struct fake_fault){ .effect = FAKE_REFUSE, .glob = "environment:e" });
	assert_true(live_read(
		&live, &world.declared, NULL, NULL, &fake.provider, &world.errs));
	assert_non_null(entity_set_find(&live.set, "environment:e"));
	assert_int_equal(world.errs.warnings, 1);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

static void what_is_compared_and_may_not_be_read_is_an_error(void **state)
{
	const char *glob = "service:*";
	const struct selection selection = { .select = &glob, .select_count = 1 };
	const struct live_options options = { .selection = &selection };
	struct world world;
	struct fake_provider fake;
	struct live live;

	(void)state;
	world_init(&world, SERVICE("o", "p"), ORG("o") PROJECT("o", "p"));
	serve(&fake, &world);
	fake_provider_fault(&fake,
		(struct fake_fault){ .effect = FAKE_REFUSE, .glob = "service:o/p/s" });
	assert_false(live_read(
		&live, &world.declared, NULL, &options, &fake.provider, &world.errs));
	assert_null(entity_set_find(&live.set, "service:o/p/s"));
	assert_int_equal(world.errs.failures, 1);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

/* Whatever a scope's list leaves out, its contents are not made again. */
static void a_scope_of_the_past_is_asked_for_before_its_contents(void **state)
{
	struct world world;
	struct fake_provider fake;
	struct live live;
	struct past past = { .has_base = true };
	struct buf reads;

	(void)state;
	world_init(
		&world, ORG("o") PROJECT("o", "p") ORG("q") PROJECT("q", "r"), ORG("o"));
	serve(&fake, &world);
	past.base = world.declared;
	assert_true(live_read(
		&live, &world.declared, &past, NULL, &fake.provider, &world.errs));
	buf_init(&reads, 1 << 16);
	print_reads(&reads, &fake);
	assert_string_equal(buf_string(&reads),
		"list organization:\nget organization:q\nlist project:o/\n"
		"get project:o/p\n");
	buf_release(&reads);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

#define ACCOUNT \
	{ \
		NULL, NULL \
	}

/* The tree is asked for nothing but its texts. */
static const struct all_row {
	const char *name;
	struct scope all;
	const char *select, *exclude, *live, *reads;
} alls[] = {
	{ "an empty account", ACCOUNT, NULL, NULL, "",
		"list organization:\nlist environment:\nlist roleAssignment:\n"
		"list secret:\nlist service:\nlist variable:\n" },
	{ "an account", ACCOUNT, "secret:*", NULL, ORG("o") ORG("q") PROJECT("o", "p"),
		"list organization:\nlist project: below\nlist secret: below\n" },
	{ "kinds without a wide list", ACCOUNT, "service:*", NULL,
		ORG("o") PROJECT("o", "p"),
		"list organization:\nlist project:o/\nlist service:\n"
		"list service:o/\nlist service:o/p/\n" },
	{ "scopes that nothing selected is in are passed over", ACCOUNT, "service:o/p/*",
		NULL, ORG("o") PROJECT("o", "p") PROJECT("o", "q"),
		"list organization:\nlist project:o/\nlist service:o/p/\n" },
	{ "so are kinds that are left out", { "o", NULL }, NULL, "?e*", ORG("o"),
		"get organization:o\nlist project:o/\nlist environment:o/\n"
		"list roleAssignment:o/\nlist secret:o/\nlist service:o/\n"
		"list variable:o/\n" },
	{ "an organization", { "o", NULL }, "secret:*", NULL,
		ORG("o") ORG("q") PROJECT("o", "p"),
		"get organization:o\nlist project:o/\nlist secret:o/ below\n" },
	{ "a project", { "o", "p" }, NULL, "*", ORG("o") PROJECT("o", "p"),
		"get organization:o\nget project:o/p\n" },
	{ "a project alone", { "o", "p" }, "pipeline:*", NULL,
		ORG("o") PROJECT("o", "p") PROJECT("o", "q"),
		"get organization:o\nget project:o/p\nlist pipeline:o/p/\n" },
	{ "a scope that is not there", { "x", "p" }, NULL, NULL, ORG("o"),
		"get organization:x\n" },
};

static void live_asks_for_all(void **state)
{
	const struct all_row *row = *state;
	const struct selection selection = {
		.select = &row->select,
		.select_count = row->select != NULL,
		.exclude = &row->exclude,
		.exclude_count = row->exclude != NULL,
	};
	struct live_options options = { .all = &row->all, .selection = &selection };
	struct world world;
	struct fake_provider fake;
	struct live live;
	struct buf reads;

	world_init(&world, PIPELINE SECRET(""), row->live);
	serve(&fake, &world);
	assert_true(live_read(
		&live, &world.declared, NULL, &options, &fake.provider, &world.errs));
	buf_init(&reads, 1 << 16);
	print_reads(&reads, &fake);
	assert_string_equal(buf_string(&reads), row->reads);
	buf_release(&reads);
	live_release(&live);
	fake_provider_release(&fake);
	world_release(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(organizations_and_projects_are_asked_at_once),
		cmocka_unit_test(organizations_alone_where_they_may_not_be_there),
		cmocka_unit_test(a_refused_wide_list_is_asked_scope_by_scope),
		cmocka_unit_test(a_list_that_fails_is_never_taken_for_an_empty_one),
		cmocka_unit_test(after_a_list_that_fails_nothing_is_asked_for_one_by_one),
		cmocka_unit_test(a_target_that_may_not_be_read_is_taken_as_there),
		cmocka_unit_test(what_is_compared_and_may_not_be_read_is_an_error),
		cmocka_unit_test(a_scope_of_the_past_is_asked_for_before_its_contents),
	};

	return TABLE_RUN(rows, live_asks) + TABLE_RUN(rows, live_asks_ahead) +
	       TABLE_RUN(alls, live_asks_for_all) +
	       cmocka_run_group_tests(tests, NULL, NULL);
}
