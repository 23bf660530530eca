#include "reconcile/batch.h"

#include <string.h>

#include "model/kinds/kinds.h"
#include "model/limits.h"
#include "tests/support/table.h"
#include "tests/support/world.h"

#define ORG "== orgs/o/organization.yaml\norganization:\n  name: o\n"
#define PROJECT(p) "== orgs/o/projects/" p "/project.yaml\nproject:\n  name: " p "\n"
#define IN(p) "== orgs/o/projects/" p "/"
#define SERVICE(p, s) IN(p) "services/" s ".yaml\nservice:\n  name: " s "\n"
#define WITH_SECRET(p, s, secret) \
	SERVICE(p, s) \
	"  serviceDefinition:\n    type: Ssh\n    spec:\n      variables:\n" \
	"        - {name: v, type: Secret, value: " secret "}\n"
#define ENVIRONMENT(p, e) \
	IN(p) "envs/" e ".yaml\nenvironment:\n  name: " e "\n  type: Production\n"
#define SECRET(p, s) \
	IN(p) \
	"secrets/" s ".yaml\nsecret:\n  type: SecretText\n  name: " s "\n" \
	"  spec: {secretManagerIdentifier: m, valueType: Inline, value: !env X}\n"
#define ACCOUNT_SERVICE(s) "== services/" s ".yaml\nservice:\n  name: " s "\n"
#define ORG_SERVICE(s) "== orgs/o/services/" s ".yaml\nservice:\n  name: " s "\n"

/* What is sent, in order, a request a line. */
static const struct row {
	const char *name, *tree, *live, *requests;
} rows[] = {
	{ "nothing", "", "", "" },
	{ "one goes alone", SERVICE("p", "a"), ORG PROJECT("p"), "service:o/p/a\n" },
	{ "two of one project go together", SERVICE("p", "a") SERVICE("p", "b"),
		ORG PROJECT("p"), "service:o/p/a service:o/p/b\n" },
	{ "kinds do not mix",
		SERVICE("p", "a") ENVIRONMENT("p", "x") SERVICE("p", "b")
			ENVIRONMENT("p", "y"),
		ORG PROJECT("p"),
		"environment:o/p/x environment:o/p/y\nservice:o/p/a service:o/p/b\n" },
	{ "scopes do not mix",
		ACCOUNT_SERVICE("a") ACCOUNT_SERVICE("b") ORG_SERVICE("a") ORG_SERVICE(
			"b") SERVICE("p", "a") SERVICE("p", "b") SERVICE("q", "a"),
		ORG PROJECT("p") PROJECT("q"),
		"service:a service:b\nservice:o/a service:o/b\n"
		"service:o/p/a service:o/p/b\nservice:o/q/a\n" },
	{ "kinds without such a request go alone", SECRET("p", "a") SECRET("p", "b"),
		ORG PROJECT("p"), "secret:o/p/a\nsecret:o/p/b\n" },
	{ "only creates go together",
		SERVICE("p", "a") "  description: new\n" SERVICE("p", "b")
			SERVICE("p", "c"),
		ORG PROJECT("p") SERVICE("p", "a"),
		"service:o/p/a\nservice:o/p/b service:o/p/c\n" },
	{ "all wait for their project",
		ORG PROJECT("p") SERVICE("p", "a") SERVICE("p", "b"), "",
		"organization:o\nproject:o/p\nservice:o/p/a service:o/p/b\n" },
	{ "what waits for different steps of one depth goes together",
		SECRET("p", "s") SECRET("p", "t") WITH_SECRET("p", "a", "s")
			WITH_SECRET("p", "b", "t"),
		ORG PROJECT("p"),
		"secret:o/p/s\nsecret:o/p/t\nservice:o/p/a service:o/p/b\n" },
	{ "what is ready sooner does not wait for what is not",
		SECRET("p", "s") WITH_SECRET("p", "a", "s") WITH_SECRET("p", "b", "s")
			SERVICE("p", "c") SERVICE("p", "d"),
		ORG PROJECT("p"),
		"secret:o/p/s\nservice:o/p/a service:o/p/b\n"
		"service:o/p/c service:o/p/d\n" },
};

