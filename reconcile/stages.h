#pragma once

#include "model/error.h"

struct source;
struct value;

/*
 * What the body of a pipeline or a template declares (references.md 5): identifiers of
 * stages, steps and step groups are there, legal, and unique in their container, seen
 * through `parallel`: stages in the pipeline, steps in one `steps` or `rollbackSteps`.
 * Inputs of any sort declare nothing. Of a step and a group alike in one list the
 * finding is a warning. Each duplicate names both places.
 */
void stages_check(
	const struct value *body, const struct source *source, struct error_list *errs);
