#pragma once

#include <stdbool.h>
#include <stddef.h>

struct raw_answer;

/*
 * Whether a line of expectation (facts.h) holds of an answer; if not, why not is
 * written to `reason`.
 */
bool looking_holds(
	const struct raw_answer *answer, const char *line, char *reason, size_t size);

/* The text or number at a path, copied into `room`; false when it is not there. */
bool looking_text(
	const struct raw_answer *answer, const char *path, char *room, size_t size);
