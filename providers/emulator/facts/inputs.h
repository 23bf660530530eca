#pragma once

struct act;

/*
 * What a run of the pipeline in query `pipelineIdentifier` must be given: its YAML
 * cut down to the `<+input>` leaves and to what tells apart the maps above them.
 * Source: core.md 12.1; sdk model_input_set_template_with_replaced_expressions_
 * response.go, mcp pipelines.ts (official clients ask before they run).
 */
void inputs_serve(struct act *act);
