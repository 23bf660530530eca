#include "providers/emulator/facts/execution.h"

#include <inttypes.h>

#include "providers/emulator/act.h"
#include "providers/emulator/document.h"
#include "providers/emulator/entity.h"
#include "providers/emulator/facts/facts.h"
#include "providers/emulator/quirk.h"
#include "providers/emulator/rules.h"
#include "providers/emulator/token.h"
#include "providers/emulator/verb.h"

/*
 * An execution is a row below its pipeline: when it started is all that is
 * stored, what it has come to follows from the clock. Its type is how it will
 * end, or "Aborted" once that was asked. Source: core.md 12.
 */

enum { QUEUED_SHARE = 10 }; /* the first tenth of its time it waits */

struct state {
	const char *engine, *name; /* of planExecution, of summaries */
	bool ended;
};

static struct state state_of(const struct act *act, const struct row *row)
{
	static const struct state states[] = {
		{ "SUCCEEDED", "Success", true },
		{ "FAILED", "Failed", true },
		{ "ABORTED", "Aborted", true },
	};
	int64_t passed = act->now - row->created, whole = act->world->execution_ms;

	if (passed < whole && strcmp(row->type, "Aborted") != 0)
		return passed < whole / QUEUED_SHARE
			       ? (struct state){ "QUEUED", "Queued", false }
			       : (struct state){ "RUNNING", "Running", false };
	for (size_t i = 0; i < countof(states); i++)
		if (strcmp(states[i].name, row->type) == 0)
			return states[i];
	return states[0];
}

static int64_t ended_at(const struct act *act, const struct row *row)
{
	return strcmp(row->type, "Aborted") == 0
		       ? row->updated
		       : row->created + act->world->execution_ms;
}

static void write_end(struct act *act, struct buf *out, const struct row *row)
{
	if (state_of(act, row).ended)
		shape_member_number(out, "endTs", ended_at(act, row));
	else
		shape_member_raw(out, "endTs", "null");
}

static void write_plan(struct act *act, struct buf *out, const struct row *row)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));

	buf_text(out, "{\"planExecution\":{");
	shape_member(out, "uuid", row->id);
	shape_member_number(out, "createdAt", row->created);
	shape_member(out, "planId", body_text(spec, "planId"));
	buf_text(out, ",\"setupAbstractions\":{");
	shape_member(out, "accountId", act->world->account);
	shape_member(out, "orgIdentifier", row->org);
	shape_member(out, "projectIdentifier", row->project);
	buf_char(out, '}');
	shape_member(out, "status", "RUNNING");
	shape_member_number(out, "startTs", row->created);
	buf_text(out, ",\"endTs\":null,\"metadata\":{");
	shape_member_number(out, "runSequence", body_number(spec, "runSequence", 1));
	shape_member(out, "pipelineIdentifier", row->parent);
	shape_member(out, "executionUuid", row->id);
	buf_text(out, ",\"triggerInfo\":{\"triggerType\":\"MANUAL\"}}},\"gitDetails\":{"
		      "\"valid\":false,\"invalidYaml\":null}}");
}

static void write_counts(
	struct act *act, struct buf *out, const struct row *row, int64_t stages)
{
	struct state state = state_of(act, row);
	bool failed = strcmp(state.name, "Failed") == 0;
	bool succeeded = strcmp(state.name, "Success") == 0;

	shape_member_number(out, "totalStagesCount", stages);
	shape_member_number(
		out, "runningStagesCount", !state.ended && stages > 0 ? 1 : 0);
	shape_member_number(out, "successfulStagesCount", succeeded ? stages : 0);
	shape_member_number(out, "failedStagesCount", failed ? 1 : 0);
	shape_member_raw(out, "failureInfo",
		failed ? "{\"message\":\"the execution was made to fail\"}" : "null");
}

static void write_summary(struct act *act, struct buf *out, const struct row *row)
{
	struct json_object *spec = body_parse(&act->pool, row->spec, strlen(row->spec));

	buf_char(out, '{');
	shape_member(out, "pipelineIdentifier", row->parent);
	shape_member(out, "planExecutionId", row->id);
	shape_member(out, "name", row->name);
	shape_member(out, "status", state_of(act, row).name);
	shape_member_number(out, "runSequence", body_number(spec, "runSequence", 1));
	shape_member_number(out, "startTs", row->created);
	write_end(act, out, row);
	shape_member_number(out, "createdAt", row->created);
	write_counts(act, out, row, body_number(spec, "stages", 0));
	buf_text(out, ",\"layoutNodeMap\":{},\"executionTriggerInfo\":{\"triggerType\":"
		      "\"MANUAL\"},\"storeType\":\"INLINE\"}");
}

static void write_details(struct act *act, struct buf *out, const struct row *row)
{
	buf_text(out, "{\"pipelineExecutionSummary\":");
	write_summary(act, out, row);
	buf_text(out,
		",\"executionGraph\":null,\"representationStrategy\":\"camelCase\"}");
}

