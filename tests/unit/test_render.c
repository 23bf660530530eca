#include "cmd/render/render.h"

#include <string.h>

#include "model/arena.h"
#include "model/entity.h"
#include "model/kind.h"
#include "model/source.h"
#include "model/text.h"
#include "model/value.h"
#include "reconcile/apply.h"
#include "reconcile/cascade.h"
#include "reconcile/plan.h"
#include "reconcile/selection.h"
#include "tests/support/golden.h"
#include "tests/support/table.h"

/* One report of each command, with hostile text in it, in every format. */

static const char service_yaml[] = "service:\n"
				   "  name: api\n"
				   "  description: caf\xc3\xa9 API\n"
				   "  run: |\n"
				   "    one\n";
static const struct source service_source = {
	.path = ".harness/orgs/payments/projects/checkout/services/api.yaml",
	.bytes = { service_yaml, sizeof(service_yaml) - 1 },
};

struct world {
	struct arena arena;
	struct error_list errs;
	struct entity entities[6];
	struct step steps[6];
	struct change changes[6];
	struct plan plan;
	struct step_result results[6];
	struct applied applied;
	struct report report;
};

/* --- findings ------------------------------------------------------------ */

/* NOLINTNEXTLINE(misc-misleading-bidirectional): it is what is tested */
static const char turned[] = "name '\xe2\x80\xaeliame'";

static void add_findings(struct error_list *errs)
{
	static const char tabs[] = "\tname:\t\xe6\x97\xa5\xe6\x9c\xac x\x1b[2J";
	struct place at = { ".harness/a b&c.yaml", 3, 9 };
	struct error *error = error_add(errs, ERROR_IDENTIFIER_DUPLICATE, at,
		"service 'api' is declared twice: <b>\"%%0A\"</b>");

	error_excerpt(errs, error, tabs, sizeof(tabs) - 1);
	error_address(errs, error, "service:payments/checkout/api");
	error_relate(errs, error, (struct place){ ".harness/z.yaml", 1, 13 },
		"the other one stands here");
	error_fix(errs, error, "give one of them\nanother identifier");
	error = error_add(errs, ERROR_NAME_INVALID,
		(struct place){ ".harness/b.yaml", 2, 3 }, "%s", turned);
	error_excerpt(errs, error, "name: x", 7);
	error_add(errs, ERROR_REFERENCE_UNRESOLVED,
		(struct place){ ".harness/b.yaml", 4, 10 },
		"connector 'account.git' is not in the tree");
	error_add(errs, ERROR_GIT, (struct place){ 0 }, "no place at all");
}

/* --- a plan -------------------------------------------------------------- */

static const struct value *text(struct world *world, const char *bytes)
{
	struct value *value = arena_alloc(&world->arena, sizeof(*value));

	*value = value_make(VALUE_TEXT, bytes);
	return value;
}

static const struct value *one_tag(struct world *world, const char *tag)
{
	struct value_builder builder = { .arena = &world->arena };

	value_put(&builder, tag, value_make(VALUE_TEXT, ""));
	return value_map_end(&builder);
}

/* kind:org/project/identifier, as far as it goes. */
static struct entity entity_at(struct world *world, const char *address)
{
	struct entity entity = { .address = address, .source = &service_source };
	const char *part = strchr(address, ':') + 1, *slash;

	entity.kind = kind_find(
		arena_copy(&world->arena, address, (size_t)(part - 1 - address)));
	while ((slash = strchr(part, '/')) != NULL) {
		const char *name =
			arena_copy(&world->arena, part, (size_t)(slash - part));

		if (entity.scope.org == NULL)
			entity.scope.org = name;
		else
			entity.scope.project = name;
		part = slash + 1;
	}
	entity.identifier = part;
	return entity;
}

static void add_step(struct world *world, enum action action, const char *address)
{
	size_t i = world->plan.count++;

	world->entities[i] = entity_at(world, address);
	world->steps[i] = (struct step){
		.action = action,
		.address = address,
		.desired = action != ACTION_DELETE ? &world->entities[i] : NULL,
	};
}

