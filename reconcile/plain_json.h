#pragma once

#include "model/arena.h"
#include "model/value.h"

/*
 * JSON as a variable can hold it: one line, without the `<` of Harness's expressions
 * (it is escaped), and read back from whatever somebody made of it.
 */
const char *plain_json_write(struct arena *arena, const struct value *value);
/* A map, or NULL. */
const struct value *plain_json_read(struct arena *arena, const char *text);
/* A text of it that is not empty, or NULL; `map` may be NULL. */
const char *plain_json_text(const struct value *map, const char *key);