/* ---- start ---- */

static struct store_search of_pipeline(const struct act *act, const char *pipeline)
{
	return (struct store_search){ .kind = "execution",
		.org = act->org,
		.project = act->project,
		.parent = pipeline,
		.viewer = "",
		.order = ORDER_CREATED,
		.limit = 1 };
}

/* Inputs are the YAML subset of the pipeline with its values, or nothing. */
static bool check_inputs(struct act *act, const char *text, size_t size)
{
	struct document_fault fault;
	struct json_object *root;

	if (size == 0 || strspn(text, " \t\r\n") == size)
		return true;
	root = document_read(&act->pool, text, size, &fault);
	if (root != NULL && body_type(body_at(root, "pipeline")) == BODY_OBJECT)
		return true;
	return act_refuse(
		act, CODE_INVALID_REQUEST, "the runtime input yaml is no pipeline");
}

static const struct row *find_pipeline(struct act *act)
{
	const struct row *row =
		entity_at(act, "pipeline", act->org, act->project, act->id);

	if (row == NULL)
		act_refuse(act, CODE_ENTITY_NOT_FOUND,
			"Pipeline with the given ID: %s does not exist or has been "
			"deleted",
			act->id);
	return row;
}

static struct row *start(struct act *act, const struct row *pipeline)
{
	const struct store_search search = of_pipeline(act, pipeline->id);
	struct row *row = arena_alloc(&act->arena, sizeof(*row));
	struct json_object *spec =
		body_parse(&act->pool, pipeline->spec, strlen(pipeline->spec));
	bool fails =
		quirk_matches(act->world->quirks, QUIRK_EXECUTION_FAIL, pipeline->id);
	char id[23], plan[23];

	shape_random(id, sizeof(id) - 1);
	shape_random(plan, sizeof(plan) - 1);
	*row = (struct row){ .kind = "execution",
		.org = act->org,
		.project = act->project,
		.parent = pipeline->id,
		.id = arena_text(&act->arena, id),
		.name = pipeline->name,
		.type = fails ? "Failed" : "Success",
		.owner = act->token->id,
		.created = act->now,
		.updated = act->now };
	row->spec = arena_format(&act->arena,
		"{\"planId\":\"%s\",\"runSequence\":%" PRId64 ",\"stages\":%" PRId64 "}",
		plan, store_count(act->world->store, &search) + 1,
		body_number(spec, "numOfStages", 0));
	store_insert(act->world->store, row);
	return row;
}

static struct row *run(struct act *act, const char *inputs, size_t size)
{
	const struct row *pipeline;

	if (!rules_level(act) || !rules_access(act, "execute"))
		return NULL;
	pipeline = find_pipeline(act);
	if (pipeline == NULL || !check_inputs(act, inputs, size))
		return NULL;
	return start(act, pipeline);
}

static void answer(struct act *act, const struct row *row,
	void (*write)(struct act *, struct buf *, const struct row *))
{
	if (row == NULL)
		return;
	shape_envelope_open(&act->out);
	write(act, &act->out, row);
	shape_envelope_close(&act->out);
}

static void serve_start(struct act *act)
{
	answer(act, run(act, act->body, act->body_size), write_plan);
}

/* Variants whose body is JSON, with the inputs in one of its members. */
static void serve_start_json(struct act *act)
{
	const char *member = act->route->detail, *inputs;
	struct json_object *body = NULL;

	if (act->body_size > 0 && !act_input(act, &body))
		return;
	inputs = body_text(body, member);
	inputs = inputs != NULL ? inputs : "";
	answer(act, run(act, inputs, strlen(inputs)), write_plan);
}

static void serve_rerun(struct act *act)
{
	answer(act, run(act, act->body, act->body_size), write_plan);
}

static void serve_start_v1(struct act *act)
{
	struct json_object *body = NULL;
	const char *inputs;
	const struct row *row;

	if (act->body_size > 0 && !act_input(act, &body))
		return;
	inputs = body_text(body, "inputs_yaml");
	inputs = inputs != NULL ? inputs : "";
	row = run(act, inputs, strlen(inputs));
	if (row == NULL)
		return;
	buf_text(&act->out, "{\"execution_details\":{");
	shape_member(&act->out, "execution_id", row->id);
	shape_member(&act->out, "status", "RUNNING");
	buf_text(&act->out, "}}");
}

/* ---- poll, list, abort ---- */

static bool accept_id(void *context, const struct row *row)
{
	return strcmp(context, row->id) == 0;
}

static struct row *find(struct act *act)
{
	struct store_search search = of_pipeline(act, NULL);
	struct store_rows rows;

	search.accept = accept_id;
	search.context = arena_text(&act->arena, act->id);
	store_list(act->world->store, &act->arena, &search, &rows);
	if (rows.count == 0)
		act_refuse(act, CODE_ENTITY_NOT_FOUND,
			"Plan Execution Summary does not exist or has been deleted for "
			"given "
			"planExecutionId: %s",
			act->id);
	return rows.count > 0 ? &rows.items[0] : NULL;
}

