#include "reconcile/stages.h"

#include <string.h>

#include "model/arena.h"
#include "model/index.h"
#include "model/kind.h"
#include "model/source.h"
#include "reconcile/spelling.h"

struct stages {
	const struct source *source;
	struct error_list *errs;
	struct arena scratch;
};

/* A place for stages or for steps: what it declares so far. */
struct container {
	struct index seen; /* identifier -> its first struct declaration */
	bool holds_stages;
};

struct declaration {
	const char *wrapper; /* stage, step, stepGroup, insert */
	const struct value *identifier;
};

static void walk_list(
	struct stages *stages, struct container *container, const struct value *list);

static struct container container_of(struct stages *stages, bool holds_stages)
{
	return (struct container){
		.seen = { .arena = &stages->scratch },
		.holds_stages = holds_stages,
	};
}

/* Steps of a container of their own. */
static void walk_steps(struct stages *stages, const struct value *list)
{
	struct container container = container_of(stages, false);

	walk_list(stages, &container, list);
}

static void walk_step_lists(struct stages *stages, const struct value *map)
{
	walk_steps(stages, value_find(map, "steps"));
	walk_steps(stages, value_find(map, "rollbackSteps"));
}

static void report_twice(struct stages *stages, const struct container *container,
	const struct declaration *first, const struct declaration *second)
{
	bool alike = strcmp(first->wrapper, second->wrapper) == 0;
	struct error *error = source_error_as(stages->errs, ERROR_IDENTIFIER_DUPLICATE,
		alike ? SEVERITY_ERROR : SEVERITY_WARNING, stages->source,
		second->identifier->offset, "%s '%s' stands twice in its %s",
		second->wrapper, value_text(second->identifier),
		container->holds_stages ? "pipeline" : "list of steps");

	error_relate(stages->errs, error,
		source_place(stages->source, first->identifier->offset),
		"the other one, a %s", first->wrapper);
}

/* An expression is nobody's identifier before it has run. */
static void declare(struct stages *stages, struct container *container,
	const struct value *key, const struct value *body)
{
	const char *wrapper = value_text(key);
	struct declaration *declaration =
		arena_alloc(&stages->scratch, sizeof(*declaration));
	const void **first;

	*declaration = (struct declaration){ wrapper, value_find(body, "identifier") };
	if (value_type(body) == VALUE_MAP && value_is_empty(declaration->identifier))
		source_error(stages->errs, ERROR_FIELD_REQUIRED, stages->source,
			declaration->identifier != NULL ? declaration->identifier->offset
							: key->offset,
			"identifier of a %s is required", wrapper);
	if (declaration->identifier == NULL || value_is_empty(declaration->identifier) ||
		!value_is_scalar(declaration->identifier) ||
		strstr(value_text(declaration->identifier), "<+") != NULL ||
		!spelling_check(value_text(declaration->identifier), IDENTIFIER_STRICT,
			wrapper, stages->source, declaration->identifier->offset,
			stages->errs))
		return;
	first = index_at(&container->seen, value_text(declaration->identifier));
	if (*first == NULL)
		*first = declaration;
	else
		report_twice(stages, container, *first, declaration);
}

/* What stands below a stage's `spec`. */
static void walk_stage_spec(struct stages *stages, const struct value *spec)
{
	walk_step_lists(stages, value_find(spec, "execution"));
	walk_step_lists(stages, value_at(spec, "environment.provisioner"));
	walk_step_lists(stages, value_at(spec, "infrastructure.infrastructureDefinition."
					       "provisioner"));
}

static void walk_stage(struct stages *stages, struct container *container,
	const struct value *key, const struct value *stage)
{
	declare(stages, container, key, stage);
	walk_stage_spec(stages, value_find(stage, "spec"));
}

static void walk_step(struct stages *stages, struct container *container,
	const struct value *key, const struct value *step)
{
	declare(stages, container, key, step);
}

static void walk_group(struct stages *stages, struct container *container,
	const struct value *key, const struct value *group)
{
	declare(stages, container, key, group);
	walk_step_lists(stages, group);
}

static void walk_parallel(struct stages *stages, struct container *container,
	const struct value *key, const struct value *list)
{
	(void)key;
	walk_list(stages, container, list);
}

/* The point where a template takes more: a container of its own. */
static void walk_insert(struct stages *stages, struct container *container,
	const struct value *key, const struct value *insert)
{
	struct container inner = container_of(stages, true);

	(void)container;
	(void)key;
	walk_list(stages, &inner, value_find(insert, "stages"));
	walk_step_lists(stages, insert);
}

static const struct {
	const char *key;
	void (*walk)(struct stages *, struct container *, const struct value *key,
		const struct value *body);
} wrappers[] = {
	{ "stage", walk_stage },
	{ "step", walk_step },
	{ "stepGroup", walk_group },
	{ "parallel", walk_parallel },
	{ "insert", walk_insert },
};

static void walk_list(
	struct stages *stages, struct container *container, const struct value *list)
{
	if (list == NULL || value_type(list) != VALUE_LIST)
		return; /* an input, or a template's business */
	for (size_t i = 0; i < value_count(list); i++)
		for (size_t j = 0; j < countof(wrappers); j++) {
			const struct value *item = value_item(list, i);
			const struct value *key = value_find_key(item, wrappers[j].key);

			if (key != NULL)
				wrappers[j].walk(stages, container, key,
					value_find(item, wrappers[j].key));
		}
}

void stages_check(
	const struct value *body, const struct source *source, struct error_list *errs)
{
	struct stages stages = { .source = source, .errs = errs };
	struct container container = container_of(&stages, true);

	walk_list(&stages, &container, value_find(body, "stages"));
	walk_list(&stages, &container, value_at(body, "spec.stages"));
	walk_stage_spec(&stages, value_at(body, "spec.spec"));
	walk_step_lists(&stages, value_find(body, "spec"));
	arena_release(&stages.scratch);
}
