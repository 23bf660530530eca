#include "cmd/render/render.h"

#include "model/arena.h"
#include "model/entity.h"
#include "model/kind.h"
#include "model/source.h"
#include "model/text.h"
#include "model/value.h"
#include "reconcile/drift.h"
#include "reconcile/ignore.h"
#include "tests/support/golden.h"
#include "tests/support/table.h"

/* One report of drift, an entity in each state, in every format. */

static const char project_yaml[] = "project:\n"
				   "  orgIdentifier: payments\n"
				   "  identifier: checkout\n"
				   "  description: What customers pay with\n"
				   "  tags: {tier: one}\n";
static const struct source source = {
	.path = ".harness/orgs/payments/projects/checkout/project.yaml",
	.bytes = { project_yaml, sizeof(project_yaml) - 1 },
};
static const struct scope checkout = { "payments", "checkout" };

static const struct value *text(struct arena *arena, const char *bytes)
{
	struct value *value = arena_alloc(arena, sizeof(*value));

	*value = value_make(VALUE_TEXT, bytes);
	return value;
}

static const struct drift_author jane = {
	.name = "Jane <b>Doe</b> @everyone",
	.kind = "user",
	.via = "USER",
	.id = "jane@example.com",
	.action = "UPDATE",
	.at_ms = 1760000000000,
};
static const struct drift_author unknown = { .name = "unknown", .kind = "unknown" };
static const struct drift_commit ann = {
	.commit = "3f2a91c4d5e60718293a4b5c6d7e8f9012345678",
	.author = "Ann `Author`",
	.file = ".harness/orgs/payments/projects/checkout/project.yaml",
	.line = 4,
	.at = 1759990000,
};

static void add_project(struct drift_entity *entity, struct arena *arena)
{
	struct entity *project = arena_alloc(arena, sizeof(*project));
	struct change *changes = arena_array(arena, 2, sizeof(*changes));

	*project = (struct entity){ .kind = kind_find("project"),
		.scope = { "payments", NULL },
		.identifier = "checkout",
		.address = "project:payments/checkout",
		.source = &source };
	changes[0] = (struct change){ .path = "/description",
		.before = text(arena, "ask Bob"),
		.after = text(arena, "What customers pay with"),
		.base = text(arena, "checkout \x1b[0m<b>`pay`"),
		.cause = CAUSE_BOTH,
		.offset = 65 };
	changes[1] = (struct change){ .path = "/tags/tier",
		.before = text(arena, "two"),
		.after = text(arena, "one"),
		.cause = CAUSE_LIVE,
		.offset = 99 };
	*entity = (struct drift_entity){ .state = DRIFT_CONFLICT,
		.kind = project->kind,
		.scope = project->scope,
		.address = project->address,
		.desired = project,
		.changes = changes,
		.change_count = 2,
		.changed_by = &jane,
		.declared_by = &ann };
}

static struct drift_entity bare(enum drift_state state, const char *kind,
	const char *address, const struct drift_author *author)
{
	return (struct drift_entity){ .state = state,
		.kind = kind_find(kind),
		.scope = checkout,
		.address = address,
		.changed_by = author };
}

static const char *const globs[] = { "/tags/*" };
static const struct ignore_rule rules[] = {
	{ .address = "service:payments/*",
		.fields = globs,
		.field_count = 1,
		.until = "2026-12-31",
		.reason = "owned by <finance>",
		.place = { ".harness/rein.yaml", 3, 5 } },
	{ .address = "variable:*", .place = { ".harness/rein.yaml", 7, 5 } },
};
static const struct ignore ignore = { rules, 2 };

static void begin(struct drift *drift)
{
	struct arena *arena = &drift->arena;
	static const struct scope payments = { "payments", NULL };
	struct change *disabled = arena_alloc(arena, sizeof(*disabled));

	*disabled = (struct change){
		.path = "/description", .after = text(arena, "new"), .cause = CAUSE_GIT
	};
	drift->items = arena_array(arena, 5, sizeof(*drift->items));
	drift->items[0] = bare(DRIFT_MISSING, "environment",
		"environment:payments/checkout/prod", &unknown);
	drift->items[1] = bare(
		DRIFT_UNMANAGED, "pipeline", "pipeline:payments/checkout/by_hand", &jane);
	add_project(&drift->items[2], arena);
	drift->items[3] =
		bare(DRIFT_PENDING, "secret", "secret:payments/checkout/key", NULL);
	drift->items[3].changes = disabled;
	drift->items[3].change_count = 1;
	drift->items[4] =
		bare(DRIFT_DRIFTED, "service", "service:payments/checkout/api", &jane);
	drift->items[4].reason = "it is kept in a repository of its own";
	drift->count = 5;
	drift->counts = (struct drift_counts){
		.states = { 1, 1, 1, 1, 1 }, .in_sync = 7, .managed = 11, .covered = 10
	};
	drift->coverage = arena_array(arena, 3, sizeof(*drift->coverage));
	drift->coverage[0] =
		(struct drift_coverage){ payments, kind_find("secret"), 3, 0, false };
	drift->coverage[1] =
		(struct drift_coverage){ checkout, kind_find("pipeline"), 2, 1, true };
	drift->coverage[2] =
		(struct drift_coverage){ checkout, kind_find("service"), 5, 0, true };
	drift->coverage_count = 3;
	drift->ignore = &ignore;
	drift->hidden = arena_array(arena, 2, sizeof(*drift->hidden));
	drift->hidden[0] = (struct drift_hidden){ &rules[0],
		"service:payments/checkout/api", "/tags/x`", DRIFT_DRIFTED };
	drift->hidden[1] = (struct drift_hidden){ &rules[1], "variable:payments/made",
		NULL, DRIFT_UNMANAGED };
	drift->hidden_count = 2;
}

static const struct row {
	const char *name, *format;
	struct style style;
} rows[] = {
	{ "drift.txt", "text", { false, 0 } },
	{ "drift-colour.txt", "text", { true, 80 } },
	{ "drift.json", "json", { false, 0 } },
	{ "drift.md", "markdown", { false, 0 } },
	{ "drift.html", "html", { false, 0 } },
	{ "drift.xml", "junit", { false, 0 } },
};

static void result_is_as_written(void **state)
{
	static const bool fails[DRIFT_STATES] = {
		[DRIFT_CONFLICT] = true, [DRIFT_DRIFTED] = true, [DRIFT_MISSING] = true
	};
	const struct row *row = *state;
	struct error_list findings = { 0 };
	struct drift drift = { 0 };
	struct report report = {
		.command = "drift",
		.account = "acc",
		.commit = "0123456789012345678901234567890123456789",
		.base = "3f2a91c4d5e60718293a4b5c6d7e8f9012345678",
		.root = ".harness",
		.findings = &findings,
		.drift = &drift,
		.drift_fails = fails,
		.now_ms = 1760003600000,
		.requests = 9,
	};
	struct buf out;

	begin(&drift);
	buf_init(&out, 1000000);
	format_find(row->format)->render(&out, &report, &row->style);
	golden_leave_out_assets(&out);
	golden_check(arena_format(&drift.arena, "render/%s", row->name), buf_string(&out),
		out.len);
	buf_release(&out);
	arena_release(&drift.arena);
}

int main(void)
{
	return TABLE_RUN(rows, result_is_as_written);
}