static void add_changes(struct world *world, struct step *step)
{
	struct change *changes = world->changes;

	changes[0] = (struct change){ .path = "/description",
		.before = text(world, "caf\xc3\xa9 \"API\"\x1b[0m"),
		.after = text(world, "caf\xc3\xa9 API"),
		.offset = 36 };
	changes[1] = (struct change){
		.path = "/tags", .before = one_tag(world, "old"), .cause = CAUSE_LIVE
	};
	changes[2] = (struct change){ .path = "/run",
		.before = text(world, "a\nb\nc\nd\ne\nold\nf\n"),
		.after = text(world, "a\nb\nc\nd\ne\nnew\nf\n"),
		.offset = 52,
		.cause = CAUSE_BOTH };
	changes[3] = (struct change){ .path = "/spec/value",
		.before = text(world, "tell-nobody"),
		.after = text(world, "tell-nobody"),
		.secret = true };
	changes[4] = (struct change){
		.path = "/color", .after = text(world, "#0063F7"), .immutable = true
	};
	step->changes = changes;
	step->change_count = 5;
}

static void add_plan(struct world *world)
{
	struct plan *plan = &world->plan;

	plan->steps = world->steps;
	add_step(world, ACTION_CREATE, "organization:payments");
	add_step(world, ACTION_CREATE, "project:payments/checkout");
	add_step(world, ACTION_UPDATE, "service:payments/checkout/api");
	add_changes(world, &world->steps[2]);
	add_step(world, ACTION_REPLACE, "roleAssignment:payments/ops");
	world->steps[3].reason = "the API cannot change 'principal'";
	add_step(world, ACTION_BLOCKED, "environment:payments/checkout/prod");
	world->steps[4].reason = "'type' cannot be changed";
	add_step(world, ACTION_CREATE, "pipeline:payments/checkout/ship");
	plan->counts = (struct plan_counts){
		.create = 3, .update = 1, .replace = 1, .blocked = 1, .unchanged = 7
	};
	graph_init(&plan->graph, &world->arena, plan->count);
	graph_need(&plan->graph, 1, 0);
	graph_need(&plan->graph, 2, 1);
	graph_need(&plan->graph, 5, 2);
	world->report.plan = plan;
}

/* A project that goes, and what lives in it; of one kind alone. */
static void add_prune(struct world *world)
{
	static const char *const globs[] = { "*:payments/checkout*" };
	static const struct selection selection = {
		.select = globs,
		.select_count = countof(globs),
		.since = "9b1c0de4d5e60718293a4b5c6d7e8f9012345678",
	};
	static struct cascade_item items[] = {
		{ "service:payments/checkout/api", true, false },
		{ "service:payments/checkout/by_hand", false, false },
		{ "service:payments/checkout/`<b>\x1b[2J|", false, false },
	};
	static const struct cascade cascade = { items, countof(items), 2, 2 };
	struct plan *plan = &world->plan;

	plan->steps = world->steps;
	add_step(world, ACTION_DELETE, "service:payments/checkout/api");
	add_step(world, ACTION_DELETE, "project:payments/checkout");
	world->steps[1].cascade = &cascade;
	plan->counts = (struct plan_counts){ .remove = 2, .cascaded = 2 };
	graph_init(&plan->graph, &world->arena, plan->count);
	graph_need(&plan->graph, 1, 0);
	world->report.plan = plan;
	world->report.selection = &selection;
	world->report.selected = 3;
	world->report.managed = 120;
}

static void add_results(struct world *world)
{
	struct error *error = error_add(&world->errs, ERROR_API, (struct place){ 0 },
		"PUT /ng/api/servicesV2: 400 INVALID_REQUEST: no\x1b[31m");

	error_call(&world->errs, error,
		&(struct error_call){
			"PUT", "/ng/api/servicesV2", 400, "INVALID_REQUEST", "3f2a91c" });
	world->results[2] = (struct step_result){ RESULT_FAILED, error };
	world->results[3].result = RESULT_UNKNOWN;
	world->results[4].result = RESULT_SKIPPED;
	world->results[5].result = RESULT_SKIPPED;
	world->applied = (struct applied){ .results = world->results,
		.done = 2,
		.failed = 1,
		.skipped = 2,
		.unknown = 1 };
	world->report.applied = &world->applied;
}

static const struct report_header headers[] = {
	{ "Content-Type", "application/json" },
	{ "x-api-key", "(secret)" },
};
static const char *organization[] = { "organization:payments" };
static const char *environments[] = { "environment:payments/checkout/dev",
	"environment:payments/checkout/qa" };
static const char *service[] = { "service:payments/checkout/api" };
static struct report_send sends[] = {
	{ organization, 1, "POST", "/ng/api/organizations?accountIdentifier=acc", headers,
		2, { "{\"organization\":{}}", 19 } },
	{ environments, 2, "POST", "/ng/api/environmentsV2/batch?accountIdentifier=acc",
		headers, 2, { "[{},{}]", 7 } },
	{ service, 1, "DELETE", "/ng/api/servicesV2/api", headers, 1, { "", 0 } },
};
static const struct report_sends all_sends = { sends, 3 };