static void init_plan(
	struct plan *plan, struct world *world, const char *tree, const char *live)
{
	world_init(world, tree, live);
	assert_true(plan_make(plan, &world->declared, NULL, &world->live,
		&(struct plan_options){ 0 }, &world->errs));
}

static void put_sending(
	struct buf *out, const struct plan *plan, const struct sending *sending)
{
	const size_t *steps =
		sending->batch != NULL ? sending->batch->steps : &sending->step;
	size_t count = sending->batch != NULL ? sending->batch->count : 1;

	for (size_t i = 0; i < count; i++)
		buf_format(out, "%s%s", i > 0 ? " " : "", plan->steps[steps[i]].address);
	buf_char(out, '\n');
}

static void creates_go_together(void **state)
{
	const struct row *row = *state;
	struct arena arena = { 0 };
	struct sending list[16];
	struct batches batches;
	struct world world;
	struct plan plan;
	struct buf out;
	size_t count;

	init_plan(&plan, &world, row->tree, row->live);
	buf_init(&out, 4096);
	batches_make(&batches, &plan, &arena);
	count = batches_order(&batches, &plan, list, &arena);
	for (size_t i = 0; i < count; i++)
		put_sending(&out, &plan, &list[i]);
	assert_string_equal(buf_string(&out), row->requests);
	assert_int_equal(batches_requests(&plan), count);
	buf_release(&out);
	arena_release(&arena);
	plan_release(&plan);
	world_release(&world);
}

/* So many services of so many bytes each, and how many go in each request. */
static const struct size_row {
	const char *name;
	size_t services, bytes;
	const char *sizes;
} size_rows[] = {
	{ "as many as the row says", 100, 100, "100" },
	{ "one more goes alone", 101, 100, "100" },
	{ "more go in further requests", 250, 100, "100 100 50" },
	{ "as many bytes as are taken", 4, LIMIT_BULK_BYTES / 4, "4" },
	{ "bytes too many", 5, LIMIT_BULK_BYTES / 4, "4" },
	{ "two in each", 5, LIMIT_BULK_BYTES / 2, "2 2" },
	{ "each too large for company", 3, LIMIT_BULK_BYTES, "" },
};

static void put_service(struct buf *tree, size_t number, size_t bytes)
{
	size_t before;

	buf_format(tree, "== orgs/o/projects/p/services/s%03zu.yaml\n", number);
	before = tree->len;
	buf_format(tree,
		"service:\n  orgIdentifier: o\n  projectIdentifier: p\n"
		"  identifier: s%03zu\n  name: s\n  #",
		number);
	while (tree->len - before < bytes - 1)
		buf_char(tree, '#');
	buf_char(tree, '\n');
}

static void a_request_has_its_measure(void **state)
{
	const struct size_row *row = *state;
	struct arena arena = { 0 };
	struct batches batches;
	struct world world;
	struct plan plan;
	struct buf tree, out;

	buf_init(&tree, 1 << 20);
	buf_init(&out, 4096);
	for (size_t i = 0; i < row->services; i++)
		put_service(&tree, i, row->bytes);
	init_plan(&plan, &world, buf_string(&tree), ORG PROJECT("p"));
	batches_make(&batches, &plan, &arena);
	for (size_t i = 0; i < batches.count; i++)
		buf_format(&out, "%s%zu", i > 0 ? " " : "", batches.items[i].count);
	assert_int_equal(plan.count, row->services);
	assert_string_equal(buf_string(&out), row->sizes);
	buf_release(&out);
	buf_release(&tree);
	arena_release(&arena);
	plan_release(&plan);
	world_release(&world);
}

int main(void)
{
	return TABLE_RUN(rows, creates_go_together) +
	       TABLE_RUN(size_rows, a_request_has_its_measure);
}
