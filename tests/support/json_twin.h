#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether json-c, which the client does without, reads these bytes as json_read()
 * does: the same value, or a refusal too. Where json-c is known to be lax or short
 * (json_twin.c lists it) any answer of its will do.
 */
bool json_twin_agrees(const char *bytes, size_t size);