/* --- the rows ------------------------------------------------------------ */

enum part {
	PART_FINDINGS = 1,
	PART_PLAN = 2,
	PART_RESULTS = 4,
	PART_SENDS = 8,
	PART_PRUNE = 16
};

static const struct row {
	const char *name, *format, *command;
	unsigned parts;
	struct style style;
} rows[] = {
	{ "validate.txt", "text", "validate", PART_FINDINGS, { false, 0 } },
	{ "validate-colour.txt", "text", "validate", PART_FINDINGS, { true, 60 } },
	{ "validate.json", "json", "validate", PART_FINDINGS, { false, 0 } },
	{ "validate.sarif", "sarif", "validate", PART_FINDINGS, { false, 0 } },
	{ "validate.xml", "junit", "validate", PART_FINDINGS, { false, 0 } },
	{ "validate.github", "github", "validate", PART_FINDINGS, { false, 0 } },
	{ "validate.md", "markdown", "validate", PART_FINDINGS, { false, 0 } },
	{ "clean.txt", "text", "validate", 0, { false, 0 } },
	{ "clean.xml", "junit", "validate", 0, { false, 0 } },
	{ "clean.md", "markdown", "validate", 0, { false, 0 } },
	{ "clean.sarif", "sarif", "validate", 0, { false, 0 } },
	{ "plan.txt", "text", "plan", PART_PLAN, { false, 0 } },
	{ "plan-colour.txt", "text", "plan", PART_PLAN, { true, 80 } },
	{ "plan.json", "json", "plan", PART_PLAN | PART_FINDINGS, { false, 0 } },
	{ "plan.md", "markdown", "plan", PART_PLAN | PART_FINDINGS, { false, 0 } },
	{ "plan.github", "github", "plan", PART_PLAN | PART_FINDINGS, { false, 0 } },
	{ "apply.github", "github", "apply", PART_PLAN | PART_RESULTS, { false, 0 } },
	{ "plan.html", "html", "plan", PART_PLAN | PART_FINDINGS, { false, 0 } },
	{ "apply.html", "html", "apply", PART_PLAN | PART_RESULTS, { false, 0 } },
	{ "plan-requests.md", "markdown", "plan", PART_PLAN | PART_SENDS, { false, 0 } },
	{ "apply.md", "markdown", "apply", PART_PLAN | PART_RESULTS, { false, 0 } },
	{ "plan-requests.txt", "text", "plan", PART_PLAN | PART_SENDS, { false, 0 } },
	{ "plan-requests.json", "json", "plan", PART_PLAN | PART_SENDS, { false, 0 } },
	{ "prune.txt", "text", "plan", PART_PRUNE, { false, 0 } },
	{ "prune.json", "json", "plan", PART_PRUNE, { false, 0 } },
	{ "prune.md", "markdown", "plan", PART_PRUNE, { false, 0 } },
	{ "prune.html", "html", "plan", PART_PRUNE, { false, 0 } },
	{ "apply.txt", "text", "apply", PART_PLAN | PART_RESULTS, { false, 0 } },
	{ "apply.json", "json", "apply", PART_PLAN | PART_RESULTS, { false, 0 } },
};

static void begin(struct world *world, const struct row *row)
{
	world->report = (struct report){
		.command = row->command,
		.account = "acc",
		.commit = "0123456789012345678901234567890123456789",
		.base = "3f2a91c4d5e60718293a4b5c6d7e8f9012345678",
		.root = ".harness",
		.files = 3,
		.entities = 2,
		.findings = &world->errs,
		.requests = 5,
		.writes = 6,
	};
	if (row->parts & PART_FINDINGS)
		add_findings(&world->errs);
	if (row->parts & PART_PLAN)
		add_plan(world);
	if (row->parts & PART_PRUNE)
		add_prune(world);
	if (row->parts & PART_RESULTS)
		add_results(world);
	if (row->parts & PART_SENDS)
		world->report.sends = &all_sends;
}

static void result_is_as_written(void **state)
{
	const struct row *row = *state;
	struct world world = { 0 };
	struct arena names = { 0 };
	struct buf out;

	begin(&world, row);
	buf_init(&out, 1000000);
	format_find(row->format)->render(&out, &world.report, &row->style);
	golden_leave_out_assets(&out);
	golden_check(
		arena_format(&names, "render/%s", row->name), buf_string(&out), out.len);
	buf_release(&out);
	arena_release(&names);
	error_release(&world.errs);
	arena_release(&world.arena);
}

int main(void)
{
	return TABLE_RUN(rows, result_is_as_written);
}
