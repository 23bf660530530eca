#include "providers/emulator/facts/pipeline.h"

#include <string.h>

#include "providers/emulator/act.h"
#include "providers/emulator/document.h"
#include "providers/emulator/fact.h"
#include "providers/emulator/quirk.h"

static bool schema(struct act *act, const char *text)
{
	return act_refuse(act, CODE_SCHEMA_VALIDATION_FAILED, "%s", text);
}

/* One walk over stages or steps, whatever holds them: `stage`, `step`, `stepGroup`
 * and `parallel` in any nesting. */
struct names {
	struct act *act;
	struct json_object *seen; /* identifiers of this container */
	struct json_object *stages;
	struct json_object *modules;
	size_t stage_count;
};

static const struct {
	const char *type, *module;
} modules[] = {
	{ "Deployment", "cd" },
	{ "CI", "ci" },
	{ "FeatureFlag", "cf" },
	{ "SecurityTests", "sto" },
	{ "IACM", "iacm" },
};

static void note_stage(struct names *names, struct json_object *stage)
{
	const char *type = body_text(stage, "type"), *name = body_text(stage, "name");

	if (name != NULL)
		body_append(names->stages, body_new_text(&names->act->pool, name));
	for (size_t i = 0; type != NULL && i < countof(modules); i++)
		if (strcmp(modules[i].type, type) == 0)
			body_put_bool(names->modules, modules[i].module, true);
	names->stage_count++;
}

static bool unique(struct names *names, struct json_object *item, const char *what)
{
	const char *id = body_text(item, "identifier");

	if (id == NULL)
		return true;
	if (body_has(names->seen, id))
		return schema(
			names->act, arena_format(&names->act->arena,
					    "duplicate %s identifier [%s]", what, id));
	body_put_bool(names->seen, id, true);
	return true;
}

static bool check_items(struct names *names, struct json_object *list, const char *what);

static bool check_stage(struct names *names, struct json_object *item)
{
	struct json_object *stage = body_at(item, "stage");
	struct names steps = { names->act, body_new_object(&names->act->pool), NULL, NULL,
		0 };

	if (body_type(stage) != BODY_OBJECT)
		return true;
	note_stage(names, stage);
	return unique(names, stage, "stage") &&
	       check_items(&steps, body_at(stage, "spec.execution.steps"), "step");
}

static bool check_step(struct names *names, struct json_object *item)
{
	struct json_object *group = body_at(item, "stepGroup");

	return unique(names, body_at(item, "step"), "step") &&
	       unique(names, group, "step group") &&
	       check_items(names, body_at(group, "steps"), "step");
}

static bool check_items(struct names *names, struct json_object *list, const char *what)
{
	for (size_t i = 0; i < body_count(list); i++) {
		struct json_object *item = body_item(list, i);

		if (body_type(item) != BODY_OBJECT)
			return schema(names->act,
				arena_format(&names->act->arena, "a %s is no map", what));
		if (!check_items(names, body_at(item, "parallel"), what) ||
			!(names->stages != NULL ? check_stage(names, item)
						: check_step(names, item)))
			return false;
	}
	return true;
}

static bool check_stages(struct act *act, struct json_object *root, struct draft *draft)
{
	struct names names = { act, body_new_object(&act->pool),
		body_new_list(&act->pool), body_new_object(&act->pool), 0 };
	struct json_object *stages = body_at(root, "stages");
	struct json_object *used = body_new_list(&act->pool);
	struct body_walk walk = { 0 };

	if (body_at(root, "template") == NULL && body_type(stages) != BODY_LIST)
		return schema(act, "$.pipeline: stages is missing but it is required");
	if (!check_items(&names, stages, "stage"))
		return false;
	if (body_type(stages) == BODY_LIST && names.stage_count == 0 &&
		quirk_is(act->world->quirks, QUIRK_EMPTY_STAGES, "refuse"))
		return schema(
			act, "$.pipeline.stages: there must be a minimum of 1 items");
	while (body_next(names.modules, &walk))
		body_append(used, body_new_text(&act->pool, walk.name));
	body_append(used, body_new_text(&act->pool, "pms"));
	body_put(draft->input, "modules", used);
	body_put(draft->input, "stageNames", names.stages);
	body_put_number(draft->input, "numOfStages", (int64_t)names.stage_count);
	return true;
}

static bool mismatch(struct act *act, const char *what, const char *want, const char *got)
{
	if (want[0] == '\0' || got == NULL || strcmp(want, got) == 0)
		return true;
	return act_refuse(act, CODE_INVALID_REQUEST,
		"Expected %s identifier in YAML to be [%s], but was [%s]", what, want,
		got);
}

/* Source: core.md 4.2 (schema v0/pipeline). */
static bool name_fits(const char *name)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-.";
	static const char later[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-. \t\n\v\f\r";
	size_t size = strlen(name);

	return size > 0 && size <= 128 && strchr(first, name[0]) != NULL &&
	       strspn(name, later) == size;
}

static bool check_names(struct act *act, struct json_object *root)
{
	static const char *const needed[] = { "name", "identifier" };

	for (size_t i = 0; i < countof(needed); i++)
		if (body_text(root, needed[i]) == NULL)
			return schema(act,
				arena_format(&act->arena,
					"$.pipeline: %s is missing but it is required",
					needed[i]));
	if (!name_fits(body_text(root, "name")))
		return schema(act, "$.pipeline.name: does not match the regex pattern "
				   "^[a-zA-Z_0-9-.][-0-9a-zA-Z_\\s.]{0,127}$");
	return mismatch(act, "Pipeline", act->id, body_text(root, "identifier")) &&
	       mismatch(
		       act, "Organization", act->org, body_text(root, "orgIdentifier")) &&
	       mismatch(act, "Project", act->project,
		       body_text(root, "projectIdentifier"));
}

struct json_object *pipeline_document(struct act *act, const char *text, size_t size)
{
	struct document_fault fault;

	return body_at(document_read(&act->pool, text, size, &fault), "pipeline");
}

bool pipeline_read(struct act *act, struct draft *draft, const char *text, size_t size)
{
	static const char *const taken[] = { "identifier", "name", "description",
		"tags" };
	struct document_fault fault;
	struct json_object *root = document_read(&act->pool, text, size, &fault);

	if (root == NULL)
		return act_refuse(act, CODE_INVALID_YAML_ERROR,
			"the pipeline yaml is %s at line %zu, column %zu", fault.text,
			fault.line, fault.column);
	root = body_at(root, "pipeline");
	if (body_type(root) != BODY_OBJECT)
		return schema(act, "$: pipeline is missing but it is required");
	draft->input = body_new_object(&act->pool);
	draft->trusted = true; /* what stages hold is put in beside */
	for (size_t i = 0; i < countof(taken); i++)
		body_put(draft->input, taken[i], body_at(root, taken[i]));
	draft->row.text = text;
	draft->row.text_size = size;
	if (!check_names(act, root) || !check_stages(act, root, draft))
		return false;
	return true;
}
