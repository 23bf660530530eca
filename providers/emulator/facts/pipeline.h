#pragma once

#include <stdbool.h>
#include <stddef.h>

struct act;
struct draft;
struct json_object;

/*
 * The YAML of a pipeline as the server reads it on a save. Source: core.md 9.3.
 */

/* Fill draft->input from the YAML and keep its bytes; false when refused. */
bool pipeline_read(struct act *act, struct draft *draft, const char *text, size_t size);
/* The map below `pipeline:` of a stored text, NULL when it cannot be read. */
struct json_object *pipeline_document(struct act *act, const char *text, size_t size);