static void serve_poll(struct act *act)
{
	if (rules_level(act) && rules_access(act, "view"))
		answer(act, find(act), write_details);
}

static void serve_list(struct act *act)
{
	struct json_object *filter = NULL;
	struct store_search search;

	if ((act->body_size > 0 && !act_input(act, &filter)) || !rules_level(act) ||
		!list_search(act, &search))
		return;
	search.parent = act_query(act, "pipelineIdentifier");
	if (search.parent == NULL)
		search.parent = body_text(filter, "pipelineIdentifier");
	list_run(act, &search);
}

static void serve_interrupt(struct act *act)
{
	const char *type = act_query_text(act, "interruptType");
	struct row *row;

	if (!rules_level(act) || !rules_access(act, "execute"))
		return;
	if (strcmp(type, "AbortAll") != 0 && strcmp(type, "Abort") != 0) {
		act_fault(act, "interruptType", "is not one of the values the API has");
		act_faultless(act);
		return;
	}
	row = find(act);
	if (row == NULL)
		return;
	if (!state_of(act, row).ended) {
		row->type = "Aborted";
		row->updated = act->now;
		store_update(act->world->store, row);
	}
	shape_envelope_open(&act->out);
	buf_char(&act->out, '{');
	shape_member(&act->out, "id", row->id);
	shape_member(&act->out, "planExecutionId", row->id);
	shape_member(&act->out, "type", type);
	buf_char(&act->out, '}');
	shape_envelope_close(&act->out);
}

void execution_forget(struct act *act, const struct row *pipeline)
{
	struct store_search search = of_pipeline(act, pipeline->id);
	struct store_rows rows;

	search.limit = INT32_MAX;
	store_list(act->world->store, &act->arena, &search, &rows);
	for (size_t i = 0; i < rows.count; i++)
		store_delete(act->world->store, rows.items[i].serial);
}

void execution_summarise(struct act *act, struct buf *out, const struct row *pipeline)
{
	struct store_search search = of_pipeline(act, pipeline->id);
	struct store_rows rows;

	store_list(act->world->store, &act->arena, &search, &rows);
	buf_text(out, ",\"executionSummaryInfo\":{\"numOfErrors\":[0,0,0,0,0,0,0]");
	buf_format(out, ",\"deployments\":[0,0,0,0,0,0,%" PRId64 "]", rows.total);
	if (rows.count > 0) {
		shape_member_number(out, "lastExecutionTs", rows.items[0].created);
		shape_member(
			out, "lastExecutionStatus", state_of(act, &rows.items[0]).name);
		shape_member(out, "lastExecutionId", rows.items[0].id);
	}
	buf_text(out, "},\"recentExecutionsInfo\":[]");
}

static const struct paging paging = { "page", "size", 10, 0, false, "sort" };

static const struct dialect v0 = {
	.item = write_summary,
	.paging = &paging,
	.form = SHAPE_B,
};

static const struct dialect v1 = { .bare = true };

#define EXECUTE "/pipeline/api/pipeline/execute"
#define EXECUTIONS "/pipeline/api/pipelines/execution"

static const struct route routes[] = {
	{ "POST", EXECUTE "/{id}", serve_start, WHERE_QUERY, "execute", &v0,
		.raw = true },
	{ "POST", EXECUTE "/{id}/inputSetList", serve_start_json, WHERE_QUERY, "execute",
		&v0, .detail = "lastYamlToMerge" },
	{ "POST", EXECUTE "/{id}/stages", serve_start_json, WHERE_QUERY, "execute", &v0,
		.detail = "runtimeInputYaml" },
	{ "POST", EXECUTE "/rerun/{execution}/{id}", serve_rerun, WHERE_QUERY, "execute",
		&v0, .raw = true },
	{ "POST", EXECUTE "/retry/{id}", serve_rerun, WHERE_QUERY, "execute", &v0,
		.raw = true },
	{ "PUT", EXECUTE "/interrupt/{id}", serve_interrupt, WHERE_QUERY, "execute", &v0,
		.raw = true },
	{ "GET", EXECUTIONS "/v2/{id}", serve_poll, WHERE_QUERY, "view", &v0,
		.reads = true },
	{ "POST", EXECUTIONS "/summary", serve_list, WHERE_QUERY, "view", &v0,
		.reads = true },
	{ "POST", "/v1/orgs/{org}/projects/{project}/pipelines/{id}/execute",
		serve_start_v1, WHERE_PATH, "execute", .dialect = &v1 },
};

const struct fact fact_execution = {
	.kind = "execution",
	.title = "Execution",
	.resource = "pipeline",
	.module = "PMS",
	.levels = LEVEL_PROJECT,
	.traits = FACT_FLAT,
	.order = ORDER_CREATED,
	.routes = routes,
	.route_count = countof(routes),
};
